/*
 * events.c: what a page that is open in a browser is told while it is read:
 * counts and ids.  Who may see the page may listen; what is said is
 * jobs/live's.
 */
#include "forum/thread.h"
#include "pages/routes.h"

/* GET /t/:id/events */
enum err
page_thread_events(struct page_ctx *c)
{
	struct thread thread;
	enum err e;

	e = thread_head(c->read, c->arena, c->viewer, c->path.id, &thread);
	if (e == OK)
		page_stream(c, TOPIC_THREAD, thread.id);
	return e;
}

/* GET /queue/events: for who is a moderator, of what waits for them */
enum err
page_queue_events(struct page_ctx *c)
{
	page_stream(c, TOPIC_QUEUE, c->viewer->account_id);
	return OK;
}
