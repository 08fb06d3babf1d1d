/*
 * language.h: the languages in which people write here, and those in which the
 * pages speak, to choose from.
 */
#ifndef PAGES_LANGUAGE_H
#define PAGES_LANGUAGE_H

#include "render/view_form.h"
#include "route/page.h"

/* The languages to write in; chosen is the tag of one of them. */
struct choice_views language_of_words(struct page_ctx *, struct str chosen);

/* The languages of the pages. */
struct choice_views language_of_pages(struct page_ctx *, struct str chosen);

/* The one that was chosen for what was typed; that of the page if none. */
struct str language_typed(const struct page_ctx *);

#endif
