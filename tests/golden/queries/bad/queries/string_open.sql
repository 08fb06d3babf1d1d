-- 3: error: this is never closed
-- name: x :exec
DELETE FROM shelf WHERE name = 'it''s;
