-- 2: error: x: column 'title' may be NULL, declare text?
-- name: x :one
-- out: title text
SELECT (SELECT coalesce(b.subtitle, '') FROM book b WHERE b.id = s.id) AS title
  FROM shelf s WHERE s.id = 1;
