-- name: audit_themes :many
-- Each theme's counts beside what they should be.
-- in:  after_id int64, max int64
-- out: id int64, n_threads int64, n_answers int64, n_queued int64, threads int64, answers int64, queued int64
SELECT m.id, m.n_threads, m.n_answers, m.n_queued,
       (SELECT count(*) FROM thread t
	 WHERE t.theme_id = m.id AND t.is_listed = 1) AS threads,
       (SELECT CAST(coalesce(sum(t.n_answers), 0) AS bigint) FROM thread t
	 WHERE t.theme_id = m.id AND t.is_listed = 1) AS answers,
       (SELECT count(*) FROM queue q WHERE q.theme_id = m.id) AS queued
  FROM theme m WHERE m.id > :after_id ORDER BY m.id LIMIT :max;

-- name: audit_threads :many
-- Each thread's counts beside what they should be.
-- in:  after_id int64, max int64
-- out: id int64, is_listed bool, n_answers int64, n_pages int64, opening_state int64, is_opening_placed bool, answers int64, pages int64, part_pages int64
SELECT t.id, t.is_listed, t.n_answers, t.n_pages,
       coalesce(x.state, 0) AS opening_state,
       coalesce(x.is_placed, 0) AS is_opening_placed,
       (SELECT count(*) FROM post p
	 WHERE p.thread_id = t.id AND p.is_placed = 1 AND p.state = 1
	   AND p.depth > 0) AS answers,
       (SELECT count(*) FROM thread_page r WHERE r.thread_id = t.id) AS pages,
       (SELECT CAST(coalesce(sum(p.n_pages), 0) AS bigint) FROM thread_part p
	 WHERE p.thread_id = t.id) AS part_pages
  FROM thread t LEFT JOIN post x ON x.id = t.opening_id
 WHERE t.id > :after_id ORDER BY t.id LIMIT :max;

-- name: audit_pages :many
-- Each page's count beside the placed answers that stand there; end_path is
-- behind every path.
-- in:  after_thread int64, after_path blob, end_path blob, max int64
-- out: thread_id int64, first_path blob, n_posts int64, posts int64
SELECT r.thread_id, r.first_path, r.n_posts,
       (SELECT count(*) FROM post p
	 WHERE p.thread_id = r.thread_id AND p.is_placed = 1 AND p.depth > 0
	   AND p.path >= r.first_path
	   AND p.path < coalesce((SELECT n.first_path FROM thread_page n
		WHERE n.thread_id = r.thread_id
		  AND n.first_path > r.first_path
		ORDER BY n.first_path LIMIT 1), :end_path)) AS posts
  FROM thread_page r
 WHERE (r.thread_id, r.first_path) > (:after_thread, :after_path)
 ORDER BY r.thread_id, r.first_path LIMIT :max;

-- name: audit_parts :many
-- Each part's count beside the pages that begin in it.
-- in:  after_thread int64, after_path blob, end_path blob, max int64
-- out: thread_id int64, first_path blob, n_pages int64, pages int64
SELECT r.thread_id, r.first_path, r.n_pages,
       (SELECT count(*) FROM thread_page p
	 WHERE p.thread_id = r.thread_id AND p.first_path >= r.first_path
	   AND p.first_path < coalesce((SELECT n.first_path
		 FROM thread_part n
		WHERE n.thread_id = r.thread_id
		  AND n.first_path > r.first_path
		ORDER BY n.first_path LIMIT 1), :end_path)) AS pages
  FROM thread_part r
 WHERE (r.thread_id, r.first_path) > (:after_thread, :after_path)
 ORDER BY r.thread_id, r.first_path LIMIT :max;

-- name: audit_posts :many
-- Each post's state beside what hangs from it.  "count(*)" is looked up for each
-- post, where PostgreSQL would read a whole table for EXISTS.
-- in:  after_id int64, max int64
-- out: id int64, state int64, is_placed bool, pending int64, revision_state int64, pending_state int64, is_queued bool, has_words bool, is_due bool
SELECT p.id, p.state, p.is_placed, p.pending,
       coalesce((SELECT r.state FROM revision r
	 WHERE r.post_id = p.id AND r.number = p.revision),
	CASE WHEN (SELECT count(*) FROM revision r WHERE r.post_id = p.id) > 0
	     THEN -1 ELSE 1 END) AS revision_state,
       coalesce((SELECT r.state FROM revision r
	 WHERE r.post_id = p.id AND r.number = p.pending), -1)
       AS pending_state,
       (SELECT count(*) FROM queue q WHERE q.post_id = p.id) AS is_queued,
       (SELECT count(*) FROM post_words w WHERE w.id = p.id) AS has_words,
       (SELECT count(*) FROM index_due d WHERE d.post_id = p.id) AS is_due
  FROM post p WHERE p.id > :after_id ORDER BY p.id LIMIT :max;

-- name: audit_accounts :many
-- Each account's approved posts beside those that were ever shown.
-- in:  after_id int64, max int64
-- out: id int64, n_approved int64, placed int64
SELECT a.id, a.n_approved,
       (SELECT count(*) FROM post p
	 WHERE p.author_id = a.id AND p.is_placed = 1) AS placed
  FROM account a WHERE a.id > :after_id ORDER BY a.id LIMIT :max;
