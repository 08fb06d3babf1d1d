#include "admin/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

/* How often: a line that changes, and lines that stay. */
enum { REDRAW_US = 100 * 1000, LINE_US = 10 * 1000 * 1000 };

static void
show(struct progress *p, int64_t now_us)
{
	int64_t ms = (now_us - p->step_us) / 1000;
	int64_t rate = ms == 0 ? 0 : p->step_rows * 1000 / ms;
	int64_t percent = p->total == 0 ? 0 : p->done * 100 / p->total;
	int n = percent > 100 ? 100 : (int)percent;

	if (p->is_terminal)
		fprintf(stderr,
		    "\r%3d %% [%-20.*s] %.36s, %" PRId64 " rows/s\033[K", n,
		    n / 5, "####################", p->doing, rate);
	else
		fprintf(stderr, "%3d %% %s, %" PRId64 " rows/s\n", n, p->doing,
		    rate);
	p->shown_us = now_us;
	p->is_shown = true;
}

void
progress_begin(struct progress *p, int64_t total)
{
	*p = (struct progress){ .is_terminal = isatty(STDERR_FILENO) == 1,
		.total = total,
		.shown_us = clock_mono_us() };
}

void
progress_step(struct progress *p, const char *doing)
{
	p->doing = doing;
	p->step_us = clock_mono_us();
	p->step_rows = 0;
	progress_add(p, 0);
}

void
progress_add(struct progress *p, int64_t n_rows)
{
	int64_t now_us = clock_mono_us();

	p->done += n_rows;
	p->step_rows += n_rows;
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
