-- name: search_put :exec
-- The words by which everyone may find a post.
-- in:  post_id int64, words text
INSERT INTO post_words (id, words) VALUES (:post_id, :words)
ON CONFLICT (id) DO UPDATE SET words = excluded.words;

-- name: search_drop :exec
-- Nobody finds it any more.
-- in:  post_id int64
DELETE FROM post_words WHERE id = :post_id;
