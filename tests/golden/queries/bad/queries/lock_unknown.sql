-- 6: error: no_such: near "FOR": syntax error
-- name: no_such :one
-- in:  id int64
-- out: id int64
SELECT s.id FROM shelf s
 WHERE s.id = :id FOR SHARE;
