/*
 * permalink.c: the address of one post, which opens the page where it stands.
 */
#include <inttypes.h>

#include "forum/post.h"
#include "pages/routes.h"

/* GET /p/:id */
enum err
page_permalink(struct page_ctx *c)
{
	struct post_one one;
	struct str page = STR_NONE;
	enum err e;

	e = post_read(c->read, c->arena, c->viewer, c->path.id, &one);
	if (e != OK)
		return e;
	if (one.page > 1)
		page = arena_fmt(c->arena, "?page=%" PRId64, one.page);
	page_redirect(c,
	    arena_fmt(c->arena, "/t/%" PRId64 STR_FMT "#p%" PRId64,
		one.thread.id, STR_ARG(page), one.post.id));
	return OK;
}
