-- 2: error: x: an :exec query must write
-- name: x :exec
SELECT s.name FROM shelf s;
