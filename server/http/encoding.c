#include "http/encoding.h"

enum { Q_MAX = 1000, Q_UNSET = -1 };

const char *
http_encoding_name(enum http_encoding e)
{
	static const char *const names[HTTP_ENCODINGS] = { "identity", "gzip",
		"br" };

	return names[e];
}

/* A weight of 0 to 1 with at most three decimals, in thousandths; or -1. */
static int
parse_weight(struct str s)
{
	int q, unit = Q_MAX / 10;

	if (s.n == 0 || s.n > 5 || (s.p[0] != '0' && s.p[0] != '1') ||
	    (s.n > 1 && s.p[1] != '.'))
		return -1;
	q = (s.p[0] - '0') * Q_MAX;
	for (size_t i = 2; i < s.n; i++, unit /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		q += (s.p[i] - '0') * unit;
	}
	return q <= Q_MAX ? q : -1;
}

/* "gzip;q=0.5": the weight; 0 for one that cannot be read. */
static int
weight_of(struct str parameters)
{
	struct str part;
	int q = Q_MAX;

	while (str_cut(&parameters, ';', &part)) {
		part = str_trim(part);
		if (part.n < 2 || (part.p[0] != 'q' && part.p[0] != 'Q') ||
		    part.p[1] != '=')
			continue;
		if ((q = parse_weight(str_skip(part, 2))) == -1)
			return 0;
	}
	return q;
}

static void
note_list(struct str list, int q[HTTP_ENCODINGS], int *q_any)
{
	struct str item, name;

	while (str_cut(&list, ',', &item)) {
		int weight;

		if (!str_cut(&item, ';', &name))
			continue;
		name = str_trim(name);
		weight = weight_of(item);
		if (str_eq(name, STR("*")))
			*q_any = weight;
		else if (str_eq_nocase(name, STR("x-gzip")))
			q[HTTP_GZIP] = weight;
		for (int i = 0; i < HTTP_ENCODINGS; i++)
			if (str_eq_nocase(name,
				str_of(
				    http_encoding_name((enum http_encoding)i))))
				q[i] = weight;
	}
}

/* The weight of each coding; Q_UNSET: the client says nothing of it. */
static void
note_request(const struct http_request *req, int q[HTTP_ENCODINGS])
{
	int q_any = Q_UNSET;

	for (int i = 0; i < HTTP_ENCODINGS; i++)
		q[i] = Q_UNSET;
	for (size_t i = 0; i < req->n_headers; i++)
		if (str_eq(req->headers[i].name, STR("accept-encoding")))
			note_list(req->headers[i].value, q, &q_any);
	for (int i = 0; i < HTTP_ENCODINGS; i++)
		if (q[i] == Q_UNSET)
			q[i] = q_any;
}

bool
http_encoding_is_taken(const struct http_request *req, enum http_encoding e)
{
	int q[HTTP_ENCODINGS];

	note_request(req, q);
	return q[e] > 0 || (e == HTTP_IDENTITY && q[e] == Q_UNSET);
}

enum http_encoding
http_encoding_choose(const struct http_request *req)
{
	enum http_encoding best = HTTP_IDENTITY;
	int q[HTTP_ENCODINGS];

	note_request(req, q);
	for (int i = 0; i < HTTP_ENCODINGS; i++)
		if (q[i] > 0 && q[i] >= q[best])
			best = (enum http_encoding)i;
	return best;
}
