/*
 * msg_table.h: what poc makes of the catalogues, for render/ itself.
 */
#ifndef RENDER_MSG_TABLE_H
#define RENDER_MSG_TABLE_H

#include <stdbool.h>

#include "base/str.h"
#include "messages.h"
#include "render/lang.h"

/* In a form these bytes announce a parameter; its number follows. */
enum msg_code { MSG_CODE_VALUE = 1, MSG_CODE_LINK = 2, MSG_CODE_LINK_END = 3 };

struct msg_form {
	struct str text, html; /* the words as they are, and escaped */
	bool has_params;
};

struct msg_entry {
	const struct msg_form *forms; /* one, or those of lang's plural */
	const struct msg_form *zero;  /* instead of these for 0; may be NULL */
	bool is_plural;
	enum lang lang; /* the base's where a translation is missing */
};

/* By language and enum msg; NULL for a language that is not offered. */
extern const struct msg_entry *const msg_table[LANG_N];

#endif
