-- name: seen_state :one
-- How many answers of a listed thread were ever numbered, and how far an
-- account has seen them.
-- in:  account_id int64, thread_id int64
-- out: shown_number int64, before_number int64?, seen_number int64?, seen_at time?
SELECT coalesce((
		SELECT max(p.shown_number) FROM post p
		 WHERE p.thread_id = t.id AND p.shown_number > 0), 0)
       AS shown_number,
       s.before_number, s.seen_number, s.seen_at
  FROM thread t
  LEFT JOIN thread_seen s
    ON s.account_id = :account_id AND s.thread_id = t.id
 WHERE t.id = :thread_id AND t.is_listed = 1;

-- name: seen_fresh :many
-- Of the answers of others behind a number that everyone may read the first so
-- many, in tree order.
-- sorts: at most so many
-- in:  thread_id int64, number int64, account_id int64, max int64
-- out: id int64
SELECT p.id
  FROM (SELECT q.id FROM post q
	 WHERE q.thread_id = :thread_id AND q.shown_number > 0
	   AND q.shown_number > :number AND q.state = 1
	   AND q.author_id <> :account_id
	 ORDER BY q.shown_number LIMIT :max) AS behind
  JOIN post p ON p.id = behind.id
 ORDER BY p.path LIMIT :max;

-- name: seen_put :exec
-- Move the mark of an account in a thread; ERR_NOT_FOUND where it is as far, or
-- one of them is gone.  What was noted last before a moment belongs to an
-- earlier visit.
-- in:  account_id int64, thread_id int64, number int64, at time, visit_at time
INSERT INTO thread_seen (account_id, thread_id, before_number, seen_number,
       seen_at)
SELECT a.id, t.id, :number, :number, :at FROM account a CROSS JOIN thread t
 WHERE a.id = :account_id AND t.id = :thread_id
ON CONFLICT (account_id, thread_id) DO UPDATE
   SET before_number = CASE WHEN thread_seen.seen_at <= :visit_at
			    THEN thread_seen.seen_number
			    ELSE thread_seen.before_number END,
       seen_number = excluded.seen_number, seen_at = excluded.seen_at
 WHERE thread_seen.seen_number < excluded.seen_number;

-- name: seen_forget :exec
-- Delete the oldest marks from before a moment.
-- in:  before time, max int64
DELETE FROM thread_seen WHERE (account_id, thread_id) IN (
	SELECT s.account_id, s.thread_id FROM thread_seen s
	 WHERE s.seen_at < :before ORDER BY s.seen_at LIMIT :max
	   FOR UPDATE SKIP LOCKED);
