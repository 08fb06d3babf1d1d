-- name: decision_append :insert
-- One line of the log.  Where it happened is filled in from what it names:
-- of a post the thread, of a thread the theme, of a theme the organisation.
-- in:  at time, actor_id int64, kind int64, organisation_id int64, theme_id int64, thread_id int64, post_id int64, account_id int64, revision int64, reason text
INSERT INTO decision (at, actor_id, kind, organisation_id, theme_id, thread_id,
       post_id, account_id, revision, reason)
SELECT :at, NULLIF(:actor_id, 0), :kind,
       coalesce(NULLIF(:organisation_id, 0), m.organisation_id),
       coalesce(NULLIF(:theme_id, 0), t.theme_id),
       coalesce(NULLIF(:thread_id, 0), p.thread_id),
       NULLIF(:post_id, 0), NULLIF(:account_id, 0), :revision, :reason
  FROM (SELECT 1 AS one) AS line
  LEFT JOIN post p ON p.id = :post_id
  LEFT JOIN thread t ON t.id = coalesce(NULLIF(:thread_id, 0), p.thread_id)
  LEFT JOIN theme m ON m.id = coalesce(NULLIF(:theme_id, 0), t.theme_id);

-- name: decision_before :many
-- The log, newest first: the whole of it, or of the themes and organisations
-- (scope 2 and 1) that an account moderates (role 1).
-- sorts: the newest of each theme and organisation, at most so many of each
-- in:  is_all bool, account_id int64, before_id int64, max int64
-- out: id int64, at time, kind int64, actor_name text?, theme_name text?, theme_slug text?, organisation_name text?, thread_id int64?, post_id int64?, title text?, account_name text?, reason text
SELECT d.id, d.at, d.kind, a.name AS actor_name, m.name AS theme_name,
       m.slug AS theme_slug, o.name AS organisation_name, d.thread_id,
       d.post_id, t.title, b.name AS account_name, d.reason
  FROM (SELECT whole.id FROM (
		SELECT x.id FROM decision x
		 WHERE :is_all = 1 AND x.id < :before_id
		 ORDER BY x.id DESC LIMIT :max) AS whole
	 UNION
	SELECT x.id FROM role_grant g CROSS JOIN decision x
	 WHERE g.account_id = :account_id AND g.role = 1 AND g.scope = 2
	   AND x.id IN (SELECT y.id FROM decision y
			 WHERE y.theme_id = g.scope_id AND y.id < :before_id
			 ORDER BY y.id DESC LIMIT :max)
	 UNION
	SELECT x.id FROM role_grant g CROSS JOIN organisation c
	 CROSS JOIN decision x
	 WHERE g.account_id = :account_id AND g.role = 1 AND g.scope = 1
	   AND (c.id = g.scope_id OR c.parent_id = g.scope_id)
	   AND x.id IN (SELECT y.id FROM decision y
			 WHERE y.organisation_id = c.id AND y.id < :before_id
			 ORDER BY y.id DESC LIMIT :max)
	 ORDER BY 1 DESC LIMIT :max) AS mine
 CROSS JOIN decision d
  LEFT JOIN account a ON a.id = d.actor_id
  LEFT JOIN theme m ON m.id = d.theme_id
  LEFT JOIN organisation o ON o.id = d.organisation_id
  LEFT JOIN thread t ON t.id = d.thread_id
  LEFT JOIN account b ON b.id = d.account_id
 WHERE d.id = mine.id
 ORDER BY d.id DESC LIMIT :max;
