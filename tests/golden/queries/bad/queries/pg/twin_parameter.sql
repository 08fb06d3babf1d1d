-- 3: error: x: parameter :ids is not declared
-- name: x :exec
DELETE FROM shelf WHERE id = :ids;
