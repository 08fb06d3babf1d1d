/*
 * p256.h: multiplication on the curve P-256, by nettle, in constant time.
 *
 * Numbers are big-endian; a point is its x and then its y.
 */
#ifndef CRYPTO_P256_H
#define CRYPTO_P256_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"

enum { P256_SCALAR_BYTES = 32, P256_POINT_BYTES = 64 };

/*
 * Before anything else here and before there are other threads: memory that
 * GMP, on which nettle stands, gives back is wiped first.
 */
void p256_init(void);

/* False when the scalar is zero or no less than the order of the curve. */
bool p256_mul_base(uint8_t out[P256_POINT_BYTES],
    const uint8_t scalar[P256_SCALAR_BYTES]) MUST_CHECK;
/* False also when the point is not on the curve. */
bool
p256_mul(uint8_t out[P256_POINT_BYTES], const uint8_t scalar[P256_SCALAR_BYTES],
    const uint8_t point[P256_POINT_BYTES]) MUST_CHECK;

#endif
