#include "pages/queue_part.h"

static enum err
write_decision(struct store_write *w, void *arg)
{
	struct queue_part_job *job = arg;

	job->errors.n = 0;
	return moderation_decide(
	    w, job->arena, &job->decide, &job->outcome, &job->errors);
}

enum err
queue_part_decide(struct page_ctx *c, struct queue_part_job *job)
{
	return page_write(c, write_decision, job);
}

static enum msg
reason_msg(enum queue_reason reason)
{
	switch (reason) {
	case QUEUE_ALL_FIRST:
		return MSG_QUEUE_WHY_ALL;
	case QUEUE_NEW_MEMBER:
		return MSG_QUEUE_WHY_NEW;
	case QUEUE_EDIT:
		return MSG_QUEUE_WHY_EDIT;
	case QUEUE_RESTORED:
		return MSG_QUEUE_WHY_RESTORED;
	case QUEUE_AGAIN:
		return MSG_QUEUE_WHY_AGAIN;
	}
	return MSG_QUEUE_WHY_ALL;
}

struct queue_item_view
queue_part_item(const struct page_ctx *c, const struct queue_item *item)
{
	bool is_mine = item->claimed_by == c->viewer->account_id;

	return (struct queue_item_view){
		.post_id = item->post_id,
		.thread_id = item->thread_id,
		.version = item->version,
		.title = item->title,
		.theme_name = item->theme_name,
		.theme_slug = item->theme_slug,
		.author_name = item->author_name,
		.author_n_approved = item->author_n_approved,
		.reason = reason_msg(item->reason),
		.is_opening = item->is_opening,
		.is_edit = item->reason == QUEUE_EDIT,
		.language = item->language,
		.html = item->html,
		.current_title = item->current_title,
		.current_html = item->current_html,
		.has_parent = item->parent_html.s.n != 0,
		.parent_author = item->parent_author,
		.parent_html = item->parent_html,
		.created = moment(item->created_at),
		.is_mine = is_mine,
		.is_taken = item->claimed_by != 0 && !is_mine,
		.claimed_name = item->claimed_name,
		.claimed_until = moment(item->claimed_until),
	};
}

static enum msg
conflict_msg(enum decide_conflict conflict)
{
	switch (conflict) {
	case DECIDE_CHANGED:
		return MSG_QUEUE_IS_CHANGED;
	case DECIDE_DECIDED:
		return MSG_QUEUE_IS_DECIDED;
	case DECIDE_CLAIMED:
		return MSG_QUEUE_IS_CLAIMED;
	case DECIDE_GONE:
		return MSG_QUEUE_IS_WITHDRAWN;
	}
	return MSG_QUEUE_IS_GONE;
}

struct queue_trouble_view
queue_part_trouble(const struct queue_part_job *job, enum err e)
{
	struct queue_trouble_view view = { .post_id = job->decide.post_id,
		.by = job->outcome.by };

	if (e == ERR_CONFLICT)
		view.sentence = conflict_msg(job->outcome.conflict);
	else if (e == ERR_DENIED)
		view.sentence = MSG_QUEUE_IS_OWN;
	else if (e == ERR_NOT_FOUND)
		view.sentence = MSG_QUEUE_IS_GONE;
	else
		view.sentence = MSG_QUEUE_IS_BUSY;
	return view;
}
