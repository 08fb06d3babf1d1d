-- 2: error: expected '-- name: a_name :one', :many, :exec or :insert
-- name: x :all
-- out: name text
SELECT s.name FROM shelf s;
