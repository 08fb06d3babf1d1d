-- 4: error: x: no such column
-- name: x :one
-- out: id int64
SELECT s.id FROM shelf s WHERE s.name = "History";
