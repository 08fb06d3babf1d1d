-- Answers are numbered within their thread, from 1, in the order in which they
-- were shown for the first time; 0: never, or before there were numbers.
ALTER TABLE post ADD COLUMN shown_number int64 NOT NULL DEFAULT 0;
CREATE INDEX post_shown ON post(thread_id, shown_number)
	WHERE shown_number > 0;

-- How far a member has seen a thread: up to seen_number, something of which
-- was shown to them last at seen_at; when the visit began in which it was, up
-- to before_number.
CREATE TABLE thread_seen (
	account_id int64 NOT NULL REFERENCES account(id),
	thread_id int64 NOT NULL REFERENCES thread(id),
	before_number int64 NOT NULL,
	seen_number int64 NOT NULL,
	seen_at time NOT NULL,
	PRIMARY KEY (account_id, thread_id)
) WITHOUT ROWID;
CREATE INDEX thread_seen_age ON thread_seen(seen_at);
