#include "admin/commands.h"

const struct command *const command_lists[] = { begin_commands, site_commands,
	user_commands, organisation_commands, mail_commands, care_commands,
	copy_commands, request_commands, NULL };
