-- name: book_search :many
SELECT t.title FROM title_search t
 WHERE to_tsvector('simple', t.title) @@ plainto_tsquery('simple', :word)
 LIMIT :max;
