-- 2: error: x: column 'title' may be NULL, declare text?
-- name: x :one
-- out: title text
SELECT both.title
  FROM (SELECT b.title FROM shelf s LEFT JOIN book b ON b.shelf_id = s.id) AS both;
