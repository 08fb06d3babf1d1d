/*
 * mac.h: a code that only who has the key can make of a text: HMAC (RFC 2104),
 * by nettle.  A key is worked in once, for any number of texts.
 */
#ifndef CRYPTO_MAC_H
#define CRYPTO_MAC_H

#include <stddef.h>
#include <stdint.h>

enum mac_hash { MAC_SHA256, MAC_SHA384, MAC_SHA512 };

enum { MAC_BYTES_MAX = 64 };

/* Without a key yet.  Wiped when it is freed. */
struct mac;
struct mac *mac_new(enum mac_hash);
void mac_free(struct mac *);

/* This key from now on, of any length; begins a text. */
void mac_set_key(struct mac *, const uint8_t *key, size_t n);
/* Begins another text with the same key. */
void mac_begin(struct mac *);
void mac_add(struct mac *, const uint8_t *p, size_t n);
/* Writes as many bytes as the hash has, and begins another text. */
void mac_end(struct mac *, uint8_t out[MAC_BYTES_MAX]);

#endif
