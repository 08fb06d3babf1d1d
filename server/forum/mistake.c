#include "forum/mistake.h"

#include <string.h>

void
form_errors_add(
    struct form_errors *errors, const char *field, enum mistake mistake)
{
	for (size_t i = 0; i < errors->n; i++)
		if (strcmp(errors->v[i].field, field) == 0)
			return;
	if (errors->n < FORM_ERRORS_MAX)
		errors->v[errors->n++] = (struct form_error){ field, mistake };
}
