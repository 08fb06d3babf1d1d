#include "jobs/mail_fill.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/num.h"
#include "forum/token.h"
#include "render/msg.h"

static struct str
address(struct arena *a, const struct site *site, const char *path)
{
	return arena_fmt(a, STR_FMT "%s", STR_ARG(site->url), path);
}

/* The language that is wished for, or the site's. */
static enum lang
choose_language(struct str wish, const struct site *site)
{
	enum lang lang = LANG_NL;

	if (lang_parse(wish, &lang) != OK || !lang_is_offered(lang))
		(void)!lang_parse(site->language, &lang);
	return lang;
}

static struct mail_view
begin(struct arena *a, const struct site *site, struct str language)
{
	return (struct mail_view){ .lang = choose_language(language, site),
		.site_name = site->name,
		.site_url = address(a, site, "/") };
}

static struct mail_link_view
link_to(struct arena *a, const struct site *site, enum msg label,
    const char *path, struct str token)
{
	return (struct mail_link_view){ label,
		arena_fmt(a, STR_FMT "%s?token=" STR_FMT, STR_ARG(site->url),
		    path, STR_ARG(token)) };
}

static void
fill_confirm(struct arena *a, const struct site *site, struct str token,
    struct mail_view *v)
{
	static const enum msg sentences[] = { MSG_MAIL_CONFIRM_ASK,
		MSG_MAIL_UNTIL };

	v->subject = MSG_MAIL_CONFIRM_SUBJECT;
	v->sentences.v = sentences;
	v->sentences.n = ARRAY_LEN(sentences);
	v->at = moment(clock_now() + (int64_t)TOKEN_CONFIRM_DAYS * DAY_MS);
	v->button = link_to(
	    a, site, MSG_MAIL_CONFIRM_BUTTON, "/confirm-address", token);
	v->why = MSG_MAIL_CONFIRM_WHY;
}

static void
fill_password(struct arena *a, const struct site *site, struct str token,
    struct mail_view *v)
{
	static const enum msg sentences[] = { MSG_MAIL_PASSWORD_ASK,
		MSG_MAIL_UNTIL };

	v->subject = MSG_MAIL_PASSWORD_SUBJECT;
	v->sentences.v = sentences;
	v->sentences.n = ARRAY_LEN(sentences);
	v->at = moment(clock_now() + (int64_t)TOKEN_PASSWORD_HOURS * HOUR_MS);
	v->button = link_to(
	    a, site, MSG_MAIL_PASSWORD_BUTTON, "/new-password", token);
	v->why = MSG_MAIL_PASSWORD_WHY;
}

static void
fill_taken(struct arena *a, const struct site *site, struct mail_view *v)
{
	static const enum msg sentences[] = { MSG_MAIL_TAKEN_TELL,
		MSG_MAIL_TAKEN_THEN };
	struct mail_link_view *forgot = arena_alloc(a, sizeof(*forgot));

	*forgot = (struct mail_link_view){ MSG_SIGN_IN_FORGOT,
		address(a, site, "/forgot") };
	v->subject = MSG_MAIL_TAKEN_SUBJECT;
	v->sentences.v = sentences;
	v->sentences.n = ARRAY_LEN(sentences);
	v->button = (struct mail_link_view){ MSG_LAYOUT_SIGN_IN,
		address(a, site, "/sign-in") };
	v->links.v = forgot;
	v->links.n = 1;
	v->why = MSG_MAIL_TAKEN_WHY;
}

/* What is said of each decision about a post. */
struct said {
	enum decision_kind kind;
	enum msg subject;
	bool is_placed; /* the post, or the edit */
	size_t n_sentences;
	enum msg sentences[3];
};

static const struct said decisions[] = {
	{ DECISION_APPROVED, MSG_MAIL_APPROVED_SUBJECT, true, 2,
	    { MSG_MAIL_APPROVED_TELL, MSG_MAIL_DECIDED } },
	{ DECISION_EDITED, MSG_MAIL_EDITED_SUBJECT, true, 2,
	    { MSG_MAIL_EDITED_TELL, MSG_MAIL_DECIDED } },
	{ DECISION_REJECTED, MSG_MAIL_REJECTED_SUBJECT, false, 3,
	    { MSG_MAIL_REJECTED_TELL, MSG_MAIL_DECIDED,
		MSG_MAIL_REJECTED_THEN } },
	{ DECISION_REMOVED, MSG_MAIL_REMOVED_SUBJECT, false, 2,
	    { MSG_MAIL_REMOVED_TELL, MSG_MAIL_DECIDED } },
	{ DECISION_RESTORED, MSG_MAIL_RESTORED_SUBJECT, true, 2,
	    { MSG_MAIL_RESTORED_TELL, MSG_MAIL_DECIDED } },
	{ DECISION_EDIT_APPROVED, MSG_MAIL_EDIT_APPROVED_SUBJECT, true, 2,
	    { MSG_MAIL_EDIT_APPROVED_TELL, MSG_MAIL_DECIDED } },
	{ DECISION_EDIT_REJECTED, MSG_MAIL_EDIT_REJECTED_SUBJECT, false, 2,
	    { MSG_MAIL_EDIT_REJECTED_TELL, MSG_MAIL_DECIDED } },
};

static const struct said *
find_said(enum decision_kind kind)
{
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(decisions) && decisions[i].kind != kind)
		i++;
	return &decisions[i];
}

static struct str
untitled(struct arena *a, enum lang lang)
{
	struct buf b = { 0 };
	struct str s;

	msg_text(&b, lang, MSG_THREAD_UNTITLED, NULL, 0);
	s = arena_str(a, buf_text(&b));
	buf_free(&b);
	return s;
}

static void
fill_decision(struct arena *a, const struct mail *mail, const struct site *site,
    struct mail_view *v)
{
	const struct said *said = find_said(mail->decision);
	struct mail_link_view *also = arena_alloc(a, sizeof(*also));
	struct str post = arena_fmt(
	    a, STR_FMT "/p/%" PRId64, STR_ARG(site->url), mail->post_id);
	struct str own = address(a, site, "/account/posts");

	*also = said->is_placed ? (struct mail_link_view){ MSG_MAIL_CHOOSE,
		address(a, site, "/account") }
				: (struct mail_link_view){ MSG_MAIL_DISAGREE,
					  address(a, site, "/contact") };
	v->name = mail->name;
	v->title = mail->title.n > 0 ? mail->title : untitled(a, v->lang);
	v->at = moment(mail->decided_at);
	v->subject = said->subject;
	v->sentences.v = said->sentences;
	v->sentences.n = said->n_sentences;
	v->reason = (struct mail_words_view){ .label = MSG_MAIL_REASON,
		.text = mail->reason };
	v->quote = (struct mail_words_view){
		.label = mail->decision == DECISION_EDITED ? MSG_MAIL_QUOTE_NOW
							   : MSG_MAIL_QUOTE,
		.lang = mail->body_language,
		.text = mail->body,
		.html = mail->html
	};
	v->button = said->is_placed
	    ? (struct mail_link_view){ MSG_MAIL_SEE_POST, post }
	    : (struct mail_link_view){ MSG_MAIL_SEE_OWN, own };
	v->links.v = also;
	v->links.n = 1;
	v->why = MSG_MAIL_DECISION_WHY;
}

struct mail_view
mail_fill(struct arena *a, const struct mail *mail, const struct site *site,
    struct str token)
{
	struct mail_view v = begin(a, site, mail->language);

	switch (mail->kind) {
	case MAIL_CONFIRM:
		fill_confirm(a, site, token, &v);
		break;
	case MAIL_PASSWORD:
		fill_password(a, site, token, &v);
		break;
	case MAIL_TAKEN:
		fill_taken(a, site, &v);
		break;
	case MAIL_DECISION:
		fill_decision(a, mail, site, &v);
		break;
	}
	return v;
}

struct mail_view
mail_fill_test(struct arena *a, const struct site *site)
{
	static const enum msg sentences[] = { MSG_MAIL_TEST_TELL };
	struct mail_view v = begin(a, site, site->language);

	v.subject = MSG_MAIL_TEST_SUBJECT;
	v.sentences.v = sentences;
	v.sentences.n = ARRAY_LEN(sentences);
	v.button = (struct mail_link_view){ MSG_MAIL_TEST_BUTTON, v.site_url };
	v.why = MSG_MAIL_TEST_WHY;
	return v;
}
