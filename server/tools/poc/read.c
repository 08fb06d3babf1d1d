#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gettext-po.h>

#include "tools/poc/poc.h"

static void
on_error(int severity, po_message_t message, const char *filename, size_t line,
    size_t column, int multiline, const char *text)
{
	(void)severity, (void)message, (void)column, (void)multiline;
	tool_fail(filename == NULL ? "po" : filename,
	    line == (size_t)-1 ? 0 : (int)line, "%s", text);
}

static void
on_error2(int severity, po_message_t message, const char *filename, size_t line,
    size_t column, int multiline, const char *text, po_message_t message2,
    const char *filename2, size_t line2, size_t column2, int multiline2,
    const char *text2)
{
	(void)message2, (void)filename2, (void)line2, (void)column2;
	(void)multiline2, (void)text2;
	on_error(severity, message, filename, line, column, multiline, text);
}

/* libgettextpo does not tell where a message stands. */
static int
line_of(const char *source, const char *key)
{
	struct tool_out o = { 0 };
	const char *at;
	int line = 1;

	tool_fmt(&o, "msgid \"%s\"\n", key);
	if ((at = strstr(source, o.p)) == NULL)
		return 0;
	for (; source < at; source++)
		line += *source == '\n';
	free(o.p);
	return line;
}

/* Lower-case words with dots between them: what a C identifier can be. */
static bool
is_key(const char *s)
{
	char last = '.';

	for (; *s != '\0'; last = *s++)
		if (!(islower((unsigned char)*s) ||
			(last != '.' && (*s == '.' || *s == '_')) ||
			isdigit((unsigned char)*s)))
			return false;
	return last != '.' && last != '_';
}

static size_t
param_number(const struct poc_catalogue *c, const struct poc_message *m,
    const char *name, size_t len, struct poc_params *params)
{
	if (len == 0 || !islower((unsigned char)name[0]))
		tool_fail(c->path, m->line, "a placeholder is {name}");
	for (size_t i = 0; i < len; i++)
		if (!islower((unsigned char)name[i]) &&
		    !isdigit((unsigned char)name[i]) && name[i] != '_')
			tool_fail(c->path, m->line, "a placeholder is {name}");
	for (size_t i = 0; i < params->n; i++)
		if (strlen(params->names[i]) == len &&
		    memcmp(params->names[i], name, len) == 0)
			return i;
	if (params->n == POC_PARAMS_MAX)
		tool_fail(c->path, m->line, "too many names of placeholders");
	params->names[params->n] = tool_copy(name, len);
	return params->n++;
}

static bool
has_end(const char *text, const char *name, size_t len)
{
	struct tool_out end = { 0 };
	bool found;

	tool_fmt(&end, "{/%.*s}", (int)len, name);
	found = strstr(text, end.p) != NULL;
	free(end.p);
	return found;
}

/* One placeholder, name and len without its braces; *open: the link it is in.
 */
static void
add_param(const struct poc_catalogue *c, struct poc_message *m,
    const char *name, size_t len, struct poc_params *params,
    struct tool_out *form, size_t *open)
{
	char code[2];
	bool is_end = len > 0 && name[0] == '/';
	size_t number = param_number(c, m, name + is_end, len - is_end, params);
	enum poc_use use = POC_LINK;

	if (is_end) {
		if (*open != number + 1)
			tool_fail(c->path, m->line, "{%.*s} ends no link",
			    (int)len, name);
		*open = 0;
		code[0] = 3;
	} else if (has_end(name, name, len)) {
		if (*open != 0)
			tool_fail(c->path, m->line, "a link inside a link");
		*open = number + 1;
		code[0] = 2;
	} else {
		use = POC_VALUE;
		code[0] = 1;
	}
	if (m->uses[number] != POC_UNUSED && m->uses[number] != use)
		tool_fail(c->path, m->line, "{%s} is a value and a link",
		    params->names[number]);
	m->uses[number] = (unsigned char)use;
	code[1] = (char)(number + 1);
	tool_add(form, code, 2);
}

void
poc_parse(const struct poc_catalogue *c, struct poc_message *m,
    const char *text, struct poc_params *params, struct tool_out *form)
{
	size_t open = 0;
	const char *p, *end;

	tool_add(form, "", 0);
	for (p = text; *p != '\0'; p++) {
		if (*p == '{') {
			if ((end = strchr(p, '}')) == NULL)
				tool_fail(c->path, m->line, "'{' without '}'");
			add_param(c, m, p + 1, (size_t)(end - p - 1), params,
			    form, &open);
			p = end;
		} else if (*p == '}') {
			tool_fail(c->path, m->line, "'}' without '{'");
		} else if ((unsigned char)*p < 0x20 && *p != '\n') {
			tool_fail(c->path, m->line, "a control character");
		} else {
			tool_add(form, p, 1);
		}
	}
	if (open != 0)
		tool_fail(c->path, m->line, "{%s} is not ended",
		    params->names[open - 1]);
	if (form->n > TOOL_LITERAL_MAX)
		tool_fail(
		    c->path, m->line, "longer than %d bytes", TOOL_LITERAL_MAX);
}

static void
read_forms(const struct poc_catalogue *c, struct poc_message *m,
    po_message_t po, struct poc_params *params)
{
	const char *text;
	size_t n = m->is_plural ? c->n_forms : 1;

	if (m->is_plural) /* chosen by {n}, shown or not */
		(void)param_number(c, m, "n", 1, params);
	if (po_message_is_fuzzy(po))
		return;
	for (size_t i = 0; i < n; i++) {
		text = m->is_plural ? po_message_msgstr_plural(po, (int)i)
				    : po_message_msgstr(po);
		if (text == NULL || text[0] == '\0')
			break;
		poc_parse(c, m, text, params, &m->forms[i]);
		m->n_forms++;
	}
	if (m->n_forms > 0 && m->n_forms < n)
		tool_fail(c->path, m->line, "'%s' lacks form %zu of %zu",
		    m->key, m->n_forms, n);
	if (m->is_plural && po_message_msgstr_plural(po, (int)n) != NULL)
		tool_fail(c->path, m->line,
		    "'%s' has more forms than the header's nplurals", m->key);
}

static void
read_header(struct poc_catalogue *c, po_file_t file)
{
	const char *header = po_file_domain_header(file, NULL);
	char *plural = header == NULL ? NULL
				      : po_header_field(header, "Plural-Forms");

	if (plural == NULL ||
	    sscanf(plural, " nplurals=%zu", &c->n_forms) != 1 ||
	    c->n_forms == 0 || c->n_forms > POC_FORMS_MAX)
		tool_fail(c->path, 0,
		    "the header needs 'Plural-Forms: nplurals=' 1 to %d",
		    POC_FORMS_MAX);
	free(plural);
}

void
poc_read(struct poc_catalogue *c, const char *path, struct poc_params *params)
{
	static const struct po_xerror_handler handler = { on_error, on_error2 };
	const char *name = tool_base_name(path);
	size_t lang_len = strcspn(name, ".");
	char *source = tool_read(path, NULL);
	po_message_iterator_t it;
	po_message_t po;
	po_file_t file;

	c->path = path;
	if (lang_len >= sizeof(c->lang) || strcmp(name + lang_len, ".po") != 0)
		tool_fail(path, 0, "a catalogue is named LANGUAGE.po");
	memcpy(c->lang, name, lang_len);
	if ((file = po_file_read(path, &handler)) == NULL)
		tool_fail(path, 0, "cannot read it");
	read_header(c, file);
	it = po_message_iterator(file, NULL);
	while ((po = po_next_message(it)) != NULL) {
		struct poc_message *m;

		if (po_message_is_obsolete(po) ||
		    po_message_msgid(po)[0] == '\0')
			continue;
		c->v = tool_grow(c->v, (c->n + 1) * sizeof(*c->v));
		m = memset(&c->v[c->n++], 0, sizeof(*m));
		m->key = po_message_msgid(po);
		m->line = line_of(source, m->key);
		m->is_plural = po_message_msgid_plural(po) != NULL;
		if (!is_key(m->key))
			tool_fail(path, m->line,
			    "'%s' is not a key: lower-case words and dots",
			    m->key);
		read_forms(c, m, po, params);
	}
	po_message_iterator_free(it);
	free(source);
}

const struct poc_message *
poc_find(const struct poc_catalogue *c, const char *key)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->v[i].key, key) == 0)
			return &c->v[i];
	return NULL;
}
