/*
 * mail.h: what the settings say of mail.
 */
#ifndef ADMIN_MAIL_H
#define ADMIN_MAIL_H

#include "admin/command.h"
#include "jobs/mail.h"

/*
 * Who sends, with the password from its file, which root may read and the
 * server may not; *is_set false: the settings name no mail server.  Says what
 * is wrong with them.
 */
enum exit_code
call_mail(struct call *, struct mail_sender *out, bool *is_set) MUST_CHECK;

#endif
