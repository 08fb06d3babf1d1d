-- 2: error: x: it sorts ("-- sorts: " and what, where that is bounded)
-- name: x :many
-- in:  shelf_id int64
-- out: id int64
SELECT b.id FROM book b WHERE b.shelf_id = :shelf_id ORDER BY b.added_at LIMIT 5;
