-- 2: error: x: column 'title' may be NULL, declare text?
-- name: x :one
-- out: name text, title text
SELECT name, title FROM shelf LEFT JOIN book ON shelf_id = shelf.id;
