#include "crypto/p256.h"

#include <stddef.h>
#include <stdlib.h>

#include <gmp.h>
#include <nettle/bignum.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>
#include <sodium.h>

#include "base/check.h"

enum { NUMBER_BYTES = 32, N_LIMBS = NUMBER_BYTES / sizeof(mp_limb_t) };

/* A number that is only read, in limbs of the caller's. */
struct number {
	mpz_t z;
	mp_limb_t limbs[N_LIMBS];
};

static void *
resize_wiped(void *old, size_t old_n, size_t n)
{
	unsigned char *p = xmalloc(n), *from = old;

	for (size_t i = 0; i < n && i < old_n; i++)
		p[i] = from[i];
	sodium_memzero(old, old_n);
	free(old);
	return p;
}

static void
free_wiped(void *p, size_t n)
{
	sodium_memzero(p, n);
	free(p);
}

void
p256_init(void)
{
	mp_set_memory_functions(xmalloc, resize_wiped, free_wiped);
}

static void
number_read(struct number *out, const uint8_t bytes[NUMBER_BYTES])
{
	*out = (struct number){ .limbs = { 0 } };
	for (size_t i = 0; i < NUMBER_BYTES; i++)
		out->limbs[i /
		    sizeof(mp_limb_t)] |= (mp_limb_t)bytes[NUMBER_BYTES - 1 - i]
		    << 8 * (i % sizeof(mp_limb_t));
	mpz_roinit_n(out->z, out->limbs, N_LIMBS);
}

static void
point_write(const struct ecc_point *p, uint8_t out[P256_POINT_BYTES])
{
	mpz_t x, y;

	mpz_init(x);
	mpz_init(y);
	ecc_point_get(p, x, y);
	nettle_mpz_get_str_256(NUMBER_BYTES, out, x);
	nettle_mpz_get_str_256(NUMBER_BYTES, out + NUMBER_BYTES, y);
	mpz_clear(x);
	mpz_clear(y);
}

/* point may be NULL, for the base. */
static bool
multiply(uint8_t out[P256_POINT_BYTES], const uint8_t scalar[P256_SCALAR_BYTES],
    const uint8_t *point)
{
	const struct ecc_curve *curve = nettle_get_secp_256r1();
	struct ecc_scalar k;
	struct ecc_point p;
	struct number n, x, y;
	bool is_good;

	ecc_scalar_init(&k, curve);
	ecc_point_init(&p, curve);
	number_read(&n, scalar);
	is_good = ecc_scalar_set(&k, n.z) == 1;
	if (is_good && point == NULL) {
		ecc_point_mul_g(&p, &k);
	} else if (is_good) {
		number_read(&x, point);
		number_read(&y, point + NUMBER_BYTES);
		is_good = ecc_point_set(&p, x.z, y.z) == 1;
		if (is_good)
			ecc_point_mul(&p, &k, &p);
	}
	if (is_good)
		point_write(&p, out);
	sodium_memzero(&n, sizeof(n));
	ecc_scalar_clear(&k);
	ecc_point_clear(&p);
	return is_good;
}

bool
p256_mul_base(
    uint8_t out[P256_POINT_BYTES], const uint8_t scalar[P256_SCALAR_BYTES])
{
	return multiply(out, scalar, NULL);
}

bool
p256_mul(uint8_t out[P256_POINT_BYTES], const uint8_t scalar[P256_SCALAR_BYTES],
    const uint8_t point[P256_POINT_BYTES])
{
	return multiply(out, scalar, point);
}
