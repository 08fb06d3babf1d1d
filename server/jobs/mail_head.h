/*
 * mail_head.h: lines of a mail's head (RFC 5322, RFC 2047).
 *
 * Whatever the text is, it stays inside its line: a control character becomes a
 * space, what is not plain ASCII an encoded word of at most 75 characters,
 * which never ends within a character; long texts are folded.  None of them
 * ends in a line break.
 */
#ifndef JOBS_MAIL_HEAD_H
#define JOBS_MAIL_HEAD_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* "Subject: text". */
void mail_head_text(struct buf *, const char *name, struct str text);
/* "From: a name <address>"; the address is one of forum/typed.h. */
void mail_head_mailbox(
    struct buf *, const char *name, struct str who, struct str address);
/* "Date: Sat, 28 Nov 2026 21:11:37 +0000". */
void mail_head_date(struct buf *, int64_t at);

#endif
