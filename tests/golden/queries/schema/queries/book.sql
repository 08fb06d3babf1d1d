-- What stands before the first block belongs to none.

-- name: book_by_id :one
-- Everything of a book.
-- It has two lines.
-- in:  id int64
-- out: id int64, shelf_id int64, title text, cover blob, is_lent bool,
-- out: added_at time, n_pages int64?, subtitle text?, stamp blob?,
-- out: is_read bool?, back_at time?
SELECT b.id, b.shelf_id, b.title, b.cover, b.is_lent, b.added_at, b.n_pages,
       b.subtitle, b.stamp, b.is_read, b.back_at -- :id in a comment
  FROM book b WHERE b.id = :id;

-- name: book_add :insert
-- ERR_CONFLICT where the shelf has one of that title.
-- in:  shelf_id int64, title text, cover blob, is_lent bool, added_at time,
-- in:  n_pages int64?, subtitle text?, stamp blob?, is_read bool?,
-- in:  back_at time?
INSERT INTO book (shelf_id, title, cover, is_lent, added_at, n_pages, subtitle,
       stamp, is_read, back_at)
VALUES (:shelf_id, :title, :cover, :is_lent, :added_at, :n_pages, :subtitle,
       :stamp, :is_read, :back_at)
ON CONFLICT (shelf_id, title) DO NOTHING;

-- name: book_count :one
-- Whose type no schema knows; says "never" where there is none.
-- scans: mark,book
-- out: n int64, last text, pages int64, longest int64?
SELECT count(*) AS n, coalesce(max(title), 'never: -- "a" \ ''b''; ?') AS last,
       (SELECT CAST(coalesce(sum(m.page), 0) AS bigint) FROM mark m) AS pages,
       max(n_pages) AS longest
  FROM book;

-- name: book_search :many
-- By a word.
-- in:  word text, max int64
-- out: title text
SELECT t.title FROM title_search t WHERE t.title MATCH '"' || :word || '"'
 LIMIT :max;
