#include "forum/seen.h"

#include "base/check.h"
#include "base/clock.h"
#include "query/seen.h"
#include "store/store.h"

enum { VISIT_MINUTES = 30, KEPT_DAYS = 365 };

/* What was noted at this moment or before it belongs to an earlier visit. */
static int64_t
visit_at(int64_t now)
{
	return now - (int64_t)VISIT_MINUTES * MINUTE_MS;
}

/* Answers behind this number are new. */
static int64_t
seen_before(const struct seen_state_row *row, int64_t now)
{
	if (!row->seen_number.has)
		return row->shown_number;
	return row->seen_at.v <= visit_at(now) ? row->seen_number.v
					       : row->before_number.v;
}

static enum err
find_fresh(
    struct store_read *r, struct arena *a, int64_t number, struct seen *out)
{
	const struct seen_note *note = &out->note;
	struct seen_fresh_list list;
	enum err e;

	e = q_seen_fresh(r, a,
	    &(struct seen_fresh_in){ .thread_id = note->thread_id,
		.number = number,
		.account_id = note->account_id,
		.max = SEEN_MAX },
	    &list);
	if (e != OK)
		return e;
	for (; out->n < list.n; out->n++)
		out->ids[out->n] = list.v[out->n].id;
	out->is_more = list.n == SEEN_MAX && note->number - number > SEEN_MAX;
	return OK;
}

enum err
seen_read(struct store_read *r, struct arena *a, int64_t account_id,
    int64_t thread_id, struct seen *out)
{
	int64_t now = clock_now(), before;
	struct seen_state_row row;
	enum err e;

	e = q_seen_state(r, a,
	    &(struct seen_state_in){
		.account_id = account_id, .thread_id = thread_id },
	    &row);
	if (e != OK)
		return e;
	out->n = 0;
	out->is_more = false;
	out->is_due = !row.seen_number.has ||
	    row.seen_number.v < row.shown_number;
	out->note = (struct seen_note){ account_id, thread_id, row.shown_number,
		now };
	before = seen_before(&row, now);
	return before < row.shown_number ? find_fresh(r, a, before, out) : OK;
}

enum err
seen_put(struct store_write *w, const struct seen_note *notes, size_t n)
{
	enum err e = OK;

	CHECK(n <= SEEN_NOTES_MAX);
	for (size_t i = 0; i < n && e == OK; i++) {
		e = q_seen_put(w,
		    &(struct seen_put_in){ .account_id = notes[i].account_id,
			.thread_id = notes[i].thread_id,
			.number = notes[i].number,
			.at = notes[i].at,
			.visit_at = visit_at(notes[i].at) });
		if (e == ERR_NOT_FOUND)
			e = OK;
	}
	return e;
}

enum err
seen_sweep(struct store_write *w, int64_t max)
{
	return q_seen_forget(w,
	    &(struct seen_forget_in){
		.before = clock_now() - (int64_t)KEPT_DAYS * DAY_MS,
		.max = max });
}
