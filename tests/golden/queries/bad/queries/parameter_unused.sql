-- 2: error: x: parameter :name is not used
-- name: x :exec
-- in: name text
DELETE FROM shelf WHERE name = ':name';
