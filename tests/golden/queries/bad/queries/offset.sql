-- 4: error: x: no OFFSET here: page by a key
-- name: x :many
-- out: name text
SELECT s.name FROM shelf s LIMIT 5 OFFSET 5;
