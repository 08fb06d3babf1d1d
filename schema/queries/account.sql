-- name: account_by_id :one
-- One account.
-- in:  id int64
-- out: id int64, name text, email text, password text, language text, is_demo bool, n_approved int64, created_at time, email_confirmed_at time?, mail_placed bool
SELECT a.id, a.name, a.email, a.password, a.language, a.is_demo, a.n_approved,
       a.created_at, a.email_confirmed_at, a.mail_placed
  FROM account a WHERE a.id = :id;

-- name: account_lock :one
-- Nobody else changes this account until the write has ended.
-- in:  id int64
-- out: id int64
SELECT a.id FROM account a WHERE a.id = :id FOR NO KEY UPDATE;

-- name: account_by_email_key :one
-- What a sign-in is compared with.
-- in:  email_key text
-- out: id int64, password text, is_demo bool
SELECT a.id, a.password, a.is_demo FROM account a
 WHERE a.email_key = :email_key;

-- name: account_by_name_key :one
-- Who has this name.
-- in:  name_key text
-- out: id int64
SELECT a.id FROM account a WHERE a.name_key = :name_key;

-- name: account_after :many
-- Accounts by id.
-- in:  after_id int64, max int64
-- out: id int64, name text, email text, created_at time
SELECT a.id, a.name, a.email, a.created_at FROM account a
 WHERE a.id > :after_id ORDER BY a.id LIMIT :max;

-- name: account_add :insert
-- A new account; ERR_CONFLICT where the name or the address is taken.
-- in:  name text, name_key text, email text, email_key text, password text, is_demo bool, created_at time
INSERT INTO account (name, name_key, email, email_key, password, language,
       is_demo, n_approved, created_at)
VALUES (:name, :name_key, :email, :email_key, :password, '', :is_demo, 0,
       :created_at)
ON CONFLICT DO NOTHING;

-- name: account_change_password :exec
-- Another hash, in place of the one that it was; '' is any.
-- in:  id int64, was text, password text
UPDATE account SET password = :password
 WHERE id = :id AND (:was = '' OR password = :was);

-- name: account_change_language :exec
-- Another language; '' follows the browser.
-- in:  id int64, language text
UPDATE account SET language = :language WHERE id = :id;

-- name: account_confirm_email :exec
-- The address is their own; ERR_NOT_FOUND where that was known.
-- in:  id int64, at time
UPDATE account SET email_confirmed_at = :at
 WHERE id = :id AND email_confirmed_at IS NULL;

-- name: account_change_mail :exec
-- Whether they want to hear when a post of theirs is placed.
-- in:  id int64, mail_placed bool
UPDATE account SET mail_placed = :mail_placed WHERE id = :id;
