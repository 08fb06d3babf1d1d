/*
 * test_store.h: a store for a test, one at a time: in memory, or, where the
 * environment has PRAATMEE_TEST_PG, in a schema of its own in that database.
 */
#ifndef TESTS_TEST_STORE_H
#define TESTS_TEST_STORE_H

#include "cmocka_all.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/store.h"

/* Of the newest store: for store_open(). */
static char test_store_address[512];
static char test_store_schema[32];

static inline const char *
test_store_database(void)
{
	return getenv("PRAATMEE_TEST_PG");
}

/* The first column of the first row, or "". */
static inline void
test_store_ask(const char *statement, char *answer, size_t max)
{
	PGconn *db = PQconnectdb(test_store_database());
	PGresult *r = PQexec(db, statement);

	if (PQresultStatus(r) != PGRES_COMMAND_OK &&
	    PQresultStatus(r) != PGRES_TUPLES_OK)
		fail_msg("%s: %s", statement, PQerrorMessage(db));
	if (answer != NULL)
		snprintf(answer, max, "%s",
		    PQntuples(r) == 0 ? "" : PQgetvalue(r, 0, 0));
	PQclear(r);
	PQfinish(db);
}

/* A place for a store. */
static inline void
test_store_begin(void)
{
	static int n_schemas;
	char statement[64];
	int n;

	if (test_store_database() == NULL) {
		snprintf(
		    test_store_address, sizeof(test_store_address), ":memory:");
		return;
	}
	snprintf(test_store_schema, sizeof(test_store_schema), "t%d_%d",
	    (int)getpid(), ++n_schemas);
	snprintf(statement, sizeof(statement), "CREATE SCHEMA %s",
	    test_store_schema);
	test_store_ask(statement, NULL, 0);
	n = snprintf(test_store_address, sizeof(test_store_address),
	    "%s?options=-csearch_path%%3D%s", test_store_database(),
	    test_store_schema);
	assert_true(n < (int)sizeof(test_store_address));
}

static inline void
test_store_end(void)
{
	char statement[128];

	if (test_store_database() == NULL)
		return;
	snprintf(statement, sizeof(statement),
	    "SET client_min_messages = warning; DROP SCHEMA %s CASCADE",
	    test_store_schema);
	test_store_ask(statement, NULL, 0);
}

static inline void
test_store_open(struct store **out)
{
	test_store_begin();
	assert_ok(store_open(test_store_address, STORE_CREATE, out));
}

static inline void
test_store_close(struct store *store)
{
	store_close(store);
	test_store_end();
}

#endif
