-- 3: error: x: no ILIKE here: compare folded keys
-- name: x :exec
DELETE FROM shelf WHERE name ILIKE 'a';
