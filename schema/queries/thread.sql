-- name: thread_head :one
-- A thread with its opening post and all it stands in.
-- in:  thread_id int64
-- out: id int64, author_id int64, title text, is_listed bool, n_answers int64, n_pages int64, created_at time, active_at time, closed_at time?, theme_id int64, theme_name text, theme_slug text, openers int64, theme_closed_at time?, organisation_id int64, umbrella_id int64?, organisation_name text, organisation_slug text, organisation_closed_at time?, opening_id int64, state int64, is_placed bool, language text, body text, html text, is_edited_by_moderator bool, pending int64, version int64, posted_at time, edited_at time?, author_name text, is_author_moderator bool
SELECT t.id, t.author_id, t.title, t.is_listed, t.n_answers, t.n_pages,
       t.created_at, t.active_at, t.closed_at,
       m.id AS theme_id, m.name AS theme_name, m.slug AS theme_slug, m.openers,
       m.closed_at AS theme_closed_at,
       o.id AS organisation_id, o.parent_id AS umbrella_id,
       o.name AS organisation_name, o.slug AS organisation_slug,
       o.closed_at AS organisation_closed_at,
       p.id AS opening_id, p.state, p.is_placed, p.language, p.body, p.html,
       p.is_edited_by_moderator, p.pending, p.version,
       p.created_at AS posted_at, p.edited_at, a.name AS author_name,
       coalesce((
		SELECT 1 FROM role_grant g
		 WHERE g.account_id = p.author_id AND +g.role IN (1, 3)
		   AND (+g.scope = 0
			OR (+g.scope = 1 AND g.scope_id IN (o.id, o.parent_id))
			OR (+g.scope = 2 AND g.scope_id = m.id))
		 LIMIT 1), 0) AS is_author_moderator
  FROM thread t
 CROSS JOIN theme m CROSS JOIN organisation o CROSS JOIN post p
 CROSS JOIN account a
 WHERE t.id = :thread_id AND m.id = t.theme_id AND o.id = m.organisation_id
   AND p.id = t.opening_id AND a.id = p.author_id;

-- name: thread_answers :many
-- Answers that have their place, in tree order, from a path on.  "+g.role" and
-- "+g.scope" have an author's roles found by one search, not one for each; EXISTS
-- would have PostgreSQL read all roles there are.
-- in:  thread_id int64, organisation_id int64, umbrella_id int64, theme_id int64, from_path blob, max int64
-- out: id int64, parent_id int64?, depth int64, path blob, author_id int64, author_name text, state int64, language text, html text, is_edited_by_moderator bool, pending int64, version int64, created_at time, edited_at time?, is_author_moderator bool
SELECT p.id, p.parent_id, p.depth, p.path, p.author_id, a.name AS author_name,
       p.state, p.language, p.html, p.is_edited_by_moderator, p.pending,
       p.version, p.created_at, p.edited_at,
       coalesce((
		SELECT 1 FROM role_grant g
		 WHERE g.account_id = p.author_id AND +g.role IN (1, 3)
		   AND (+g.scope = 0
			OR (+g.scope = 1 AND g.scope_id
				IN (:organisation_id, :umbrella_id))
			OR (+g.scope = 2 AND g.scope_id = :theme_id))
		 LIMIT 1), 0) AS is_author_moderator
  FROM post p JOIN account a ON a.id = p.author_id
 WHERE p.thread_id = :thread_id AND p.is_placed = 1 AND p.path >= :from_path
 ORDER BY p.path LIMIT :max;

-- name: thread_unplaced_authors :many
-- Who has posts in a thread that never had a place: from one author to the next
-- by the index, however many posts there are.
-- in:  thread_id int64, max int64
-- out: author_id int64
WITH RECURSIVE author (id) AS (
	SELECT min(p.author_id) FROM post p
	 WHERE p.thread_id = :thread_id AND p.is_placed = 0
	UNION ALL
	SELECT (SELECT min(p.author_id) FROM post p
		 WHERE p.thread_id = :thread_id AND p.is_placed = 0
		   AND p.author_id > a.id)
	  FROM author a WHERE a.id IS NOT NULL)
SELECT coalesce(a.id, 0) AS author_id
  FROM author a WHERE a.id IS NOT NULL LIMIT :max;

-- name: thread_unplaced :many
-- Posts that never had a place, from a path to before another: all of them for
-- moderators, one's own for others.
-- sorts: at most so many
-- in:  thread_id int64, author_id int64, is_moderator bool, organisation_id int64, umbrella_id int64, theme_id int64, from_path blob, end_path blob, max int64
-- out: id int64, parent_id int64?, depth int64, path blob, author_id int64, author_name text, state int64, language text, html text, is_edited_by_moderator bool, pending int64, version int64, created_at time, edited_at time?, is_author_moderator bool
SELECT p.id, p.parent_id, p.depth, p.path, p.author_id, a.name AS author_name,
       p.state, p.language, p.html, p.is_edited_by_moderator, p.pending,
       p.version, p.created_at, p.edited_at,
       coalesce((
		SELECT 1 FROM role_grant g
		 WHERE g.account_id = p.author_id AND +g.role IN (1, 3)
		   AND (+g.scope = 0
			OR (+g.scope = 1 AND g.scope_id
				IN (:organisation_id, :umbrella_id))
			OR (+g.scope = 2 AND g.scope_id = :theme_id))
		 LIMIT 1), 0) AS is_author_moderator
  FROM (SELECT own.id FROM (
		SELECT q.id FROM post q
		 WHERE :is_moderator = 0 AND q.thread_id = :thread_id
		   AND q.author_id = :author_id AND q.is_placed = 0
		   AND q.path >= :from_path AND q.path < :end_path
		 ORDER BY q.path LIMIT :max) AS own
	UNION ALL
	SELECT every.id FROM (
		SELECT q.id FROM post q
		 WHERE :is_moderator = 1 AND q.thread_id = :thread_id
		   AND q.is_placed = 0
		   AND q.path >= :from_path AND q.path < :end_path
		 ORDER BY q.path LIMIT :max) AS every) AS seen
  JOIN post p ON p.id = seen.id
  JOIN account a ON a.id = p.author_id
 ORDER BY p.path LIMIT :max;

-- name: thread_newest :many
-- Listed threads of all themes, the most recently active first.  CROSS JOIN
-- keeps SQLite from beginning with the themes, of which there are few, and
-- sorting all their threads.
-- in:  active_at time, id int64, max int64
-- out: id int64, theme_id int64, title text, author_name text, theme_name text, theme_slug text, state int64, n_answers int64, created_at time, active_at time, closed_at time?
SELECT t.id, t.theme_id, t.title, a.name AS author_name, m.name AS theme_name,
       m.slug AS theme_slug, p.state, t.n_answers, t.created_at, t.active_at,
       t.closed_at
  FROM thread t
 CROSS JOIN theme m CROSS JOIN post p CROSS JOIN account a
 WHERE m.id = t.theme_id AND p.id = t.opening_id AND a.id = t.author_id
   AND t.is_listed = 1 AND (t.active_at, t.id) < (:active_at, :id)
 ORDER BY t.active_at DESC, t.id DESC LIMIT :max;

-- name: thread_of_theme :many
-- The same of one theme.
-- in:  theme_id int64, active_at time, id int64, max int64
-- out: id int64, theme_id int64, title text, author_name text, theme_name text, theme_slug text, state int64, n_answers int64, created_at time, active_at time, closed_at time?
SELECT t.id, t.theme_id, t.title, a.name AS author_name, m.name AS theme_name,
       m.slug AS theme_slug, p.state, t.n_answers, t.created_at, t.active_at,
       t.closed_at
  FROM thread t
 CROSS JOIN theme m CROSS JOIN post p CROSS JOIN account a
 WHERE m.id = t.theme_id AND p.id = t.opening_id AND a.id = t.author_id
   AND t.theme_id = :theme_id AND t.is_listed = 1
   AND (t.active_at, t.id) < (:active_at, :id)
 ORDER BY t.active_at DESC, t.id DESC LIMIT :max;

-- name: thread_by_id_after :many
-- Listed threads by id, for the sitemap.
-- in:  after_id int64, max int64
-- out: id int64, theme_id int64, n_answers int64, created_at time, active_at time
SELECT t.id, t.theme_id, t.n_answers, t.created_at, t.active_at
  FROM thread t INDEXED BY thread_sitemap
 WHERE t.is_listed = 1 AND t.id > :after_id
 ORDER BY t.id LIMIT :max;

-- name: thread_news :one
-- What everyone may know of the answers to a thread that is listed.
-- in:  thread_id int64
-- out: is_listed bool, n_answers int64, newest_id int64?
SELECT t.is_listed, t.n_answers, t.newest_id FROM thread t
 WHERE t.id = :thread_id;

-- name: thread_add :insert
-- A thread without its opening post, which thread_set_opening fills in.
-- in:  theme_id int64, author_id int64, title text, created_at time
INSERT INTO thread (theme_id, author_id, title, is_listed, n_answers, n_pages,
       created_at, active_at)
VALUES (:theme_id, :author_id, :title, 0, 0, 1, :created_at, :created_at);

-- name: thread_set_opening :exec
-- The post that it begins with.
-- touches: the thread
-- in:  thread_id int64, opening_id int64
UPDATE thread SET opening_id = :opening_id WHERE id = :thread_id;

-- name: thread_set_title :exec
-- Another title.
-- touches: the thread
-- in:  thread_id int64, title text
UPDATE thread SET title = :title WHERE id = :thread_id;

-- name: thread_count :exec
-- So many more answers that everyone may see; activity never moves back.
-- newest_id 0: none was shown for the first time.
-- touches: the thread
-- in:  thread_id int64, more_answers int64, last_number int64, is_listed bool, newest_id int64, active_at time
UPDATE thread SET n_answers = n_answers + :more_answers,
       last_number = :last_number,
       is_listed = :is_listed,
       newest_id = CASE WHEN :newest_id > 0 THEN :newest_id
			ELSE newest_id END,
       active_at = CASE WHEN active_at < :active_at THEN :active_at
			ELSE active_at END
 WHERE id = :thread_id;

-- name: thread_close :exec
-- Closing twice keeps the first moment (ERR_NOT_FOUND).
-- in:  thread_id int64, closed_at time
UPDATE thread SET closed_at = :closed_at
 WHERE id = :thread_id AND closed_at IS NULL;

-- name: thread_open :exec
-- Open again; ERR_NOT_FOUND where it was.
-- in:  thread_id int64
UPDATE thread SET closed_at = NULL
 WHERE id = :thread_id AND closed_at IS NOT NULL;

-- name: thread_opening :one
-- The post that a thread begins with.
-- in:  thread_id int64
-- out: id int64, thread_id int64
SELECT p.id, p.thread_id
  FROM thread t JOIN post p ON p.id = t.opening_id
 WHERE t.id = :thread_id;
