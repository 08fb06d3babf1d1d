/*
 * demo_text.h: the demonstration content as it is written in web/demo/.
 *
 * people.txt	key | name | e-mail | roles
 * organisations.txt	blocks of "field: value"
 * site.txt	name, tagline, then "=== rules" and the like with markdown
 * SLUG.txt	a theme: "field: value", then threads ("# title") of posts
 *		("@DEPTH person AGE [option …]", the body below)
 */
#ifndef ADMIN_DEMO_TEXT_H
#define ADMIN_DEMO_TEXT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "forum/organisation.h"
#include "forum/site.h"
#include "forum/theme.h"

enum {
	DEMO_PEOPLE_MAX = 100,
	DEMO_ORGANISATIONS_MAX = 10,
	DEMO_THEMES_MAX = 20,
	DEMO_PAGES_MAX = 4,
	DEMO_THREADS_MAX = 100,
	DEMO_POSTS_MAX = 1000
};

struct demo_person {
	struct str key, name, email, roles;
	int64_t id;
};

struct demo_thread {
	size_t theme; /* place in themes */
	struct str title;
	bool is_closed;
	int64_t id;
};

struct demo_post {
	size_t thread;
	size_t parent; /* place in posts; itself for an opening post */
	int64_t depth;
	struct str person, body, language, reason;
	int64_t age_ms;
	enum post_state state; /* as it is to end */
	int64_t id;
};

struct demo_page {
	struct str name, body;
};

struct demo {
	struct str site_name, tagline;
	struct demo_page pages[DEMO_PAGES_MAX];
	struct demo_person people[DEMO_PEOPLE_MAX];
	struct organisation_form organisations[DEMO_ORGANISATIONS_MAX];
	struct theme_form themes[DEMO_THEMES_MAX];
	struct demo_thread threads[DEMO_THREADS_MAX];
	struct demo_post posts[DEMO_POSTS_MAX];
	size_t n_pages, n_people, n_organisations, n_themes, n_threads, n_posts;
};

/*
 * Read the file of that name into *demo.
 *
 * ERR_INVALID	*why says where it is not of that form
 */
enum err demo_read(struct arena *, struct str name, struct str text,
    struct demo *demo, struct str *why) MUST_CHECK;

#endif
