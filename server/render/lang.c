#include "render/lang.h"

#include <stddef.h>

#include "render/msg_table.h"

enum { WEIGHT_MAX = 1000, RANGES_MAX = 32 };

struct lang_info {
	struct str tag, name, dir;
};

static const struct lang_info infos[LANG_N] = {
	[LANG_NL] = { STR_INIT("nl"), STR_INIT("Nederlands"), STR_INIT("ltr") },
	[LANG_EN] = { STR_INIT("en"), STR_INIT("English"), STR_INIT("ltr") },
	[LANG_FR] = { STR_INIT("fr"), STR_INIT("Français"), STR_INIT("ltr") },
	[LANG_AR] = { STR_INIT("ar"), STR_INIT("العربية"), STR_INIT("rtl") },
};

bool
lang_is_offered(enum lang lang)
{
	return msg_table[lang] != NULL;
}

struct str
lang_tag(enum lang lang)
{
	return infos[lang].tag;
}

struct str
lang_name(enum lang lang)
{
	return infos[lang].name;
}

struct str
lang_dir(enum lang lang)
{
	return infos[lang].dir;
}

enum err
lang_parse(struct str tag, enum lang *lang)
{
	struct str primary = { tag.p, str_find(tag, '-') };

	for (int i = 0; i < LANG_N; i++) {
		if (str_eq_nocase(primary, infos[i].tag)) {
			*lang = (enum lang)i;
			return OK;
		}
	}
	return ERR_NOT_FOUND;
}

/* "q=0.8" as thousandths; -1 for what is no weight. */
static int
parse_weight(struct str s)
{
	int weight, scale = WEIGHT_MAX;

	if (s.n < 3 || s.n > 7 ||
	    !str_eq_nocase((struct str){ s.p, 2 }, STR("q=")))
		return -1;
	s = str_skip(s, 2);
	if (s.p[0] != '0' && s.p[0] != '1')
		return -1;
	weight = (s.p[0] - '0') * scale;
	if (s.n > 1 && s.p[1] != '.')
		return -1;
	for (size_t i = 2; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return -1;
		scale /= 10;
		weight += (s.p[i] - '0') * scale;
	}
	return weight > WEIGHT_MAX ? -1 : weight;
}

/* What the field says of each language: -1 nothing, else a weight. */
struct wishes {
	int weight[LANG_N];
	size_t place[LANG_N];
};

static void
note(struct wishes *w, int lang, int weight, size_t place)
{
	if (w->weight[lang] >= weight)
		return;
	w->weight[lang] = weight;
	w->place[lang] = place;
}

/* "*" stands for every language that the field does not name. */
static void
note_others(struct wishes *w, int weight, size_t place)
{
	for (int i = 0; i < LANG_N; i++)
		if (w->weight[i] == -1)
			note(w, i, weight, place);
}

static void
read_wishes(struct str header, struct wishes *w)
{
	struct str range, tag;
	int weight, others = -1;
	size_t others_place = 0;
	enum lang lang;

	for (size_t i = 0; i < RANGES_MAX && str_cut(&header, ',', &range);
	     i++) {
		weight = WEIGHT_MAX;
		if (!str_cut(&range, ';', &tag))
			continue;
		if (range.n > 0 &&
		    (weight = parse_weight(str_trim(range))) == -1)
			continue;
		tag = str_trim(tag);
		if (str_eq(tag, STR("*"))) {
			others = weight;
			others_place = i;
		} else if (lang_parse(tag, &lang) == OK) {
			note(w, (int)lang, weight, i);
		}
	}
	if (others != -1)
		note_others(w, others, others_place);
}

enum err
lang_negotiate(struct str header, enum lang *lang)
{
	struct wishes w;
	int best = -1;

	for (int i = 0; i < LANG_N; i++)
		w.weight[i] = -1;
	read_wishes(header, &w);
	for (int i = 0; i < LANG_N; i++) {
		if (!lang_is_offered((enum lang)i) || w.weight[i] <= 0)
			continue;
		if (best == -1 || w.weight[i] > w.weight[best] ||
		    (w.weight[i] == w.weight[best] &&
			w.place[i] < w.place[best]))
			best = i;
	}
	if (best == -1)
		return ERR_NOT_FOUND;
	*lang = (enum lang)best;
	return OK;
}
