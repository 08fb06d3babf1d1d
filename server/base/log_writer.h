/*
 * log_writer.h: the lines of the log on their way to standard error.
 *
 * Between log_writer_start() and log_writer_stop() a line is put into memory
 * and a thread writes what there is, many lines at once, in the order in which
 * they came.  So whoever logs never waits for the reader of the log: when
 * nobody reads and the memory is full, lines are dropped and their number is
 * logged later.  A line comes out at once when there was silence, else some
 * ten milliseconds later.  Outside of that time, as in a command that ends
 * soon, a line is written by whoever logs it.
 *
 * Thread safe, but for start and stop.
 */
#ifndef BASE_LOG_WRITER_H
#define BASE_LOG_WRITER_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum {
	LOG_WRITER_BYTES = 256 << 10, /* lines that wait; twice that in all */
	LOG_WRITER_RESERVE = 16 << 10 /* the last of it: for urgent lines */
};

/*
 * Have a thread write from now on.
 *
 * ERR_INTERNAL	there is no thread for it; lines are written as before
 */
enum err log_writer_start(void) MUST_CHECK;

/*
 * Write what there is, and end the thread.  When nobody reads standard error,
 * give up after a second: what is logged then is lost.
 */
void log_writer_stop(void);

/* A whole line with its end.  An urgent one does not wait for others. */
void log_writer_add(struct str line, bool is_urgent);

/* Wait until all that has been added is written, a second at most. */
void log_writer_flush(void);

#endif
