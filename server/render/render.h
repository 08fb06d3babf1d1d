/*
 * render.h: what every template is given beside its view.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "base/buf.h"
#include "render/lang.h"
#include "render/own.h"

struct render {
	enum lang lang; /* the reader's */
	/*
	 * Unless NULL: on a page for many told of each struct own that would
	 * stand at the end of out; the text is left out.
	 */
	void (*on_own)(void *arg, const struct buf *out, const struct own *);
	void *arg;
};

#endif
