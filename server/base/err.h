/*
 * err.h: the one way in which a function says that it could not.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

/*
 * Codes before ERR_BUSY are answers, not accidents; a header says which of
 * them a function gives and what they mean there.
 *
 * ERR_BUSY	a resource is taken for the moment: try again
 * ERR_UNKNOWN	nobody can say whether it was done: ask again with the same key
 * ERR_INTERNAL	something broke; whoever saw it first has logged it
 */
enum err {
	OK,
	ERR_NOT_FOUND,
	ERR_DENIED,
	ERR_INVALID,
	ERR_CONFLICT,
	ERR_LIMIT,
	ERR_BUSY,
	ERR_UNKNOWN,
	ERR_INTERNAL
};

/* The name of a code for logs, such as "ERR_DENIED"; a literal. */
const char *err_name(enum err);

#endif
