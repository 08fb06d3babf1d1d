-- 6: error: x: ORDER BY on what may be NULL needs NULLS FIRST or NULLS LAST
-- name: x :many
-- out: name text
SELECT s.name FROM shelf s
  LEFT JOIN book b ON b.shelf_id = s.id
 ORDER BY b.title LIMIT 5;
