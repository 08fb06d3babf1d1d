-- name: x :exec
-- in: id int64
DELETE FROM shelf WHERE id = :id;
