-- 2: error: x: column 'title' may be NULL, declare text?
-- name: x :one
-- out: title text
SELECT (SELECT b.title FROM book b WHERE b.shelf_id = s.id LIMIT 1) AS title
  FROM shelf s WHERE s.id = 1;
