-- 2: error: x: no ';' behind the query
-- name: x :exec
DELETE FROM shelf WHERE name = 'a;b'
-- name: y :exec
DELETE FROM shelf;
