-- 2: error: x: column 'last' may be NULL, declare int64?
-- name: x :one
-- out: n int64, last int64
SELECT count(*) AS n, max(b.id) AS last FROM book b;
