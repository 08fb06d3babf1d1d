-- name: decision_before :many
SELECT d.id, d.at, d.kind, a.name AS actor_name, m.name AS theme_name,
       m.slug AS theme_slug, o.name AS organisation_name, d.thread_id,
       d.post_id, t.title, b.name AS account_name, d.reason
  FROM (SELECT whole.id FROM (
		SELECT x.id FROM decision x
		 WHERE :is_all = 1 AND x.id < :before_id
		 ORDER BY x.id DESC LIMIT :max) AS whole
	 UNION
	SELECT x.id FROM role_grant g
	 CROSS JOIN LATERAL (SELECT y.id FROM decision y
			 WHERE y.theme_id = g.scope_id AND y.id < :before_id
			 ORDER BY y.theme_id DESC, y.id DESC LIMIT :max) AS x
	 WHERE g.account_id = :account_id AND g.role = 1 AND g.scope = 2
	 UNION
	SELECT x.id FROM role_grant g CROSS JOIN organisation c
	 CROSS JOIN LATERAL (SELECT y.id FROM decision y
			 WHERE y.organisation_id = c.id AND y.id < :before_id
			 ORDER BY y.organisation_id DESC, y.id DESC LIMIT :max)
	    AS x
	 WHERE g.account_id = :account_id AND g.role = 1 AND g.scope = 1
	   AND (c.id = g.scope_id OR c.parent_id = g.scope_id)
	 ORDER BY 1 DESC LIMIT :max) AS mine
 CROSS JOIN decision d
  LEFT JOIN account a ON a.id = d.actor_id
  LEFT JOIN theme m ON m.id = d.theme_id
  LEFT JOIN organisation o ON o.id = d.organisation_id
  LEFT JOIN thread t ON t.id = d.thread_id
  LEFT JOIN account b ON b.id = d.account_id
 WHERE d.id = mine.id
 ORDER BY d.id DESC LIMIT :max;
