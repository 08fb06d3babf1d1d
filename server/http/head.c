#include "http/head.h"

#include "http/syntax.h"

/* What the fields said that decide how the request is framed. */
struct framing {
	int n_host, n_length, n_coding;
	struct str length, coding;
	bool has_close, has_keep_alive;
};

static int
parse_version(struct str s, int *minor)
{
	if (s.n != 8 || !str_has_prefix(s, STR("HTTP/")) ||
	    !http_is_digits((struct str){ s.p + 5, 1 }, 1) || s.p[6] != '.' ||
	    !http_is_digits(str_skip(s, 7), 1))
		return 400;
	if (s.p[5] != '1' || s.p[7] > '1')
		return 505;
	*minor = s.p[7] - '0';
	return 0;
}

/*
 * method SP target SP version.  The method is judged last, so that nothing
 * malformed gets another answer than 400.
 */
static int
parse_request_line(struct str line, struct http_request *req)
{
	struct str method, target;
	int status;

	if (!str_cut(&line, ' ', &method) || !http_is_token(method) ||
	    !str_cut(&line, ' ', &target) || target.n == 0)
		return 400;
	req->method_name = method;
	req->method = http_method_of(method);
	if ((status = http_set_target(req, target)) != 0)
		return status;
	return parse_version(line, &req->version_minor);
}

/* Connection: close, keep-alive, ... (RFC 9110, section 7.6.1) */
static void
note_connection(struct str value, struct framing *f)
{
	struct str option;

	while (str_cut(&value, ',', &option)) {
		option = http_trim_blank(option);
		if (str_eq_nocase(option, STR("close")))
			f->has_close = true;
		else if (str_eq_nocase(option, STR("keep-alive")))
			f->has_keep_alive = true;
	}
}

static void
note_field(const struct http_header *h, struct http1_head *head,
    struct framing *f, struct http_request *req)
{
	if (str_eq(h->name, STR("host"))) {
		f->n_host++;
		req->host = h->value;
	} else if (str_eq(h->name, STR("content-length"))) {
		f->n_length++;
		f->length = h->value;
	} else if (str_eq(h->name, STR("transfer-encoding"))) {
		f->n_coding++;
		f->coding = h->value;
	} else if (str_eq(h->name, STR("connection"))) {
		note_connection(h->value, f);
	} else if (str_eq(h->name, STR("expect"))) {
		head->expects_continue = req->version_minor == 1 &&
		    str_eq_nocase(h->value, STR("100-continue"));
	}
}

static bool
parse_field(struct str line, struct http_header *h)
{
	size_t colon = str_find(line, ':');
	char *name = (char *)line.p;

	if (colon == line.n || !http_is_token((struct str){ name, colon }))
		return false;
	for (size_t i = 0; i < colon; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] + ('a' - 'A'));
	h->name = (struct str){ name, colon };
	h->value = http_trim_blank(str_skip(line, colon + 1));
	return true;
}

static int
check_framing(
    struct http1_head *head, struct framing *f, const struct http_request *req)
{
	size_t length = 0;

	head->keep_alive = !f->has_close &&
	    (req->version_minor == 1 || f->has_keep_alive);
	if (f->n_length > 1 || f->n_coding > 1 ||
	    (f->n_length == 1 && f->n_coding == 1))
		return 400;
	if (f->n_coding == 1) {
		if (req->version_minor == 0 ||
		    !str_eq_nocase(f->coding, STR("chunked")))
			return 400;
		head->is_chunked = true;
	}
	if (f->n_length == 1 && !http_length_parse(f->length, &length))
		return 400;
	head->content_len = length;
	if ((req->method == HTTP_GET || req->method == HTTP_HEAD) &&
	    (head->is_chunked || length != 0))
		return 400;
	return length > HTTP_BODY_MAX ? 413 : 0;
}

int
http1_head_parse(
    struct arena *a, struct http1_head *head, struct http_request *req)
{
	struct str rest = head->text, line;
	struct framing f = { 0 };
	int status = 400;

	if (!str_cut(&rest, '\r', &line) ||
	    (status = parse_request_line(line, req)) != 0)
		return status;
	req->headers = arena_array(a, head->n_lines, sizeof(*req->headers));
	for (size_t i = 1; i < head->n_lines; i++) {
		struct http_header *h = &req->headers[req->n_headers];

		rest = str_skip(rest, 1);
		if (!str_cut(&rest, '\r', &line) || !parse_field(line, h))
			return 400;
		req->n_headers++;
		note_field(h, head, &f, req);
	}
	if (f.n_host > 1 || (f.n_host == 0 && req->version_minor == 1) ||
	    (f.n_host == 1 && !http_is_host(req->host)))
		return 400;
	if ((status = check_framing(head, &f, req)) != 0 ||
	    (status = http_split_target(req)) != 0)
		return status;
	return http_method_status(req->method_name);
}
