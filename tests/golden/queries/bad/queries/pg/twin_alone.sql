-- error: it is the twin of a file that is not there
-- name: x :exec
DELETE FROM shelf;
