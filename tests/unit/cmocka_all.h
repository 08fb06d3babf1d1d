/*
 * cmocka_all.h: cmocka with the headers that it forgets to include, and texts
 * compared as texts.
 */
#ifndef CMOCKA_ALL_H
#define CMOCKA_ALL_H

/* clang-format off */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#include "base/str.h"

#define assert_str(s, z)                                          \
	do {                                                      \
		struct str str_ = (s), want_ = str_of(z);         \
		if (!str_eq(str_, want_))                         \
			fail_msg("\"" STR_FMT "\" is not \"%s\"", \
			    STR_ARG(str_), (z));                  \
	} while (0)
#define assert_ok(e) assert_int_equal((e), OK)

#endif
