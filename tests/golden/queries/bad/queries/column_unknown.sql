-- 5: error: x: no such column: s.nam
-- name: x :one
-- out: name text
SELECT
       s.nam AS name FROM shelf s WHERE s.id = 1;
