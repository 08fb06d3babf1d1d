-- name: search_put :exec
-- The words by which everyone may find a post.
-- in:  post_id int64, words text
INSERT INTO post_words (id, words) VALUES (:post_id, :words)
ON CONFLICT (id) DO UPDATE SET words = excluded.words;

-- name: search_drop :exec
-- Nobody finds it any more.
-- in:  post_id int64
DELETE FROM post_words WHERE id = :post_id;

-- name: search_match :many
-- Posts with these words that everyone may read, in threads whose title
-- everyone may read, newest first.
-- in:  match text, before_id int64, max int64
-- out: id int64, thread_id int64, title text, author_id int64, author_name text, theme_id int64, theme_name text, theme_slug text, organisation_id int64, umbrella_id int64?, thread_author_id int64, state int64, is_placed bool, is_listed bool, opening_state int64, body text, created_at time
SELECT p.id, p.thread_id, t.title, p.author_id, a.name AS author_name,
       m.id AS theme_id, m.name AS theme_name, m.slug AS theme_slug,
       m.organisation_id, o.parent_id AS umbrella_id,
       t.author_id AS thread_author_id, p.state, p.is_placed, t.is_listed,
       x.state AS opening_state, p.body, p.created_at
  FROM post_search s
 CROSS JOIN post p ON p.id = s.rowid
 CROSS JOIN thread t ON t.id = p.thread_id
 CROSS JOIN post x ON x.id = t.opening_id
 CROSS JOIN theme m ON m.id = t.theme_id
 CROSS JOIN organisation o ON o.id = m.organisation_id
 CROSS JOIN account a ON a.id = p.author_id
 WHERE s.words MATCH :match AND s.rowid < :before_id
   AND p.state = 1 AND x.state = 1 AND t.is_listed = 1
 ORDER BY s.rowid DESC LIMIT :max;
