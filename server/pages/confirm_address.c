/*
 * confirm_address.c: the page that a mailed link to confirm an address leads
 * to. Opening it does nothing: programs that look through mail open every link.
 */
#include "forum/mailbox.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/link.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "tpl/all.h"

struct confirm_job {
	struct arena *arena;
	struct str token;
};

static enum err
write_confirm(struct store_write *w, void *arg)
{
	struct confirm_job *job = arg;

	return mailbox_confirm(w, job->arena, job->token);
}

static enum err
show(struct page_ctx *c, struct confirm_address_view *view, enum msg title)
{
	struct str path = STR("/confirm-address");

	link_keep_private(c);
	view->form = form_view(c, path, NULL);
	if (view->is_done)
		frame_fill_hidden(c, &view->frame, title, path);
	else
		form_frame(c, &view->frame, title, path);
	tpl_confirm_address(c->out, frame_render(c), view);
	return OK;
}

/* GET /confirm-address?token= and, when it is done, ?done=1 */
enum err
page_confirm_address(struct page_ctx *c)
{
	struct confirm_address_view view = { .token = link_token(c) };
	struct account_self self;
	int64_t account_id;
	enum err e;

	view.is_done = http_form_has(c->query, "done");
	if (view.is_done)
		return show(c, &view, MSG_CONFIRM_ADDRESS_DONE);
	if (link_is_missing(c))
		return OK;
	e = token_find(
	    c->read, c->arena, TOKEN_CONFIRM, view.token, &account_id);
	if (e == OK)
		e = account_self(c->read, c->arena, account_id, &self);
	if (e == ERR_NOT_FOUND)
		return link_closed(c, TOKEN_CONFIRM);
	if (e != OK)
		return e;
	view.name = self.name;
	view.email = self.email;
	return show(c, &view, MSG_CONFIRM_ADDRESS_TITLE);
}

/* POST /confirm-address */
enum err
page_confirm_address_post(struct page_ctx *c)
{
	struct confirm_job job = { .arena = c->arena, .token = link_token(c) };
	int64_t account_id;
	enum err e;

	/* Who makes tokens up keeps nobody from writing. */
	e = token_find(
	    c->read, c->arena, TOKEN_CONFIRM, job.token, &account_id);
	if (e == OK)
		e = page_write(c, write_confirm, &job);
	if (e == ERR_NOT_FOUND)
		return link_closed(c, TOKEN_CONFIRM);
	if (e != OK)
		return e;
	page_redirect(c, STR("/confirm-address?done=1"));
	return OK;
}
