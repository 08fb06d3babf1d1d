#include "base/err.h"

const char *
err_name(enum err e)
{
	switch (e) {
	case OK:
		return "OK";
	case ERR_NOT_FOUND:
		return "ERR_NOT_FOUND";
	case ERR_DENIED:
		return "ERR_DENIED";
	case ERR_INVALID:
		return "ERR_INVALID";
	case ERR_CONFLICT:
		return "ERR_CONFLICT";
	case ERR_LIMIT:
		return "ERR_LIMIT";
	case ERR_BUSY:
		return "ERR_BUSY";
	case ERR_UNKNOWN:
		return "ERR_UNKNOWN";
	case ERR_INTERNAL:
		return "ERR_INTERNAL";
	}
	return "ERR";
}
