-- 2: error: x: column 'title' may be NULL, declare text?
-- name: x :one
-- out: name text, title text
SELECT s.name, b.title FROM shelf s, mark m LEFT JOIN book b ON b.id = m.book_id;
