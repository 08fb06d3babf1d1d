-- 4: error: 'id' is declared twice
-- name: x :one
-- in: id int64
-- in: id int64
-- out: name text
SELECT s.name FROM shelf s WHERE s.id = :id;
