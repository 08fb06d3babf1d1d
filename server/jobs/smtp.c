#include "jobs/smtp.h"

#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "jobs/mail_head.h"

/* GOODBYE: for an answer to ours.  GRACE: who stops has for the one to a
 * letter. */
enum { CONNECT_MS = 15 * 1000, REPLY_S = 120, GOODBYE_S = 2, GRACE_MS = 5000 };
enum { URL_BYTES_MAX = 1024, PORT_MAX = 65535 };

struct smtp {
	CURL *curl;
	struct buf url; /* without what it says it is called */
	const atomic_bool *is_stopping;
	/* of the letter that is being sent */
	struct smtp_answer *answer;
	bool is_letter;	     /* the server knows whom it is for */
	bool is_told;	     /* the server is told what it says */
	bool is_over;	     /* we have said goodbye */
	int64_t stopping_us; /* since when; 0: it goes on */
};

static bool
is_host_char(char c)
{
	return char_is_alnum(c) || c == '.' || c == '-';
}

/* The host of an address, with the brackets of an IPv6 one; *rest is behind. */
static struct str
host_of(struct str url, struct str *rest)
{
	struct str s = str_skip(url, str_find_str(url, STR("://")) + 3);
	size_t n = 0;

	if (s.n > 0 && s.p[0] == '[') {
		n = str_find(s, ']');
		n = n < s.n ? n + 1 : 0;
		for (size_t i = 1; i + 1 < n; i++)
			if (!is_host_char(s.p[i]) && s.p[i] != ':')
				n = 0;
	} else {
		while (n < s.n && is_host_char(s.p[n]))
			n++;
	}
	*rest = str_skip(s, n);
	return (struct str){ s.p, n };
}

bool
smtp_is_url(struct str url)
{
	struct str host, rest;
	int64_t port;

	if (url.n > URL_BYTES_MAX ||
	    (!str_has_prefix(url, STR("smtp://")) &&
		!str_has_prefix(url, STR("smtps://"))))
		return false;
	host = host_of(url, &rest);
	if (host.n == 0)
		return false;
	return rest.n == 0 ||
	    (rest.p[0] == ':' &&
		parse_i64(str_skip(rest, 1), 1, PORT_MAX, &port) == OK);
}

/* 127.x.y.z; not 127.example, which is somebody else's. */
static bool
is_loopback(struct str host)
{
	for (size_t i = 0; i < host.n; i++)
		if (host.p[i] != '.' && (host.p[i] < '0' || host.p[i] > '9'))
			return false;
	return str_has_prefix(host, STR("127."));
}

static bool
is_this_computer(struct str url)
{
	struct str rest, host = host_of(url, &rest);

	return str_eq(host, STR("localhost")) || str_eq(host, STR("[::1]")) ||
	    is_loopback(host);
}

/* In a form that does nothing to the terminal it is printed on. */
static void
keep_answer(struct smtp_answer *a, struct str line)
{
	a->n = line.n < SMTP_ANSWER_MAX ? line.n : SMTP_ANSWER_MAX;
	for (size_t i = 0; i < a->n; i++)
		a->text[i] = line.p[i] >= ' ' && line.p[i] <= '~' ? line.p[i]
								  : '?';
}

/* For each answer; nothing else ends the wait for the one to a goodbye. */
static void
set_patience(struct smtp *s, long seconds)
{
	CHECK(curl_easy_setopt(s->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT,
		  seconds) == CURLE_OK);
}

/* What goes over the line: how far we are, and what the server says. */
static int
on_talk(CURL *curl, curl_infotype type, char *data, size_t n, void *arg)
{
	struct str line = str_trim((struct str){ data, n });
	struct smtp *s = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_OUT) {
		s->is_letter |= str_has_prefix(line, STR("RCPT TO"));
		s->is_told |= str_eq(line, STR("DATA"));
		if ((s->is_over = str_eq(line, STR("QUIT"))))
			set_patience(s, GOODBYE_S);
	}
	if (type == CURLINFO_HEADER_IN && !s->is_over && line.n > 0)
		keep_answer(s->answer, line);
	return 0;
}

/*
 * Give up?  A letter that the server may have taken on already would be sent
 * again: for its answer who stops waits a little.
 */
static int
on_progress(void *arg, curl_off_t down_all, curl_off_t down, curl_off_t up_all,
    curl_off_t up)
{
	int64_t now = clock_mono_us();
	struct smtp *s = arg;

	(void)down_all, (void)down, (void)up_all, (void)up;
	if (s->is_stopping == NULL || !*s->is_stopping)
		return 0;
	if (s->stopping_us == 0)
		s->stopping_us = now;
	return !s->is_told || now - s->stopping_us > GRACE_MS * INT64_C(1000);
}

/* A text of ours as libcurl copies it. */
static bool
set_text(CURL *curl, CURLoption option, struct str text)
{
	struct buf b = { 0 };
	CURLcode failed;

	if (text.n == 0)
		return true;
	buf_str(&b, text);
	buf_char(&b, '\0');
	failed = curl_easy_setopt(curl, option, b.p);
	buf_free(&b);
	return failed == CURLE_OK;
}

static bool
set_up(struct smtp *s, const struct smtp_server *server)
{
	long timeout_ms = server->timeout_ms == 0 ? SMTP_TIMEOUT_MS
						  : (long)server->timeout_ms;
	long connect_ms = timeout_ms < CONNECT_MS ? timeout_ms : CONNECT_MS;
	long tls = is_this_computer(server->url) ? CURLUSESSL_NONE
						 : CURLUSESSL_ALL;
	CURL *c = s->curl;

	return curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == 0 &&
	    curl_easy_setopt(c, CURLOPT_PROXY, "") == 0 &&
	    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L) == 0 &&
	    /* A resolver that hangs is left behind. */
	    curl_easy_setopt(c, CURLOPT_QUICK_EXIT, 1L) == 0 &&
	    curl_easy_setopt(c, CURLOPT_USE_SSL, tls) == 0 &&
	    curl_easy_setopt(
		c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == 0 &&
	    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout_ms) == 0 &&
	    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == 0 &&
	    curl_easy_setopt(c, CURLOPT_FORBID_REUSE, 1L) == 0 &&
	    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L) == 0 &&
	    curl_easy_setopt(c, CURLOPT_VERBOSE, 1L) == 0 &&
	    curl_easy_setopt(c, CURLOPT_DEBUGFUNCTION, on_talk) == 0 &&
	    curl_easy_setopt(c, CURLOPT_DEBUGDATA, s) == 0 &&
	    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L) == 0 &&
	    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress) == 0 &&
	    curl_easy_setopt(c, CURLOPT_XFERINFODATA, s) == 0 &&
	    set_text(c, CURLOPT_USERNAME, server->user) &&
	    set_text(c, CURLOPT_PASSWORD, server->password) &&
	    set_text(c, CURLOPT_CAINFO, server->ca_file) &&
	    /* That file alone, not whom the system trusts as well. */
	    (server->ca_file.n == 0 ||
		curl_easy_setopt(c, CURLOPT_CAPATH, NULL) == 0);
}

enum err
smtp_open(const struct smtp_server *server, const atomic_bool *is_stopping,
    struct smtp **out)
{
	struct smtp *s = xcalloc(1, sizeof(*s));

	s->is_stopping = is_stopping;
	buf_str(&s->url, server->url);
	if ((s->curl = curl_easy_init()) == NULL || !set_up(s, server)) {
		LOG_ERROR("smtp.open", "libcurl %s cannot do it",
		    curl_version_info(CURLVERSION_NOW)->version);
		smtp_close(s);
		return ERR_INTERNAL;
	}
	*out = s;
	return OK;
}

void
smtp_close(struct smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	buf_free(&s->url);
	free(s);
}

static struct str
domain_of(struct str address)
{
	return str_skip(address, str_find(address, '@') + 1);
}

/* What is written so far becomes a line of the list; out of memory aborts. */
static void
end_line(struct curl_slist **list, struct buf *b)
{
	struct curl_slist *longer;

	buf_char(b, '\0');
	CHECK((longer = curl_slist_append(*list, b->p)) != NULL);
	*list = longer;
	buf_clear(b);
}

static struct curl_slist *
head_of(const struct smtp_letter *l)
{
	struct curl_slist *list = NULL;
	struct buf b = { 0 };

	mail_head_date(&b, l->at);
	end_line(&list, &b);
	mail_head_mailbox(&b, "From", l->from_name, l->from);
	end_line(&list, &b);
	/* Of another script: not every server takes that in a head. */
	if (str_is_ascii(l->to))
		buf_fmt(&b, "To: <" STR_FMT ">", STR_ARG(l->to));
	else
		buf_str(&b, STR("To: undisclosed-recipients:;"));
	end_line(&list, &b);
	mail_head_text(&b, "Subject", l->subject);
	end_line(&list, &b);
	buf_fmt(&b, "Message-ID: <" STR_FMT "@" STR_FMT ">", STR_ARG(l->id),
	    STR_ARG(domain_of(l->from)));
	end_line(&list, &b);
	buf_fmt(&b, "Content-Language: " STR_FMT, STR_ARG(l->language));
	end_line(&list, &b);
	buf_str(&b, STR("Auto-Submitted: auto-generated"));
	end_line(&list, &b);
	buf_str(&b, STR("Content-Type: multipart/alternative"));
	end_line(&list, &b);
	buf_free(&b);
	return list;
}

/* Lines end in CRLF on the way, or they are no line breaks. */
static void
add_part(curl_mime *mime, const char *type, struct str text)
{
	curl_mimepart *part = curl_mime_addpart(mime);
	struct buf b = { 0 };

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'))
			buf_char(&b, '\r');
		buf_char(&b, text.p[i]);
	}
	CHECK(part != NULL && curl_mime_type(part, type) == CURLE_OK &&
	    curl_mime_encoder(part, "quoted-printable") == CURLE_OK &&
	    curl_mime_data(part, b.n == 0 ? "" : b.p, b.n) == CURLE_OK);
	buf_free(&b);
}

static curl_mime *
body_of(CURL *curl, const struct smtp_letter *l)
{
	curl_mime *mime = curl_mime_init(curl);

	CHECK(mime != NULL);
	add_part(mime, "text/plain; charset=utf-8", l->text);
	add_part(mime, "text/html; charset=utf-8", l->html);
	return mime;
}

static enum err
judge(const struct smtp *s, CURLcode failed)
{
	if (failed == CURLE_OK)
		return OK;
	if (!s->is_letter || s->answer->code < 400)
		return ERR_BUSY;
	return s->answer->code < 500 ? ERR_LIMIT : ERR_DENIED;
}

enum err
smtp_send(
    struct smtp *s, const struct smtp_letter *l, struct smtp_answer *answer)
{
	struct curl_slist *head = head_of(l), *to = NULL;
	curl_mime *body = body_of(s->curl, l);
	CURLcode failed = CURLE_OUT_OF_MEMORY;
	struct buf b = { 0 };
	long code = 0;

	*answer = (struct smtp_answer){ .n = 0 };
	s->answer = answer;
	s->is_letter = s->is_told = s->is_over = false;
	set_patience(s, REPLY_S);
	buf_str(&b, l->to);
	end_line(&to, &b);
	/* Behind the address stands who we say we are. */
	buf_str(&b, buf_text(&s->url));
	buf_char(&b, '/');
	buf_str(&b, domain_of(l->from));
	if (set_text(s->curl, CURLOPT_URL, buf_text(&b)) &&
	    set_text(s->curl, CURLOPT_MAIL_FROM, l->from) &&
	    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to) == CURLE_OK &&
	    curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, head) == CURLE_OK &&
	    curl_easy_setopt(s->curl, CURLOPT_MIMEPOST, body) == CURLE_OK)
		failed = curl_easy_perform(s->curl);
	curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, &code);
	answer->code = (int)code;
	answer->why = curl_easy_strerror(failed);
	curl_easy_setopt(s->curl, CURLOPT_MIMEPOST, NULL);
	curl_easy_setopt(s->curl, CURLOPT_HTTPHEADER, NULL);
	curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_mime_free(body);
	curl_slist_free_all(head);
	curl_slist_free_all(to);
	buf_free(&b);
	return judge(s, failed);
}
