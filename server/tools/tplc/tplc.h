/*
 * tplc.h: one template while it becomes C.
 *
 * main.c reads the text, html.c follows the HTML, block.c and
 * expr.c turn the tags into C, list.c knows messages and assets.
 */
#ifndef TOOLS_TPLC_H
#define TOOLS_TPLC_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/tool.h"

enum {
	TPLC_BLOCKS_MAX = 32,	/* nested */
	TPLC_ELEMENTS_MAX = 64, /* nested */
	TPLC_NAME_MAX = 48	/* of elements and attributes, with NUL */
};

/* Where in the HTML a character or a tag stands. */
enum html_state {
	HTML_IN_TEXT,
	HTML_IN_TAG_NAME, /* <a and </a */
	HTML_IN_SPACE,	  /* an attribute may begin here */
	HTML_IN_ATTR_NAME,
	HTML_AT_VALUE, /* behind the '=' */
	HTML_IN_VALUE,
	HTML_BEHIND_VALUE, /* needs a space, '/' or '>' */
	HTML_IN_RAW,	   /* <script>, <style> */
	HTML_IN_COMMENT,
	HTML_IN_DOCTYPE
};

/* What the value of an attribute is. */
enum html_value {
	VALUE_PLAIN,
	VALUE_CODE,	 /* no expression may enter it */
	VALUE_URL_START, /* an address of which nothing stands yet */
	VALUE_URL_REST,	 /* an address that has begun */
	VALUE_URL_EITHER /* that depends on a branch */
};

struct html_place {
	enum html_state state;
	enum html_value value;	      /* in HTML_IN_VALUE */
	int tag_serial, value_serial; /* which tag, which value */
};

struct html_element {
	char name[TPLC_NAME_MAX];
	int line;
};

/* The elements that are open, and the tag that is being read. */
struct html {
	struct html_place at;
	struct html_element open[TPLC_ELEMENTS_MAX];
	int n_open;
	int last_serial;
	int floor; /* a block does not close what was open before it */
	struct html_element tag;
	char attr[TPLC_NAME_MAX];
	char url[16]; /* how a literal address begins */
	bool is_end_tag, has_slash;
};

enum tplc_block_kind { BLOCK_IF, BLOCK_EACH, BLOCK_WRAP };

struct tplc_block {
	enum tplc_block_kind kind;
	int line;
	struct html_place at_begin;
	struct html_place at_end; /* of the branches so far */
	bool has_branch, has_else;
	int floor, n_open;
	const char *wrap_name, *wrap_args;
};

/* A line of messages.lst or assets.lst: a name and what follows it. */
struct tplc_entry {
	const char *name, *rest;
};

struct tplc_list {
	const char *path;
	struct tplc_entry *v;
	size_t n;
};

struct tplc {
	const char *path;
	char *src;
	size_t pos, len;
	int line;
	size_t silent_end; /* up to here white space is dropped */
	const struct tplc_list *messages, *assets;
	struct html html;
	struct tplc_block blocks[TPLC_BLOCKS_MAX];
	int n_blocks;
	const char *name, *params; /* of the page; params without brackets */
	bool has_slot, has_complaint;
	struct tool_out literal; /* not yet written to body */
	struct tool_out body[2]; /* before and behind the slot */
};

/* Stop with a message about the current line. */
_Noreturn void tplc_fail(const struct tplc *, const char *fmt, ...);

/* Follow the literal character at t->pos. */
void html_step(struct tplc *);
/* A block tag stands here: it ends a name or an address before it. */
void html_at_block(struct tplc *);
/* The place after two branches that end at a and b; fails if they differ. */
struct html_place
html_merge(const struct tplc *, struct html_place a, struct html_place b);
/* Is white space as good as a single space here? */
bool html_may_squeeze(const struct html *);
/* Fails when a literal address is none of this site's and may run. */
void html_check_url(const struct tplc *);
/* Inside an element that holds text only, such as <title>? */
bool html_is_text_only(const struct html *);

/* What stands between {{ }} and between {% %}, without white space around. */
void tplc_expr(struct tplc *, char *text);
void tplc_block(struct tplc *, char *text);
/* Write the literal text so far, and C code. */
void tplc_flush(struct tplc *);
void tplc_code(struct tplc *, const char *fmt, ...);

void tplc_list_read(struct tplc_list *, const char *path);
const struct tplc_entry *
tplc_list_find(const struct tplc_list *, const char *name, size_t len);

#endif
