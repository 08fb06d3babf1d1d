-- name: queue_add :exec
-- A post waits; ERR_NOT_FOUND where it did already.
-- in:  post_id int64, theme_id int64, reason int64, queued_at time
INSERT INTO queue (post_id, theme_id, reason, queued_at)
VALUES (:post_id, :theme_id, :reason, :queued_at)
ON CONFLICT (post_id) DO NOTHING;

-- name: queue_remove :exec
-- It waits no longer.
-- in:  post_id int64
DELETE FROM queue WHERE post_id = :post_id;

-- name: queue_range :many
-- What waits anywhere, longest waiting first, but for one author's posts.
-- in:  queued_at time, post_id int64, not_by int64, max int64
-- out: post_id int64
SELECT q.post_id FROM queue q JOIN post p ON p.id = q.post_id
 WHERE (q.queued_at, q.post_id) > (:queued_at, :post_id)
   AND p.author_id <> :not_by
 ORDER BY q.queued_at, q.post_id LIMIT :max;

-- name: queue_of_moderator :many
-- The same in the themes and organisations that an account moderates (1).
-- sorts: those themes, and of each at most so many posts
-- in:  account_id int64, queued_at time, post_id int64, max int64
-- out: post_id int64
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
 CROSS JOIN queue q
 WHERE q.post_id IN (
	SELECT x.post_id FROM queue x CROSS JOIN post p
	 WHERE x.theme_id = mine.id AND p.id = x.post_id
	   AND (x.queued_at, x.post_id) > (:queued_at, :post_id)
	   AND p.author_id <> :account_id
	 ORDER BY x.queued_at, x.post_id LIMIT :max)
 ORDER BY q.queued_at, q.post_id LIMIT :max;

-- name: queue_item :one
-- What a moderator needs to know of a post that waits.
-- in:  post_id int64
-- out: post_id int64, thread_id int64, version int64, pending int64, author_id int64, author_name text, n_approved int64, language text, body text, html text, created_at time, opening_id int64, title text, theme_id int64, theme_name text, theme_slug text, organisation_id int64, umbrella_id int64?, reason int64, queued_at time, claimed_by int64?, claimed_name text?, claimed_until time?, parent_html text?, parent_author text?, new_title text?, new_language text?, new_body text?
SELECT q.post_id, p.thread_id, p.version, p.pending, p.author_id,
       a.name AS author_name, a.n_approved, p.language, p.body, p.html,
       p.created_at, coalesce(t.opening_id, 0) AS opening_id, t.title,
       m.id AS theme_id, m.name AS theme_name, m.slug AS theme_slug,
       o.id AS organisation_id, o.parent_id AS umbrella_id,
       q.reason, q.queued_at, q.claimed_by, c.name AS claimed_name,
       q.claimed_until, x.html AS parent_html, b.name AS parent_author,
       r.title AS new_title, r.language AS new_language, r.body AS new_body
  FROM queue q
 CROSS JOIN post p CROSS JOIN account a CROSS JOIN thread t
 CROSS JOIN theme m CROSS JOIN organisation o
  LEFT JOIN account c ON c.id = q.claimed_by
  LEFT JOIN post x ON x.id = p.parent_id
  LEFT JOIN account b ON b.id = x.author_id
  LEFT JOIN revision r ON r.post_id = p.id AND r.number = p.pending
 WHERE q.post_id = :post_id AND p.id = q.post_id AND a.id = p.author_id
   AND t.id = p.thread_id AND m.id = t.theme_id AND o.id = m.organisation_id;

-- name: queue_sum :one
-- How many wait anywhere: of the themes where something does.
-- scans: theme
-- out: n int64
SELECT CAST(coalesce(sum(m.n_queued), 0) AS bigint) AS n
  FROM theme m WHERE m.n_queued > 0;

-- name: queue_sum_of_moderator :one
-- How many wait in what an account moderates.
-- scans: theme
-- in:  account_id int64
-- out: n int64
SELECT CAST(coalesce(sum(m.n_queued), 0) AS bigint) AS n
  FROM theme m CROSS JOIN organisation o
 WHERE m.n_queued > 0 AND o.id = m.organisation_id AND EXISTS (SELECT 1 FROM role_grant g
		WHERE g.account_id = :account_id AND g.role = 1
		  AND ((g.scope = 2 AND g.scope_id = m.id)
		       OR (g.scope = 1
			   AND g.scope_id IN (o.id, o.parent_id))));

-- name: queue_claim :exec
-- ERR_NOT_FOUND where somebody else has it, or it does not wait.
-- in:  post_id int64, account_id int64, now time, until time
UPDATE queue SET claimed_by = :account_id, claimed_until = :until
 WHERE post_id = :post_id
   AND (claimed_by IS NULL OR claimed_by = :account_id
	OR claimed_until <= :now);

-- name: queue_release :exec
-- Give one's claim back.
-- in:  post_id int64, account_id int64
UPDATE queue SET claimed_by = NULL, claimed_until = NULL
 WHERE post_id = :post_id AND claimed_by = :account_id;
