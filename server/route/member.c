#include "route/member.h"

#include <string.h>

#include "base/check.h"
#include "crypto/crypto.h"

/* What is kept, and behind it the name and the language. */
struct member {
	int64_t account_id, n_approved;
	size_t name_n, language_n;
	bool is_demo;
};

static struct str
key_of(struct arena *a, struct str digest)
{
	return arena_join(a, (struct str[]){ STR("session\n"), digest }, 2);
}

void
member_keep(struct cache *c, uint64_t epoch, const struct session *session,
    const struct viewer *v)
{
	struct member m = { v->account_id, v->n_approved, v->name.n,
		v->language.n, v->is_demo };
	struct topic topic = { TOPIC_ACCOUNT, v->account_id };
	struct arena *a;
	struct buf bytes = { 0 };

	if (v->account_id == 0 || v->n_grants != 0)
		return;
	a = arena_new(0);
	buf_add(&bytes, &m, sizeof(m));
	buf_str(&bytes, v->name);
	buf_str(&bytes, v->language);
	cache_keep(c, key_of(a, session->digest),
	    &(struct cache_item){ .bytes = buf_text(&bytes),
		.epoch = epoch,
		.topics = &topic,
		.n_topics = 1,
		.expires_at = session->expires_at });
	buf_free(&bytes);
	arena_free(a);
}

bool
member_find(
    struct cache *c, struct arena *a, struct str token, struct viewer *out)
{
	struct cache_held held;
	struct member m;
	struct str words;

	if (token.n != TOKEN_TEXT_LEN ||
	    !cache_hold(c, key_of(a, crypto_digest_str(a, token)), &held))
		return false;
	CHECK(held.bytes.n >= sizeof(m));
	memcpy(&m, held.bytes.p, sizeof(m));
	words = arena_str(a, str_skip(held.bytes, sizeof(m)));
	cache_release(&held);
	CHECK(words.n == m.name_n + m.language_n);
	*out = (struct viewer){ .account_id = m.account_id,
		.name = { words.p, m.name_n },
		.language = str_skip(words, m.name_n),
		.is_demo = m.is_demo,
		.n_approved = m.n_approved };
	return true;
}
