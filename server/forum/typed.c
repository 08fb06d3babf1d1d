#include "forum/typed.h"

#include "base/utf8.h"
#include "text/fold.h"

/* A character may take several bytes, and NFC may join them. */
enum { BYTES_A_CHARACTER = 16 };

/* The length of a text in *out; notes what is wrong with it. */
static void
take(struct str s, const struct typed_rule *rule, struct str *out,
    struct form_errors *errors)
{
	size_t n = utf8_count(s);

	if (n == 0 && rule->min > 0)
		form_errors_add(errors, rule->field, MISTAKE_EMPTY);
	else if (n < rule->min)
		form_errors_add(errors, rule->field, MISTAKE_TOO_SHORT);
	else if (n > rule->max)
		form_errors_add(errors, rule->field, MISTAKE_TOO_LONG);
	else
		*out = s;
}

/* May it be looked at further: is it text, and not far too long? */
static bool
is_fit(
    struct str typed, const struct typed_rule *rule, struct form_errors *errors)
{
	if (!utf8_is_text(typed)) {
		form_errors_add(errors, rule->field, MISTAKE_NOT_TEXT);
		return false;
	}
	if (typed.n / BYTES_A_CHARACTER > rule->max) {
		form_errors_add(errors, rule->field, MISTAKE_TOO_LONG);
		return false;
	}
	return true;
}

void
typed_line(struct arena *a, struct str typed, const struct typed_rule *rule,
    struct str *out, struct form_errors *errors)
{
	struct str s = str_trim(typed);

	*out = STR_NONE;
	if (!is_fit(s, rule, errors))
		return;
	if (fold_display(a, s, &s) != OK)
		form_errors_add(errors, rule->field, MISTAKE_NOT_TEXT);
	else
		take(s, rule, out, errors);
}

/* The first line may be indented on purpose: that is code in markdown. */
static struct str
trim_lines(struct str s)
{
	size_t start = 0;

	while (s.n > 0 && str_trim((struct str){ s.p + s.n - 1, 1 }).n == 0)
		s.n--;
	for (size_t i = 0;
	     i < s.n && str_trim((struct str){ s.p + i, 1 }).n == 0; i++)
		if (s.p[i] == '\n')
			start = i + 1;
	return str_skip(s, start);
}

void
typed_text(struct arena *a, struct str typed, const struct typed_rule *rule,
    struct str *out, struct form_errors *errors)
{
	struct str s = trim_lines(typed);

	*out = STR_NONE;
	if (is_fit(s, rule, errors))
		take(arena_str(a, s), rule, out, errors);
}

/* Behind a colon stands a number: "javascript:alert(1)" is no host. */
static bool
has_port_or_none(struct str host)
{
	struct str port = str_skip(host, str_find(host, ':') + 1);

	if (host.p[0] == '[') /* [::1] */
		return true;
	for (size_t i = 0; i < port.n; i++)
		if (port.p[i] < '0' || port.p[i] > '9')
			return false;
	return true;
}

/* host[:port][/path], without what could end an attribute or a header. */
static bool
is_behind_scheme(struct str s)
{
	size_t host = 0;

	while (host < s.n && s.p[host] != '/' && s.p[host] != '?' &&
	    s.p[host] != '#')
		host++;
	if (host == 0 || s.p[0] == ':' ||
	    str_find((struct str){ s.p, host }, '@') != host ||
	    !has_port_or_none((struct str){ s.p, host }))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '"' ||
		    s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '\\')
			return false;
	return true;
}

void
typed_url(struct arena *a, struct str typed, const struct typed_rule *rule,
    struct str *out, struct form_errors *errors)
{
	struct str s, scheme = STR("https://");

	typed_line(a, typed, rule, &s, errors);
	*out = STR_NONE;
	if (s.n == 0)
		return;
	if (str_has_prefix(s, STR("http://")))
		scheme = STR("http://");
	else if (!str_has_prefix(s, scheme) &&
	    str_find_str(s, STR("://")) == s.n)
		s = arena_fmt(a, "https://" STR_FMT, STR_ARG(s));
	if (!str_has_prefix(s, scheme) ||
	    !is_behind_scheme(str_skip(s, scheme.n)))
		form_errors_add(errors, rule->field, MISTAKE_NOT_URL);
	else
		take(s, rule, out, errors);
}

/* What RFC 5321 allows without quotes, and letters of any script. */
static bool
is_address_char(char c, const char *also)
{
	if (char_is_alnum(c) || (unsigned char)c >= 0x80)
		return true;
	for (; *also != '\0'; also++)
		if (c == *also)
			return true;
	return false;
}

static bool
is_dotted(struct str s, const char *also)
{
	if (s.n == 0 || s.p[0] == '.' || s.p[s.n - 1] == '.')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '.' ? s.p[i + 1] == '.'
				  : !is_address_char(s.p[i], also))
			return false;
	return true;
}

void
typed_email(struct arena *a, struct str typed, const struct typed_rule *rule,
    struct str *out, struct form_errors *errors)
{
	struct str s, local, domain;

	typed_line(a, typed, rule, &s, errors);
	*out = STR_NONE;
	if (s.n == 0)
		return;
	local = (struct str){ s.p, str_find(s, '@') };
	domain = str_skip(s, local.n + 1);
	if (local.n > 64 || !is_dotted(local, "!#$%&'*+-/=?^_`{|}~") ||
	    !is_dotted(domain, "-") || str_find(domain, '.') == domain.n)
		form_errors_add(errors, rule->field, MISTAKE_NOT_EMAIL);
	else if (s.n > EMAIL_BYTES_MAX)
		form_errors_add(errors, rule->field, MISTAKE_TOO_LONG);
	else
		*out = s;
}

bool
typed_is_slug(struct str s)
{
	if (s.n == 0 || s.n > SLUG_BYTES_MAX || s.p[0] == '-' ||
	    s.p[s.n - 1] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '-'
			? s.p[i + 1] == '-'
			: !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			return false;
	}
	return true;
}

/* Room for a hyphen and the number of the attempt. */
enum { SLUG_TAIL_BYTES = 4 };

void
typed_slug(struct arena *a, struct str typed, struct str name, int attempt,
    struct str *out, struct form_errors *errors)
{
	struct str slug = str_trim(typed);
	bool is_own_word;

	*out = STR_NONE;
	if (slug.n == 0)
		slug = fold_slug(a, name, SLUG_BYTES_MAX - SLUG_TAIL_BYTES);
	else if (!typed_is_slug(slug) || attempt > 1) {
		form_errors_add(errors, "slug",
		    attempt > 1 ? MISTAKE_TAKEN : MISTAKE_NOT_SLUG);
		return;
	}
	is_own_word = str_eq(slug, STR("new")) || str_eq(slug, STR("edit"));
	if (is_own_word && typed.n != 0)
		form_errors_add(errors, "slug", MISTAKE_TAKEN);
	else if (attempt > 1 || is_own_word)
		*out = arena_fmt(
		    a, STR_FMT "-%d", STR_ARG(slug), attempt + is_own_word);
	else
		*out = arena_str(a, slug);
}

/* Most have a letter of ASCII, which is seen without folding anything. */
void
typed_visible(struct arena *a, struct str s, const char *field,
    struct form_errors *errors)
{
	struct str key;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] > ' ' && s.p[i] < 0x7f)
			return;
	if (s.n > 0 && fold_name(a, s, &key) == OK && key.n == 0)
		form_errors_add(errors, field, MISTAKE_EMPTY);
}
