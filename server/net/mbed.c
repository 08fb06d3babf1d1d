#include "net/mbed.h"

#include <mbedtls/version.h>

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#include <psa/crypto.h>
#endif

#include "base/log.h"
#include "crypto/crypto.h"
#include "net/cipher.h"

#if !defined(MBEDTLS_THREADING_C)
#error "loops share session tickets: mbedTLS must be built for threads"
#endif

int
mbed_random(void *arg, unsigned char *p, size_t n)
{
	(void)arg;
	crypto_random(p, n);
	return 0;
}

#if MBEDTLS_VERSION_NUMBER >= 0x03000000

enum err
mbed_init(void)
{
	cipher_init();
	/* TLS 1.3 works through PSA. */
	if (psa_crypto_init() == PSA_SUCCESS)
		return OK;
	LOG_ERROR("net.psa", "psa_crypto_init failed");
	return ERR_INTERNAL;
}

int
mbed_key_read(mbedtls_pk_context *key, const char *file)
{
	return mbedtls_pk_parse_keyfile(key, file, NULL, mbed_random, NULL);
}

int
mbed_key_belongs(const mbedtls_x509_crt *cert, const mbedtls_pk_context *key)
{
	return mbedtls_pk_check_pair(&cert->pk, key, mbed_random, NULL);
}

int
mbed_set_serial(mbedtls_x509write_cert *w, unsigned char *p, size_t n)
{
	return mbedtls_x509write_crt_set_serial_raw(w, p, n);
}

void
mbed_set_versions(mbedtls_ssl_config *c)
{
	mbedtls_ssl_conf_min_tls_version(c, MBEDTLS_SSL_VERSION_TLS1_2);
}

void
mbed_set_groups(mbedtls_ssl_config *c)
{
	static const uint16_t groups[] = { MBEDTLS_SSL_IANA_TLS_GROUP_X25519,
		MBEDTLS_SSL_IANA_TLS_GROUP_SECP256R1,
		MBEDTLS_SSL_IANA_TLS_GROUP_SECP384R1,
		MBEDTLS_SSL_IANA_TLS_GROUP_NONE };

	mbedtls_ssl_conf_groups(c, groups);
}

#else

enum err
mbed_init(void)
{
	cipher_init();
	return OK;
}

int
mbed_key_read(mbedtls_pk_context *key, const char *file)
{
	return mbedtls_pk_parse_keyfile(key, file, NULL);
}

int
mbed_key_belongs(const mbedtls_x509_crt *cert, const mbedtls_pk_context *key)
{
	return mbedtls_pk_check_pair(&cert->pk, key);
}

int
mbed_set_serial(mbedtls_x509write_cert *w, unsigned char *p, size_t n)
{
	mbedtls_mpi serial;
	int r;

	mbedtls_mpi_init(&serial);
	if ((r = mbedtls_mpi_read_binary(&serial, p, n)) == 0)
		r = mbedtls_x509write_crt_set_serial(w, &serial);
	mbedtls_mpi_free(&serial);
	return r;
}

void
mbed_set_versions(mbedtls_ssl_config *c)
{
	mbedtls_ssl_conf_min_version(
	    c, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
}

void
mbed_set_groups(mbedtls_ssl_config *c)
{
	static const mbedtls_ecp_group_id groups[] = {
		MBEDTLS_ECP_DP_CURVE25519, MBEDTLS_ECP_DP_SECP256R1,
		MBEDTLS_ECP_DP_SECP384R1, MBEDTLS_ECP_DP_NONE
	};

	mbedtls_ssl_conf_curves(c, groups);
}

#endif

/* Forward secrecy and authenticated encryption only. */
const int *
mbed_cipher_suites(void)
{
	/*
	 * AES-256 by libgcrypt takes half the time of its ChaCha20; AES-128 is
	 * left to mbedTLS.  In TLS 1.3 that must not be here at all: mbedTLS
	 * takes the first of the client's that it knows, and a browser's first
	 * is that one.  Whoever speaks TLS 1.3 with us has one of the others.
	 */
	static const int fast_aes[] = {
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
		MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
		MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
#endif
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		0,
	};
	/* mbedTLS's own AES is the slowest of all. */
	static const int slow_aes[] = {
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
		MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS1_3_AES_128_GCM_SHA256,
		MBEDTLS_TLS1_3_AES_256_GCM_SHA384,
#endif
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
		MBEDTLS_TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		MBEDTLS_TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
		MBEDTLS_TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
		0,
	};

	return cipher_has_fast_aes() ? fast_aes : slow_aes;
}
