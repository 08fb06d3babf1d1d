#include "http/stitch.h"

#include <string.h>

#include <zlib.h>

#include "base/check.h"
#include "base/log.h"

enum {
	RAW_WINDOW = -15, /* the largest, without a head and tail */
	MEMORY = 8,
	TEXT_MAX = 1 << 30,
	STORED_MAX = UINT16_MAX, /* in one block */
	STORED_HEAD = 5,
	TAIL = 8
};

/* What is kept: these, and behind them the deflated bytes of each. */
struct part {
	size_t n, n_deflated;
	uint32_t crc;	  /* of its n bytes */
	uint32_t combine; /* crc32_combine_gen(n) */
};
struct parts {
	size_t n;
	struct part v[STITCH_CUTS_MAX + 1];
};

/* Deflate text as one part and append it. */
static bool
pack_part(
    z_stream *z, struct str text, int flush, struct part *part, struct buf *out)
{
	size_t max = deflateBound(z, (uLong)text.n) + STORED_HEAD;
	int r;

	part->combine = (uint32_t)crc32_combine_gen((z_off_t)text.n);
	/* Twice a flush with nothing between is an error to zlib. */
	if (text.n == 0 && flush != Z_FINISH)
		return true;
	CHECK(buf_reserve(out, max));
	z->next_in = (Bytef *)text.p;
	z->avail_in = (uInt)text.n;
	z->next_out = (Bytef *)out->p + out->n;
	z->avail_out = (uInt)max;
	r = deflate(z, flush);
	if (r != (flush == Z_FINISH ? Z_STREAM_END : Z_OK) ||
	    z->avail_in != 0 || z->avail_out == 0)
		return false;
	part->n = text.n;
	part->n_deflated = max - z->avail_out;
	part->crc = (uint32_t)crc32_z(0, (const Bytef *)text.p, text.n);
	out->n += part->n_deflated;
	return true;
}

enum err
stitch_pack(struct str text, const size_t *cuts, size_t n_cuts, int level,
    struct buf *out)
{
	struct parts parts = { .n = n_cuts + 1 };
	size_t at = out->n, begin = 0, end;
	z_stream z = { 0 };
	bool is_ok;

	if (n_cuts > STITCH_CUTS_MAX || text.n > TEXT_MAX)
		return ERR_LIMIT;
	is_ok = deflateInit2(&z, level, Z_DEFLATED, RAW_WINDOW, MEMORY,
		    Z_DEFAULT_STRATEGY) == Z_OK;
	buf_add(out, &parts, sizeof(parts));
	for (size_t i = 0; i <= n_cuts && is_ok; i++) {
		end = i < n_cuts ? cuts[i] : text.n;
		CHECK(begin <= end && end <= text.n);
		is_ok = pack_part(&z,
		    (struct str){ text.p + begin, end - begin },
		    i < n_cuts ? Z_FULL_FLUSH : Z_FINISH, &parts.v[i], out);
		begin = end;
	}
	deflateEnd(&z);
	memcpy(out->p + at, &parts, sizeof(parts));
	if (is_ok)
		return OK;
	LOG_ERROR("http.stitch", "bytes=%zu level=%d", text.n, level);
	return ERR_INTERNAL;
}

static void
put_le(struct buf *out, uint32_t v, int n_bytes)
{
	for (int i = 0; i < n_bytes; i++, v >>= 8)
		buf_char(out, (char)(v & 0xff));
}

/* Blocks of type 0 (RFC 1951, section 3.2.4); nothing for nothing. */
static void
put_stored(struct buf *out, struct str s)
{
	while (s.n > 0) {
		size_t n = s.n < STORED_MAX ? s.n : STORED_MAX;

		buf_char(out, 0);
		put_le(out, (uint32_t)n, 2);
		put_le(out, (uint32_t)~n, 2);
		buf_add(out, s.p, n);
		s = str_skip(s, n);
	}
}

void
stitch_join(struct str kept, const struct str *fresh, size_t n, struct buf *out)
{
	static const char head[] = "\x1f\x8b\x08\0\0\0\0\0\0\xff";
	struct str rest = str_skip(kept, sizeof(struct parts));
	struct parts parts;
	uint32_t n_bytes = 0;
	uLong crc = 0;

	CHECK(kept.n >= sizeof(parts));
	memcpy(&parts, kept.p, sizeof(parts));
	CHECK(parts.n == n + 1 && n <= STITCH_CUTS_MAX);
	buf_add(out, head, sizeof(head) - 1);
	for (size_t i = 0; i <= n; i++) {
		const struct part *part = &parts.v[i];

		buf_add(out, rest.p, part->n_deflated);
		rest = str_skip(rest, part->n_deflated);
		crc = crc32_combine_op(crc, part->crc, part->combine);
		n_bytes += (uint32_t)part->n;
		if (i == n)
			break;
		put_stored(out, fresh[i]);
		if (fresh[i].n > 0) /* without a pointer it begins anew */
			crc = crc32_z(
			    crc, (const Bytef *)fresh[i].p, fresh[i].n);
		n_bytes += (uint32_t)fresh[i].n;
	}
	put_le(out, (uint32_t)crc, TAIL / 2);
	put_le(out, n_bytes, TAIL / 2);
}
