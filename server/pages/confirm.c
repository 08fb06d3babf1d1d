#include "pages/confirm.h"

#include "pages/form.h"
#include "pages/frame.h"
#include "render/view_confirm.h"
#include "tpl/all.h"

enum err
confirm_closing(struct page_ctx *c, const struct closing *what)
{
	bool is_closed = what->is_closed;
	struct confirm_view view = {
		.lead = is_closed ? what->open_lead : what->close_lead,
		.button = is_closed ? what->open_button : what->close_button,
		.back = what->path,
		.choice = is_closed ? STR("open") : STR("close"),
		.is_danger = !is_closed,
		.name = what->name,
	};

	view.form = form_view(c,
	    arena_fmt(c->arena, STR_FMT "/close", STR_ARG(what->path)), NULL);
	form_frame(c, &view.frame, view.button, view.form.action);
	tpl_confirm(c->out, frame_render(c), &view);
	return OK;
}

bool
confirm_is_closed(const struct page_ctx *c)
{
	return !str_eq(form_text(c, "do"), STR("open"));
}
