/*
 * http_parse_fuzz.c: a connection's bytes come to the same requests however
 * they are cut, and a complete request keeps what its header promises.  The
 * first byte says how they are cut.
 */
#include "fuzz.h"
#include "parse_all.h"

static void
check_texts(struct str log)
{
	for (size_t i = 0; i < log.n; i++)
		CHECK(log.p[i] != '\r');
}

/* What must hold of the first request, should it be complete. */
static void
check_first(struct str bytes)
{
	struct http1_parser p = { 0 };
	struct http_request req = { 0 };
	struct arena *a = arena_new(0);
	size_t n_taken;

	if (http1_parse(&p, a, bytes, &n_taken, &req) == HTTP1_DONE) {
		CHECK(req.method != HTTP_OTHER && req.method_name.n > 0);
		CHECK(req.path.n > 0 && req.path.p[0] == '/');
		CHECK(req.target.n <= HTTP_TARGET_MAX);
		CHECK(req.n_headers <= HTTP_HEADERS_MAX);
		CHECK(req.body.n <= HTTP_BODY_MAX);
		CHECK(req.version_minor == 0 || req.host.n > 0);
		for (size_t i = 0; i < req.n_headers; i++) {
			struct str name = req.headers[i].name;

			for (size_t j = 0; j < name.n; j++)
				CHECK(name.p[j] > ' ' && name.p[j] < 0x7f &&
				    name.p[j] != ':' &&
				    !(name.p[j] >= 'A' && name.p[j] <= 'Z'));
			check_texts(req.headers[i].value);
		}
	}
	http1_parser_fini(&p);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str bytes;
	struct outcome whole, pieces;

	if (n == 0)
		return 0;
	bytes = (struct str){ (const char *)data + 1, n - 1 };
	whole = parse_all(bytes, bytes.n);
	pieces = parse_all(bytes, (size_t)data[0] % 16 + 1);
	CHECK(whole.n_done == pieces.n_done && whole.status == pieces.status);
	CHECK(str_eq(buf_text(&whole.log), buf_text(&pieces.log)));
	buf_free(&whole.log);
	buf_free(&pieces.log);
	check_first(bytes);
	return 0;
}
