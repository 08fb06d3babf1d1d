-- name: post_lock :one
-- The thread of a post; on PostgreSQL it is locked, first of all that a write of
-- a post touches, so that two writes never wait for one another in a circle.  (Who
-- locks several, forum/renew.h, has the site's row before: there is one of it.)
-- in:  post_id int64
-- out: id int64
SELECT t.id FROM thread t
 WHERE t.id = (SELECT p.thread_id FROM post p WHERE p.id = :post_id)
   FOR NO KEY UPDATE;

-- name: post_stored :one
-- A post with everything it stands in, to decide what may be done with it.
-- in:  post_id int64
-- out: id int64, thread_id int64, parent_id int64?, author_id int64, path blob, depth int64, state int64, is_placed bool, language text, body text, revision int64, last_revision int64, pending int64, is_edited_by_moderator bool, version int64, opening_id int64, opening_state int64, is_opening_placed bool, thread_author_id int64, title text, is_listed bool, n_answers int64, last_number int64, closed_at time?, theme_id int64, policy int64, policy_n int64, openers int64, theme_closed_at time?, organisation_id int64, umbrella_id int64?, organisation_closed_at time?
SELECT p.id, p.thread_id, p.parent_id, p.author_id, p.path, p.depth,
       p.state, p.is_placed, p.language, p.body, p.revision,
       (SELECT coalesce(max(r.number), p.revision) FROM revision r
	 WHERE r.post_id = p.id) AS last_revision,
       p.pending, p.is_edited_by_moderator, p.version,
       x.id AS opening_id, x.state AS opening_state,
       x.is_placed AS is_opening_placed,
       t.author_id AS thread_author_id, t.title, t.is_listed, t.n_answers,
       t.last_number, t.closed_at, m.id AS theme_id, m.policy, m.policy_n,
       m.openers,
       m.closed_at AS theme_closed_at, o.id AS organisation_id,
       o.parent_id AS umbrella_id, o.closed_at AS organisation_closed_at
  FROM post p
 CROSS JOIN thread t CROSS JOIN post x CROSS JOIN theme m
 CROSS JOIN organisation o
 WHERE p.id = :post_id AND t.id = p.thread_id AND x.id = t.opening_id
   AND m.id = t.theme_id AND o.id = m.organisation_id;

-- name: post_one :one
-- A post as a page shows it.
-- in:  post_id int64
-- out: id int64, thread_id int64, parent_id int64?, depth int64, path blob, author_id int64, author_name text, state int64, is_placed bool, language text, body text, html text, is_edited_by_moderator bool, pending int64, version int64, created_at time, edited_at time?, is_author_moderator bool
SELECT p.id, p.thread_id, p.parent_id, p.depth, p.path, p.author_id,
       a.name AS author_name, p.state, p.is_placed, p.language, p.body, p.html,
       p.is_edited_by_moderator, p.pending, p.version, p.created_at,
       p.edited_at,
       coalesce((
		SELECT 1 FROM role_grant g
		 WHERE g.account_id = p.author_id AND +g.role IN (1, 3)
		   AND (+g.scope = 0
			OR (+g.scope = 1 AND g.scope_id IN (o.id, o.parent_id))
			OR (+g.scope = 2 AND g.scope_id = m.id))
		 LIMIT 1), 0) AS is_author_moderator
  FROM post p
 CROSS JOIN account a CROSS JOIN thread t CROSS JOIN theme m
 CROSS JOIN organisation o
 WHERE p.id = :post_id AND a.id = p.author_id AND t.id = p.thread_id
   AND m.id = t.theme_id AND o.id = m.organisation_id;

-- name: post_add :insert
-- A post as it begins.  parent_id 0: the opening post.  An answer that has its
-- place has its number too.
-- in:  thread_id int64, parent_id int64, author_id int64, path blob, depth int64, state int64, is_placed bool, language text, body text, html text, renderer int64, created_at time
INSERT INTO post (thread_id, parent_id, author_id, path, depth, state,
       is_placed, language, body, html, renderer, revision, pending,
       is_edited_by_moderator, version, created_at, shown_number)
VALUES (:thread_id, NULLIF(:parent_id, 0), :author_id, :path, :depth, :state,
       :is_placed, :language, :body, :html, :renderer, 1, 0, 0, 1,
       :created_at,
       CASE WHEN :is_placed = 0 OR :parent_id = 0 THEN 0
	    ELSE (SELECT coalesce(max(q.shown_number), 0) + 1 FROM post q
		   WHERE q.thread_id = :thread_id AND q.shown_number > 0) END);

-- name: post_set_state :exec
-- What may be seen of it.  An answer that gets its place gets its number too.
-- touches: the post
-- in:  post_id int64, state int64, is_placed bool
UPDATE post SET state = :state, is_placed = :is_placed, version = version + 1,
       shown_number = CASE
		WHEN :is_placed = 0 OR is_placed = 1 OR parent_id IS NULL
		THEN shown_number
		ELSE (SELECT coalesce(max(q.shown_number), 0) + 1 FROM post q
		       WHERE q.thread_id = post.thread_id
			 AND q.shown_number > 0) END
 WHERE id = :post_id;

-- name: post_set_pending :exec
-- The edit that waits, or 0.
-- touches: the post
-- in:  post_id int64, pending int64
UPDATE post SET pending = :pending, version = version + 1 WHERE id = :post_id;

-- name: post_set_text :exec
-- The text that stands in it.  edited_at 0: nobody else has seen another.
-- touches: the post
-- in:  post_id int64, language text, body text, html text, renderer int64, revision int64, is_edited_by_moderator bool, edited_at time
UPDATE post SET language = :language, body = :body, html = :html,
       renderer = :renderer, revision = :revision,
       is_edited_by_moderator = :is_edited_by_moderator,
       edited_at = NULLIF(:edited_at, 0), version = version + 1
 WHERE id = :post_id;

-- name: post_author_approved :exec
-- One more post of an account has been shown.
-- touches: the account
-- in:  account_id int64
UPDATE account SET n_approved = n_approved + 1 WHERE id = :account_id;

-- name: post_count_theme :exec
-- So many more threads and answers of a theme that everyone may see, and posts
-- that wait; activity never moves back.
-- touches: the theme
-- in:  theme_id int64, more_threads int64, more_answers int64, more_queued int64, active_at time
UPDATE theme SET n_threads = n_threads + :more_threads,
       n_answers = n_answers + :more_answers,
       n_queued = n_queued + :more_queued,
       active_at = CASE WHEN active_at < :active_at THEN :active_at
			ELSE active_at END
 WHERE id = :theme_id;

-- name: post_of_author :many
-- An account's posts, newest first, with what was last decided on each.
-- in:  author_id int64, before_id int64, max int64
-- out: id int64, thread_id int64, title text, opening_id int64, opening_state int64, body text, state int64, pending int64, is_edited_by_moderator bool, created_at time, decided_at time?, decision int64?, reason text?
SELECT p.id, p.thread_id, t.title, x.id AS opening_id, x.state AS opening_state,
       p.body, p.state, p.pending, p.is_edited_by_moderator, p.created_at,
       d.at AS decided_at, d.kind AS decision, d.reason
  FROM post p
  JOIN thread t ON t.id = p.thread_id
  JOIN post x ON x.id = t.opening_id
  LEFT JOIN decision d ON d.id = (
	SELECT max(e.id) FROM decision e WHERE e.post_id = p.id)
 WHERE p.author_id = :author_id AND p.id < :before_id
 ORDER BY p.id DESC LIMIT :max;

-- name: post_state :one
-- What became of it.
-- in:  post_id int64
-- out: thread_id int64, state int64, pending int64
SELECT p.thread_id, p.state, p.pending FROM post p WHERE p.id = :post_id;
