-- 5: error: x: ORDER BY on what may be NULL needs NULLS FIRST or NULLS LAST
-- name: x :many
-- out: name text
SELECT s.name FROM shelf s
 ORDER BY s.name, s.keeper DESC LIMIT 5;
