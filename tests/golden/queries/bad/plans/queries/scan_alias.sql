-- 2: error: x: it walks all of book ("-- scans: book" where that stays small)
-- name: x :one
-- scans: shelf, books
-- out: id int64
SELECT s.id FROM shelf s JOIN book b ON b.n_pages = s.id WHERE s.id = 1;
