-- 2: error: x: statistics change its plan (CROSS JOIN and INDEXED BY hold it), from
-- name: x :many
-- scans: shelf, book, mark
-- in:  shelf_id int64
-- out: page int64
SELECT m.page FROM mark m JOIN book b ON b.id = m.book_id
 WHERE b.shelf_id = :shelf_id LIMIT 5;
