#include <stdio.h>

#include "http/date.h"
#include "http/response.h"

const char *
http_reason(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 202, "Accepted" },
		{ 204, "No Content" },
		{ 301, "Moved Permanently" },
		{ 302, "Found" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 307, "Temporary Redirect" },
		{ 308, "Permanent Redirect" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 409, "Conflict" },
		{ 410, "Gone" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" },
		{ 421, "Misdirected Request" },
		{ 422, "Unprocessable Content" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Status";
}

static void
field(struct buf *out, struct str name, struct str value)
{
	buf_str(out, name);
	buf_str(out, STR(": "));
	buf_str(out, value);
	buf_str(out, STR("\r\n"));
}

void
http1_print_fields(struct buf *out, const struct http_response *res)
{
	buf_str(out, STR("HTTP/1.1 "));
	buf_i64(out, res->status);
	buf_char(out, ' ');
	buf_str(out, str_of(http_reason(res->status)));
	buf_str(out, STR("\r\n"));
	for (size_t i = 0; i < res->n_headers; i++)
		field(out, res->headers[i].name, res->headers[i].value);
	if (res->status != 204 && res->status != 304 && res->stream == NULL) {
		buf_str(out, STR("Content-Length: "));
		buf_i64(out, (int64_t)http_response_body(res).n);
		buf_str(out, STR("\r\n"));
	}
}

void
http1_print_head(struct buf *out, const struct http_response *res,
    const struct http_request *req, bool keep_alive, int64_t now)
{
	char date[HTTP_DATE_LEN + 1];

	if (res->printed.n != 0)
		buf_str(out, res->printed);
	else
		http1_print_fields(out, res);
	http_date_print(date, now);
	field(out, STR("Date"), (struct str){ date, HTTP_DATE_LEN });
	if (res->stream != NULL && req->version_minor > 0 &&
	    req->method != HTTP_HEAD)
		field(out, STR("Transfer-Encoding"), STR("chunked"));
	if (req->id[0] != '\0')
		field(out, STR("X-Request-Id"), str_of(req->id));
	if (!keep_alive)
		field(out, STR("Connection"), STR("close"));
	else if (req->version_minor == 0)
		field(out, STR("Connection"), STR("keep-alive"));
	buf_str(out, STR("\r\n"));
}

void
http1_print_chunk(struct buf *out, struct str piece)
{
	char size[2 * sizeof(piece.n) + 3];

	snprintf(size, sizeof(size), "%zx\r\n", piece.n);
	buf_str(out, str_of(size));
	buf_str(out, piece);
	buf_str(out, STR("\r\n"));
}
