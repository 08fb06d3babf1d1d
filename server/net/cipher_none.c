/*
 * cipher_none.c: in the place of cipher.c where mbedTLS is a shared library,
 * in which no call can be replaced.
 */
#include "net/cipher.h"

void
cipher_init(void)
{
}

bool
cipher_has_fast_aes(void)
{
	return false;
}

const char *
cipher_text(void)
{
	return "all by mbedTLS";
}
