-- name: search_match :many
SELECT p.id
  FROM post_words s
  JOIN post p ON p.id = s.id
  JOIN thread t ON t.id = p.thread_id
  JOIN post x ON x.id = t.opening_id
 WHERE s.search @@ to_tsquery('simple', :match) AND s.id < :before_id
   AND p.state = 1 AND x.state = 1 AND t.is_listed = 1
   AND NOT EXISTS (SELECT 1 FROM index_due d WHERE d.post_id = p.id)
 ORDER BY s.id DESC LIMIT :max;

-- name: search_reach :one
SELECT count(*) AS n, coalesce(min(newest.id), 0) AS oldest_id
  FROM (SELECT s.id FROM post_words s
	 WHERE s.search @@ to_tsquery('simple', :match) AND s.id < :before_id
	 ORDER BY s.id DESC LIMIT :max) AS newest;

-- name: search_newest :many
SELECT s.id, s.words
  FROM post_words s
 WHERE s.search @@ to_tsquery('simple', :match) AND s.id < :before_id
 ORDER BY s.id DESC LIMIT :max;
