#include "route/respond.h"

#include "http/compress.h"
#include "http/etag.h"
#include "route/headers.h"

enum {
	CODED_BYTES_MIN = 256, /* below, a coding saves no packet */
	BROTLI_QUICK = 1
};

enum http_encoding
respond_coding(const struct http_request *req, enum http_encoding best)
{
	/* Quick gzip is quicker than quick brotli, and smaller. */
	return best == HTTP_BROTLI && http_encoding_is_taken(req, HTTP_GZIP)
	    ? HTTP_GZIP
	    : best;
}

/*
 * The length of a coded answer can give away a secret in it to somebody who
 * gets words of their own into the same answer and sees it pass, again and
 * again (BREACH).  No page here holds a secret of that kind.  The session is in
 * a cookie alone, in a field and not in a body.  No form has a token that
 * proves anything: where a request comes from decides, and the key of a form is
 * another each time and only makes a form that is sent twice count once.  A
 * mail address stands on pages of the account that it belongs to and on
 * forms, with nobody else's words.  Held words of others stand on the pages of
 * moderators; there a guess costs a post, and posts are limited.
 */
static void
put_coding(const struct http_request *req, struct http_response *resp)
{
	enum http_encoding coding = respond_coding(
	    req, http_encoding_choose(req));
	int level = coding == HTTP_GZIP ? HTTP_GZIP_QUICK : BROTLI_QUICK;
	struct buf coded = { 0 };

	if (coding == HTTP_IDENTITY)
		return;
	if (http_compress(coding, buf_text(&resp->body), &coded, level) != OK) {
		buf_free(&coded);
		return;
	}
	buf_free(&resp->body);
	resp->body = coded;
	http_response_header(
	    resp, "Content-Encoding", str_of(http_encoding_name(coding)));
}

/* What stands in every answer, with a body or without. */
static void
put_common(struct http_response *resp)
{
	headers_safety(resp);
	headers_default(resp, "Cache-Control", STR("private, no-cache"));
	headers_default(
	    resp, "Vary", STR("Accept-Encoding, Accept-Language, Cookie"));
}

void
respond_fields(struct http_response *resp)
{
	put_common(resp);
	headers_default(resp, "Content-Type", STR("text/html; charset=utf-8"));
}

void
respond_finish(
    struct arena *a, const struct http_request *req, struct http_response *resp)
{
	struct str body = buf_text(&resp->body);

	put_common(resp);
	if (body.n == 0 || resp->stream != NULL)
		return;
	headers_default(resp, "Content-Type", STR("text/html; charset=utf-8"));
	if (resp->status == 200 && req->method != HTTP_POST)
		http_response_header(resp, "ETag", http_etag(a, body));
	if (body.n >= CODED_BYTES_MIN)
		put_coding(req, resp);
}

void
respond_unless_changed(
    const struct http_request *req, struct http_response *resp)
{
	if (http_header(req, "if-none-match").n == 0)
		return;
	for (size_t i = 0; resp->status == 200 && i < resp->n_headers; i++)
		if (str_eq_nocase(resp->headers[i].name, STR("etag")) &&
		    http_etag_matches(req, resp->headers[i].value)) {
			/* What held the body may hold the fields: keep it. */
			resp->status = 304;
			resp->printed = STR_NONE;
			buf_clear(&resp->body);
			resp->shared = STR("");
		}
}
