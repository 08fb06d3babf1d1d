-- name: shelf_add :insert
-- in: name text
INSERT INTO shelf (name, "time") VALUES (:name, 0);

-- name: shelf_list :many
-- Each with its newest book, if there is one.
-- in:  after text, max int64
-- out: name text, is_open bool, keeper text?, title text?, n_marks int64
SELECT s.name, s.is_open, s.keeper, b.title,
       (SELECT count(*) FROM mark m WHERE m.book_id = b.id) AS n_marks
  FROM shelf s
  LEFT OUTER JOIN book AS b ON b.id = (SELECT max(x.id) FROM book x
	WHERE x.shelf_id = s.id)
 WHERE s.name > :after
 ORDER BY s.name, b.title NULLS LAST LIMIT :max;

-- name: shelf_close :exec
-- ERR_NOT_FOUND where it was.
-- in:  id int64
UPDATE shelf SET is_open = 0 WHERE id = :id AND is_open = 1;

-- name: shelf_empty :exec
-- scans: mark
DELETE FROM mark;

-- name: shelf_first :many
-- Walks an index in its order up to the LIMIT: no scan of the table.
-- in:  max int64
-- out: name text
SELECT s.name FROM shelf s ORDER BY s.name LIMIT :max;

-- name: mark_add :exec
-- in:  book_id int64, page int64
INSERT INTO mark (book_id, page) VALUES (:book_id, :page);

-- name: shelf_hold :one
-- Rows are locked on PostgreSQL alone.
-- in:  id int64
-- out: id int64
SELECT s.id FROM shelf s WHERE s.id = :id FOR NO KEY UPDATE OF s;

-- name: mark_sweep :exec
-- Also in the middle of a query.
-- in:  book_id int64, max int64
DELETE FROM mark WHERE (book_id, page) IN (
	SELECT m.book_id, m.page FROM mark m
	 WHERE m.book_id = :book_id
	 ORDER BY m.page LIMIT :max FOR UPDATE SKIP LOCKED);

-- name: mark_put :exec
-- touches: the mark
-- in:  book_id int64, page int64
INSERT INTO mark (book_id, page) VALUES (:book_id, :page);

-- name: shelf_turn :exec
-- Open it or close it.
-- touches: the shelf
-- in:  id int64, is_open bool
UPDATE shelf SET is_open = :is_open WHERE id = :id;

-- name: mark_count :one
-- scans: mark
-- out: n int64
SELECT count(*) AS n FROM mark m;
