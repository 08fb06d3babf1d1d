#include "route/asset.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/check.h"
#include "http/compress.h"
#include "http/etag.h"
#include "route/headers.h"
#include "route/respond.h"
#include "route/tally.h"

enum { CODED_BYTES_MIN = 256, GZIP_LEVEL = 9, BROTLI_LEVEL = 9 };

struct asset {
	const struct route_asset *file;
	struct str path, etag;
	struct buf coded[HTTP_ENCODINGS]; /* empty: not worth it */
};

struct assets {
	struct arena *arena; /* the tags */
	struct asset *v;
	size_t n;
};

static bool
has_coding_already(const char *content_type)
{
	struct str type = str_of(content_type);

	return str_has_prefix(type, STR("image/")) &&
	    !str_has_prefix(type, STR("image/svg"));
}

static void
prepare(struct asset *asset, enum http_encoding coding, int level)
{
	struct buf *b = &asset->coded[coding];
	struct str bytes = asset->file->bytes;

	if (bytes.n < CODED_BYTES_MIN ||
	    has_coding_already(asset->file->content_type))
		return;
	if (http_compress(coding, bytes, b, level) != OK || b->n >= bytes.n)
		buf_free(b);
}

struct assets *
assets_new(const struct route_asset *files, size_t n)
{
	struct assets *t = xcalloc(1, sizeof(*t));

	t->arena = arena_new(0);
	t->v = arena_array(t->arena, n, sizeof(*t->v));
	t->n = n;
	for (size_t i = 0; i < n; i++) {
		t->v[i].file = &files[i];
		t->v[i].path = str_of(files[i].path);
		t->v[i].etag = http_etag(t->arena, files[i].bytes);
		prepare(&t->v[i], HTTP_GZIP, GZIP_LEVEL);
		prepare(&t->v[i], HTTP_BROTLI, BROTLI_LEVEL);
	}
	return t;
}

void
assets_free(struct assets *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		for (size_t j = 0; j < HTTP_ENCODINGS; j++)
			buf_free(&t->v[i].coded[j]);
	arena_free(t->arena);
	free(t);
}

static const struct asset *
find(const struct assets *t, struct str path)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(path, t->v[i].path))
			return &t->v[i];
	return NULL;
}

bool
assets_has(const struct assets *t, struct str path)
{
	return find(t, path) != NULL;
}

bool
assets_answer(const struct assets *t, const struct http_request *req,
    struct http_response *resp)
{
	const struct asset *asset = find(t, req->path);
	enum http_encoding coding;

	if (asset == NULL ||
	    (req->method != HTTP_GET && req->method != HTTP_HEAD))
		return false;
	coding = http_encoding_choose(req);
	resp->label = tally_asset;
	resp->status = 200;
	http_response_header(
	    resp, "Content-Type", str_of(asset->file->content_type));
	http_response_header(resp, "ETag", asset->etag);
	http_response_header(resp, "Cache-Control",
	    asset->file->is_immutable
		? STR("public, max-age=31536000, immutable")
		: STR("public, max-age=300"));
	http_response_header(resp, "Vary", STR("Accept-Encoding"));
	headers_safety(resp);
	resp->shared = asset->file->bytes;
	if (asset->coded[coding].n != 0) {
		resp->shared = buf_text(&asset->coded[coding]);
		http_response_header(resp, "Content-Encoding",
		    str_of(http_encoding_name(coding)));
	}
	respond_unless_changed(req, resp);
	return true;
}
