/*
 * cert.c: the certificate that a server makes for itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mbedtls/ecp.h>
#include <mbedtls/oid.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "crypto/crypto.h"
#include "net/mbed.h"
#include "net/server.h"

enum {
	PEM_MAX = 4096,
	SERIAL_BYTES = 16,
	YEARS = 10,
	/* Tags of DER: SEQUENCE, and in a GeneralName dNSName, iPAddress. */
	TAG_SEQUENCE = 0x30,
	TAG_DNS = 0x82,
	TAG_IP = 0x87
};

static void
der(struct buf *b, int tag, struct str content)
{
	/* The shortest form of a length is the only one. */
	buf_char(b, (char)tag);
	if (content.n > 0xff) {
		buf_char(b, (char)0x82);
		buf_char(b, (char)(content.n >> 8));
	} else if (content.n >= 0x80) {
		buf_char(b, (char)0x81);
	}
	buf_char(b, (char)content.n);
	buf_str(b, content);
}

static void
add_name(struct buf *b, const char *name)
{
	static const uint8_t v4[12] = { [10] = 0xff, [11] = 0xff };
	struct http_address a;
	size_t skip;

	if (http_address_parse(str_of(name), &a) != OK) {
		der(b, TAG_DNS, str_of(name));
		return;
	}
	skip = memcmp(a.ip, v4, sizeof(v4)) == 0 ? sizeof(v4) : 0;
	der(b, TAG_IP, (struct str){ (char *)a.ip + skip, 16 - skip });
}

/* The extension is made by hand: mbedTLS 2.28 has no function for it. */
static int
set_names(mbedtls_x509write_cert *w, const char *const *names, size_t n_names)
{
	static const char *const own[] = { "localhost", "127.0.0.1", "::1" };
	struct buf list = { 0 }, ext = { 0 };
	int r;

	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		add_name(&list, own[i]);
	for (size_t i = 0; i < n_names; i++)
		add_name(&list, names[i]);
	der(&ext, TAG_SEQUENCE, buf_text(&list));
	r = list.n > 0xffff
	    ? MBEDTLS_ERR_X509_BAD_INPUT_DATA
	    : mbedtls_x509write_crt_set_extension(w,
		  MBEDTLS_OID_SUBJECT_ALT_NAME,
		  MBEDTLS_OID_SIZE(MBEDTLS_OID_SUBJECT_ALT_NAME), 0,
		  (unsigned char *)ext.p, ext.n);
	buf_free(&list);
	buf_free(&ext);
	return r;
}

static int
set_validity(mbedtls_x509write_cert *w)
{
	/* From yesterday: clocks differ. */
	time_t from = (time_t)((clock_now() - DAY_MS) / SECOND_MS), to = from;
	char not_before[16], not_after[16];
	struct tm tm;

	to += (time_t)YEARS * 365 * 24 * 60 * 60;
	gmtime_r(&from, &tm);
	strftime(not_before, sizeof(not_before), "%Y%m%d%H%M%S", &tm);
	gmtime_r(&to, &tm);
	strftime(not_after, sizeof(not_after), "%Y%m%d%H%M%S", &tm);
	return mbedtls_x509write_crt_set_validity(w, not_before, not_after);
}

static int
make_key(mbedtls_pk_context *key)
{
	int r = mbedtls_pk_setup(
	    key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));

	return r != 0 ? r
		      : mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1,
			    mbedtls_pk_ec(*key), mbed_random, NULL);
}

static int
make_cert(mbedtls_pk_context *key, const char *const *names, size_t n_names,
    char pem[PEM_MAX])
{
	mbedtls_x509write_cert w;
	unsigned char serial[SERIAL_BYTES];
	int r;

	mbedtls_x509write_crt_init(&w);
	mbedtls_x509write_crt_set_version(&w, MBEDTLS_X509_CRT_VERSION_3);
	mbedtls_x509write_crt_set_md_alg(&w, MBEDTLS_MD_SHA256);
	mbedtls_x509write_crt_set_subject_key(&w, key);
	mbedtls_x509write_crt_set_issuer_key(&w, key);
	crypto_random(serial, sizeof(serial));
	serial[0] = (unsigned char)((serial[0] & 0x3f) | 0x40); /* positive */
	if ((r = mbed_set_serial(&w, serial, sizeof(serial))) == 0 &&
	    (r = mbedtls_x509write_crt_set_subject_name(&w, "CN=Praat mee")) ==
		0 &&
	    (r = mbedtls_x509write_crt_set_issuer_name(&w, "CN=Praat mee")) ==
		0 &&
	    (r = set_validity(&w)) == 0 &&
	    (r = mbedtls_x509write_crt_set_basic_constraints(&w, 0, -1)) == 0 &&
	    (r = mbedtls_x509write_crt_set_key_usage(
		 &w, MBEDTLS_X509_KU_DIGITAL_SIGNATURE)) == 0 &&
	    (r = set_names(&w, names, n_names)) == 0)
		r = mbedtls_x509write_crt_pem(
		    &w, (unsigned char *)pem, PEM_MAX, mbed_random, NULL);
	mbedtls_x509write_crt_free(&w);
	return r;
}

static enum err
write_file(const char *path, mode_t mode, const char *text)
{
	size_t n = strlen(text);
	enum err e = ERR_INTERNAL;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd != -1 && fchmod(fd, mode) == 0 &&
	    write(fd, text, n) == (ssize_t)n && fsync(fd) == 0)
		e = OK;
	if (e != OK)
		LOG_ERROR("net.cert", "file=%s errno=%d", path, errno);
	if (fd != -1)
		close(fd);
	return e;
}

enum err
net_cert_create(const char *cert_file, const char *key_file,
    const char *const *names, size_t n_names)
{
	char cert_pem[PEM_MAX], key_pem[PEM_MAX];
	mbedtls_pk_context key;
	enum err e = ERR_INTERNAL;
	int r;

	if (mbed_init() != OK)
		return ERR_INTERNAL;
	mbedtls_pk_init(&key);
	if ((r = make_key(&key)) != 0 ||
	    (r = mbedtls_pk_write_key_pem(
		 &key, (unsigned char *)key_pem, sizeof(key_pem))) != 0 ||
	    (r = make_cert(&key, names, n_names, cert_pem)) != 0)
		LOG_ERROR("net.cert", "code=-0x%x", (unsigned)-r);
	else if ((e = write_file(key_file, 0600, key_pem)) == OK)
		e = write_file(cert_file, 0644, cert_pem);
	crypto_wipe(key_pem, sizeof(key_pem));
	mbedtls_pk_free(&key);
	return e;
}
