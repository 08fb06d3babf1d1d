-- Mail that waits to be sent: of what it tells, never its words, and no secret.
-- kind: 1 confirm an address, 2 a new password, 3 the address has an account
-- already, 4 a decision: subject_id.  language '': the account's.  due_at: not
-- before; who sends it moves it on first.
CREATE TABLE mail (
	id identity,
	account_id int64 NOT NULL REFERENCES account(id),
	kind int64 NOT NULL,
	subject_id int64 REFERENCES decision(id),
	language text NOT NULL,
	created_at time NOT NULL,
	due_at time NOT NULL,
	tries int64 NOT NULL
);
CREATE INDEX mail_due ON mail(due_at, id);
-- Since when its address is known to be its own, and whether it wants to be
-- mailed when a post of its own is placed.
ALTER TABLE account ADD COLUMN email_confirmed_at time;
ALTER TABLE account ADD COLUMN mail_placed bool NOT NULL DEFAULT 1;
-- Whose it is, of what is sent to somebody.
ALTER TABLE token ADD COLUMN account_id int64 REFERENCES account(id);
CREATE INDEX token_account ON token(account_id, kind);
CREATE INDEX token_expiry ON token(expires_at);
