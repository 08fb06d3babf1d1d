-- name: book_search :many
SELECT t.title FROM title_search t
 WHERE to_tsvector('simple', t.title) @@ to_tsquery('simple', :words)
 LIMIT :max;
