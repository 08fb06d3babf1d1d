-- 4: error: x: near "shelf": syntax error
-- name: x :one
-- out: name text
SELECT s.name FORM shelf s;
