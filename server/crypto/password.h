/*
 * password.h: is a password good enough to be taken?
 *
 * Length is what counts (NIST SP 800-63B, OWASP ASVS 5.0 6.2): no rules on
 * which characters it must have.  Refused is only what is tried first by
 * whoever guesses.
 */
#ifndef CRYPTO_PASSWORD_H
#define CRYPTO_PASSWORD_H

#include <stddef.h>

#include "base/str.h"

enum {
	PASSWORD_MIN = 12, /* characters */
	PASSWORD_MAX = 200 /* bytes */
};

enum password_weakness {
	PASSWORD_GOOD,
	PASSWORD_TOO_SHORT, /* fewer than PASSWORD_MIN characters */
	PASSWORD_TOO_LONG,  /* more than PASSWORD_MAX bytes */
	PASSWORD_REPEATS,   /* few characters, or a short piece, repeated */
	PASSWORD_NAME,	    /* hardly more than the names */
	PASSWORD_FAVOURITE, /* hardly more than what many people choose */
	PASSWORD_RUN	    /* abcdef, 654321, qwerty and the like */
};

/*
 * The first weakness of a password, or PASSWORD_GOOD.
 *
 * folded is the same password as a key to compare by (fold_name), and so are
 * the names: of the person, of the e-mail address the part before the '@', of
 * the site.  A name of several words is looked for whole and in words; words of
 * fewer than 3 characters are left aside.  All of it is valid UTF-8.
 */
enum password_weakness password_weakness(struct str password, struct str folded,
    const struct str *names, size_t n_names);

#endif
