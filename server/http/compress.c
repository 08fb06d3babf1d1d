#include "http/compress.h"

#include <brotli/encode.h>
#include <libdeflate.h>
#include <pthread.h>

#include "base/check.h"
#include "base/log.h"

/*
 * Bodies are coded whole, for which libdeflate needs a third of the time of
 * zlib and gives fewer bytes.  Its tables are large, so that each thread keeps
 * those of the level that pages made at once have.
 */
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t kept;

static void
drop(void *compressor)
{
	libdeflate_free_compressor(compressor);
}

static void
make_key(void)
{
	CHECK(pthread_key_create(&kept, drop) == 0);
}

/* NULL: no memory, or no such level. */
static struct libdeflate_compressor *
take(int level)
{
	struct libdeflate_compressor *c;

	if (level != HTTP_GZIP_QUICK)
		return libdeflate_alloc_compressor(level);
	CHECK(pthread_once(&once, make_key) == 0);
	if ((c = pthread_getspecific(kept)) != NULL)
		return c;
	c = libdeflate_alloc_compressor(level);
	CHECK(pthread_setspecific(kept, c) == 0);
	return c;
}

static enum err
failed(const char *what, struct str bytes, int level)
{
	LOG_ERROR(
	    "http.compress", "by=%s bytes=%zu level=%d", what, bytes.n, level);
	return ERR_INTERNAL;
}

static enum err
gzip(struct str bytes, struct buf *out, int level)
{
	struct libdeflate_compressor *c = take(level);
	size_t max, n;

	if (c == NULL)
		return failed("gzip", bytes, level);
	max = libdeflate_gzip_compress_bound(c, bytes.n);
	CHECK(buf_reserve(out, max));
	n = libdeflate_gzip_compress(
	    c, bytes.n == 0 ? "" : bytes.p, bytes.n, out->p + out->n, max);
	if (level != HTTP_GZIP_QUICK)
		libdeflate_free_compressor(c);
	if (n == 0)
		return failed("gzip", bytes, level);
	out->n += n;
	return OK;
}

static enum err
brotli(struct str bytes, struct buf *out, int level)
{
	size_t n = BrotliEncoderMaxCompressedSize(bytes.n);

	CHECK(buf_reserve(out, n));
	if (n == 0 ||
	    !BrotliEncoderCompress(level, BROTLI_DEFAULT_WINDOW,
		BROTLI_MODE_TEXT, bytes.n, (const uint8_t *)bytes.p, &n,
		(uint8_t *)out->p + out->n))
		return failed("brotli", bytes, level);
	out->n += n;
	return OK;
}

enum err
http_compress(
    enum http_encoding encoding, struct str bytes, struct buf *out, int level)
{
	switch (encoding) {
	case HTTP_IDENTITY:
		buf_str(out, bytes);
		return OK;
	case HTTP_GZIP:
		return gzip(bytes, out, level);
	case HTTP_BROTLI:
		return brotli(bytes, out, level);
	}
	return ERR_INTERNAL;
}

/* The last four bytes say how many there are (RFC 1952, section 2.3.1). */
static size_t
size_of_gzip(struct str gzip)
{
	const unsigned char *p = (const unsigned char *)gzip.p + gzip.n - 4;

	return gzip.n < 4 ? SIZE_MAX
			  : (size_t)p[0] | (size_t)p[1] << 8 |
		(size_t)p[2] << 16 | (size_t)p[3] << 24;
}

enum err
http_unpack_gzip(struct str gzip, size_t max, struct buf *out)
{
	struct libdeflate_decompressor *d;
	size_t size = size_of_gzip(gzip), n = 0;
	enum libdeflate_result r;

	if (size > max)
		return ERR_INVALID;
	CHECK((d = libdeflate_alloc_decompressor()) != NULL);
	CHECK(buf_reserve(out, size + 1));
	r = libdeflate_gzip_decompress(
	    d, gzip.p, gzip.n, out->p + out->n, size, &n);
	libdeflate_free_decompressor(d);
	if (r != LIBDEFLATE_SUCCESS)
		return ERR_INVALID;
	out->n += n;
	return OK;
}
