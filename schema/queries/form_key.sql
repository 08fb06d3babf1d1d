-- name: form_key_by_key :one
-- What a form that was sent before has made.
-- in:  account_id int64, form_key text
-- out: digest blob, made_id int64
SELECT f.digest, f.made_id FROM form_key f
 WHERE f.account_id = :account_id AND f.form_key = :form_key;

-- name: form_key_add :exec
-- Remember what a form made.
-- touches: the key
-- in:  account_id int64, form_key text, digest blob, made_id int64, created_at time
INSERT INTO form_key (account_id, form_key, digest, made_id, created_at)
VALUES (:account_id, :form_key, :digest, :made_id, :created_at);

-- name: form_key_forget :exec
-- Delete the oldest keys from before a moment.
-- in:  before time, max int64
DELETE FROM form_key WHERE (account_id, form_key) IN (
	SELECT k.account_id, k.form_key FROM form_key k
	 WHERE k.created_at < :before ORDER BY k.created_at LIMIT :max
	   FOR UPDATE SKIP LOCKED);
