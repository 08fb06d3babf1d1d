-- 2: error: x: column 'is_lent' is bool in the schema, declared int64
-- name: x :one
-- out: is_lent int64
SELECT b.is_lent FROM book b WHERE b.id = 1;
