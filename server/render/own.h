/*
 * own.h: words of a page that are for the one who reads it alone, such as
 * their name.
 *
 * They have a type of their own, so that a page that many share can be made
 * without them: a template does not compile that prints them unnoticed.
 */
#ifndef RENDER_OWN_H
#define RENDER_OWN_H

#include <stdint.h>

#include "base/str.h"

struct own {
	int what;  /* as pages/ numbers them */
	int64_t n; /* what it depends on besides */
	struct str text;
};

#endif
