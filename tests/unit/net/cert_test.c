#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mbedtls/x509_crt.h>

#include "base/clock.h"
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

static void
cert_create_makes_a_pair_for_its_names(void **state)
{
	static const char *const names[] = { "praat.example", "192.0.2.9" };
	char dir[] = "/tmp/praatmee-cert-XXXXXX", cert_file[64], key_file[64];
	mbedtls_x509_crt cert;
	mbedtls_pk_context key;
	struct stat st;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(cert_file, sizeof(cert_file), "%s/cert", dir);
	snprintf(key_file, sizeof(key_file), "%s/key", dir);
	assert_ok(net_cert_create(cert_file, key_file, names, 2));
	assert_int_equal(stat(key_file, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);

	mbedtls_x509_crt_init(&cert);
	mbedtls_pk_init(&key);
	assert_int_equal(mbedtls_x509_crt_parse_file(&cert, cert_file), 0);
	assert_int_equal(mbed_key_read(&key, key_file), 0);
	assert_int_equal(mbed_key_belongs(&cert, &key), 0);
	assert_int_equal(verify(&cert, "localhost"), 0);
	assert_int_equal(verify(&cert, "praat.example"), 0);
	assert_int_equal(
	    verify(&cert, "other.example"), MBEDTLS_X509_BADCERT_CN_MISMATCH);
	assert_true(cert.valid_to.year - cert.valid_from.year >= 9);

	mbedtls_pk_free(&key);
	mbedtls_x509_crt_free(&cert);
	unlink(cert_file);
	unlink(key_file);
	rmdir(dir);
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
		cmocka_unit_test(cert_create_says_when_it_cannot_write),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
