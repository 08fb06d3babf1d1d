/*
 * views.h: the views of all templates, one view_*.h for each group of pages.
 * Compiled templates include this.
 */
#ifndef RENDER_VIEWS_H
#define RENDER_VIEWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "render/lang.h"
#include "render/moment.h"
#include "render/view_account.h"
#include "render/view_compose.h"
#include "render/view_confirm.h"
#include "render/view_error.h"
#include "render/view_form.h"
#include "render/view_frame.h"
#include "render/view_front.h"
#include "render/view_house.h"
#include "render/view_mail.h"
#include "render/view_queue.h"
#include "render/view_thread.h"
#include "text/html.h"

#endif
