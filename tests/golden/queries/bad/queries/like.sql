-- 5: error: x: no LIKE here: compare folded keys
-- name: x :one
-- out: name text
SELECT s.name FROM shelf s
 WHERE s.name like 'a%';
