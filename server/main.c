/*
 * main.c: puts the rooms together.  The command line is admin/'s; `serve`,
 * which needs net/ too, is here.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/command.h"
#include "admin/demo.h"
#include "admin/house.h"
#include "admin/mail.h"
#include "admin/settings.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/log_writer.h"
#include "cache/tighten.h"
#include "jobs/index.h"
#include "jobs/live.h"
#include "jobs/mail.h"
#include "jobs/notes.h"
#include "jobs/sweep.h"
#include "metrics.h"
#include "net/server.h"
#include "render/moment.h"
#include "sandbox/sandbox.h"

/* Writers wait together for a commit: more of them, more of it at a time. */
enum {
	THREADS_A_CORE = 4,
	WRITERS_A_THREAD = 2,
	QUEUE_A_THREAD = 64,
	STREAM_SILENCE_S = 30
};

/* What runs while the site is served. */
struct service {
	struct router *router;
	struct net_server *net;
	struct live *live;
	struct sweeper *sweeper;
	struct indexer *indexer;
	struct tightener *tightener;
	struct notes *notes;
	bool is_mailing;
	struct mail_sender sender;
	struct mailer *mailer;
	struct metrics metrics;
};

static enum net_verdict
on_start(void *arg, struct arena *a, const struct http_request *req,
    struct http_response *resp, int *pool)
{
	struct service *s = arg;
	enum route_pool chosen = POOL_PAGE;

	if (router_start(s->router, a, req, resp, &chosen))
		return NET_ANSWERED;
	*pool = (int)chosen;
	return NET_POOL;
}

static bool
on_run(void *arg, void *worker, struct arena *a, const struct http_request *req,
    struct http_response *resp)
{
	struct service *s = arg;

	return router_run(s->router, worker, a, req, resp);
}

static void
on_refuse(void *arg, struct arena *a, const struct http_request *req,
    int status, struct http_response *resp)
{
	struct service *s = arg;

	router_refuse(s->router, a, req, status, resp);
}

static void *
on_worker_open(void *arg, int pool)
{
	struct service *s = arg;

	(void)pool;
	return worker_open(s->router);
}

static void
on_worker_close(void *arg, void *worker)
{
	(void)arg;
	worker_close(worker);
}

static void
on_done(void *arg, const struct http_request *req,
    const struct http_response *resp, int64_t duration_us)
{
	struct service *s = arg;

	router_done(s->router, req, resp, duration_us);
}

static void
on_listen(void *arg, struct topic topic, bool is_heard)
{
	struct service *s = arg;

	live_hear(s->live, topic, is_heard);
}

static void
on_say(void *arg, struct topic topic, struct str text)
{
	struct service *s = arg;

	net_say(s->net, topic, text);
}

static void
on_change(void *arg, const struct topic *topics, size_t n)
{
	struct service *s = arg;

	live_raise(s->live, topics, n);
	/* Whatever they listen to, they ask anew. */
	for (size_t i = 0; i < n; i++)
		if (topics[i].kind == TOPIC_RIGHTS)
			net_hang_up(s->net, topics[i].id);
}

static void
on_seen(void *arg, const struct seen_note *note)
{
	struct service *s = arg;

	notes_add(s->notes, note);
}

static void
on_foreign_write(void *arg)
{
	struct service *s = arg;

	router_refresh(s->router);
	live_raise(s->live, &(struct topic){ TOPIC_SITE, 0 }, 1);
	net_hang_up(s->net, 0);
}

static void
on_heard(void *arg, const struct topic *topics, size_t n)
{
	struct service *s = arg;

	router_raise(s->router, topics, n);
}

static void
on_deaf(void *arg, bool is_deaf)
{
	struct service *s = arg;

	router_set_deaf(s->router, is_deaf);
}

static void
on_told(void *arg, struct str text)
{
	struct service *s = arg;

	router_told(s->router, text);
}

static bool
is_loopback(struct str address)
{
	return str_has_prefix(address, STR("127.")) ||
	    str_eq(address, STR("::1")) || str_eq(address, STR("localhost"));
}

/* The certificate that was set, or a self-signed one in the data directory. */
static enum exit_code
find_certificate(struct call *c, struct net_config *net)
{
	static const char *const names[] = { "localhost" };
	bool has_cert = c->settings.cert_file.n != 0;

	if (has_cert != (c->settings.key_file.n != 0))
		return call_fail(c, EXIT_USAGE,
		    "cert-file and key-file go together: set both");
	if (has_cert) {
		net->cert_file = arena_z(c->arena, c->settings.cert_file);
		net->key_file = arena_z(c->arena, c->settings.key_file);
		return EXIT_DONE;
	}
	net->cert_file = call_path(c, "cert.pem");
	net->key_file = call_path(c, "key.pem");
	if (access(net->cert_file, F_OK) == 0 &&
	    access(net->key_file, F_OK) == 0)
		return EXIT_DONE;
	return call_err(c,
	    net_cert_create(net->cert_file, net->key_file, names, 1),
	    "making a certificate");
}

static struct net_config
net_config_of(struct call *c)
{
	const struct settings *s = &c->settings;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int threads = s->threads != 0
	    ? (int)s->threads
	    : (int)(cores < 1 ? 1 : cores) * THREADS_A_CORE;

	return (struct net_config){
		.listen = arena_z(c->arena, s->listen),
		.https_port = (int)s->port,
		.http_port = (int)s->http_port,
		.redirect_port = (int)s->redirect_port,
		.pools = { [POOL_PAGE] = { threads, threads * QUEUE_A_THREAD },
		    [POOL_WRITE] = { threads * WRITERS_A_THREAD,
			threads * QUEUE_A_THREAD },
		    [POOL_PASSWORD] = { (int)s->password_threads,
			(int)s->password_queue } },
		.n_pools = POOL_COUNT,
		.proxies = s->proxies.v,
		.n_proxies = s->proxies.n,
		.head_timeout_ms = (int)s->head_seconds * SECOND_MS,
		.body_timeout_ms = (int)s->body_seconds * SECOND_MS,
		.idle_timeout_ms = (int)s->idle_seconds * SECOND_MS,
		.write_timeout_ms = (int)s->body_seconds * SECOND_MS,
		.connections_max = (int)s->connections,
		.connections_per_address_max = (int)s->connections_per_address,
		.streams_max = (int)s->streams,
		.stream_silence_ms = STREAM_SILENCE_S * SECOND_MS,
		.bodies_max = (size_t)s->bodies_mb << 20,
	};
}

static void
print_mail(const struct service *s, const struct site *site)
{
	if (!s->is_mailing)
		printf("It mails nobody: the settings name no mail server "
		       "(smtp).\n");
	else if (site->url.n == 0)
		printf("It mails nobody until it has an address (url).\n");
	else
		printf("It mails by " STR_FMT ".\n",
		    STR_ARG(s->sender.server.url));
}

static void
print_welcome(struct call *c, const struct service *s, const struct site *site)
{
	if (c->settings.port != 0)
		printf("Praat mee serves https://%s:%d/\n",
		    is_loopback(c->settings.listen)
			? "localhost"
			: arena_z(c->arena, c->settings.listen),
		    (int)c->settings.port);
	if (c->settings.http_port != 0)
		printf("Praat mee serves http://127.0.0.1:%d/\n",
		    (int)c->settings.http_port);
	if (site->is_demo)
		demo_print_accounts();
	if (!site->is_set_up)
		printf("It is not set up yet: open the address that praatmee "
		       "init printed (praatmee init --again makes another).\n");
	print_mail(s, site);
	fflush(stdout);
}

/* Be somebody who can serve and do nothing else. */
static enum exit_code
give_up_rights(struct call *c)
{
	const char *user = c->settings.user.n == 0
	    ? NULL
	    : arena_z(c->arena, c->settings.user);
	enum err e = sandbox_enter(user);

	if (e == ERR_NOT_FOUND)
		return call_fail(
		    c, EXIT_USAGE, "user: there is no user %s", user);
	if (e == ERR_DENIED)
		return call_fail(
		    c, EXIT_USAGE, "user: only root can become %s", user);
	if (e != OK)
		return call_err(c, e, "giving up rights");
	if (access(call_path(c, "."), W_OK | X_OK) == -1 ||
	    (!call_is_remote(c) &&
		access(call_path(c, "praatmee.db"), R_OK | W_OK) == -1))
		return call_fail(c, EXIT_FAILED,
		    "the data directory " STR_FMT " is not %s's: chown -R "
		    "it first",
		    STR_ARG(c->settings.data),
		    user == NULL ? "this user" : user);
	return EXIT_DONE;
}

/* Start what runs beside the server, and let the server run until its end. */
static enum err
run_service(struct call *c, struct service *s, const struct site *site)
{
	struct store_ears ears = { on_heard, on_foreign_write, on_deaf, on_told,
		s };
	enum err e = live_start(c->store, on_say, s, &s->live);

	if (e == OK) {
		router_on_change(s->router, on_change, s);
		e = sweeper_start(c->store, on_foreign_write, s, &s->sweeper);
	}
	if (e == OK)
		e = store_listen(c->store, &ears);
	if (e == OK)
		e = indexer_start(c->store, &s->indexer);
	if (e == OK && (e = notes_start(c->store, &s->notes)) == OK)
		router_on_seen(s->router, on_seen, s);
	if (e == OK)
		e = tightener_start(s->metrics.cache, &s->tightener);
	if (e == OK && s->is_mailing)
		e = mailer_start(c->store, &s->sender, &s->mailer);
	s->metrics.indexer = s->indexer;
	s->metrics.notes = s->notes;
	s->metrics.mailer = s->mailer;
	/* A thread that was there before would keep its rights. */
	if (e == OK && (e = log_writer_start()) == OK) {
		print_welcome(c, s, site);
		e = net_server_run(s->net);
	}
	(void)!store_listen(c->store, NULL);
	mailer_stop(s->mailer);
	tightener_stop(s->tightener);
	router_on_seen(s->router, NULL, NULL);
	notes_stop(s->notes);
	indexer_stop(s->indexer);
	sweeper_stop(s->sweeper);
	router_on_change(s->router, NULL, NULL);
	live_stop(s->live);
	return e;
}

/* The server runs until it is told to stop. */
static enum exit_code
serve_house(struct call *c, struct house *house, const struct site *site)
{
	struct net_config config = net_config_of(c);
	struct service service = { .router = house->router,
		.metrics = { .router = house->router,
		    .cache = house->cache,
		    .store = c->store,
		    .started_at = clock_now() } };
	struct net_handler handler = { .arg = &service,
		.start = on_start,
		.run = on_run,
		.refuse = on_refuse,
		.worker_open = on_worker_open,
		.worker_close = on_worker_close,
		.done = on_done,
		.listen = on_listen };
	enum exit_code code = find_certificate(c, &config);
	struct str why = STR_NONE;
	enum err e;

	if (code != EXIT_DONE ||
	    (code = call_mail(c, &service.sender, &service.is_mailing)) !=
		EXIT_DONE)
		return code;
	e = net_server_new(&config, &handler, c->arena, &service.net, &why);
	if (e != OK)
		return call_fail(c,
		    e == ERR_CONFLICT ? EXIT_TAKEN : EXIT_FAILED, STR_FMT,
		    STR_ARG(why));
	service.metrics.net = service.net;
	router_on_finish(house->router, net_finish);
	router_on_metrics(house->router, metrics_print, &service.metrics);
	if ((code = give_up_rights(c)) == EXIT_DONE)
		code = call_err(c, run_service(c, &service, site), "serving");
	net_server_free(service.net);
	log_writer_stop();
	return code;
}

static enum exit_code
serve_locked(struct call *c)
{
	struct house house = { 0 };
	enum exit_code code = call_open(c);
	struct site site;
	enum err e;

	if (code != EXIT_DONE)
		return code;
	if (c->settings.port == 0 && c->settings.http_port == 0)
		return call_fail(c, EXIT_USAGE,
		    "there is nothing to serve: set port or http-port");
	if (c->settings.port == 0 && c->settings.redirect_port != 0)
		return call_fail(
		    c, EXIT_USAGE, "redirect-port leads to port, which is 0");
	if ((e = site_load(c->read, c->arena, &site)) != OK)
		return call_err(c, e, "reading the site");
	if (site.url.n == 0 && !is_loopback(c->settings.listen))
		return call_fail(c, EXIT_USAGE,
		    "the site has no address (url) yet: set it first, on "
		    "loopback, at /settings");
	if (moment_set_zone(site.time_zone) != OK)
		return call_fail(c, EXIT_FAILED,
		    "the system does not know the time zone " STR_FMT,
		    STR_ARG(site.time_zone));
	store_group(c->store, (int)c->settings.commit_writes);
	if ((code = house_open(c, &house)) == EXIT_DONE)
		code = serve_house(c, &house, &site);
	house_close(&house);
	return code;
}

static enum exit_code
run_serve(struct call *c)
{
	enum log_level level = LOG_LEVEL_INFO;
	enum exit_code code;
	int fd = -1;

	umask(077);
	sandbox_hide();
	if (log_level_parse(c->settings.log_level, &level) == OK)
		log_set_level(level);
	/* Not closed: the lock is held until the store is closed too. */
	if ((code = call_lock(c, arena_z(c->arena, c->settings.data), &fd)) ==
	    EXIT_DONE)
		code = serve_locked(c);
	return code;
}

static enum exit_code
run_version(struct call *c)
{
	struct str ciphers;
	enum err e = net_ciphers(c->arena, &ciphers);

	if (e != OK)
		return call_err(c, e, "starting TLS");
	printf("praatmee %s\nTLS: " STR_FMT "\n", PRAATMEE_VERSION,
	    STR_ARG(ciphers));
	return EXIT_DONE;
}

int
main(int argc, char **argv)
{
	static const struct command own[] = { { "serve", "", "serve the site",
						  settings_options, 0,
						  run_serve },
		{ "version", "", "say which version this is, and its ciphers",
		    NULL, 0, run_version },
		{ NULL, NULL, NULL, NULL, 0, NULL } };

	return command_main(own, argc, argv);
}
