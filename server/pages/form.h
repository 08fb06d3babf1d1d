/*
 * form.h: for pages with a form: what was typed, shown back with what is wrong
 * with it.
 */
#ifndef PAGES_FORM_H
#define PAGES_FORM_H

#include <inttypes.h>

#include "forum/mistake.h"
#include "messages.h"
#include "render/view_form.h"
#include "render/view_frame.h"
#include "route/page.h"

/* A field as it was sent; empty where there is none. */
struct str form_text(const struct page_ctx *, const char *name);
/* A number, such as an id or a version; 0 where there is none. */
int64_t form_number(const struct page_ctx *, const char *name);
/* Was it sent at all: a button that was pressed, a box that was ticked? */
bool form_has(const struct page_ctx *, const char *name);
/* Is this the form coming back, not the page asked for? */
bool form_is_sent(const struct page_ctx *);
/* Where to go when it is done: the field "next" of the form or the address. */
struct str form_next(const struct page_ctx *);
/* That, handed on to another page of this site. */
struct str form_with_next(const struct page_ctx *, struct str path);

/* What a field is called, away from its form. */
enum msg form_label(const char *field);

/*
 * Is e what a person can do something about in the form: mistakes, a key or a
 * version that was overtaken?  Then the answer has the status for it, and the
 * form is shown again.
 */
bool form_is_refused(struct page_ctx *, enum err e);

/*
 * A field to show: what was typed in the form that was sent, else initial; with
 * the sentence for its mistake.  errors may be NULL.
 */
struct field_view form_field(struct page_ctx *, const char *name,
    struct str initial, const struct form_errors *errors);
/* A field that is never given back: a password. */
struct field_view form_secret(
    struct page_ctx *, const char *name, const struct form_errors *errors);

/*
 * frame_fill_hidden() for a page with a form whose id is "form": in another
 * language it has what was typed.
 */
void form_frame(
    struct page_ctx *, struct frame_view *, enum msg title, struct str path);

/*
 * The form itself: where it goes, its mistakes, and its key: the one it came
 * with, or a fresh one.
 */
struct form_view form_view(
    struct page_ctx *, struct str action, const struct form_errors *errors);
/*
 * Of a form that changes what is there, in this version, now: what is sent
 * again after saving gave ERR_CONFLICT (why) is sent on top of that, under a
 * fresh key.
 */
void form_version(
    struct page_ctx *, struct form_view *, enum err why, int64_t version);
/* The key was used for other words: say so and give the form a fresh one. */
void form_renew_key(struct page_ctx *, struct form_view *);

#endif
