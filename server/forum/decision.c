/* The log of decisions; who may read what of it. */
#include "base/clock.h"
#include "base/log.h"
#include "forum/mail.h"
#include "forum/moderation.h"
#include "query/decision.h"
#include "store/store.h"

bool
decision_is_of_post(enum decision_kind kind, bool *is_placed)
{
	switch (kind) {
	case DECISION_APPROVED:
	case DECISION_EDITED:
	case DECISION_RESTORED:
	case DECISION_EDIT_APPROVED:
		*is_placed = true;
		return true;
	case DECISION_REJECTED:
	case DECISION_REMOVED:
	case DECISION_EDIT_REJECTED:
		*is_placed = false;
		return true;
	case DECISION_THREAD_CLOSED:
	case DECISION_THREAD_OPENED:
	case DECISION_THEME_ADDED:
	case DECISION_THEME_CHANGED:
	case DECISION_THEME_CLOSED:
	case DECISION_THEME_OPENED:
	case DECISION_ORGANISATION_ADDED:
	case DECISION_ORGANISATION_CHANGED:
	case DECISION_ORGANISATION_CLOSED:
	case DECISION_ORGANISATION_OPENED:
	case DECISION_ROLE_GIVEN:
	case DECISION_ROLE_TAKEN:
	case DECISION_SITE_CHANGED:
		return false;
	}
	return false;
}

/* Who wrote it hears of it, unless it is their own decision. */
static enum err
tell_author(
    struct store_write *w, const struct decision_new *new, int64_t decision_id)
{
	bool is_placed;

	if (!decision_is_of_post(new->kind, &is_placed) ||
	    new->account_id == new->actor_id)
		return OK;
	return mail_queue(w,
	    &(struct mail_new){ .account_id = new->account_id,
		.kind = MAIL_DECISION,
		.subject_id = decision_id,
		.is_optional = is_placed });
}

enum err
decision_add(struct store_write *w, const struct decision_new *new)
{
	int64_t id;
	enum err e;

	e = q_decision_append(w,
	    &(struct decision_append_in){
		.at = clock_now(),
		.actor_id = new->actor_id,
		.kind = new->kind,
		.organisation_id = new->organisation_id,
		.theme_id = new->theme_id,
		.thread_id = new->thread_id,
		.post_id = new->post_id,
		.account_id = new->account_id,
		.revision = new->revision,
		.reason = new->reason,
	    },
	    &id);
	return e == OK ? tell_author(w, new, id) : e;
}

enum err
decision_list(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t before_id, int64_t max, struct decision_list *out)
{
	static const struct subject site = { 0 };
	struct decision_before_list rows;
	struct decision *list;
	enum err e;

	if (!viewer_is_moderator(v))
		return ERR_DENIED;
	e = q_decision_before(r, a,
	    &(struct decision_before_in){
		.is_all = permit(v, ACTION_MODERATE, &site),
		.account_id = v->account_id,
		.before_id = before_id == 0 ? INT64_MAX : before_id,
		.max = max },
	    &rows);
	if (e != OK)
		return e;
	list = arena_array(a, rows.n, sizeof(*list));
	for (size_t i = 0; i < rows.n; i++)
		list[i] = (struct decision){
			.id = rows.v[i].id,
			.at = rows.v[i].at,
			.kind = (enum decision_kind)rows.v[i].kind,
			.actor_name = rows.v[i].actor_name.v,
			.theme_name = rows.v[i].theme_name.v,
			.theme_slug = rows.v[i].theme_slug.v,
			.organisation_name = rows.v[i].organisation_name.v,
			.thread_id = rows.v[i].thread_id.v,
			.post_id = rows.v[i].post_id.v,
			.title = rows.v[i].title.v,
			.account_name = rows.v[i].account_name.v,
			.reason = rows.v[i].reason,
		};
	*out = (struct decision_list){ list, rows.n };
	return OK;
}
