-- 3: error: expected 'name type' at 'name, id int64'
-- name: x :one
-- out: name, id int64
SELECT s.name, s.id FROM shelf s;
