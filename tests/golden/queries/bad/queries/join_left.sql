-- 2: error: x: column 'title' may be NULL, declare text?
-- name: x :one
-- out: name text, title text
SELECT s.name, b.title
  FROM shelf s
  LEFT OUTER JOIN book AS b ON b.shelf_id = s.id
 WHERE s.id = 1;
