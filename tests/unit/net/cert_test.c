#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mbedtls/x509_crt.h>

#include "base/num.h"
#include "crypto/crypto.h"
#include "net/mbed.h"
#include "net/server.h"

static uint32_t
verify(mbedtls_x509_crt *cert, const char *name)
{
	uint32_t flags = 0;

	mbedtls_x509_crt_verify(cert, cert, NULL, name, &flags, NULL, NULL);
	return flags;
}

/* A pair that was made, and read again. */
struct pair {
	char dir[32], cert_file[64], key_file[64];
	mbedtls_x509_crt cert;
	mbedtls_pk_context key;
};

static void
pair_open(struct pair *p, const char *const *names, size_t n_names)
{
	snprintf(p->dir, sizeof(p->dir), "/tmp/praatmee-cert-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	snprintf(p->cert_file, sizeof(p->cert_file), "%s/cert", p->dir);
	snprintf(p->key_file, sizeof(p->key_file), "%s/key", p->dir);
	assert_ok(net_cert_create(p->cert_file, p->key_file, names, n_names));
	mbedtls_x509_crt_init(&p->cert);
	mbedtls_pk_init(&p->key);
	assert_int_equal(
	    mbedtls_x509_crt_parse_file(&p->cert, p->cert_file), 0);
	assert_int_equal(mbed_key_read(&p->key, p->key_file), 0);
}

static void
pair_close(struct pair *p)
{
	mbedtls_pk_free(&p->key);
	mbedtls_x509_crt_free(&p->cert);
	unlink(p->cert_file);
	unlink(p->key_file);
	rmdir(p->dir);
}

static void
cert_create_makes_a_pair_for_its_names(void **state)
{
	static const char *const names[] = { "praat.example", "192.0.2.9" };
	struct pair p;
	struct stat st;

	(void)state;
	pair_open(&p, names, 2);
	assert_int_equal(stat(p.key_file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(mbed_key_belongs(&p.cert, &p.key), 0);
	assert_int_equal(verify(&p.cert, "localhost"), 0);
	assert_int_equal(verify(&p.cert, "praat.example"), 0);
	assert_int_equal(
	    verify(&p.cert, "other.example"), MBEDTLS_X509_BADCERT_CN_MISMATCH);
	assert_true(p.cert.valid_to.year - p.cert.valid_from.year >= 9);
	pair_close(&p);
}

/* Browsers refuse DER that is longer than it has to be. */
static void
r0002_a_length_of_names_has_its_shortest_form(void **state)
{
	/* 35 bytes for localhost and its addresses, 52 for each of these. */
	static const char *const names[] = {
		"a.very.long.name.of.a.house.of.fifty.letters.example",
		"b.very.long.name.of.a.house.of.fifty.letters.example",
		"c.very.long.name.of.a.house.of.fifty.letters.example",
		"d.very.long.name.of.a.house.of.fifty.letters.example",
		"e.very.long.name.of.a.house.of.fifty.letters.example",
	};
	static const struct {
		size_t n_names;
		struct str begins;
	} cases[] = {
		{ 0, STR_INIT("\x30\x23\x82") },
		{ 2, STR_INIT("\x30\x81\x8f\x82") },
		{ 5, STR_INIT("\x30\x82\x01\x31\x82") },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct pair p;
		struct str der;

		pair_open(&p, names, cases[i].n_names);
		der = (struct str){ (char *)p.cert.raw.p, p.cert.raw.len };
		assert_true(str_find_str(der, cases[i].begins) < der.n);
		pair_close(&p);
	}
}

static void
cert_create_says_when_it_cannot_write(void **state)
{
	(void)state;
	assert_int_equal(
	    net_cert_create("/nowhere/cert", "/nowhere/key", NULL, 0),
	    ERR_INTERNAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cert_create_makes_a_pair_for_its_names),
		cmocka_unit_test(r0002_a_length_of_names_has_its_shortest_form),
		cmocka_unit_test(cert_create_says_when_it_cannot_write),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
