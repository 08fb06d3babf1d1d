#include "http/compress.h"

#include <brotli/encode.h>
#include <isa-l/igzip_lib.h>
#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/check.h"
#include "base/log.h"

enum {
	GZIP_WINDOW = 15 + 16, /* the largest, in a gzip member */
	GZIP_FRAME = 18,       /* its head and tail */
	MEMORY = 9,
	STORED_MAX = UINT16_MAX, /* in one block, where nothing else is less */
	STORED_HEAD = 5,
	TEXT_MAX = 1 << 30,
	IGZIP_LEVEL = 1
};

/*
 * What is made while somebody waits is packed by igzip: a page of 54,012 bytes
 * to 9,824 in 52 us.  libdeflate's quickest level needs 128 us for 9,366 bytes,
 * zlib's 439 for 10,071.  igzip's tables are large, so that each thread keeps
 * them.  It has no strong levels: what is made once is packed by zlib.
 */
struct quick {
	uint8_t tables[ISAL_DEF_LVL1_MEDIUM];
	struct isal_zstream stream;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t kept;

static void
make_key(void)
{
	CHECK(pthread_key_create(&kept, free) == 0);
}

static struct quick *
quick_of_thread(void)
{
	struct quick *q;

	CHECK(pthread_once(&once, make_key) == 0);
	if ((q = pthread_getspecific(kept)) == NULL) {
		q = xcalloc(1, sizeof(*q));
		CHECK(pthread_setspecific(kept, q) == 0);
	}
	return q;
}

static enum err
failed(const char *what, struct str bytes, int level)
{
	LOG_ERROR(
	    "http.compress", "by=%s bytes=%zu level=%d", what, bytes.n, level);
	return ERR_INTERNAL;
}

static enum err
gzip_quick(struct str bytes, struct buf *out)
{
	struct quick *q = quick_of_thread();
	struct isal_zstream *z = &q->stream;
	size_t max = bytes.n + GZIP_FRAME +
	    (bytes.n / STORED_MAX + 1) * STORED_HEAD;

	if (bytes.n > TEXT_MAX)
		return failed("igzip", bytes, HTTP_GZIP_QUICK);
	CHECK(buf_reserve(out, max));
	isal_deflate_stateless_init(z);
	z->level = IGZIP_LEVEL;
	z->level_buf = q->tables;
	z->level_buf_size = sizeof(q->tables);
	z->gzip_flag = IGZIP_GZIP;
	z->end_of_stream = 1;
	z->next_in = (uint8_t *)bytes.p;
	z->avail_in = (uint32_t)bytes.n;
	z->next_out = (uint8_t *)out->p + out->n;
	z->avail_out = (uint32_t)max;
	if (isal_deflate_stateless(z) != COMP_OK)
		return failed("igzip", bytes, HTTP_GZIP_QUICK);
	out->n += z->total_out;
	return OK;
}

static enum err
gzip(struct str bytes, struct buf *out, int level)
{
	z_stream z = { .next_in = (Bytef *)bytes.p, .avail_in = (uInt)bytes.n };
	size_t max;
	int r;

	if (bytes.n > TEXT_MAX ||
	    deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return failed("gzip", bytes, level);
	max = deflateBound(&z, (uLong)bytes.n);
	CHECK(buf_reserve(out, max));
	z.next_out = (Bytef *)out->p + out->n;
	z.avail_out = (uInt)max;
	r = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	if (r != Z_STREAM_END)
		return failed("gzip", bytes, level);
	out->n += z.total_out;
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
		return level == HTTP_GZIP_QUICK ? gzip_quick(bytes, out)
						: gzip(bytes, out, level);
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
	size_t size = size_of_gzip(gzip);
	z_stream z = { .next_in = (Bytef *)gzip.p,
		.avail_in = (uInt)gzip.n,
		.avail_out = (uInt)size };
	int r;

	if (size > max || size > TEXT_MAX || gzip.n > TEXT_MAX)
		return ERR_INVALID;
	CHECK(buf_reserve(out, size + 1));
	z.next_out = (Bytef *)out->p + out->n;
	CHECK(inflateInit2(&z, GZIP_WINDOW) == Z_OK);
	r = inflate(&z, Z_FINISH);
	inflateEnd(&z);
	if (r != Z_STREAM_END || z.avail_in != 0 || z.avail_out != 0)
		return ERR_INVALID;
	out->n += size;
	return OK;
}
