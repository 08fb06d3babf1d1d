-- 4: error: x: ORDER BY on what may be NULL needs NULLS FIRST or NULLS LAST
-- name: x :exec
DELETE FROM shelf WHERE id IN (
	SELECT s.id FROM shelf s ORDER BY s.keeper LIMIT 5);
