#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#include "base/check.h"
#include "base/log.h"

enum {
	GZIP_WINDOW = 15 + 16, /* the largest, with gzip's head and tail */
	GZIP_MEMORY = 8
};

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
	z_stream z = { 0 };
	size_t max;
	int r;

	if (bytes.n > UINT32_MAX / 2 ||
	    deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
		Z_DEFAULT_STRATEGY) != Z_OK)
		return failed("gzip", bytes, level);
	max = deflateBound(&z, (uLong)bytes.n);
	CHECK(buf_reserve(out, max));
	z.next_in = (Bytef *)bytes.p;
	z.avail_in = (uInt)bytes.n;
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
		return gzip(bytes, out, level);
	case HTTP_BROTLI:
		return brotli(bytes, out, level);
	}
	return ERR_INTERNAL;
}
