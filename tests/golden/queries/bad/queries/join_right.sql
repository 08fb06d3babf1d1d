-- 5: error: x: no RIGHT here: write a LEFT JOIN
-- name: x :one
-- out: title text
SELECT b.title FROM shelf s
 RIGHT JOIN book b ON b.shelf_id = s.id;
