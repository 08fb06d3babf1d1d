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
enum { HTTP_GZIP_QUICK = 1 };

/*
 * Append the coded bytes to out, which has no max.  level is 1 to 12 for gzip,
 * 0 to 11 for brotli; identity copies.
 *
 * ERR_INTERNAL	the library gave up; logged
 */
enum err http_compress(enum http_encoding, struct str bytes, struct buf *out,
    int level) MUST_CHECK;

#endif
