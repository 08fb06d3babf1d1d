-- 2: error: x: it makes an index for itself each time
-- name: x :many
-- scans: book, a, b
-- in:  max int64
-- out: id int64
SELECT a.id FROM book a JOIN book b ON b.added_at = a.added_at LIMIT :max;
