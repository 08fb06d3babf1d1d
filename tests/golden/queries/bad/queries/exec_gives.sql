-- 2: error: x: an :exec query has no '-- out:'
-- name: x :exec
-- out: id int64
UPDATE shelf SET is_open = 1;
