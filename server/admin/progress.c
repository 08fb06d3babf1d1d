#include "admin/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

/* A line that changes, and lines that stay. */
enum { REDRAW_US = 100 * 1000, LINE_US = 10 * 1000 * 1000 };

static void
show(struct progress *p, int64_t now_us)
{
	int64_t us = now_us - p->began_us;
	int64_t rate = us < 1000 ? 0 : p->done * 1000 / (us / 1000);
	int64_t percent = p->total == 0 ? 100 : p->done * 100 / p->total;

	fprintf(stderr,
	    "%s%3" PRId64 " %%  %-24s %9" PRId64 " of %" PRId64
	    " rows, %" PRId64 " a second%s",
	    p->is_terminal ? "\r" : "", percent > 100 ? 100 : percent, p->doing,
	    p->done, p->total, rate, p->is_terminal ? "\033[K" : "\n");
	p->shown_us = now_us;
	p->is_shown = true;
}

void
progress_begin(struct progress *p, int64_t total)
{
	*p = (struct progress){ .is_terminal = isatty(STDERR_FILENO) == 1,
		.total = total,
		.began_us = clock_mono_us(),
		.shown_us = clock_mono_us() };
}

void
progress_step(struct progress *p, const char *doing)
{
	p->doing = doing;
	progress_add(p, 0);
}

void
progress_add(struct progress *p, int64_t n_rows)
{
	int64_t now_us = clock_mono_us();

	p->done += n_rows;
	if (now_us - p->shown_us >= (p->is_terminal ? REDRAW_US : LINE_US))
		show(p, now_us);
}

void
progress_end(struct progress *p)
{
	if (p->is_terminal && p->is_shown)
		fputs("\r\033[K", stderr);
	p->is_shown = false;
}
