-- The number that the newest answer of a thread got for its place in the tree:
-- numbers grow through all of the thread, so that an answer changes no post but
-- itself.  Those that were given out before, to the answers of each post apart,
-- stay as they are.
ALTER TABLE thread ADD COLUMN last_number int64 NOT NULL DEFAULT 0;
UPDATE thread SET last_number = coalesce((
	SELECT max(p.next_child) - 1 FROM post p WHERE p.thread_id = thread.id),
	0);
ALTER TABLE post DROP COLUMN next_child;
