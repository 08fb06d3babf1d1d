/*
 * stitch.h: a gzip body that is put together from parts which are kept
 * compressed, with something fresh between them.
 *
 * Each part was deflated by itself and ends on a byte (zlib's full flush), and
 * what is fresh is a stored block, so that joining them copies bytes and no
 * more; the checksums of the parts are combined.  It is one gzip member, as any
 * client reads.
 *
 * It is safe beside BREACH, too: a name or a form's key stands uncompressed, in
 * the window of no part, so that how long a page is says nothing of how much of
 * it is like what others wrote there.
 */
#ifndef HTTP_STITCH_H
#define HTTP_STITCH_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

enum { STITCH_CUTS_MAX = 16 };

/*
 * Append the parts of text to out, to be kept: those before, between and
 * behind the cuts, which are places in text that do not go down.  level is 1 to
 * 9.  The form is for this process alone.
 *
 * ERR_LIMIT	more than STITCH_CUTS_MAX, or a text of 1 GB
 * ERR_INTERNAL	the library gave up; logged
 */
enum err stitch_pack(struct str text, const size_t *cuts, size_t n_cuts,
    int level, struct buf *out) MUST_CHECK;

/*
 * Append the gzip body that has fresh[i] at cut i.  kept is what stitch_pack()
 * made of n cuts (CHECK).
 */
void stitch_join(
    struct str kept, const struct str *fresh, size_t n, struct buf *out);

#endif
