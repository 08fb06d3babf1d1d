#include "forum/viewer.h"

#include "query/account.h"
#include "query/role.h"
#include "store/store.h"

enum err
viewer_load_grants(struct store_read *r, struct arena *a, struct viewer *v)
{
	struct grant_of_account_list rows;
	struct grant *grants;
	enum err e;

	e = q_grant_of_account(r, a,
	    &(struct grant_of_account_in){
		.account_id = v->account_id, .max = GRANTS_MAX },
	    &rows);
	if (e != OK)
		return e;
	grants = arena_array(a, rows.n, sizeof(*grants));
	for (size_t i = 0; i < rows.n; i++)
		grants[i] = (struct grant){
			.role = (enum role)rows.v[i].role,
			.scope = (enum scope)rows.v[i].scope,
			.scope_id = rows.v[i].scope_id,
		};
	v->grants = grants;
	v->n_grants = rows.n;
	return OK;
}

void
viewer_ahead(struct store_read *r, int64_t account_id)
{
	q_account_by_id_ahead(
	    r, &(struct account_by_id_in){ .id = account_id });
	q_grant_of_account_ahead(r,
	    &(struct grant_of_account_in){
		.account_id = account_id, .max = GRANTS_MAX });
}

enum err
viewer_load(struct store_read *r, struct arena *a, int64_t account_id,
    struct viewer *out)
{
	struct account_by_id_row row;
	struct viewer v;
	enum err e;

	if (account_id == 0) {
		*out = (struct viewer){ 0 };
		return OK;
	}
	e = q_account_by_id(
	    r, a, &(struct account_by_id_in){ .id = account_id }, &row);
	if (e != OK)
		return e;
	v = (struct viewer){ .account_id = row.id,
		.name = row.name,
		.language = row.language,
		.is_demo = row.is_demo,
		.n_approved = row.n_approved };
	if ((e = viewer_load_grants(r, a, &v)) != OK)
		return e;
	*out = v;
	return OK;
}

struct viewer
viewer_as_member(const struct viewer *v)
{
	/* No account has this number. */
	return v->account_id != 0 ? *v : (struct viewer){ .account_id = -1 };
}

struct viewer
viewer_anybody(struct str name, struct str language, struct others *others)
{
	return (struct viewer){ .account_id = -1,
		.name = name,
		.language = language,
		.n_approved = INT64_MAX,
		.others = others };
}

void
viewer_note_other(const struct viewer *v, int64_t account_id)
{
	struct others *o = v->others;

	if (o == NULL || account_id == 0)
		return;
	for (size_t i = o->n; i > 0; i--)
		if (o->ids[i - 1] == account_id)
			return;
	if (o->n == OTHERS_MAX)
		o->is_over = true;
	else
		o->ids[o->n++] = account_id;
}

void
viewer_note_approved(const struct viewer *v, int64_t n_approved)
{
	if (v->others != NULL && n_approved > v->others->n_approved)
		v->others->n_approved = n_approved;
}

bool
viewer_is_moderator(const struct viewer *v)
{
	for (size_t i = 0; i < v->n_grants; i++)
		if (v->grants[i].role == ROLE_MODERATOR)
			return true;
	return viewer_is_admin(v);
}

bool
viewer_is_admin(const struct viewer *v)
{
	for (size_t i = 0; i < v->n_grants; i++)
		if (v->grants[i].role == ROLE_ADMIN &&
		    v->grants[i].scope == SCOPE_SITE)
			return true;
	return false;
}
