-- 3: error: a twin declares nothing: see queries/twin_declares.sql
-- name: x :exec
-- in: id int64
DELETE FROM shelf WHERE id = :id;
