-- 3: error: unknown type 'string' of 'name'
-- name: x :one
-- out: name string
SELECT s.name FROM shelf s;
