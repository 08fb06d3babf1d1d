/*
 * smtp_peer.h: a mail server for tests of jobs/, which answers one line
 * otherwise than a good one would.
 */
#ifndef TESTS_JOBS_SMTP_PEER_H
#define TESTS_JOBS_SMTP_PEER_H

#include "cmocka_all.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"

/* "\0praat\0geheim" */
#define SECRET "AHByYWF0AGdlaGVpbQ=="
enum { FLOOD_BYTES = 64 << 10 };

/* Instead of the answer that a line would have. */
struct peer_odd {
	const char *line;  /* its beginning; "" is the greeting, "." a mail */
	const char *reply; /* NULL: none */
	bool is_end;	   /* hangs up */
	bool is_flood;	   /* says it again and again */
};

/* A mail server, for one connection after the other. */
struct peer {
	pthread_t thread;
	int listener, stop[2];
	struct peer_odd odd;
	bool is_auth, is_data;
	int look_ms; /* at a mail, before it answers */
	char url[64];
	struct buf heard, mail;
	atomic_int n_talks, n_mails;
};

static inline bool
peer_say(int fd, const char *text)
{
	size_t n = strlen(text);

	return send(fd, text, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static inline const char *
peer_usual(struct peer *p, const char *line)
{
	if (strncmp(line, "EHLO", 4) == 0)
		return p->is_auth ? "250-peer\r\n250 AUTH PLAIN\r\n"
				  : "250 peer\r\n";
	if (strncmp(line, "AUTH", 4) == 0)
		return "334 \r\n";
	if (strcmp(line, SECRET) == 0)
		return "235 welcome\r\n";
	if (strncmp(line, "DATA", 4) == 0) {
		p->is_data = true;
		return "354 tell\r\n";
	}
	return *line == '\0' ? "220 peer\r\n" : "250 fine\r\n";
}

/* False when the connection is over. */
static inline bool
peer_answer(struct peer *p, int fd, const char *line)
{
	const struct peer_odd *odd = &p->odd;

	if (odd->line == NULL ||
	    (*odd->line == '\0'
		    ? *line != '\0'
		    : strncmp(line, odd->line, strlen(odd->line)) != 0))
		return peer_say(fd, peer_usual(p, line));
	if (odd->reply != NULL && !peer_say(fd, odd->reply))
		return false;
	for (size_t n = 0; odd->is_flood && peer_say(fd, odd->reply); n++)
		if (n * strlen(odd->reply) > FLOOD_BYTES)
			nanosleep(
			    &(struct timespec){ .tv_nsec = 1000000 }, NULL);
	return !odd->is_end;
}

/* A whole line, or a mail up to its dot, is taken off the front. */
static inline bool
peer_hear(struct peer *p, int fd, struct buf *in)
{
	struct str text = buf_text(in),
		   end = p->is_data ? STR("\r\n.\r\n") : STR("\r\n");
	size_t n = str_find_str(text, end);
	char line[1024];

	if (n == text.n)
		return true;
	if (p->is_data) {
		buf_add(&p->mail, text.p, n);
		p->n_mails++;
		snprintf(line, sizeof(line), ".");
		p->is_data = false;
		nanosleep(&(struct timespec){ p->look_ms / 1000,
			      p->look_ms % 1000 * 1000000L },
		    NULL);
	} else {
		snprintf(line, sizeof(line), "%.*s", (int)n, text.p);
		buf_fmt(&p->heard, "%s\n", line);
	}
	memmove(in->p, in->p + n + end.n, in->n - n - end.n);
	in->n -= n + end.n;
	return peer_answer(p, fd, line) && peer_hear(p, fd, in);
}

static inline bool
peer_wait_for(struct peer *p, int fd)
{
	struct pollfd fds[2] = { { .fd = p->stop[0], .events = POLLIN },
		{ .fd = fd, .events = POLLIN } };

	return poll(fds, 2, -1) > 0 && fds[0].revents == 0;
}

static inline void
peer_talk(struct peer *p, int fd)
{
	struct buf in = { 0 };
	char data[4096];
	ssize_t n;

	p->is_data = false;
	if (peer_answer(p, fd, ""))
		while (peer_wait_for(p, fd) &&
		    (n = recv(fd, data, sizeof(data), 0)) > 0) {
			buf_add(&in, data, (size_t)n);
			if (!peer_hear(p, fd, &in))
				break;
		}
	buf_free(&in);
	close(fd);
}

static inline void *
peer_run(void *arg)
{
	struct peer *p = arg;
	int fd;

	while (peer_wait_for(p, p->listener))
		if ((fd = accept(p->listener, NULL, NULL)) != -1) {
			p->n_talks++;
			peer_talk(p, fd);
		}
	return NULL;
}

static inline void
peer_start(struct peer *p, const char *host)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);

	p->listener = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(bind(p->listener, (struct sockaddr *)&a, sizeof(a)) == 0 &&
	    listen(p->listener, 8) == 0 &&
	    getsockname(p->listener, (struct sockaddr *)&a, &n) == 0 &&
	    pipe(p->stop) == 0 &&
	    pthread_create(&p->thread, NULL, peer_run, p) == 0);
	snprintf(
	    p->url, sizeof(p->url), "smtp://%s:%d", host, ntohs(a.sin_port));
}

static inline void
peer_stop(struct peer *p)
{
	CHECK(write(p->stop[1], "", 1) == 1);
	pthread_join(p->thread, NULL);
	close(p->listener);
	close(p->stop[0]);
	close(p->stop[1]);
	buf_free(&p->heard);
	buf_free(&p->mail);
}

#endif
