/*
 * log.h: one line per event on standard error; log_writer.h says when it
 * gets there.
 *
 *	2026-11-23T20:11:37.123Z info 5f3a9c… post.create thread=7 post=12
 *
 * error: someone must act.  warn: surprising but handled.  info: one line per
 * request and per change to data.  debug: free.  Never passwords, tokens, mail
 * addresses, bodies or whole IP addresses.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum log_level {
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_INFO,
	LOG_LEVEL_WARN,
	LOG_LEVEL_ERROR
};

/* Lines below this level are dropped; info at start. */
void log_set_level(enum log_level);

/*
 * The level called "debug", "info", "warn" or "error".
 *
 * ERR_INVALID	there is no level of that name
 */
enum err log_level_parse(struct str name, enum log_level *) MUST_CHECK;

/* The request that this thread works on; NULL between requests. */
void log_set_request(const char *id);

/* The macros below are the way in.  A control character is printed as '?'. */
void log_line(enum log_level, const char *event, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* The same for a text that is there already; for what is logged often. */
void log_text(enum log_level, const char *event, struct str text);

#define LOG_DEBUG(event, ...) log_line(LOG_LEVEL_DEBUG, event, __VA_ARGS__)
#define LOG_INFO(event, ...) log_line(LOG_LEVEL_INFO, event, __VA_ARGS__)
#define LOG_WARN(event, ...) log_line(LOG_LEVEL_WARN, event, __VA_ARGS__)
#define LOG_ERROR(event, ...) log_line(LOG_LEVEL_ERROR, event, __VA_ARGS__)

#endif
