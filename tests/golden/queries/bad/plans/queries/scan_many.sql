-- 2: error: x: it walks all of shelf ("-- scans: shelf" where that stays small)
-- name: x :many
-- out: id int64
SELECT s.id FROM shelf s WHERE s."time" = 7 LIMIT 5;
