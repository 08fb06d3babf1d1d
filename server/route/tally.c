#include "route/tally.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/count.h"

enum {
	CLASSES = 6, /* 0: a status that is none; 1xx to 5xx */
	/* Numbers of labels: of a response that has none, and so on. */
	NUMBER_NONE = 0,
	NUMBER_ASSET,
	NUMBER_HEALTH,
	NUMBER_READY,
	NUMBER_METRICS,
	NUMBER_ROUTES
};

struct tally {
	const struct route *routes;
	size_t n_routes;
	int n_labels;
	struct counts *requests;  /* by label, then class */
	struct counts *durations; /* by kind, then place; sum last */
};

enum { PLACES = TALLY_BOUNDS + 2 };

const int64_t tally_bounds_us[TALLY_BOUNDS] = { 50, 100, 250, 500, 1000, 2500,
	5000, 10000, 25000, 50000, 100000, 250000, 1000000, 5000000 };

const struct http_label tally_asset = { "asset", NUMBER_ASSET, TALLY_ASSET },
			tally_health = { "healthz", NUMBER_HEALTH,
				TALLY_OTHER },
			tally_ready = { "readyz", NUMBER_READY, TALLY_OTHER },
			tally_metrics = { "metrics", NUMBER_METRICS,
				TALLY_OTHER };

struct tally *
tally_new(const struct route *routes, size_t n_routes)
{
	struct tally *t = xcalloc(1, sizeof(*t));

	t->routes = routes;
	t->n_routes = n_routes;
	t->n_labels = NUMBER_ROUTES + (int)n_routes;
	t->requests = counts_new(t->n_labels * CLASSES);
	t->durations = counts_new(TALLY_KINDS * PLACES);
	return t;
}

void
tally_free(struct tally *t)
{
	if (t == NULL)
		return;
	counts_free(t->requests);
	counts_free(t->durations);
	free(t);
}

struct http_label
tally_label(const struct tally *t, const struct route *route)
{
	return (struct http_label){ route->name,
		NUMBER_ROUTES + (int)(route - t->routes), TALLY_OTHER };
}

void
tally_add(struct tally *t, const struct http_label *label, int status,
    int64_t duration_us)
{
	int class = status >= 100 && status < 600 ? status / 100 : 0;
	int place = 0, first = label->kind * PLACES;

	counts_add(t->requests, label->number * CLASSES + class, 1);
	while (place < TALLY_BOUNDS && duration_us > tally_bounds_us[place])
		place++;
	counts_add(t->durations, first + place, 1);
	counts_add(t->durations, first + PLACES - 1, (uint64_t)duration_us);
}

static const char *
name_of(const struct tally *t, int number)
{
	switch (number) {
	case NUMBER_NONE:
		return "none";
	case NUMBER_ASSET:
		return tally_asset.name;
	case NUMBER_HEALTH:
		return tally_health.name;
	case NUMBER_READY:
		return tally_ready.name;
	case NUMBER_METRICS:
		return tally_metrics.name;
	}
	return t->routes[number - NUMBER_ROUTES].name;
}

void
tally_each(const struct tally *t,
    void (*each)(void *arg, const char *label, int class, uint64_t n),
    void *arg)
{
	for (int i = 0; i < t->n_labels; i++)
		for (int class = 0; class < CLASSES; class ++) {
			uint64_t n = counts_sum(
			    t->requests, i * CLASSES + class);

			if (n != 0)
				each(arg, name_of(t, i), class, n);
		}
}

void
tally_durations(
    const struct tally *t, enum tally_kind kind, struct tally_durations *out)
{
	int first = (int)kind * PLACES;

	for (int i = 0; i <= TALLY_BOUNDS; i++)
		out->n[i] = counts_sum(t->durations, first + i);
	out->sum_us = counts_sum(t->durations, first + PLACES - 1);
}
