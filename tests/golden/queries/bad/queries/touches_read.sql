-- 3: error: x: 'touches' is for an :exec query
-- name: x :one
-- touches: the shelf
-- out: id int64
SELECT s.id FROM shelf s;
