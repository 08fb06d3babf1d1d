#include "pages/policy.h"

struct policy_view
policy_view(const struct theme *t)
{
	struct policy_view v = { 0 };

	switch (t->policy) {
	case POLICY_OPEN:
		break;
	case POLICY_NEW_MEMBERS:
		v.first_n = t->policy_n;
		break;
	case POLICY_ALL:
		v.is_all = true;
		break;
	}
	return v;
}

int64_t
policy_waits_until(const struct viewer *v, const struct theme *theme)
{
	struct subject subject;

	theme_subject(theme, &subject);
	if (permit(v, ACTION_MODERATE, &subject))
		return 0;
	switch (theme->policy) {
	case POLICY_OPEN:
		return 0;
	case POLICY_NEW_MEMBERS:
		return theme->policy_n;
	case POLICY_ALL:
		return INT64_MAX;
	}
	return INT64_MAX;
}

bool
policy_waits(const struct viewer *v, const struct theme *theme)
{
	int64_t until = policy_waits_until(v, theme);

	viewer_note_approved(v, until);
	return v->n_approved < until;
}
