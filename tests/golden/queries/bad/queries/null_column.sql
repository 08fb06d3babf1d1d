-- 2: error: x: column 'keeper' may be NULL, declare text?
-- name: x :one
-- out: keeper text
SELECT s.keeper FROM shelf s;
