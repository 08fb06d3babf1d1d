/*
 * form_key.h: forms that were sent already.  For the rules that make
 * something: a form carries a key, and the same form sent twice makes one
 * thing.
 *
 *	words = form_key_digest(a, (struct str[]){ new->title, new->body }, 2);
 *	use = (struct form_use){ author_id, new->form_key, words };
 *	if ((e = form_key_find(w, a, &use, &id)) != OK || id != 0)
 *		return e;
 *	... make it ...
 *	return form_key_made(w, &use, id);
 */
#ifndef FORUM_FORM_KEY_H
#define FORUM_FORM_KEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct store_write;

enum { FORM_KEY_BYTES_MAX = 64 };

/*
 * Without a key, with one that is too long (ours never are) or without an
 * account (the command line) nothing is remembered.
 */
struct form_use {
	int64_t account_id;
	struct str key;
	struct str digest; /* of everything that was typed */
};

/* A key for a form that is shown: nobody can guess it. */
struct str form_key_new(struct arena *);

/* A digest of the fields in this order, in the arena. */
struct str form_key_digest(struct arena *, const struct str *fields, size_t n);

/*
 * On OK *made_id is what this form made before, or 0.
 *
 * ERR_CONFLICT	the key was used for other words
 */
enum err form_key_find(struct store_write *, struct arena *,
    const struct form_use *, int64_t *made_id) MUST_CHECK;

/* Remember, in the same write, what it made. */
enum err form_key_made(
    struct store_write *, const struct form_use *, int64_t made_id) MUST_CHECK;

/*
 * Forget keys of more than a week ago, at most max.  For a job.
 *
 * ERR_NOT_FOUND	there were none
 */
enum err form_key_sweep(struct store_write *, int64_t max) MUST_CHECK;

#endif
