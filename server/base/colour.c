#include "base/colour.h"

#include <math.h>

#include "base/check.h"
#include "base/hex.h"

enum { STEPS = 255 };

enum err
colour_parse(struct str s, struct colour *out)
{
	uint8_t v[3];
	int high, low;
	size_t step;

	if (str_has_prefix(s, STR("#")))
		s = str_skip(s, 1);
	if (s.n != 3 && s.n != 6)
		return ERR_INVALID;
	step = s.n / 3;
	for (size_t i = 0; i < 3; i++) {
		high = hex_digit(s.p[i * step]);
		low = hex_digit(s.p[i * step + step - 1]);
		if (high < 0 || low < 0)
			return ERR_INVALID;
		v[i] = (uint8_t)(high * 16 + low);
	}
	*out = (struct colour){ v[0], v[1], v[2] };
	return OK;
}

struct str
colour_text(struct arena *a, struct colour c)
{
	return arena_fmt(a, "#%02x%02x%02x", c.r, c.g, c.b);
}

static double
linear(uint8_t v)
{
	double c = v / 255.0;

	return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

/* https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
static double
luminance(struct colour c)
{
	return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) +
	    0.0722 * linear(c.b);
}

double
colour_contrast(struct colour a, struct colour b)
{
	double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

static uint8_t
mix_one(int from, int to, int step)
{
	int distance = to > from ? to - from : from - to;
	int moved = (distance * step + STEPS / 2) / STEPS;

	return (uint8_t)(to > from ? from + moved : from - moved);
}

/* Black and white change how light a colour is, and not its hue. */
static struct colour
mix(struct colour c, uint8_t with, int step)
{
	return (struct colour){ mix_one(c.r, with, step),
		mix_one(c.g, with, step), mix_one(c.b, with, step) };
}

struct colour
colour_apart(struct colour c, struct colour ground, double contrast)
{
	static const struct colour black = { 0, 0, 0 },
				   white = { 255, 255, 255 };
	bool is_dark = colour_contrast(ground, white) >
	    colour_contrast(ground, black);
	int step = 0;

	CHECK(colour_contrast(ground, is_dark ? white : black) >= contrast);
	while (
	    colour_contrast(mix(c, is_dark ? 255 : 0, step), ground) < contrast)
		step++;
	return mix(c, is_dark ? 255 : 0, step);
}
