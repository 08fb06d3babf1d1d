/*
 * topic.h: what a page shows and a write changes.  A finished page remembers
 * the topics that it shows; a write notes the topics that it changed.
 */
#ifndef BASE_TOPIC_H
#define BASE_TOPIC_H

#include <stdint.h>

/*
 * SITE covers everything, so that its id is 0.  ACCOUNT is what a session says
 * of a member: that it has not ended, who they are, their language, how many
 * posts of theirs have been shown.
 *
 * No page shows the others.  RIGHTS are those of an account: a session of it
 * has ended, or a role was given or taken, and who listens has to ask again.
 * QUEUE is what waits for the moderator with that id; a write that changes what
 * waits for anybody notes id 0.
 */
enum topic_kind {
	TOPIC_SITE,
	TOPIC_ORGANISATION,
	TOPIC_THEME,
	TOPIC_THREAD,
	TOPIC_ACCOUNT,
	TOPIC_RIGHTS,
	TOPIC_QUEUE
};

struct topic {
	enum topic_kind kind;
	int64_t id;
};

#endif
