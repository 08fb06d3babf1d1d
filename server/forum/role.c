#include "forum/role.h"

#include "base/clock.h"
#include "forum/moderation.h"
#include "forum/organisation.h"
#include "forum/permit.h"
#include "forum/site.h"
#include "forum/theme.h"
#include "query/role.h"
#include "store/store.h"

struct str
role_name(enum role role)
{
	switch (role) {
	case ROLE_MODERATOR:
		return STR("moderator");
	case ROLE_HOST:
		return STR("host");
	case ROLE_ADMIN:
		return STR("admin");
	}
	return STR_NONE;
}

static bool
goes_together(const struct grant *g)
{
	if ((g->scope == SCOPE_SITE) != (g->scope_id == 0))
		return false;
	switch (g->role) {
	case ROLE_MODERATOR:
		return true;
	case ROLE_HOST:
		return g->scope == SCOPE_ORGANISATION;
	case ROLE_ADMIN:
		return g->scope == SCOPE_SITE;
	}
	return false;
}

/* Is the scope there? */
static enum err
scope_find(struct store_read *r, struct arena *a, const struct grant *g)
{
	struct theme theme;
	struct str slug;

	switch (g->scope) {
	case SCOPE_SITE:
		return OK;
	case SCOPE_ORGANISATION:
		return organisation_slug(r, a, g->scope_id, &slug);
	case SCOPE_THEME:
		return theme_by_id(r, a, g->scope_id, &theme);
	}
	return ERR_NOT_FOUND;
}

/*
 * Everything that must hold before a role changes hands.  One role at a time:
 * two administrators who take each other's would leave none.
 */
static enum err
look_over(struct store_write *w, struct arena *a, int64_t actor_id,
    const struct grant *g, struct viewer *account)
{
	struct store_read *r = store_reads(w);
	enum err e;

	if (!goes_together(g))
		return ERR_INVALID;
	if ((e = site_lock(w, a)) != OK)
		return e;
	e = permit_actor(
	    w, a, actor_id, ACTION_EDIT_SITE, &(struct subject){ 0 });
	if (e != OK)
		return e;
	if (account->account_id == 0)
		return ERR_NOT_FOUND;
	e = viewer_load(r, a, account->account_id, account);
	return e == OK ? scope_find(r, a, g) : e;
}

/* Log it; badges on any page may change. */
static enum err
note(struct store_write *w, int64_t actor_id, int64_t account_id,
    const struct grant *g, enum decision_kind kind)
{
	store_note(w, TOPIC_SITE, 0);
	store_note(w, TOPIC_RIGHTS, account_id);
	return decision_add(w,
	    &(struct decision_new){
		.actor_id = actor_id,
		.kind = kind,
		.organisation_id = g->scope == SCOPE_ORGANISATION ? g->scope_id
								  : 0,
		.theme_id = g->scope == SCOPE_THEME ? g->scope_id : 0,
		.account_id = account_id,
		.reason = role_name(g->role),
	    });
}

static bool
has(const struct viewer *v, const struct grant *g)
{
	for (size_t i = 0; i < v->n_grants; i++)
		if (v->grants[i].role == g->role &&
		    v->grants[i].scope == g->scope &&
		    v->grants[i].scope_id == g->scope_id)
			return true;
	return false;
}

enum err
role_give(struct store_write *w, struct arena *a, int64_t actor_id,
    int64_t account_id, const struct grant *g)
{
	struct viewer account = { .account_id = account_id };
	enum err e;

	if ((e = look_over(w, a, actor_id, g, &account)) != OK)
		return e;
	if (has(&account, g))
		return OK;
	if (account.n_grants >= GRANTS_MAX)
		return ERR_LIMIT;
	e = q_grant_add(w,
	    &(struct grant_add_in){ .account_id = account_id,
		.role = g->role,
		.scope = g->scope,
		.scope_id = g->scope_id,
		.granted_at = clock_now() });
	if (e != OK)
		return e;
	return note(w, actor_id, account_id, g, DECISION_ROLE_GIVEN);
}

enum err
role_take(struct store_write *w, struct arena *a, int64_t actor_id,
    int64_t account_id, const struct grant *g)
{
	struct viewer account = { .account_id = account_id };
	enum err e;

	if ((e = look_over(w, a, actor_id, g, &account)) != OK)
		return e;
	if (!has(&account, g))
		return OK;
	e = q_grant_delete(w,
	    &(struct grant_delete_in){ .account_id = account_id,
		.role = g->role,
		.scope = g->scope,
		.scope_id = g->scope_id });
	if (e != OK)
		return e;
	return note(w, actor_id, account_id, g, DECISION_ROLE_TAKEN);
}
