-- The answer that was shown last for the first time; it may be a stub by now.
ALTER TABLE thread ADD COLUMN newest_id int64;
