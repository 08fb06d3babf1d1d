-- 2: error: x: it walks all of book ("-- scans: book" where that stays small)
-- name: x :one
-- out: n int64
SELECT count(*) AS n FROM book INDEXED BY book_of_shelf WHERE is_lent = 0;
