#include "jobs/mail_fill.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/num.h"
#include "forum/token.h"

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
	v->at = moment(clock_now() + TOKEN_CONFIRM_MS);
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
	v->at = moment(clock_now() + TOKEN_PASSWORD_MS);
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

	*forgot = (struct mail_link_view){ MSG_MAIL_TAKEN_FORGOT,
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

/* What a decision means to the one whose post it is. */
struct outcome {
	enum msg subject;
	size_t n_sentences;
	enum msg sentences[2];
	bool is_there;	 /* one finds the post where it was written */
	bool is_refusal; /* not all of what they asked for */
};

static const struct outcome outcomes[] = {
	[DECISION_APPROVED] = { .subject = MSG_MAIL_APPROVED_SUBJECT,
	    .n_sentences = 1,
	    .sentences = { MSG_MAIL_DECIDED },
	    .is_there = true },
	[DECISION_EDITED] = { .subject = MSG_MAIL_EDITED_SUBJECT,
	    .n_sentences = 2,
	    .sentences = { MSG_MAIL_DECIDED, MSG_MAIL_EDITED_HOW },
	    .is_there = true,
	    .is_refusal = true },
	[DECISION_REJECTED] = { .subject = MSG_MAIL_REJECTED_SUBJECT,
	    .n_sentences = 2,
	    .sentences = { MSG_MAIL_DECIDED, MSG_MAIL_REJECTED_THEN },
	    .is_refusal = true },
	[DECISION_REMOVED] = { .subject = MSG_MAIL_REMOVED_SUBJECT,
	    .n_sentences = 1,
	    .sentences = { MSG_MAIL_DECIDED },
	    .is_refusal = true },
	[DECISION_RESTORED] = { .subject = MSG_MAIL_RESTORED_SUBJECT,
	    .n_sentences = 1,
	    .sentences = { MSG_MAIL_DECIDED },
	    .is_there = true },
	[DECISION_EDIT_APPROVED] = { .subject = MSG_MAIL_EDIT_APPROVED_SUBJECT,
	    .n_sentences = 1,
	    .sentences = { MSG_MAIL_DECIDED },
	    .is_there = true },
	[DECISION_EDIT_REJECTED] = { .subject = MSG_MAIL_EDIT_REJECTED_SUBJECT,
	    .n_sentences = 2,
	    .sentences = { MSG_MAIL_DECIDED, MSG_MAIL_EDIT_REJECTED_THEN },
	    .is_there = true,
	    .is_refusal = true },
};

/* Their own words, and the moderator's. */
static void
fill_words(const struct mail *mail, struct mail_view *v)
{
	v->reason = mail->reason;
	v->quote_label = mail->decision == DECISION_EDITED ? MSG_MAIL_QUOTE_NOW
							   : MSG_MAIL_QUOTE;
	v->quote = mail->body;
	v->quote_lang = mail->body_language;
	v->quote_html = mail->html;
}

static void
fill_links(struct arena *a, const struct site *site, const struct outcome *o,
    bool is_placed, struct mail_view *v)
{
	struct mail_link_view *links = arena_array(a, 2, sizeof(*links));
	size_t n = 0;

	if (o->is_refusal)
		links[n++] = (struct mail_link_view){ MSG_MAIL_DISAGREE,
			address(a, site, "/contact") };
	if (is_placed)
		links[n++] = (struct mail_link_view){ MSG_MAIL_CHOOSE,
			address(a, site, "/account") };
	v->links.v = links;
	v->links.n = n;
}

static enum err
fill_decision(struct arena *a, const struct mail *mail, const struct site *site,
    struct mail_view *v)
{
	struct str post = arena_fmt(
	    a, STR_FMT "/p/%" PRId64, STR_ARG(site->url), mail->post_id);
	struct str own = address(a, site, "/account/posts");
	const struct outcome *o;
	bool is_placed;

	if (!decision_is_of_post(mail->decision, &is_placed) ||
	    (size_t)mail->decision >= ARRAY_LEN(outcomes) ||
	    outcomes[mail->decision].n_sentences == 0)
		return ERR_NOT_FOUND;
	o = &outcomes[mail->decision];
	/* It goes to addresses that we know to be theirs. */
	v->name = mail->name;
	v->title = mail->title;
	v->at = moment(mail->decided_at);
	v->subject = o->subject;
	v->sentences.v = o->sentences;
	v->sentences.n = o->n_sentences;
	fill_words(mail, v);
	/* Without a title the thread is not theirs to read any more. */
	v->button = o->is_there && mail->title.n > 0
	    ? (struct mail_link_view){ MSG_MAIL_SEE_POST, post }
	    : (struct mail_link_view){ MSG_MAIL_SEE_OWN, own };
	fill_links(a, site, o, is_placed, v);
	v->why = MSG_MAIL_DECISION_WHY;
	return OK;
}

enum err
mail_fill(struct arena *a, const struct mail *mail, const struct site *site,
    struct str token, struct mail_view *out)
{
	*out = begin(a, site, mail->language);
	switch (mail->kind) {
	case MAIL_CONFIRM:
		fill_confirm(a, site, token, out);
		return OK;
	case MAIL_PASSWORD:
		fill_password(a, site, token, out);
		return OK;
	case MAIL_TAKEN:
		fill_taken(a, site, out);
		return OK;
	case MAIL_DECISION:
		return fill_decision(a, mail, site, out);
	}
	return ERR_NOT_FOUND;
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
