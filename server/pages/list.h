/*
 * list.h: threads and themes as the lists of several pages show them.  Topics
 * are the page's to note: whoever writes in a thread raises it, its theme and
 * its organisation; what changes a theme or an organisation raises the site.
 */
#ifndef PAGES_LIST_H
#define PAGES_LIST_H

#include <stdbool.h>

#include "forum/theme.h"
#include "forum/thread.h"
#include "render/view_frame.h"
#include "route/page.h"

enum { HUES = 6 }; /* hue0 ... of style.css */

/* The colour of a person, always the same one. */
int64_t list_hue(int64_t id);
/* Of a theme: that of its organisation, if it has one. */
int64_t list_theme_hue(const struct theme *);
/* The hue behind ours that an organisation's own colour has; see style.c. */
int64_t list_accent(int64_t organisation_id);

struct thread_row_views
list_threads(struct arena *, const struct thread_items *, bool with_theme);

/* The themes of one organisation (0: of all) out of a list. */
struct theme_card_views
list_themes(struct arena *, const struct theme_list *, int64_t organisation_id);

/*
 * The number in a field of the address, such as ?page=2; fallback where there
 * is no such field.  Only as our own links write it, so that no page has many
 * addresses.
 *
 * ERR_NOT_FOUND	it is not a number from 1
 */
enum err list_number(const struct page_ctx *, const char *field,
    int64_t fallback, int64_t *n) MUST_CHECK;

#endif
