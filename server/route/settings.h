/*
 * settings.h: what the administrator can set in the settings file, with its
 * defaults.  admin/ reads the file; every key is the field's name with hyphens.
 */
#ifndef ROUTE_SETTINGS_H
#define ROUTE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "http/request.h"

/* So many times in so many seconds; times 0: no limit. */
struct limit {
	int64_t times, seconds;
};

enum { SETTINGS_ADDRESSES_MAX = 16 };
struct addresses {
	struct http_address v[SETTINGS_ADDRESSES_MAX];
	size_t n;
};

struct settings {
	/* where and what */
	struct str listen;		/* "127.0.0.1" */
	int64_t port;			/* 8443 */
	int64_t http_port;		/* 0: none */
	int64_t redirect_port;		/* 0: none */
	struct str data;		/* the data directory */
	struct str store;		/* address of a database server; empty:
					 * a file in the data directory */
	struct str cert_file, key_file; /* empty: self-signed, in data */
	struct addresses proxies;
	struct addresses metrics; /* who may read /metrics, beside loopback */
	struct str administrator; /* who forgot a password is told to ask:
				   * a name or an address; may be empty */
	struct str user;	  /* to become after start, if root */
	struct str log_level;	  /* "info" */
	/* mail; smtp empty: none, and neither without the site's url */
	struct str smtp;	       /* "smtp://mail.example:587" */
	struct str smtp_user;	       /* empty: it asks nobody's name */
	struct str smtp_password_file; /* goes with that */
	struct str smtp_ca_file;       /* empty: the system's */
	struct str mail_from;	       /* "praat@example.org" */
	/* sizes */
	int64_t threads;	  /* that make pages; 0: 4 a core */
	int64_t password_threads; /* 2 */
	int64_t password_queue;	  /* 64 waiting sign-ins */
	int64_t cache_mb;	  /* 16 */
	int64_t commit_writes;	  /* 256 share a commit */
	/* times */
	int64_t session_days;		 /* 30 */
	int64_t idle_seconds;		 /* 60 */
	int64_t head_seconds;		 /* 10 */
	int64_t body_seconds;		 /* 30 */
	int64_t connections;		 /* 2000 */
	int64_t connections_per_address; /* 200 */
	int64_t streams;		 /* 1000 */
	int64_t bodies_mb;		 /* 32 */
	int64_t slow_request_ms;	 /* 500; 0: none is slow */
	/* limits, "times/seconds" */
	struct limit post_limit_account;     /* 10/60 */
	struct limit post_limit_address;     /* 30/60 */
	struct limit sign_in_limit_account;  /* 10/600 */
	struct limit sign_in_limit_address;  /* 30/600 */
	struct limit sign_up_limit_address;  /* 5/3600 */
	struct limit mail_ask_limit_account; /* 4/14400: one an hour, so that
					      * who asks for another's cannot
					      * keep them from a link that
					      * holds */
	struct limit mail_ask_limit_address; /* 10/3600 */
	struct limit search_limit_address;   /* 60/60 */
};

#endif
