/*
 * compress.h: putting a coding on a body.
 */
#ifndef HTTP_COMPRESS_H
#define HTTP_COMPRESS_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "http/encoding.h"

/* The level of gzip for what is made while somebody waits. */
enum { HTTP_GZIP_QUICK = 0 };

/*
 * Append the coded bytes to out, which has no max.  level is HTTP_GZIP_QUICK
 * or 1 to 9 for gzip, 0 to 11 for brotli; identity copies.
 *
 * ERR_INTERNAL	more than 1 GB, or the library gave up; logged
 */
enum err http_compress(enum http_encoding, struct str bytes, struct buf *out,
    int level) MUST_CHECK;

/*
 * Append to out what the gzip member holds, at most max bytes.
 *
 * ERR_INVALID	it is none, is broken or holds more
 */
enum err
http_unpack_gzip(struct str gzip, size_t max, struct buf *out) MUST_CHECK;

#endif
