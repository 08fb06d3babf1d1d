#include "route/host.h"

/* What stands behind "https://" or "http://". */
static struct str
authority(struct str base)
{
	return str_skip(base, host_is_secure(base) ? 8 : 7);
}

/* A name for this computer, and perhaps a port behind it. */
static bool
is_this_computer(struct str host)
{
	static const struct str names[] = { STR_INIT("localhost"),
		STR_INIT("127.0.0.1"), STR_INIT("[::1]") };
	int64_t port;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str behind = str_skip(host, names[i].n);

		if (host.n < names[i].n ||
		    !str_eq_nocase(
			(struct str){ host.p, names[i].n }, names[i]))
			continue;
		if (behind.n == 0)
			return true;
		return behind.p[0] == ':' &&
		    parse_i64(str_skip(behind, 1), 1, 65535, &port) == OK;
	}
	return false;
}

bool
host_is_secure(struct str base)
{
	return str_has_prefix(base, STR("https://"));
}

bool
host_is_local(struct str base)
{
	return is_this_computer(authority(base));
}

bool
host_is_ours(struct arena *a, struct str url, const struct http_request *req,
    struct str *base)
{
	struct str parts[2];

	if (url.n != 0) {
		*base = url;
		return str_eq_nocase(req->host, authority(url));
	}
	if (!is_this_computer(req->host)) {
		*base = STR_NONE;
		return false;
	}
	parts[0] = req->is_secure ? STR("https://") : STR("http://");
	parts[1] = req->host;
	*base = arena_join(a, parts, 2);
	return true;
}
