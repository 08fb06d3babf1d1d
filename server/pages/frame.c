#include "pages/frame.h"

#include "base/check.h"
#include "base/num.h"
#include "forum/moderation.h"
#include "render/html.h"
#include "render/msg.h"
#include "route/cookie.h"

static bool
is_offered(struct str tag, enum lang *lang)
{
	enum lang found;

	if (tag.n == 0 || lang_parse(tag, &found) != OK ||
	    !lang_is_offered(found))
		return false;
	*lang = found;
	return true;
}

struct str
frame_choose_language(
    const struct http_request *req, struct str own, struct str site)
{
	enum lang lang = LANG_NL;

	if (!is_offered(own, &lang) &&
	    !is_offered(http_cookie(req, COOKIE_LANGUAGE), &lang) &&
	    lang_negotiate(http_header(req, "accept-language"), &lang) != OK &&
	    !is_offered(site, &lang))
		lang = LANG_NL;
	return lang_tag(lang);
}

enum lang
frame_lang(const struct page_ctx *c)
{
	enum lang lang = LANG_NL;

	/* Without a request that was read there is no language yet. */
	return is_offered(c->language, &lang) ? lang : LANG_NL;
}

static void
leave_out(void *arg, const struct buf *out, const struct own *own)
{
	struct page_ctx *c = arg;

	CHECK(out == c->out);
	page_own(c,
	    &(struct page_own){
		own->what, own->n, .is_fresh = own->what == OWN_KEY });
}

const struct render *
frame_render(struct page_ctx *c)
{
	struct render *r = arena_alloc(c->arena, sizeof(*r));

	r->lang = frame_lang(c);
	if (page_is_shared(c)) {
		r->on_own = leave_out;
		r->arg = c;
	}
	return r;
}

static struct str
say(struct page_ctx *c, enum msg msg, const struct msg_arg *args, size_t n)
{
	struct buf b = { 0 };
	struct str s;

	msg_text(&b, frame_lang(c), msg, args, n);
	s = arena_str(c->arena, buf_text(&b));
	buf_free(&b);
	return s;
}

struct str
frame_text(struct page_ctx *c, enum msg msg)
{
	return say(c, msg, NULL, 0);
}

struct str
frame_named(struct page_ctx *c, enum msg msg, struct str name)
{
	return say(
	    c, msg, (const struct msg_arg[]){ MSG_ARG(ARG_NAME, name) }, 1);
}

static void
list_languages(struct page_ctx *c, struct frame_view *f)
{
	struct language_view *v = arena_array(c->arena, LANG_N, sizeof(*v));
	size_t n = 0;

	for (int lang = 0; lang < LANG_N; lang++)
		if (lang_is_offered((enum lang)lang))
			v[n++].lang = (enum lang)lang;
	f->languages.v = v;
	f->languages.n = n;
}

/* Where in the menu a page is, by the first word of its path. */
static enum menu_item
menu_item(struct str path)
{
	static const struct {
		struct str word;
		enum menu_item item;
	} items[] = {
		{ STR_INIT("search"), MENU_SEARCH },
		{ STR_INIT("queue"), MENU_QUEUE },
		{ STR_INIT("log"), MENU_LOG },
		{ STR_INIT("account"), MENU_ACCOUNT },
		{ STR_INIT("sign-in"), MENU_SIGN_IN },
		{ STR_INIT("sign-up"), MENU_SIGN_UP },
	};
	struct str word = str_skip(path, 1);

	word.n = str_find(word, '/');
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		if (str_eq(word, items[i].word))
			return items[i].item;
	return MENU_NONE;
}

static void
own_words(struct buf *out, const struct page_reader *reader,
    const struct page_own *own)
{
	enum lang lang = LANG_NL;

	switch ((enum own_what)own->what) {
	case OWN_NAME:
		buf_str(out, reader->viewer->name);
		break;
	case OWN_KEY:
		/* A request is answered once, and nobody guesses its name. */
		buf_str(out, str_of(reader->req->id));
		break;
	case OWN_WAIT:
		if (reader->viewer->n_approved >= own->n)
			break;
		(void)is_offered(reader->language, &lang);
		msg_text(out, lang, MSG_COMPOSE_WILL_WAIT, NULL, 0);
		buf_char(out, ' ');
		break;
	}
}

void
frame_own_html(struct buf *out, const struct page_reader *reader,
    const struct page_own *own)
{
	struct buf words = { 0 };

	own_words(&words, reader, own);
	html_text(out, buf_text(&words));
	buf_free(&words);
}

struct own
frame_own(struct page_ctx *c, enum own_what what, int64_t n)
{
	struct page_reader reader = { c->req, c->viewer, c->language };
	struct buf words = { 0 };
	struct own own = { .what = (int)what, .n = n };

	own_words(&words, &reader, &(struct page_own){ own.what, n, false });
	own.text = arena_str(c->arena, buf_text(&words));
	buf_free(&words);
	return own;
}

void
frame_fill(struct page_ctx *c, struct frame_view *f, struct str title)
{
	*f = (struct frame_view){ .lang = frame_lang(c),
		.title = title,
		.site_name = c->site->name,
		.style = frame_style(c),
		.ago = moment_ago(frame_lang(c)),
		.menu = menu_item(c->req->path),
		.is_member = c->viewer->account_id != 0,
		.is_moderator = viewer_is_moderator(c->viewer),
		.is_admin = viewer_is_admin(c->viewer),
		.name = frame_own(c, OWN_NAME, 0) };
	list_languages(c, f);
	/* Who waits is worth showing, not worth an error page. */
	if (f->is_moderator && c->read != NULL &&
	    queue_count(c->read, c->arena, c->viewer, &f->n_queued) != OK)
		f->n_queued = 0;
}

void
frame_at(struct page_ctx *c, struct frame_view *f, struct str path)
{
	f->here = path;
	f->canonical = arena_fmt(
	    c->arena, STR_FMT STR_FMT, STR_ARG(c->base_url), STR_ARG(path));
}

void
frame_fill_hidden(
    struct page_ctx *c, struct frame_view *f, enum msg title, struct str path)
{
	frame_fill(c, f, frame_text(c, title));
	frame_at(c, f, path);
	f->is_hidden = true;
}
