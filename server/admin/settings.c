#include "admin/settings.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "base/num.h"

enum { FILE_BYTES_MAX = 64 << 10 };

enum kind { KIND_TEXT, KIND_NUMBER, KIND_LIMIT, KIND_ADDRESSES };

/*
 * KEY(key, field, kind, min, max, default, value's name, help): the one list
 * from which the options, the defaults and the parser are made.
 */
#define SETTINGS(KEY)                                                       \
	KEY("listen", listen, TEXT, 0, 0, "127.0.0.1", "ADDRESS",           \
	    "address to listen on")                                         \
	KEY("port", port, NUMBER, 0, 65535, "8443", "N",                    \
	    "HTTPS port; 0: none")                                          \
	KEY("http-port", http_port, NUMBER, 0, 65535, "0", "N",             \
	    "plain HTTP on loopback, for a proxy or a test; 0: none")       \
	KEY("redirect-port", redirect_port, NUMBER, 0, 65535, "0", "N",     \
	    "sends people to HTTPS; 0: none")                               \
	KEY("data", data, TEXT, 0, 0, "data", "DIR", "the data directory")  \
	KEY("store", store, TEXT, 0, 0, "", "ADDRESS",                      \
	    "of a database server; without one: a file in the data "        \
	    "directory")                                                    \
	KEY("cert-file", cert_file, TEXT, 0, 0, "", "FILE",                 \
	    "PEM certificate; without one a self-signed one is made")       \
	KEY("key-file", key_file, TEXT, 0, 0, "", "FILE", "its key")        \
	KEY("proxies", proxies, ADDRESSES, 0, 0, "", "ADDRESSES",           \
	    "proxies whose X-Forwarded-For is believed, with commas")       \
	KEY("metrics", metrics, ADDRESSES, 0, 0, "", "ADDRESSES",           \
	    "who may read /metrics, beside this computer")                  \
	KEY("administrator", administrator, TEXT, 0, 0, "", "TEXT",         \
	    "whom to ask for a new password: a name, an address")           \
	KEY("smtp", smtp, TEXT, 0, 0, "", "ADDRESS",                        \
	    "of the mail server: smtp://HOST[:PORT], by STARTTLS unless "   \
	    "that is this computer, or smtps://HOST[:PORT]; none: no mail") \
	KEY("smtp-user", smtp_user, TEXT, 0, 0, "", "NAME",                 \
	    "to sign in there with")                                        \
	KEY("smtp-password-file", smtp_password_file, TEXT, 0, 0, "",       \
	    "TEXTFILE", "its first line is the password")                   \
	KEY("smtp-ca-file", smtp_ca_file, TEXT, 0, 0, "", "FILE",           \
	    "PEM, who vouches for it; without: whom the system trusts")     \
	KEY("mail-from", mail_from, TEXT, 0, 0, "", "ADDRESS",              \
	    "whom mail is from: an e-mail address")                         \
	KEY("user", user, TEXT, 0, 0, "", "NAME",                           \
	    "user to become when run as root")                              \
	KEY("log-level", log_level, TEXT, 0, 0, "info", "LEVEL",            \
	    "debug, info, warn or error")                                   \
	KEY("threads", threads, NUMBER, 0, 256, "0", "N",                   \
	    "page workers; 0: four a core")                                 \
	KEY("password-threads", password_threads, NUMBER, 1, 16, "2", "N",  \
	    "sign-ins worked on at a time, 19 MiB each")                    \
	KEY("password-queue", password_queue, NUMBER, 1, 4096, "64", "N",   \
	    "sign-ins that wait")                                           \
	KEY("cache-mb", cache_mb, NUMBER, 0, 65536, "16", "MB",             \
	    "finished pages in memory")                                     \
	KEY("commit-writes", commit_writes, NUMBER, 1, 256, "256", "N",     \
	    "writes that share a commit; 1: each its own")                  \
	KEY("session-days", session_days, NUMBER, 1, 3650, "30", "DAYS",    \
	    "a sign-in lasts this long")                                    \
	KEY("idle-seconds", idle_seconds, NUMBER, 1, 3600, "60", "S",       \
	    "an idle connection is closed")                                 \
	KEY("head-seconds", head_seconds, NUMBER, 1, 600, "10", "S",        \
	    "time to send a request's head")                                \
	KEY("body-seconds", body_seconds, NUMBER, 1, 3600, "30", "S",       \
	    "time to send a request's body")                                \
	KEY("connections", connections, NUMBER, 16, 1000000, "2000", "N",   \
	    "open at a time; 2 kB each, 30 to 50 with TLS")                 \
	KEY("connections-per-address", connections_per_address, NUMBER, 1,  \
	    1000000, "200", "N", "open at a time from one address")         \
	KEY("streams", streams, NUMBER, 0, 1000000, "1000", "N",            \
	    "readers who are told of new posts; fewer than connections")    \
	KEY("bodies-mb", bodies_mb, NUMBER, 1, 65536, "32", "MB",           \
	    "large forms in memory; an ordinary one is not counted")        \
	KEY("slow-request-ms", slow_request_ms, NUMBER, 0, 3600000, "500",  \
	    "MS", "a request that takes longer is logged; 0: none")         \
	KEY("post-limit-account", post_limit_account, LIMIT, 0, 0, "10/60", \
	    "N/S", "posts by one member in so many seconds; 0/1: no limit") \
	KEY("post-limit-address", post_limit_address, LIMIT, 0, 0, "30/60", \
	    "N/S", "posts from one address")                                \
	KEY("sign-in-limit-account", sign_in_limit_account, LIMIT, 0, 0,    \
	    "10/600", "N/S", "sign-ins to one account")                     \
	KEY("sign-in-limit-address", sign_in_limit_address, LIMIT, 0, 0,    \
	    "30/600", "N/S", "sign-ins from one address")                   \
	KEY("sign-up-limit-address", sign_up_limit_address, LIMIT, 0, 0,    \
	    "5/3600", "N/S", "sign-ups from one address")                   \
	KEY("mail-ask-limit-account", mail_ask_limit_account, LIMIT, 0, 0,  \
	    "4/14400", "N/S", "mails asked for to one member")              \
	KEY("mail-ask-limit-address", mail_ask_limit_address, LIMIT, 0, 0,  \
	    "10/3600", "N/S", "mails asked for from one address")           \
	KEY("search-limit-address", search_limit_address, LIMIT, 0, 0,      \
	    "60/60", "N/S", "searches from one address")

struct key {
	const char *name;
	enum kind kind;
	int64_t min, max;
	size_t offset;
	const char *initial;
};

#define AS_KEY(key, field, kind, min, max, initial, value, help)        \
	{ key, KIND_##kind, min, max, offsetof(struct settings, field), \
		initial },
static const struct key keys[] = { SETTINGS(AS_KEY) };

#define AS_OPTION(key, field, kind, min, max, initial, value, help) \
	{ key, value, help " [" initial "]" },
const struct option settings_options[] = {
	{ "config", "FILE",
	    "settings file [praatmee.conf in the data "
	    "directory]" },
	SETTINGS(AS_OPTION){ NULL, NULL, NULL }
};

static const struct key *
find_key(struct str name)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (str_eq(str_of(keys[i].name), name))
			return &keys[i];
	return NULL;
}

/* "times/seconds" */
static enum err
parse_limit(struct str text, struct limit *out)
{
	struct limit l;
	struct str times;

	if (!str_cut(&text, '/', &times) ||
	    parse_i64(times, 0, 1000000, &l.times) != OK ||
	    parse_i64(text, 1, 86400, &l.seconds) != OK)
		return ERR_INVALID;
	*out = l;
	return OK;
}

static enum err
parse_addresses(struct str text, struct addresses *out)
{
	struct str part;

	out->n = 0;
	while (str_cut(&text, ',', &part)) {
		if (out->n == SETTINGS_ADDRESSES_MAX ||
		    http_address_parse(str_trim(part), &out->v[out->n]) != OK)
			return ERR_INVALID;
		out->n++;
	}
	return OK;
}

enum err
settings_set(struct arena *a, struct settings *s, struct str name,
    struct str value, struct str *why)
{
	const struct key *key = find_key(name);
	enum log_level level;
	enum err e = OK;
	char *field;

	if (key == NULL) {
		*why = arena_fmt(
		    a, "there is no setting \"" STR_FMT "\"", STR_ARG(name));
		return ERR_NOT_FOUND;
	}
	field = (char *)s + key->offset;
	switch (key->kind) {
	case KIND_TEXT:
		*(struct str *)field = arena_str(a, value);
		if (str_eq(name, STR("log-level")))
			e = log_level_parse(value, &level);
		break;
	case KIND_NUMBER:
		e = parse_i64(value, key->min, key->max, (int64_t *)field);
		if (e != OK)
			*why = arena_fmt(a,
			    "%s: \"" STR_FMT "\" is not a number from %lld "
			    "to %lld",
			    key->name, STR_ARG(value), (long long)key->min,
			    (long long)key->max);
		return e;
	case KIND_LIMIT:
		e = parse_limit(value, (struct limit *)field);
		break;
	case KIND_ADDRESSES:
		e = parse_addresses(value, (struct addresses *)field);
		break;
	}
	if (e != OK)
		*why = arena_fmt(a,
		    "%s: \"" STR_FMT "\" cannot be read; an "
		    "example is \"%s\"",
		    key->name, STR_ARG(value),
		    key->kind == KIND_ADDRESSES ? "10.0.0.2, ::1"
						: key->initial);
	return e;
}

void
settings_init(struct settings *s)
{
	struct arena *a = arena_new(0);
	struct str why;

	/* The literals outlive the arena that settings_set copies into. */
	*s = (struct settings){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		enum err e = settings_set(
		    a, s, str_of(keys[i].name), str_of(keys[i].initial), &why);

		CHECK(e == OK);
		if (keys[i].kind == KIND_TEXT)
			*(struct str *)((char *)s + keys[i].offset) = str_of(
			    keys[i].initial);
	}
	arena_free(a);
}

static enum err
read_file(struct arena *a, const char *path, struct str *text)
{
	struct buf b = { .max = FILE_BYTES_MAX };
	enum err e = ERR_INVALID;
	char chunk[4096];
	ssize_t n;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return ERR_NOT_FOUND;
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(&b, chunk, (size_t)n);
	if (n == 0 && !b.is_cut) {
		*text = arena_str(a, buf_text(&b));
		e = OK;
	}
	buf_free(&b);
	close(fd);
	return e;
}

static enum err
set_from_text(struct arena *a, struct settings *s, const char *path,
    struct str text, struct str *why)
{
	struct str line, key, reason = STR_NONE;
	int number = 0;

	while (str_cut(&text, '\n', &line)) {
		number++;
		line.n = str_find(line, '#');
		line = str_trim(line);
		if (line.n == 0)
			continue;
		if (str_find(line, '=') == line.n)
			reason = STR("expected \"key = value\"");
		else if (str_cut(&line, '=', &key) &&
		    settings_set(
			a, s, str_trim(key), str_trim(line), &reason) == OK)
			continue;
		*why = arena_fmt(
		    a, "%s:%d: " STR_FMT, path, number, STR_ARG(reason));
		return ERR_INVALID;
	}
	return OK;
}

enum err
settings_load(struct arena *a, const struct options *o, struct settings *s,
    struct str *why)
{
	struct str file = options_get(o, "config"), text = STR_NONE;
	bool is_named = options_has(o, "config");
	const char *path;
	enum err e;

	settings_init(s);
	if (options_has(o, "data"))
		s->data = arena_str(a, options_get(o, "data"));
	path = is_named
	    ? arena_z(a, file)
	    : arena_fmt(a, STR_FMT "/praatmee.conf", STR_ARG(s->data)).p;
	e = read_file(a, path, &text);
	if (e == ERR_INVALID || (e != OK && is_named)) {
		*why = arena_fmt(
		    a, "the settings file %s cannot be read", path);
		return ERR_INVALID;
	}
	if ((e = set_from_text(a, s, path, text, why)) != OK)
		return e;
	for (size_t i = 0; i < o->n_given; i++)
		if (find_key(o->given[i].name) != NULL &&
		    settings_set(
			a, s, o->given[i].name, o->given[i].value, why) != OK) {
			*why = arena_fmt(a, "--" STR_FMT, STR_ARG(*why));
			return ERR_INVALID;
		}
	return OK;
}
