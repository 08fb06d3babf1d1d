#include "pages/link.h"

#include "pages/form.h"
#include "pages/frame.h"
#include "render/view_account.h"
#include "tpl/all.h"

struct str
link_token(const struct page_ctx *c)
{
	return form_is_sent(c) ? form_text(c, "token")
			       : http_form_get(c->query, "token");
}

void
link_keep_private(struct page_ctx *c)
{
	page_private(c);
	http_response_set(c->resp, "Cache-Control", STR("no-store"));
}

bool
link_is_missing(struct page_ctx *c)
{
	if (link_token(c).n != 0)
		return false;
	page_redirect(c, STR("/account"));
	return true;
}

enum err
link_closed(struct page_ctx *c, enum token_kind kind)
{
	struct link_closed_view view = { .is_password = kind ==
		    TOKEN_PASSWORD };

	link_keep_private(c);
	page_status(c, 404);
	frame_fill_hidden(c, &view.frame, MSG_LINK_CLOSED_TITLE,
	    view.is_password ? STR("/forgot") : STR("/account"));
	tpl_link_closed(c->out, frame_render(c), &view);
	return OK;
}
