-- name: token_add :exec
-- A one-time address; account_id 0: nobody's.
-- in:  digest blob, kind int64, account_id int64, expires_at time
INSERT INTO token (digest, kind, account_id, expires_at)
VALUES (:digest, :kind, NULLIF(:account_id, 0), :expires_at);

-- name: token_by_digest :one
-- Whose one is, and until when it holds.
-- in:  digest blob, kind int64
-- out: account_id int64?, expires_at time
SELECT t.account_id, t.expires_at FROM token t
 WHERE t.digest = :digest AND t.kind = :kind;

-- name: token_delete_nobodys :exec
-- All of a kind that are nobody's end.
-- in:  kind int64
DELETE FROM token WHERE account_id IS NULL AND kind = :kind;

-- name: token_delete_of :exec
-- All of a kind that an account has end.
-- in:  account_id int64, kind int64
DELETE FROM token WHERE account_id = :account_id AND kind = :kind;

-- name: token_delete_expired :exec
-- The oldest of those go.
-- in:  now time, max int64
DELETE FROM token WHERE digest IN (
	SELECT t.digest FROM token t WHERE t.expires_at <= :now
	 ORDER BY t.expires_at LIMIT :max FOR UPDATE SKIP LOCKED);
