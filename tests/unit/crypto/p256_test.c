/* P-256: published answers, and what is refused. */
#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "crypto/p256.h"

#define ORDER "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63255"

static int
set_up(void **state)
{
	(void)state;
	p256_init();
	return 0;
}

static void
from_hex(const char *hex, uint8_t *out, size_t n)
{
	assert_int_equal(strlen(hex), 2 * n);
	for (size_t i = 0; i < n; i++) {
		unsigned byte;

		assert_int_equal(sscanf(hex + 2 * i, "%2x", &byte), 1);
		out[i] = (uint8_t)byte;
	}
}

/* Published multiples of the base; the last but one is the base's opposite. */
static const struct {
	const char *scalar, *point;
} answers[] = {
	{ "0000000000000000000000000000000000000000000000000000000000000001",
	    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
	    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f"
	    "5" },
	{ "0000000000000000000000000000000000000000000000000000000000000002",
	    "7cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
	    "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d"
	    "1" },
	{ ORDER "0",
	    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
	    "b01cbd1c01e58065711814b583f061e9d431cca994cea1313449bf97c840ae0"
	    "a" },
	{ "000000000000000000000000000000000000000000000000018ebbb95eed0e13",
	    "339150844ec15234807fe862a86be77977dbfb3ae3d96f4c22795513aeaab82f"
	    "b1c14ddfdc8ec1b2583f51e85a5eb3a155840f2034730e9b5ada38b674336a2"
	    "1" },
};

static void
p256_gives_published_answers(void **state)
{
	uint8_t base[P256_POINT_BYTES];

	(void)state;
	from_hex(answers[0].point, base, sizeof(base));
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		uint8_t k[P256_SCALAR_BYTES], want[P256_POINT_BYTES];
		uint8_t out[P256_POINT_BYTES];

		from_hex(answers[i].scalar, k, sizeof(k));
		from_hex(answers[i].point, want, sizeof(want));
		assert_true(p256_mul_base(out, k));
		assert_memory_equal(out, want, sizeof(out));
		memset(out, 0, sizeof(out));
		assert_true(p256_mul(out, k, base));
		assert_memory_equal(out, want, sizeof(out));
	}
}

static void
p256_refuses_what_is_no_scalar(void **state)
{
	static const char *const scalars[] = {
		"00000000000000000000000000000000"
		"00000000000000000000000000000000",
		ORDER "1",
		"ffffffffffffffffffffffffffffffff"
		"ffffffffffffffffffffffffffffffff",
	};
	uint8_t k[P256_SCALAR_BYTES], base[P256_POINT_BYTES];
	uint8_t out[P256_POINT_BYTES];

	(void)state;
	from_hex(answers[0].point, base, sizeof(base));
	for (size_t i = 0; i < sizeof(scalars) / sizeof(scalars[0]); i++) {
		from_hex(scalars[i], k, sizeof(k));
		assert_false(p256_mul_base(out, k));
		assert_false(p256_mul(out, k, base));
	}
}

static void
p256_refuses_what_is_not_on_the_curve(void **state)
{
	uint8_t k[P256_SCALAR_BYTES] = { [31] = 5 }, point[P256_POINT_BYTES];
	uint8_t out[P256_POINT_BYTES];

	(void)state;
	for (size_t bit = 0; bit < sizeof(point) * 8; bit++) {
		from_hex(answers[1].point, point, sizeof(point));
		point[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_false(p256_mul(out, k, point));
	}
	memset(point, 0, sizeof(point));
	assert_false(p256_mul(out, k, point));
	memset(point, 0xff, sizeof(point));
	assert_false(p256_mul(out, k, point));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(p256_gives_published_answers),
		cmocka_unit_test(p256_refuses_what_is_no_scalar),
		cmocka_unit_test(p256_refuses_what_is_not_on_the_curve),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
