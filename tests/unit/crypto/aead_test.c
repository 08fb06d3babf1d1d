/* Published answers for the ciphers, and what must not open. */
#include "cmocka_all.h"

#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/crypto.h"
#include "crypto/x25519.h"

static const uint8_t zeroes[AEAD_KEY_BYTES];

static int
set_up(void **state)
{
	(void)state;
	return crypto_init() == OK ? 0 : -1;
}

/* Test cases 13 and 14 of McGrew and Viega's paper on GCM. */
static void
aead_aes_gives_published_answers(void **state)
{
	static const uint8_t none[] = { 0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45,
		0x36, 0xb9, 0xa9, 0x63, 0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b };
	static const uint8_t block[] = { 0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60,
		0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3, 0x9d, 0x18 };
	static const uint8_t block_tag[] = { 0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99,
		0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19 };
	uint8_t out[16], tag[AEAD_TAG_BYTES];
	struct aead_text t = { zeroes, NULL, 0, zeroes, out, 0 };
	struct aead *k;

	(void)state;
	if (!aead_has(AEAD_AES))
		skip();
	k = aead_new(AEAD_AES, zeroes);
	aead_seal(k, &t, tag);
	assert_memory_equal(tag, none, sizeof(none));
	t.n = sizeof(out);
	aead_seal(k, &t, tag);
	assert_memory_equal(out, block, sizeof(block));
	assert_memory_equal(tag, block_tag, sizeof(block_tag));
	t.in = out;
	assert_true(aead_open(k, &t, tag));
	assert_memory_equal(out, zeroes, sizeof(out));
	aead_free(k);
	aead_free(NULL);
}

/* RFC 7748, section 6.1. */
static void
x25519_gives_published_answers(void **state)
{
	static const uint8_t secret[] = { 0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18,
		0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
		0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77,
		0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a };
	static const uint8_t public[] = { 0x85, 0x20, 0xf0, 0x09, 0x89, 0x30,
		0xa7, 0x54, 0x74, 0x8b, 0x7d, 0xdc, 0xb4, 0x3e, 0xf7, 0x5a,
		0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38, 0x1a, 0xf4, 0xeb, 0xa4,
		0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a };
	static const uint8_t peer[] = { 0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d,
		0xc1, 0xb4, 0xd3, 0x5b, 0x61, 0xc2, 0xec, 0xe4, 0x35, 0x37,
		0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78, 0x67, 0x4d, 0xad, 0xfc,
		0x7e, 0x14, 0x6f, 0x88, 0x2b, 0x4f };
	static const uint8_t shared[] = { 0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce,
		0x2d, 0xe1, 0x72, 0x8e, 0x3b, 0xf4, 0x80, 0x35, 0x0f, 0x25,
		0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1, 0x9e, 0x33, 0x76, 0xf0,
		0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42 };
	uint8_t out[X25519_BYTES];

	(void)state;
	x25519_mul_base(out, secret);
	assert_memory_equal(out, public, sizeof(public));
	assert_true(x25519_mul(out, secret, peer));
	assert_memory_equal(out, shared, sizeof(shared));
	assert_false(x25519_mul(out, secret, zeroes));
}

/* Any bit that is turned, of text, tag, nonce or what is only shown. */
static void
aead_opens_nothing_that_was_changed(void **state)
{
	struct {
		uint8_t nonce[AEAD_NONCE_BYTES], ad[5], text[20];
		uint8_t tag[AEAD_TAG_BYTES];
	} m;
	uint8_t key[AEAD_KEY_BYTES], out[sizeof(m.text)], *bytes = (void *)&m;

	(void)state;
	crypto_random(key, sizeof(key));
	crypto_random(&m, sizeof(m));
	for (int cipher = AEAD_AES; cipher <= AEAD_CHACHA; cipher++) {
		struct aead_text t = { m.nonce, m.ad, sizeof(m.ad), m.text,
			m.text, sizeof(m.text) };
		struct aead *k;

		if (!aead_has(cipher))
			continue;
		k = aead_new(cipher, key);
		aead_seal(k, &t, m.tag);
		t.out = out;
		for (size_t bit = 0; bit < sizeof(m) * 8; bit++) {
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			memset(out, 0xff, sizeof(out));
			assert_false(aead_open(k, &t, m.tag));
			assert_memory_equal(out, zeroes, sizeof(out));
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		assert_true(aead_open(k, &t, m.tag));
		aead_free(k);
	}
}

enum { LONG = 16500, STEP = 97, AT = 3 };

/* From one place to another, and where it stands, at any place. */
static void
aead_does_any_length_in_place(void **state)
{
	static uint8_t text[LONG], moved[LONG + AT], placed[LONG + AT];
	uint8_t key[AEAD_KEY_BYTES], tag[AEAD_TAG_BYTES], own[AEAD_TAG_BYTES];

	(void)state;
	crypto_random(key, sizeof(key));
	crypto_random(text, sizeof(text));
	for (int cipher = AEAD_AES; cipher <= AEAD_CHACHA; cipher++) {
		struct aead_text to = { zeroes, text, 0, text, moved + AT, 0 };
		struct aead_text in = { zeroes, text, 0, placed + 1, placed + 1,
			0 };
		struct aead *k;

		if (!aead_has(cipher))
			continue;
		k = aead_new(cipher, key);
		for (size_t n = 0; n < LONG; n += n < 300 ? 1 : STEP) {
			to.n = in.n = n;
			to.ad_len = in.ad_len = n % 40;
			memcpy(placed + 1, text, n);
			aead_seal(k, &to, tag);
			aead_seal(k, &in, own);
			assert_memory_equal(tag, own, sizeof(tag));
			assert_memory_equal(to.out, in.out, n);
			assert_true(aead_open(k, &in, tag));
			assert_memory_equal(in.out, text, n);
		}
		aead_free(k);
	}
}

enum { N_THREADS = 4, N_TURNS = 200, SHORT = 1000 };

/* One key, never two threads at once; and one that is its own. */
struct turns {
	pthread_mutex_t lock;
	struct aead *shared;
	enum aead_cipher cipher;
};

static void *
take_turns(void *arg)
{
	uint8_t tag[AEAD_TAG_BYTES], text[SHORT] = { 0 };
	struct aead_text t = { zeroes, NULL, 0, text, text, sizeof(text) };
	struct turns *turns = arg;
	struct aead *own = aead_new(turns->cipher, zeroes);

	for (int i = 0; i < N_TURNS; i++) {
		aead_seal(own, &t, tag);
		pthread_mutex_lock(&turns->lock);
		CHECK(aead_open(turns->shared, &t, tag));
		pthread_mutex_unlock(&turns->lock);
	}
	aead_free(own);
	return NULL;
}

static void
aead_keys_go_from_thread_to_thread(void **state)
{
	struct turns turns = { .lock = PTHREAD_MUTEX_INITIALIZER };

	(void)state;
	for (int cipher = AEAD_AES; cipher <= AEAD_CHACHA; cipher++) {
		pthread_t threads[N_THREADS];

		if (!aead_has(cipher))
			continue;
		turns.cipher = cipher;
		turns.shared = aead_new(cipher, zeroes);
		for (int i = 0; i < N_THREADS; i++)
			assert_int_equal(pthread_create(&threads[i], NULL,
					     take_turns, &turns),
			    0);
		for (int i = 0; i < N_THREADS; i++)
			pthread_join(threads[i], NULL);
		aead_free(turns.shared);
	}
}

/* What was begun before a fork goes on in both. */
static void
aead_works_in_a_child(void **state)
{
	uint8_t text[SHORT] = { 0 }, tag[AEAD_TAG_BYTES];
	struct aead_text t = { zeroes, NULL, 0, text, text, sizeof(text) };
	int status;

	(void)state;
	for (int cipher = AEAD_AES; cipher <= AEAD_CHACHA; cipher++) {
		struct aead *k, *own;
		pid_t pid;

		if (!aead_has(cipher))
			continue;
		k = aead_new(cipher, zeroes);
		aead_seal(k, &t, tag);
		if ((pid = fork()) == 0) {
			own = aead_new(cipher, zeroes);
			_exit(aead_open(own, &t, tag) ? 7 : 1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 7);
		assert_true(aead_open(k, &t, tag));
		aead_free(k);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aead_aes_gives_published_answers),
		cmocka_unit_test(x25519_gives_published_answers),
		cmocka_unit_test(aead_opens_nothing_that_was_changed),
		cmocka_unit_test(aead_does_any_length_in_place),
		cmocka_unit_test(aead_keys_go_from_thread_to_thread),
		cmocka_unit_test(aead_works_in_a_child),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
