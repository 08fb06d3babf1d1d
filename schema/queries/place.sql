-- name: place_run :one
-- The page on which a path stands.
-- in:  thread_id int64, path blob
-- out: first_path blob, n_posts int64
SELECT r.first_path, r.n_posts FROM thread_page r
 WHERE r.thread_id = :thread_id AND r.first_path <= :path
 ORDER BY r.first_path DESC LIMIT 1;

-- name: place_runs :many
-- Pages from the one that begins at a path on.
-- in:  thread_id int64, from_path blob, max int64
-- out: first_path blob, n_posts int64
SELECT r.first_path, r.n_posts FROM thread_page r
 WHERE r.thread_id = :thread_id AND r.first_path >= :from_path
 ORDER BY r.first_path LIMIT :max;

-- name: place_part :one
-- The part in which a path stands, and how many pages come before it.
-- in:  thread_id int64, path blob
-- out: first_path blob, n_pages int64, n_before int64
SELECT p.first_path, p.n_pages,
       (SELECT CAST(coalesce(sum(q.n_pages), 0) AS bigint) FROM thread_part q
	 WHERE q.thread_id = p.thread_id AND q.first_path < p.first_path)
       AS n_before
  FROM thread_part p
 WHERE p.thread_id = :thread_id AND p.first_path <= :path
 ORDER BY p.first_path DESC LIMIT 1;

-- name: place_parts :many
-- The parts of a thread.
-- in:  thread_id int64, max int64
-- out: first_path blob, n_pages int64
SELECT p.first_path, p.n_pages FROM thread_part p
 WHERE p.thread_id = :thread_id ORDER BY p.first_path LIMIT :max;

-- name: place_count_runs :one
-- How many pages begin from one path up to another, that one too.
-- in:  thread_id int64, from_path blob, to_path blob
-- out: n int64
SELECT count(*) AS n FROM thread_page r
 WHERE r.thread_id = :thread_id AND r.first_path >= :from_path
   AND r.first_path <= :to_path;

-- name: place_behind :one
-- The first placed post behind a path.
-- in:  thread_id int64, path blob
-- out: id int64
SELECT p.id FROM post p
 WHERE p.thread_id = :thread_id AND p.is_placed = 1 AND p.path > :path
 ORDER BY p.path LIMIT 1;

-- name: place_paths :many
-- The paths of placed posts from one on.
-- in:  thread_id int64, from_path blob, max int64
-- out: path blob
SELECT p.path FROM post p
 WHERE p.thread_id = :thread_id AND p.is_placed = 1 AND p.path >= :from_path
 ORDER BY p.path LIMIT :max;

-- name: place_add :exec
-- A new page.
-- touches: the page
-- in:  thread_id int64, first_path blob, n_posts int64
INSERT INTO thread_page (thread_id, first_path, n_posts)
VALUES (:thread_id, :first_path, :n_posts);

-- name: place_resize :exec
-- How many posts a page has.
-- touches: the page
-- in:  thread_id int64, first_path blob, n_posts int64
UPDATE thread_page SET n_posts = :n_posts
 WHERE thread_id = :thread_id AND first_path = :first_path;

-- name: place_part_add :exec
-- A new part.
-- touches: the part
-- in:  thread_id int64, first_path blob, n_pages int64
INSERT INTO thread_part (thread_id, first_path, n_pages)
VALUES (:thread_id, :first_path, :n_pages);

-- name: place_part_resize :exec
-- How many pages a part has.
-- touches: the part
-- in:  thread_id int64, first_path blob, n_pages int64
UPDATE thread_part SET n_pages = :n_pages
 WHERE thread_id = :thread_id AND first_path = :first_path;

-- name: place_count :exec
-- One page more.
-- touches: the thread
-- in:  thread_id int64
UPDATE thread SET n_pages = n_pages + 1 WHERE id = :thread_id;
