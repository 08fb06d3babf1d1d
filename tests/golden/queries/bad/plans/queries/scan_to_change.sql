-- 2: error: x: it walks all of book ("-- scans: book" where that stays small)
-- name: x :exec
UPDATE book SET n_pages = 1 WHERE subtitle = 'x';
