-- 2: error: x: column 1 is 'max(s.name)', declared 'name'
-- name: x :one
-- out: name text
SELECT max(s.name) FROM shelf s;
