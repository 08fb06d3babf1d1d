-- 2: error: x: a :many query needs a LIMIT
-- name: x :many
-- out: name text
SELECT s.name FROM shelf s WHERE s.id IN (SELECT b.shelf_id FROM book b LIMIT 5);
