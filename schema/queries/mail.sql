-- name: mail_add :exec
-- Mail is to be sent; ERR_NOT_FOUND where the account is not mailed this: one of
-- the demo, one that has not confirmed its address or does not want it.
-- in:  account_id int64, kind int64, subject_id int64, language text, at time, is_for_confirmed bool, is_optional bool
INSERT INTO mail (account_id, kind, subject_id, language, created_at, due_at,
       tries)
SELECT a.id, :kind, NULLIF(:subject_id, 0), :language, :at, :at, 0
  FROM account a
 WHERE a.id = :account_id AND a.is_demo = 0
   AND (:is_for_confirmed = 0 OR a.email_confirmed_at IS NOT NULL)
   AND (:is_optional = 0 OR a.mail_placed = 1);

-- name: mail_waiting :one
-- How much waits, and when the first of it is due.
-- scans: mail
-- out: n int64, due_at time?
SELECT count(*) AS n, min(m.due_at) AS due_at FROM mail m;

-- name: mail_due :one
-- What is longest due, for who will send it: ERR_NOT_FOUND where nothing is, or
-- others have it.
-- in:  now time
-- out: id int64
SELECT m.id FROM mail m WHERE m.due_at <= :now
 ORDER BY m.due_at, m.id LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: mail_put_off :exec
-- Nobody sends it before a moment.
-- in:  id int64, due_at time, tries int64
UPDATE mail SET due_at = :due_at, tries = :tries WHERE id = :id;

-- name: mail_claim :exec
-- Nobody else sends it before a moment.
-- touches: the mail
-- in:  id int64, due_at time
UPDATE mail SET due_at = :due_at WHERE id = :id;

-- name: mail_told :one
-- What it is to tell, to whom.
-- in:  id int64
-- out: account_id int64, kind int64, asked_language text, created_at time, tries int64, name text, email text, language text, decision int64?, decided_at time?, reason text?, post_id int64?, thread_id int64?, title text?, opening_id int64?, opening_state int64?, body text?, body_language text?, decided_title text?, decided_body text?, decided_language text?
SELECT m.account_id, m.kind, m.language AS asked_language, m.created_at,
       m.tries, a.name, a.email, a.language, d.kind AS decision,
       d.at AS decided_at, d.reason, p.id AS post_id, p.thread_id, t.title, x.id AS opening_id,
       x.state AS opening_state, p.body, p.language AS body_language,
       r.title AS decided_title, r.body AS decided_body,
       r.language AS decided_language
  FROM mail m
  JOIN account a ON a.id = m.account_id
  LEFT JOIN decision d ON d.id = m.subject_id
  LEFT JOIN post p ON p.id = d.post_id
  LEFT JOIN thread t ON t.id = p.thread_id
  LEFT JOIN post x ON x.id = t.opening_id
  LEFT JOIN revision r ON r.post_id = d.post_id AND r.number = d.revision
 WHERE m.id = :id;

-- name: mail_delete :exec
-- It was sent, or never will be.
-- in:  id int64
DELETE FROM mail WHERE id = :id;

-- name: mail_forget :exec
-- Delete the oldest of what nobody has tried to send since a moment.
-- in:  before time, max int64
DELETE FROM mail WHERE id IN (
	SELECT m.id FROM mail m WHERE m.due_at < :before
	 ORDER BY m.due_at, m.id LIMIT :max FOR UPDATE SKIP LOCKED);
