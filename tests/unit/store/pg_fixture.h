/*
 * pg_fixture.h: the store of store_fixture.h on PostgreSQL, and a second one on
 * the same tables, as of another node, behind a wire that can be cut.
 */
#ifndef STORE_PG_FIXTURE_H
#define STORE_PG_FIXTURE_H

#include "store/pg_proxy.h"
#include "store/store_fixture.h"

struct nodes {
	struct fixture *here;
	struct store *store; /* through the proxy */
	struct proxy proxy;
};

/* The address of the store, with another port. */
static inline void
address_behind(int port, char *out, size_t max)
{
	const char *colon = strrchr(strchr(test_store_address, '@'), ':');
	size_t n = (size_t)(colon - test_store_address);

	snprintf(out, max, "%.*s:%d%s", (int)n, test_store_address, port,
	    strchr(colon, '/'));
}

static inline int
server_port(void)
{
	return (int)strtol(
	    strrchr(strchr(test_store_address, '@'), ':') + 1, NULL, 10);
}

static inline int
nodes_set_up(void **state)
{
	static struct nodes n;
	char address[512];
	void *here;

	set_up(&here);
	n = (struct nodes){ .here = here };
	assert_ok(store_keep(n.here->store));
	proxy_open(&n.proxy, server_port());
	address_behind(n.proxy.port, address, sizeof(address));
	assert_ok(store_open(address, STORE_OPEN, &n.store));
	*state = &n;
	return 0;
}

static inline int
nodes_tear_down(void **state)
{
	struct nodes *n = *state;
	void *here = n->here;

	store_close(n->store);
	proxy_stop(&n->proxy);
	return tear_down(&here);
}

#define nodes_test(name) \
	cmocka_unit_test_setup_teardown(name, nodes_set_up, nodes_tear_down)

#endif
