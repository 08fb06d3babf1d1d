#include "crypto/x25519.h"

#include <assert.h>

#include <sodium.h>

#include "base/check.h"

static_assert(X25519_BYTES == crypto_scalarmult_BYTES &&
	X25519_BYTES == crypto_scalarmult_SCALARBYTES,
    "the length of a point and of a scalar");

bool
x25519_mul(uint8_t out[X25519_BYTES], const uint8_t scalar[X25519_BYTES],
    const uint8_t point[X25519_BYTES])
{
	return crypto_scalarmult(out, scalar, point) == 0;
}

void
x25519_mul_base(uint8_t out[X25519_BYTES], const uint8_t scalar[X25519_BYTES])
{
	CHECK(crypto_scalarmult_base(out, scalar) == 0);
}
