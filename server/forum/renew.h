/*
 * renew.h: the HTML that is kept beside what people wrote, made anew where an
 * older renderer made it.  For a job.
 *
 * The site knows for which renderer all was gone through: while that is ours
 * there is nothing to look at.
 */
#ifndef FORUM_RENEW_H
#define FORUM_RENEW_H

#include "base/attr.h"
#include "base/err.h"

struct store_write;

/*
 * The next piece, of at most so many texts of a kind.  What was typed, its
 * version and its moments stay; pages that show other HTML are noted.
 *
 * ERR_NOT_FOUND	all was made by this MARKDOWN_VERSION, or by a newer one
 */
enum { RENEW_MAX = 50 };
enum err renew_some(struct store_write *) MUST_CHECK;

#endif
