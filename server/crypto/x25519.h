/*
 * x25519.h: multiplication on Curve25519 (RFC 7748).  After crypto_init().
 */
#ifndef CRYPTO_X25519_H
#define CRYPTO_X25519_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum { X25519_BYTES = 32 };

/*
 * In constant time, the bits of the scalar set as the RFC says.  False, and
 * nothing of use in out, where the product is zero, which says that the point
 * was chosen to make it so.
 */
bool x25519_mul(uint8_t out[X25519_BYTES], const uint8_t scalar[X25519_BYTES],
    const uint8_t point[X25519_BYTES]) MUST_CHECK;

/* The same with the point that public keys are made of. */
void
x25519_mul_base(uint8_t out[X25519_BYTES], const uint8_t scalar[X25519_BYTES]);

#endif
