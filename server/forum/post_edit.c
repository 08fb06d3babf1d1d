/* post_edit: changing one's own post. */
#include <inttypes.h>

#include "base/log.h"
#include "base/num.h"
#include "forum/form_key.h"
#include "forum/post_stored.h"
#include "store/store.h"

/* The new text stands at once. */
static enum err
apply(
    struct store_write *w, struct post_stored *p, const struct post_text *text)
{
	struct post_author by = { p->row.author_id, false };
	enum err e = OK;

	if (p->row.pending != 0 &&
	    ((e = post_stored_settle(w, p, REVISION_EARLIER)) != OK ||
		(e = post_stored_unqueue(w, p)) != OK))
		return e;
	if ((e = post_stored_keep(w, p, text, REVISION_CURRENT, by)) != OK)
		return e;
	return post_stored_put(w, p, text, p->row.last_revision, false);
}

/* The old text stays until the new one is approved. */
static enum err
propose(
    struct store_write *w, struct post_stored *p, const struct post_text *text)
{
	struct post_author by = { p->row.author_id, false };
	enum err e = OK;

	if (p->row.pending != 0)
		e = post_stored_settle(w, p, REVISION_EARLIER);
	if (e != OK ||
	    (e = post_stored_keep(w, p, text, REVISION_PENDING, by)) != OK ||
	    (e = post_stored_await(w, p, p->row.last_revision)) != OK)
		return e;
	return post_stored_queue(w, p, QUEUE_EDIT);
}

static enum err
change(struct store_write *w, struct arena *a, struct post_stored *p,
    const struct viewer *author, const struct post_text *text)
{
	enum queue_reason reason;
	enum err e;

	switch ((enum post_state)p->row.state) {
	case POST_SHOWN:
		if (post_stored_is_held(p, author, &reason))
			return propose(w, p, text);
		return apply(w, p, text);
	case POST_HELD:
		return apply(w, p, text);
	case POST_REJECTED:
		/* A moderator said no: one has to say yes. */
		if ((e = apply(w, p, text)) != OK ||
		    (e = post_stored_turn(w, a, p, POST_HELD)) != OK)
			return e;
		return post_stored_queue(w, p, QUEUE_AGAIN);
	case POST_WITHDRAWN:
	case POST_REMOVED:
		return ERR_DENIED;
	}
	return ERR_DENIED;
}

static enum err
edit(struct store_write *w, struct arena *a, const struct post_edit *new,
    struct post_stored *p, struct form_errors *errors)
{
	struct post_typed typed = { .title = new->title,
		.language = new->language,
		.body = &new->body };
	struct post_text text;
	struct viewer author;
	enum err e;

	e = viewer_load(store_reads(w), a, new->author_id, &author);
	if (e != OK)
		return e;
	e = post_stored_open(w, a, &author, new->post_id, ACTION_EDIT, p);
	if (e != OK)
		return e;
	if (p->row.version != new->version)
		return ERR_CONFLICT;
	e = post_text_check(a, &typed, p->is_opening, &text, errors);
	return e == OK ? change(w, a, p, &author, &text) : e;
}

enum err
post_edit(struct store_write *w, struct arena *a, const struct post_edit *new,
    bool *is_held, struct form_errors *errors)
{
	struct str words[] = { STR("edit"),
		arena_fmt(
		    a, "%" PRId64 " %" PRId64, new->post_id, new->version),
		new->title, new->body.typed, new->language };
	struct form_use use = { new->author_id, new->form_key,
		form_key_digest(a, words, ARRAY_LEN(words)) };
	struct post_stored p;
	int64_t id;
	enum err e;

	if ((e = form_key_find(w, a, &use, &id)) != OK)
		return e;
	if (id != 0)
		e = post_stored_load(w, a, id, &p);
	else if ((e = edit(w, a, new, &p, errors)) == OK &&
	    (e = form_key_made(w, &use, p.row.id)) == OK)
		e = post_stored_count(w, &p);
	if (e != OK)
		return e;
	*is_held = p.row.state == POST_HELD || p.row.pending != 0;
	LOG_INFO("post.edit", "post=%" PRId64 " revision=%" PRId64 " held=%d",
	    p.row.id, p.row.last_revision, (int)*is_held);
	return OK;
}
