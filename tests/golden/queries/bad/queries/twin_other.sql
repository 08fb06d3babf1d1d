-- name: x :exec
DELETE FROM shelf;
