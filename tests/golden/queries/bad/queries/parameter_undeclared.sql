-- 5: error: x: parameter :nam is not declared
-- name: x :exec
-- in: name text
DELETE FROM shelf
 WHERE name = :nam;
