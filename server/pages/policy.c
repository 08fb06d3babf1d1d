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

bool
policy_waits(const struct viewer *v, const struct theme *theme)
{
	struct subject subject;

	theme_subject(theme, &subject);
	if (permit(v, ACTION_MODERATE, &subject))
		return false;
	switch (theme->policy) {
	case POLICY_OPEN:
		return false;
	case POLICY_NEW_MEMBERS:
		viewer_note_approved(v, theme->policy_n);
		return v->n_approved < theme->policy_n;
	case POLICY_ALL:
		return true;
	}
	return true;
}
