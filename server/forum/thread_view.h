/*
 * thread_view.h: what of a thread a viewer gets to see.  For forum/ alone.
 */
#ifndef FORUM_THREAD_VIEW_H
#define FORUM_THREAD_VIEW_H

#include "forum/thread.h"
#include "text/markdown.h"

/*
 * Leave out of a whole post what this viewer may not read; false where they
 * may not even know of it, and then all that is left is a stub.
 */
bool thread_view_post(
    const struct viewer *, const struct thread *, struct post_item *);

/*
 * A post as it is kept, from a row of any query that has these columns (each
 * has a type of its own).  What this viewer may not read is left out next.
 */
#define THREAD_VIEW_ITEM(thread, row, has_place)                     \
	((struct post_item){ .id = (row)->id,                        \
	    .parent_id = (row)->parent_id.v == (thread)->opening.id  \
		? 0                                                  \
		: (row)->parent_id.v,                                \
	    .depth = (row)->depth,                                   \
	    .author_id = (row)->author_id,                           \
	    .author_name = (row)->author_name,                       \
	    .is_author_moderator = (row)->is_author_moderator,       \
	    .state = (enum post_state)(row)->state,                  \
	    .is_placed = (has_place),                                \
	    .html = markdown_stored((row)->html),                    \
	    .language = (row)->language,                             \
	    .is_edited_by_moderator = (row)->is_edited_by_moderator, \
	    .is_edit_pending = (row)->pending != 0,                  \
	    .created_at = (row)->created_at,                         \
	    .edited_at = (row)->edited_at.v,                         \
	    .version = (row)->version })

/*
 * A thread around one of its posts: is_seen says whether this viewer may know
 * of the thread itself.  One's own answer may outlive it.
 */
struct thread_head_view {
	struct thread thread;
	int64_t n_pages;
	bool is_seen;
};
enum err
thread_view_head(struct store_read *, struct arena *, const struct viewer *,
    int64_t thread_id, struct thread_head_view *) MUST_CHECK;

#endif
