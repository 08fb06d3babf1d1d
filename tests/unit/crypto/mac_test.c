/* HMAC: published answers, and what may be done in another order. */
#include "cmocka_all.h"

#include <string.h>

#include "crypto/mac.h"

static const char text[] = "what do ya want for nothing?";

static void
add(struct mac *m, const char *p, size_t n)
{
	mac_add(m, (const uint8_t *)p, n);
}

/* RFC 4231, test case 2. */
static void
mac_gives_published_answers(void **state)
{
	static const struct {
		enum mac_hash hash;
		uint8_t begins[8], ends[4];
		size_t n;
	} answers[] = {
		{ MAC_SHA256,
		    { 0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e },
		    { 0x64, 0xec, 0x38, 0x43 }, 32 },
		{ MAC_SHA384,
		    { 0xaf, 0x45, 0xd2, 0xe3, 0x76, 0x48, 0x40, 0x31 },
		    { 0xfa, 0xb2, 0x16, 0x49 }, 48 },
		{ MAC_SHA512,
		    { 0x16, 0x4b, 0x7a, 0x7b, 0xfc, 0xf8, 0x19, 0xe2 },
		    { 0x38, 0xbc, 0xe7, 0x37 }, 64 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		uint8_t out[MAC_BYTES_MAX + 1] = { 0 };
		struct mac *m = mac_new(answers[i].hash);
		size_t n = answers[i].n;

		mac_set_key(m, (const uint8_t *)"Jefe", 4);
		add(m, text, sizeof(text) - 1);
		mac_end(m, out);
		assert_memory_equal(out, answers[i].begins, 8);
		assert_memory_equal(out + n - 4, answers[i].ends, 4);
		assert_int_equal(out[n], 0);
		mac_free(m);
	}
	mac_free(NULL);
}

static void
mac_begins_again_with_its_key(void **state)
{
	struct mac *m = mac_new(MAC_SHA384);
	uint8_t first[MAC_BYTES_MAX] = { 0 }, out[MAC_BYTES_MAX] = { 0 };

	(void)state;
	mac_set_key(m, (const uint8_t *)"Jefe", 4);
	add(m, text, sizeof(text) - 1);
	mac_end(m, first);
	add(m, text, 10);
	add(m, text + 10, sizeof(text) - 11);
	mac_end(m, out);
	assert_memory_equal(out, first, sizeof(first));
	add(m, text, 10);
	mac_begin(m);
	add(m, text, sizeof(text) - 1);
	mac_end(m, out);
	assert_memory_equal(out, first, sizeof(first));
	mac_set_key(m, (const uint8_t *)"Jefe2", 5);
	add(m, text, sizeof(text) - 1);
	mac_end(m, out);
	assert_memory_not_equal(out, first, 48);
	mac_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mac_gives_published_answers),
		cmocka_unit_test(mac_begins_again_with_its_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
