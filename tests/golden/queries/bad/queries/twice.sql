-- 2: error: shelf_add: there is one at schema/queries/shelf.sql:1
-- name: shelf_add :exec
DELETE FROM shelf;
