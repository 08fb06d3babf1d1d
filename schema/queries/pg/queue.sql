-- name: queue_of_moderator :many
SELECT q.post_id
  FROM (SELECT m.id FROM role_grant g CROSS JOIN theme m
	 WHERE g.account_id = :account_id AND g.role = 1 AND g.scope = 2
	   AND m.id = g.scope_id
	 UNION
	SELECT m.id FROM role_grant g CROSS JOIN organisation c
	 CROSS JOIN theme m
	 WHERE g.account_id = :account_id AND g.role = 1 AND g.scope = 1
	   AND (c.id = g.scope_id OR c.parent_id = g.scope_id)
	   AND m.organisation_id = c.id) AS mine
 CROSS JOIN LATERAL (
	SELECT x.post_id, x.queued_at FROM queue x CROSS JOIN post p
	 WHERE x.theme_id = mine.id AND p.id = x.post_id
	   AND (x.queued_at, x.post_id) > (:queued_at, :post_id)
	   AND p.author_id <> :account_id
	 ORDER BY x.queued_at, x.post_id LIMIT :max) AS q
 ORDER BY q.queued_at, q.post_id LIMIT :max;
