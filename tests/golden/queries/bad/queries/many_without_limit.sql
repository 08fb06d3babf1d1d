-- 2: error: x: a :many query needs a LIMIT
-- name: x :many
-- out: name text
SELECT s.name FROM shelf s ORDER BY s.name;
