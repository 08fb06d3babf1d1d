-- name: post_lock :one
SELECT t.id FROM thread t
 WHERE t.id = (SELECT p.thread_id FROM post p WHERE p.id = :post_id)
   FOR UPDATE;
