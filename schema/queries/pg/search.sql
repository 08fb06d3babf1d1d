-- name: search_match :many
SELECT p.id, p.thread_id, t.title, p.author_id, a.name AS author_name,
       m.id AS theme_id, m.name AS theme_name, m.slug AS theme_slug,
       m.organisation_id, o.parent_id AS umbrella_id,
       t.author_id AS thread_author_id, p.state, p.is_placed, t.is_listed,
       x.state AS opening_state, p.body, p.created_at
  FROM post_words s
  JOIN post p ON p.id = s.id
  JOIN thread t ON t.id = p.thread_id
  JOIN post x ON x.id = t.opening_id
  JOIN theme m ON m.id = t.theme_id
  JOIN organisation o ON o.id = m.organisation_id
  JOIN account a ON a.id = p.author_id
 WHERE s.search @@ to_tsquery('simple', :match) AND s.id < :before_id
   AND p.state = 1 AND x.state = 1 AND t.is_listed = 1
   AND NOT EXISTS (SELECT 1 FROM index_due d WHERE d.post_id = p.id)
 ORDER BY s.id DESC LIMIT :max;
