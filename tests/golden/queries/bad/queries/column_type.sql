-- 2: error: x: column 'name' is text in the schema, declared int64
-- name: x :one
-- out: name int64
SELECT s.name FROM shelf s WHERE s.id = 1;
