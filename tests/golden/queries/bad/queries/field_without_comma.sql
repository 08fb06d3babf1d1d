-- 3: error: expected ',' behind 'name'
-- name: x :one
-- out: name text keeper text?
SELECT s.name, s.keeper FROM shelf s;
