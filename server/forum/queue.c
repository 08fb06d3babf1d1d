/* The queue: what waits for a decision, and who is looking at it. */
#include "base/clock.h"
#include "forum/post_stored.h"
#include "query/moderation.h"
#include "query/queue.h"
#include "store/store.h"
#include "text/markdown.h"

/* Of everything, not of some themes. */
static bool
is_of_site(const struct viewer *v)
{
	for (size_t i = 0; i < v->n_grants; i++)
		if (v->grants[i].role == ROLE_MODERATOR &&
		    v->grants[i].scope == SCOPE_SITE)
			return true;
	return viewer_is_admin(v);
}

static struct queue_item
item_of_row(struct arena *a, const struct queue_item_row *row)
{
	bool is_edit = row->pending != 0;
	bool is_opening = row->opening_id == row->post_id;
	bool is_claimed = row->claimed_until.v > clock_now();

	return (struct queue_item){
		.post_id = row->post_id,
		.thread_id = row->thread_id,
		.version = row->version,
		.title = is_edit && is_opening ? row->new_title.v : row->title,
		.theme_name = row->theme_name,
		.theme_slug = row->theme_slug,
		.author_name = row->author_name,
		.author_n_approved = row->n_approved,
		.reason = (enum queue_reason)row->reason,
		.is_opening = is_opening,
		.body = is_edit ? row->new_body.v : row->body,
		.language = is_edit ? row->new_language.v : row->language,
		.html = is_edit ? post_text_html(a, row->new_body.v)
				: markdown_stored(row->html),
		.current_title = is_edit && is_opening ? row->title : STR_NONE,
		.current_html = markdown_stored(is_edit ? row->html : STR_NONE),
		.parent_author = row->parent_author.v,
		.parent_html = markdown_stored(row->parent_html.v),
		.created_at = row->created_at,
		.queued_at = row->queued_at,
		.claimed_by = is_claimed ? row->claimed_by.v : 0,
		.claimed_name = is_claimed ? row->claimed_name.v : STR_NONE,
		.claimed_until = is_claimed ? row->claimed_until.v : 0,
	};
}

enum err
queue_one(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t post_id, struct queue_item *out)
{
	struct queue_item_row row;
	struct subject s;
	enum err e;

	e = q_queue_item(
	    r, a, &(struct queue_item_in){ .post_id = post_id }, &row);
	if (e != OK)
		return e;
	s = (struct subject){ .organisation_id = row.organisation_id,
		.umbrella_id = row.umbrella_id.v,
		.theme_id = row.theme_id,
		.author_id = row.author_id };
	if (!permit(v, ACTION_DECIDE, &s))
		return ERR_NOT_FOUND;
	*out = item_of_row(a, &row);
	return OK;
}

/* The ids of the posts, in the order of the queue. */
static enum err
list_ids(struct store_read *r, struct arena *a, const struct viewer *v,
    struct queue_key after, int64_t max, int64_t **ids, size_t *n)
{
	struct queue_range_list all = { 0 };
	struct queue_of_moderator_list some = { 0 };
	int64_t not_by = viewer_is_admin(v) ? 0 : v->account_id;
	bool has_all = is_of_site(v);
	enum err e;

	e = has_all ? q_queue_range(r, a,
			  &(struct queue_range_in){
			      after.queued_at, after.post_id, not_by, max },
			  &all)
		    : q_queue_of_moderator(r, a,
			  &(struct queue_of_moderator_in){ v->account_id,
			      after.queued_at, after.post_id, max },
			  &some);
	if (e != OK)
		return e;
	*n = has_all ? all.n : some.n;
	*ids = arena_array(a, *n, sizeof(**ids));
	for (size_t i = 0; i < *n; i++)
		(*ids)[i] = has_all ? all.v[i].post_id : some.v[i].post_id;
	return OK;
}

enum err
queue_list(struct store_read *r, struct arena *a, const struct viewer *v,
    struct queue_key after, int64_t max, struct queue_items *out)
{
	struct queue_items items = { 0 };
	int64_t *ids;
	size_t n;
	enum err e;

	if (!viewer_is_moderator(v))
		return ERR_DENIED;
	if ((e = list_ids(r, a, v, after, max, &ids, &n)) != OK)
		return e;
	items.v = arena_array(a, n, sizeof(*items.v));
	for (size_t i = 0; i < n; i++) {
		e = queue_one(r, a, v, ids[i], &items.v[items.n]);
		if (e == OK)
			items.n++;
		else if (e != ERR_NOT_FOUND)
			return e;
	}
	*out = items;
	return OK;
}

enum err
queue_count(
    struct store_read *r, struct arena *a, const struct viewer *v, int64_t *n)
{
	struct queue_sum_of_moderator_row some = { 0 };
	struct queue_sum_row all;
	enum err e;

	if (is_of_site(v)) {
		if ((e = q_queue_sum(r, a, &all)) == OK)
			*n = all.n;
		return e;
	}
	if (!viewer_is_moderator(v)) {
		*n = 0;
		return OK;
	}
	e = q_queue_sum_of_moderator(r, a,
	    &(struct queue_sum_of_moderator_in){ .account_id = v->account_id },
	    &some);
	if (e == OK)
		*n = some.n;
	return e;
}

enum err
queue_claim(struct store_write *w, struct arena *a, int64_t actor_id,
    int64_t post_id, struct str *by)
{
	int64_t now = clock_now();
	struct moderation_waiting_row row;
	struct post_stored p;
	struct viewer actor;
	enum err e;

	e = viewer_load(store_reads(w), a, actor_id, &actor);
	if (e != OK || (e = post_stored_load(w, a, post_id, &p)) != OK)
		return e;
	if (!permit(&actor, ACTION_DECIDE, &p.subject))
		return ERR_NOT_FOUND;
	e = q_queue_claim(w,
	    &(struct queue_claim_in){ .post_id = post_id,
		.account_id = actor_id,
		.now = now,
		.until = now + CLAIM_MS });
	if (e != ERR_NOT_FOUND)
		return e;
	e = q_moderation_waiting(store_reads(w), a,
	    &(struct moderation_waiting_in){ .post_id = post_id }, &row);
	if (e != OK)
		return e;
	*by = row.claimed_name.v;
	return ERR_CONFLICT;
}

enum err
queue_release(
    struct store_write *w, struct arena *a, int64_t actor_id, int64_t post_id)
{
	struct post_lock_row lock;
	enum err e;

	e = q_post_lock(store_reads(w), a,
	    &(struct post_lock_in){ .post_id = post_id }, &lock);
	if (e == OK)
		e = q_queue_release(w,
		    &(struct queue_release_in){
			.post_id = post_id, .account_id = actor_id });
	return e == ERR_NOT_FOUND ? OK : e;
}
