-- 2: error: y: no such query in queries/twin_other.sql
-- name: y :exec
DELETE FROM shelf;
