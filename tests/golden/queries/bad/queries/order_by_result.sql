-- 5: error: x: ORDER BY on what may be NULL needs NULLS FIRST or NULLS LAST
-- name: x :many
-- out: last int64?
SELECT max(b.id) AS last FROM book b GROUP BY b.title
 ORDER BY 1 LIMIT 5;
