#include "admin/policy_text.h"

enum err
policy_parse(struct str text, struct theme_form *form)
{
	if (str_eq(text, STR("all"))) {
		form->policy = POLICY_ALL;
		return OK;
	}
	if (str_eq(text, STR("open"))) {
		form->policy = POLICY_OPEN;
		return OK;
	}
	if (!str_has_prefix(text, STR("new ")) &&
	    !str_has_prefix(text, STR("new:")))
		return ERR_INVALID;
	form->policy = POLICY_NEW_MEMBERS;
	return parse_i64(str_skip(text, 4), 1, POLICY_N_MAX, &form->policy_n);
}

enum err
openers_parse(struct str text, struct theme_form *form)
{
	if (str_eq(text, STR("members")))
		form->openers = OPENERS_MEMBERS;
	else if (str_eq(text, STR("hosts")))
		form->openers = OPENERS_HOSTS;
	else
		return ERR_INVALID;
	return OK;
}
