/*
 * commands.h: the families of commands, one a file.
 */
#ifndef ADMIN_COMMANDS_H
#define ADMIN_COMMANDS_H

#include "admin/command.h"

/* Each ends with a NULL name. */
extern const struct command begin_commands[]; /* init, demo */
extern const struct command site_commands[];
extern const struct command user_commands[];
extern const struct command organisation_commands[];
extern const struct command care_commands[]; /* backup, check … */
extern const struct command mail_commands[]; /* mail test */
extern const struct command copy_commands[];
extern const struct command request_commands[]; /* routes, request */

#endif
