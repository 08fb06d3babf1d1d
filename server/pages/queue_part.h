/*
 * queue_part.h: what the list of the queue and the page of one post in it have
 * in common.
 */
#ifndef PAGES_QUEUE_PART_H
#define PAGES_QUEUE_PART_H

#include "forum/moderation.h"
#include "render/view_queue.h"
#include "route/page.h"

/* A decision on its way through page_write. */
struct queue_part_job {
	struct arena *arena;
	struct decide decide;
	struct decide_outcome outcome;
	struct form_errors errors;
};
enum err
queue_part_decide(struct page_ctx *, struct queue_part_job *) MUST_CHECK;

/* A post that waits, as it is shown. */
struct queue_item_view
queue_part_item(const struct page_ctx *, const struct queue_item *);

/* Why a decision came to nothing: e is what queue_part_decide said. */
struct queue_trouble_view
queue_part_trouble(const struct queue_part_job *, enum err e);

#endif
