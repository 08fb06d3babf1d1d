-- name: session_add :exec
-- A session begins, of an account that has this password still: whoever changes
-- it meanwhile ends this one too.
-- in:  digest blob, account_id int64, password text, created_at time, expires_at time
INSERT INTO session (digest, account_id, created_at, expires_at)
SELECT :digest, a.id, :created_at, :expires_at FROM account a
 WHERE a.id = :account_id AND a.password = :password FOR NO KEY UPDATE;

-- name: session_account :one
-- Whose session it is, also when it has expired.
-- in:  digest blob
-- out: id int64, name text, language text, is_demo bool, n_approved int64, expires_at time
SELECT a.id, a.name, a.language, a.is_demo, a.n_approved, s.expires_at
  FROM session s JOIN account a ON a.id = s.account_id
 WHERE s.digest = :digest;

-- name: session_delete :exec
-- A session ends.
-- in:  digest blob
DELETE FROM session WHERE digest = :digest;

-- name: session_delete_others :exec
-- All sessions of an account end but the one kept.
-- in:  account_id int64, keep blob
DELETE FROM session WHERE account_id = :account_id AND digest <> :keep;

-- name: session_delete_expired :exec
-- The oldest of those go.
-- in:  now time, max int64
DELETE FROM session WHERE digest IN (
	SELECT s.digest FROM session s WHERE s.expires_at <= :now
	 ORDER BY s.expires_at LIMIT :max FOR UPDATE SKIP LOCKED);
