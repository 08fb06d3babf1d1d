/* Opening a thread, and closing one. */
#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "forum/form_key.h"
#include "forum/place.h"
#include "forum/post_stored.h"
#include "forum/theme.h"
#include "query/thread.h"
#include "store/store.h"
#include "text/markdown.h"

/* The thread and its opening post, which nobody sees yet. */
static enum err
add(struct store_write *w, struct arena *a, int64_t theme_id, int64_t author_id,
    const struct post_text *text, struct post_stored *out)
{
	int64_t now = clock_now(), thread_id, post_id;
	enum err e;

	e = q_thread_add(w,
	    &(struct thread_add_in){ .theme_id = theme_id,
		.author_id = author_id,
		.title = text->title,
		.created_at = now },
	    &thread_id);
	if (e != OK || (e = place_begin(w, thread_id)) != OK)
		return e;
	e = q_post_add(w,
	    &(struct post_add_in){ .thread_id = thread_id,
		.author_id = author_id,
		.state = POST_HELD,
		.language = text->language,
		.body = text->body,
		.html = text->html.s,
		.renderer = MARKDOWN_VERSION,
		.created_at = now },
	    &post_id);
	if (e != OK)
		return e;
	e = q_thread_set_opening(w,
	    &(struct thread_set_opening_in){
		.thread_id = thread_id, .opening_id = post_id });
	return e == OK ? post_stored_load(w, a, post_id, out) : e;
}

static enum err
create(struct store_write *w, struct arena *a, const struct thread_new *new,
    struct post_stored *out, struct form_errors *errors)
{
	struct post_typed typed = { .title = new->title,
		.language = new->language,
		.body = &new->body };
	struct post_text text;
	struct viewer author;
	struct theme theme;
	struct subject s;
	enum err e;

	e = viewer_load(store_reads(w), a, new->author_id, &author);
	if (e != OK)
		return e;
	e = theme_by_slug(store_reads(w), a, new->theme_slug, &theme);
	if (e != OK)
		return e;
	theme_subject(&theme, &s);
	if (!permit(&author, ACTION_OPEN_THREAD, &s))
		return ERR_DENIED;
	if ((e = post_text_check(a, &typed, true, &text, errors)) != OK ||
	    (e = add(w, a, theme.id, author.account_id, &text, out)) != OK)
		return e;
	return post_stored_submit(w, a, out, &author);
}

enum err
thread_create(struct store_write *w, struct arena *a,
    const struct thread_new *new, int64_t *thread_id, int64_t *post_id,
    struct form_errors *errors)
{
	struct str words[] = { STR("thread"), new->theme_slug, new->title,
		new->body.typed, new->language };
	struct form_use use = { new->author_id, new->form_key,
		form_key_digest(a, words, ARRAY_LEN(words)) };
	struct thread_opening_row opening;
	struct post_stored made;
	int64_t id;
	enum err e;

	if ((e = form_key_find(w, a, &use, &id)) != OK)
		return e;
	if (id != 0) {
		e = q_thread_opening(store_reads(w), a,
		    &(struct thread_opening_in){ .thread_id = id }, &opening);
		if (e != OK)
			return e;
		*thread_id = id;
		*post_id = opening.id;
		return OK;
	}
	if ((e = create(w, a, new, &made, errors)) != OK ||
	    (e = form_key_made(w, &use, made.row.thread_id)) != OK ||
	    (e = post_stored_count(w, &made)) != OK)
		return e;
	*thread_id = made.row.thread_id;
	*post_id = made.row.id;
	LOG_INFO("thread.create",
	    "thread=%" PRId64 " post=%" PRId64 " state=%d", *thread_id,
	    *post_id, (int)made.row.state);
	return OK;
}

enum err
thread_set_closed(struct store_write *w, struct arena *a, int64_t actor_id,
    int64_t thread_id, bool is_closed)
{
	struct viewer actor;
	struct thread t;
	struct subject s;
	enum err e;

	e = viewer_load(store_reads(w), a, actor_id, &actor);
	if (e != OK)
		return e;
	e = thread_head(store_reads(w), a, &actor, thread_id, &t);
	if (e != OK)
		return e;
	thread_subject(&t, &s);
	if (!permit(&actor, ACTION_CLOSE_THREAD, &s))
		return ERR_DENIED;
	e = is_closed ? q_thread_close(w,
			    &(struct thread_close_in){ .thread_id = thread_id,
				.closed_at = clock_now() })
		      : q_thread_open(w,
			    &(struct thread_open_in){ .thread_id = thread_id });
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	store_note(w, TOPIC_THREAD, t.id);
	store_note(w, TOPIC_THEME, t.theme_id);
	store_note(w, TOPIC_ORGANISATION, t.organisation_id);
	if (t.umbrella_id != 0)
		store_note(w, TOPIC_ORGANISATION, t.umbrella_id);
	return decision_add(w,
	    &(struct decision_new){ .actor_id = actor_id,
		.kind = is_closed ? DECISION_THREAD_CLOSED
				  : DECISION_THREAD_OPENED,
		.thread_id = thread_id });
}
