/* post_create: answering. */
#include <inttypes.h>

#include "base/log.h"
#include "base/num.h"
#include "forum/form_key.h"
#include "forum/post_stored.h"
#include "query/thread.h"
#include "store/store.h"

/* The post that is answered, if the author may answer it. */
static enum err
parent_open(struct store_write *w, struct arena *a, const struct viewer *author,
    const struct post_new *new, struct post_stored *out)
{
	struct thread_opening_row opening = { .id = new->parent_id };
	enum err e = OK;

	if (new->parent_id == 0)
		e = q_thread_opening(store_reads(w), a,
		    &(struct thread_opening_in){ .thread_id = new->thread_id },
		    &opening);
	if (e != OK)
		return e;
	e = post_stored_open(w, a, author, opening.id, ACTION_ANSWER, out);
	if ((e == OK || e == ERR_DENIED) && new->thread_id != 0 &&
	    out->row.thread_id != new->thread_id)
		return ERR_NOT_FOUND;
	return e;
}

static enum err
create(struct store_write *w, struct arena *a, const struct post_new *new,
    struct post_stored *out, struct form_errors *errors)
{
	struct post_typed typed = { .language = new->language,
		.body = &new->body };
	struct post_stored parent = { .row = { 0 } };
	struct post_text text;
	struct viewer author;
	enum err e;

	e = viewer_load(store_reads(w), a, new->author_id, &author);
	if (e != OK || (e = parent_open(w, a, &author, new, &parent)) != OK ||
	    (e = post_text_check(a, &typed, false, &text, errors)) != OK)
		return e;
	return post_stored_answer(w, a, &parent, &author, &text, out);
}

static struct form_use
form_use_of(struct arena *a, const struct post_new *new)
{
	struct str words[] = { STR("post"),
		arena_fmt(
		    a, "%" PRId64 " %" PRId64, new->thread_id, new->parent_id),
		new->body.typed, new->language };

	return (struct form_use){ new->author_id, new->form_key,
		form_key_digest(a, words, ARRAY_LEN(words)) };
}

/* Nobody else waits for these: they leave together, before any lock is held. */
static void
ask_ahead(struct store_read *r, const struct post_new *new)
{
	viewer_ahead(r, new->author_id);
	if (new->parent_id == 0)
		q_thread_opening_ahead(r,
		    &(struct thread_opening_in){ .thread_id = new->thread_id });
}

enum err
post_create(struct store_write *w, struct arena *a, const struct post_new *new,
    int64_t *post_id, enum post_state *state, struct form_errors *errors)
{
	struct form_use use = form_use_of(a, new);
	struct post_stored made;
	struct post_state_row was;
	int64_t id;
	enum err e;

	ask_ahead(store_reads(w), new);
	if ((e = form_key_find(w, a, &use, &id)) != OK)
		return e;
	if (id != 0) {
		e = q_post_state(store_reads(w), a,
		    &(struct post_state_in){ .post_id = id }, &was);
		if (e != OK)
			return e;
		*post_id = id;
		*state = (enum post_state)was.state;
		return OK;
	}
	if ((e = create(w, a, new, &made, errors)) != OK ||
	    (e = form_key_made(w, &use, made.row.id)) != OK ||
	    (e = post_stored_count(w, &made)) != OK)
		return e;
	*post_id = made.row.id;
	*state = (enum post_state)made.row.state;
	LOG_INFO("post.create", "thread=%" PRId64 " post=%" PRId64 " state=%d",
	    made.row.thread_id, *post_id, (int)*state);
	return OK;
}
