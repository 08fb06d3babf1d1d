/*
 * poc.h: the catalogues of web/locales/ while they become C.
 */
#ifndef TOOLS_POC_H
#define TOOLS_POC_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/tool.h"

enum {
	POC_FORMS_MAX = 6,   /* Arabic has so many */
	POC_PARAMS_MAX = 255 /* a parameter's number is one byte, from 1 */
};

/* How a message uses a parameter: {name}, or {name}words{/name}. */
enum poc_use { POC_UNUSED, POC_VALUE, POC_LINK };

/* The names of all parameters; a parameter's number is its place here. */
struct poc_params {
	char *names[POC_PARAMS_MAX];
	size_t n;
};

struct poc_message {
	const char *key; /* "thread.count" */
	int line;
	bool is_plural;
	size_t n_forms; /* 0: not translated */
	struct tool_out forms[POC_FORMS_MAX];
	unsigned char uses[POC_PARAMS_MAX]; /* enum poc_use, of all forms */
};

struct poc_catalogue {
	const char *path;
	char lang[8];	/* "nl" */
	size_t n_forms; /* nplurals of the header */
	struct poc_message *v;
	size_t n;
};

/* Read a catalogue named LANG.po; parameters it is first to name are added. */
void poc_read(struct poc_catalogue *, const char *path, struct poc_params *);

/*
 * Fill form from the text of a translation: placeholders become a byte (1
 * value, 2 begin of a link, 3 end of a link) and the parameter's number + 1.
 */
void poc_parse(const struct poc_catalogue *, struct poc_message *,
    const char *text, struct poc_params *, struct tool_out *form);

/* The message with that key; NULL. */
const struct poc_message *
poc_find(const struct poc_catalogue *, const char *key);

/* Write messages.h, messages.c and messages.lst; catalogues[0] is the base. */
void poc_write(const char *dir, const struct poc_catalogue *catalogues,
    size_t n, const struct poc_params *);

#endif
