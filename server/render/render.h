/*
 * render.h: what every template is given beside its view.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "render/lang.h"

struct render {
	enum lang lang; /* the reader's */
};

#endif
