-- 3: error: x: no ? here: write :name
-- name: x :exec
DELETE FROM shelf WHERE name = ?1;
