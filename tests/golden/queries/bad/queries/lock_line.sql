-- 8: error: late: no such column: s.no_such
-- name: late :one
-- in:  id int64
-- out: id int64
SELECT s.id FROM (
	SELECT x.id FROM shelf x WHERE x.id = :id /* two
	lines */ FOR UPDATE SKIP LOCKED) AS s
 WHERE s.no_such = 1;
