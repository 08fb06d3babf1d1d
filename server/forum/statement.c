#include "forum/statement.h"

#include "base/clock.h"
#include "forum/moderation.h"
#include "forum/permit.h"
#include "forum/typed.h"
#include "query/site.h"
#include "text/markdown.h"

/*
 * "2026-11-28" to noon of that day: the same day in nearly every time zone.
 * Days are counted from March on, so that a leap day comes last.
 */
static bool
parse_day(struct str s, int64_t *at)
{
	static const int64_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	int64_t year, month, day, days;
	struct str part;
	bool is_leap;

	if (s.n != 10 || !str_cut(&s, '-', &part) ||
	    parse_i64(part, 1970, 9999, &year) != OK ||
	    !str_cut(&s, '-', &part) || part.n != 2 ||
	    parse_i64(str_skip(part, part.p[0] == '0'), 1, 12, &month) != OK ||
	    s.n != 2 ||
	    parse_i64(str_skip(s, s.p[0] == '0'), 1, 31, &day) != OK)
		return false;
	is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	if (day > lengths[month - 1] + (month == 2 && is_leap))
		return false;
	if (month <= 2) {
		year--;
		month += 12;
	}
	days = 365 * year + year / 4 - year / 100 + year / 400 +
	    (153 * (month - 3) + 2) / 5 + day - 719469;
	*at = days * DAY_MS + DAY_MS / 2;
	return true;
}

enum err
statement_load(struct store_read *r, struct arena *a, struct statement *out)
{
	struct statement_row_row row;
	enum err e = q_statement_row(r, a, &row);

	if (e == ERR_NOT_FOUND) {
		*out = (struct statement){ .status = STATEMENT_NOT_ASSESSED };
		return OK;
	}
	if (e != OK)
		return e;
	*out = (struct statement){
		.status = (enum statement_status)row.status,
		.is_public_body = row.is_public_body,
		.assessed_on = row.assessed_on,
		.limits = row.limits,
		.html = markdown_stored(row.html),
		.email = row.email,
		.address = row.address,
	};
	if (!parse_day(row.assessed_on, &out->assessed_at))
		out->assessed_at = 0;
	return OK;
}

/* What was typed, as it is kept. */
static enum err
check(struct arena *a, const struct statement_form *f,
    struct statement_put_in *out, struct form_errors *errors)
{
	struct safe_html html = { STR_NONE };
	struct str day = str_trim(f->assessed_on);
	int64_t at;

	if (parse_i64(f->status, 0, STATEMENT_STATUSES - 1, &out->status) != OK)
		form_errors_add(errors, "status", MISTAKE_NOT_A_CHOICE);
	if (day.n > 0 ? !parse_day(day, &at)
		      : out->status != STATEMENT_NOT_ASSESSED)
		form_errors_add(errors, "assessed_on", MISTAKE_NOT_DATE);
	typed_text(a, f->limits,
	    &(struct typed_rule){ "limits", 0, STATEMENT_LIMITS_CHARS_MAX },
	    &out->limits, errors);
	typed_email(a, f->email,
	    &(struct typed_rule){ "email", 0, EMAIL_BYTES_MAX }, &out->email,
	    errors);
	typed_text(a, f->address,
	    &(struct typed_rule){ "address", 0, STATEMENT_ADDRESS_CHARS_MAX },
	    &out->address, errors);
	if (markdown_render(a, out->limits, &html) != OK)
		form_errors_add(errors, "limits", MISTAKE_TOO_COMPLEX);
	out->is_public_body = f->is_public_body;
	out->assessed_on = day;
	out->html = html.s;
	out->renderer = MARKDOWN_VERSION;
	out->updated_at = clock_now();
	return errors->n == 0 ? OK : ERR_INVALID;
}

enum err
statement_update(struct store_write *w, struct arena *a, int64_t actor_id,
    const struct statement_form *f, struct form_errors *errors)
{
	struct statement_put_in in = { 0 };
	enum err e;

	e = permit_actor(
	    w, a, actor_id, ACTION_EDIT_SITE, &(struct subject){ 0 });
	if (e != OK || (e = check(a, f, &in, errors)) != OK ||
	    (e = q_statement_put(w, &in)) != OK)
		return e;
	store_note(w, TOPIC_SITE, 0);
	return decision_add(w,
	    &(struct decision_new){ .actor_id = actor_id,
		.kind = DECISION_SITE_CHANGED,
		.reason = STR("accessibility") });
}
