/* store.c: a store on any engine. */
#include "store/store.h"

#include "base/check.h"
#include "base/clock.h"
#include "store/engine.h"

void
store_init(struct store *s, const struct engine *engine)
{
	s->engine = engine;
	CHECK(pthread_mutex_init(&s->lock, NULL) == 0);
	clock_cond_init(&s->news);
}

void
store_fini(struct store *s)
{
	pthread_cond_destroy(&s->news);
	pthread_mutex_destroy(&s->lock);
}

bool
store_is_remote(struct str address)
{
	return str_has_prefix(address, STR("postgresql://")) ||
	    str_has_prefix(address, STR("postgres://"));
}

enum err
store_open(const char *address, enum store_mode mode, struct store **out)
{
	return store_is_remote(str_of(address))
	    ? pg_open(address, mode, out)
	    : sqlite_open(address, mode, out);
}

enum err
store_keep(struct store *s)
{
	return s->engine->keep(s);
}

enum err
store_listen(struct store *s, const struct store_ears *ears)
{
	return s->engine->listen(s, ears);
}

enum err
store_tell(struct store *s, struct str text)
{
	CHECK(text.n <= STORE_TELL_MAX);
	return s->engine->tell(s, text);
}

void
store_close(struct store *s)
{
	if (s != NULL)
		s->engine->close(s);
}

void
store_on_change(struct store *s,
    void (*raise)(void *arg, const struct topic *, size_t n), void *arg)
{
	s->raise = raise;
	s->raise_arg = arg;
}

bool
store_changed_outside(struct store *s)
{
	return s->engine->changed_outside(s);
}

enum err
store_read_open(struct store *s, struct store_read **out)
{
	return s->engine->read_open(s, out);
}

void
store_read_close(struct store_read *r)
{
	if (r != NULL)
		r->store->engine->read_close(r);
}

enum err
store_begin(struct store_read *r)
{
	return r->store->engine->begin(r);
}

void
store_end(struct store_read *r)
{
	r->store->engine->end(r);
}

void
store_trace(struct store_read *r, store_trace_fn *trace, void *arg)
{
	r->trace = trace;
	r->trace_arg = arg;
}

struct store_read *
store_reads(struct store_write *w)
{
	return w->read;
}

void
store_note(struct store_write *w, enum topic_kind kind, int64_t id)
{
	for (size_t i = 0; i < w->n_notes; i++)
		if (w->notes[i].kind == kind && w->notes[i].id == id)
			return;
	if (w->n_notes == NOTES_MAX) {
		/* Too many to name: everything, and everyone. */
		w->notes[0] = (struct topic){ TOPIC_SITE, 0 };
		w->notes[1] = (struct topic){ TOPIC_RIGHTS, 0 };
		return;
	}
	w->notes[w->n_notes++] = (struct topic){ kind, id };
}

int64_t
store_step_us(int64_t *since_us)
{
	int64_t now_us = clock_mono_us(), us = now_us - *since_us;

	*since_us = now_us;
	return us;
}

enum err
store_call(struct store_write *w, store_fn *fn, void *arg,
    struct store_watch *watch, int64_t *since_us)
{
	enum err e;

	w->n_notes = 0;
	w->read->failed = OK;
	if (watch != NULL) {
		watch->queued_us = store_step_us(since_us);
		store_trace(w->read, watch->trace, watch->trace_arg);
	}
	e = fn(w, arg);
	if (watch != NULL) {
		store_trace(w->read, NULL, NULL);
		(void)store_step_us(since_us);
	}
	return e == OK ? w->read->failed : e;
}

enum err
store_write(struct store *s, store_fn *fn, void *arg)
{
	return s->engine->write(s, fn, arg, NULL);
}

enum err
store_write_watched(
    struct store *s, store_fn *fn, void *arg, struct store_watch *watch)
{
	return s->engine->write(s, fn, arg, watch);
}

void
store_group(struct store *s, int n_max)
{
	CHECK(n_max >= 1 && n_max <= STORE_COMMIT_MAX);
	s->engine->group(s, n_max);
}

void
store_stats(struct store *s, struct store_stats *out)
{
	s->engine->stats(s, out);
}

enum err
store_optimize(struct store *s)
{
	return s->engine->optimize(s);
}

enum err
store_backup(struct store *s, const char *file)
{
	return s->engine->backup(s, file);
}

enum err
store_advice(
    struct store *s, struct arena *a, const char *file, struct str *advice)
{
	return s->engine->advice == NULL
	    ? ERR_NOT_FOUND
	    : s->engine->advice(s, a, file, advice);
}

enum err
store_check(struct store *s, struct arena *a, struct str *problems)
{
	return s->engine->check(s, a, problems);
}
