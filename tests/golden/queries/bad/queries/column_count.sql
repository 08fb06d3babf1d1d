-- 2: error: x: 2 columns in the SQL, 1 declared
-- name: x :one
-- out: name text
SELECT s.name, s.keeper FROM shelf s WHERE s.id = 1;
