-- name: place_run :one
-- The page on which a path stands.
-- in:  thread_id int64, path blob
-- out: number int64, first_path blob, n_posts int64
SELECT r.number, r.first_path, r.n_posts
  FROM thread_page r INDEXED BY thread_page_path
 WHERE r.thread_id = :thread_id AND r.first_path <= :path
 ORDER BY r.first_path DESC LIMIT 1;

-- name: place_runs :many
-- A page and those behind it.
-- in:  thread_id int64, number int64, max int64
-- out: number int64, first_path blob, n_posts int64
SELECT r.number, r.first_path, r.n_posts FROM thread_page r
 WHERE r.thread_id = :thread_id AND r.number >= :number
 ORDER BY r.number LIMIT :max;

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
-- in:  thread_id int64, number int64, first_path blob, n_posts int64
INSERT INTO thread_page (thread_id, number, first_path, n_posts)
VALUES (:thread_id, :number, :first_path, :n_posts);

-- name: place_resize :exec
-- How many posts a page has.
-- in:  thread_id int64, number int64, n_posts int64
UPDATE thread_page SET n_posts = :n_posts
 WHERE thread_id = :thread_id AND number = :number;

-- name: place_lift :exec
-- Give the pages behind one a number that no page has, one further on; then
-- place_lower.  In one step two pages would have the same number for a while.
-- in:  thread_id int64, number int64
UPDATE thread_page SET number = -(number + 1)
 WHERE thread_id = :thread_id AND number > :number;

-- name: place_lower :exec
-- The second step.
-- in:  thread_id int64
UPDATE thread_page SET number = -number
 WHERE thread_id = :thread_id AND number < 0;

-- name: place_count :exec
-- One page more.
-- in:  thread_id int64
UPDATE thread SET n_pages = n_pages + 1 WHERE id = :thread_id;
