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
