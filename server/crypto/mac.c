#include "crypto/mac.h"

#include <stdlib.h>
#include <string.h>

#include <nettle/hmac.h>
#include <nettle/nettle-meta.h>
#include <nettle/sha2.h>
#include <sodium.h>

#include "base/check.h"

union state {
	struct sha256_ctx sha256;
	struct sha512_ctx sha512; /* and SHA-384 */
};

struct mac {
	const struct nettle_hash *hash;
	union state outer, inner; /* after the block that is the key */
	union state text;
};

struct mac *
mac_new(enum mac_hash hash)
{
	static const struct nettle_hash *const hashes[] = {
		[MAC_SHA256] = &nettle_sha256,
		[MAC_SHA384] = &nettle_sha384,
		[MAC_SHA512] = &nettle_sha512,
	};
	struct mac *m = xcalloc(1, sizeof(*m));

	m->hash = hashes[hash];
	CHECK(m->hash->context_size <= sizeof(union state));
	CHECK(m->hash->digest_size <= MAC_BYTES_MAX);
	return m;
}

void
mac_free(struct mac *m)
{
	if (m == NULL)
		return;
	sodium_memzero(m, sizeof(*m));
	free(m);
}

void
mac_set_key(struct mac *m, const uint8_t *key, size_t n)
{
	hmac_set_key(&m->outer, &m->inner, &m->text, m->hash, n, key);
}

void
mac_begin(struct mac *m)
{
	m->text = m->inner;
}

void
mac_add(struct mac *m, const uint8_t *p, size_t n)
{
	hmac_update(&m->text, m->hash, n, p);
}

void
mac_end(struct mac *m, uint8_t out[MAC_BYTES_MAX])
{
	hmac_digest(
	    &m->outer, &m->inner, &m->text, m->hash, m->hash->digest_size, out);
}
