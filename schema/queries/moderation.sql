-- name: moderation_waiting :one
-- Who has claimed a post that waits.
-- in:  post_id int64
-- out: reason int64, claimed_by int64?, claimed_name text?, claimed_until time?
SELECT q.reason, q.claimed_by, a.name AS claimed_name, q.claimed_until
  FROM queue q LEFT JOIN account a ON a.id = q.claimed_by
 WHERE q.post_id = :post_id;

-- name: moderation_last :one
-- Who decided last on a post.
-- in:  post_id int64
-- out: kind int64, actor_name text?
SELECT d.kind, a.name AS actor_name
  FROM decision d LEFT JOIN account a ON a.id = d.actor_id
 WHERE d.post_id = :post_id
 ORDER BY d.id DESC LIMIT 1;
