/*
 * settings.h: the settings file, and the same settings as options.
 *
 * The file has "key = value" lines; '#' begins a comment.  Each key is also an
 * option of `serve`, which wins over the file.
 */
#ifndef ADMIN_SETTINGS_H
#define ADMIN_SETTINGS_H

#include "admin/options.h"
#include "route/settings.h"

/* Every setting as an option, with its default in the help text. */
extern const struct option settings_options[];

/* The defaults; data is "data". */
void settings_init(struct settings *);

/*
 * One setting.
 *
 * ERR_NOT_FOUND	there is no such key
 * ERR_INVALID		*why: the value is not one it can have
 */
enum err settings_set(struct arena *, struct settings *, struct str key,
    struct str value, struct str *why) MUST_CHECK;

/*
 * Defaults, then the file (--config, else praatmee.conf in the data directory
 * where there is one), then the options.
 *
 * ERR_INVALID	*why says what is wrong, with file and line
 */
enum err settings_load(struct arena *, const struct options *,
    struct settings *, struct str *why) MUST_CHECK;

#endif
