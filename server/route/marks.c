#include "route/marks.h"

#include <string.h>

#include "forum/seen.h"

static struct str
key_of(struct arena *a, int64_t account_id, int64_t thread_id)
{
	int64_t ids[] = { account_id, thread_id };

	return arena_join(a,
	    (struct str[]){ STR("seen\n"), { (char *)ids, sizeof(ids) } }, 2);
}

bool
marks_are_none(
    struct cache *c, struct arena *a, int64_t account_id, int64_t thread_id)
{
	struct cache_held held;

	if (!cache_hold(c, key_of(a, account_id, thread_id), &held))
		return false;
	cache_release(&held);
	return true;
}

static void
keep_none(struct visit *v)
{
	struct topic topic = { TOPIC_THREAD, v->match.id };

	cache_keep(v->router->config.cache,
	    key_of(v->page.arena, v->viewer.account_id, v->match.id),
	    &(struct cache_item){
		.epoch = v->epoch, .topics = &topic, .n_topics = 1 });
}

void
marks_find(struct visit *v)
{
	struct router *r = v->router;
	struct page_ctx *c = &v->page;
	struct seen *seen;
	enum err e;

	if (!v->match.route->is_marked || v->viewer.account_id == 0 ||
	    marks_are_none(
		r->config.cache, c->arena, v->viewer.account_id, v->match.id))
		return;
	seen = arena_alloc(c->arena, sizeof(*seen));
	e = seen_read(
	    c->read, c->arena, v->viewer.account_id, v->match.id, seen);
	visit_trace(v, "marks", "%s, %zu", err_name(e), e == OK ? seen->n : 0);
	/* The log has the reason, and the page does without. */
	if (e != OK)
		return;
	if (seen->n != 0)
		c->seen = seen;
	/* Who asks by `praatmee request`, or for the head, has seen nothing. */
	if (v->as_account_id != 0 || c->req->method != HTTP_GET)
		return;
	if (seen->is_due && r->seen != NULL)
		r->seen(r->seen_arg, &seen->note);
	if (seen->n == 0)
		keep_none(v);
}
