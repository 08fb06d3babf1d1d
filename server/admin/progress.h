/*
 * progress.h: how far a long command is, on standard error: a bar where that is
 * a terminal, else a line now and then.
 */
#ifndef ADMIN_PROGRESS_H
#define ADMIN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool is_terminal, is_shown;
	const char *doing;	    /* "copying post" */
	int64_t done, total;	    /* rows */
	int64_t step_us, step_rows; /* when it began, and rows since */
	int64_t shown_us;
};

/* From here on there are so many rows to do. */
void progress_begin(struct progress *, int64_t total);
/* What is done now; the text is kept. */
void progress_step(struct progress *, const char *doing);
void progress_add(struct progress *, int64_t n_rows);
/* Take the line away. */
void progress_end(struct progress *);

#endif
