/*
 * views.h: what the good templates show.
 */
#ifndef GOLDEN_VIEWS_H
#define GOLDEN_VIEWS_H

#include "render/views.h"

struct item_view {
	int64_t id;
	struct str name, url;
	bool is_new;
};

struct golden_view {
	struct str title, url, words;
	struct safe_html html;
	int64_t n, at;
	size_t size;
	bool yes, no;
	int message; /* enum msg */
	struct {
		const struct item_view *v;
		size_t n;
	} items;
};

#endif
