/*
 * view_form.h: a form as it is shown: what was typed, and what is wrong.
 */
#ifndef RENDER_VIEW_FORM_H
#define RENDER_VIEW_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "messages.h"
#include "text/html.h"

struct field_view {
	struct str value;
	struct str error; /* a sentence; empty: nothing is wrong */
};

/* For the templates that show one field: what the form says about it. */
struct input_view {
	const struct field_view *field;
	struct str name; /* its id too */
	enum msg label;
	bool has_hint;
	enum msg hint;
	struct str type;	 /* of an <input> */
	struct str autocomplete; /* or empty */
	int rows;		 /* of a <textarea> */
};

/* A value that can be chosen. */
struct choice_view {
	struct str value, label;
	bool is_chosen;
};
struct choice_views {
	const struct choice_view *v;
	size_t n;
};

/* One line of the summary above a failed form; field is the field's id. */
struct mistake_view {
	struct str field;
	enum msg label;
	struct str sentence;
};

struct form_view {
	struct str action; /* where it is sent */
	struct str key;	   /* the same form sent twice makes one thing */
	bool is_key_used;  /* it came before, with other words */
	int64_t version;   /* of what it changes */
	bool is_changed;   /* by somebody else since; said until it is saved */
	struct {
		const struct mistake_view *v;
		size_t n;
	} mistakes;
};

#endif
