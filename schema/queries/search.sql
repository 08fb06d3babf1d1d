-- name: search_note :exec
-- The words of a post are to be looked after.  Where they were already the row
-- is written again: so that it is this write's, and nobody takes it away who has
-- not seen what this write does.
-- touches: the note
-- in:  post_id int64
INSERT INTO index_due (post_id) VALUES (:post_id)
ON CONFLICT (post_id) DO UPDATE SET post_id = excluded.post_id;

-- name: search_due :many
-- Posts whose words are to be looked after, in any order: one that asks for an
-- order may be answered by sorting them all.
-- scans: index_due
-- in:  max int64
-- out: post_id int64
SELECT d.post_id FROM index_due d LIMIT :max;

-- name: search_take :one
-- Take one to look after it; ERR_NOT_FOUND where another did, or somebody notes
-- it at this moment.
-- in:  post_id int64
-- out: post_id int64
SELECT d.post_id FROM index_due d WHERE d.post_id = :post_id
   FOR UPDATE SKIP LOCKED;

-- name: search_count_due :one
-- How many there are; for `check`.
-- scans: index_due
-- out: n int64
SELECT count(*) AS n FROM index_due d;

-- name: search_text :one
-- What everyone may find a post by: its text and, of an opening post, the
-- title.
-- in:  post_id int64
-- out: state int64, version int64, title text, body text
SELECT p.state, p.version,
       CASE WHEN p.parent_id IS NULL THEN t.title ELSE '' END AS title, p.body
  FROM post p JOIN thread t ON t.id = p.thread_id
 WHERE p.id = :post_id;

-- name: search_done :exec
-- It was looked after, by who took it; ERR_NOT_FOUND where the post has changed
-- since.
-- in:  post_id int64, version int64
DELETE FROM index_due
 WHERE post_id = :post_id
   AND EXISTS (SELECT 1 FROM post p
		WHERE p.id = :post_id AND p.version = :version);

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
-- Posts with a word that everyone may read, in threads whose title
-- everyone may read, newest first.  The words of one that is due may be those
-- of an earlier text.
-- in:  word text, before_id int64, max int64
-- out: id int64
SELECT p.id
  FROM post_search s
 CROSS JOIN post p ON p.id = s.rowid
 CROSS JOIN thread t ON t.id = p.thread_id
 CROSS JOIN post x ON x.id = t.opening_id
 WHERE s.words MATCH '"' || :word || '"' AND s.rowid < :before_id
   AND p.state = 1 AND x.state = 1 AND t.is_listed = 1
   AND NOT EXISTS (SELECT 1 FROM index_due d WHERE d.post_id = p.id)
 ORDER BY s.rowid DESC LIMIT :max;

-- name: search_reach :one
-- How far back the newest posts with a word reach, and how many they are.
-- in:  word text, before_id int64, max int64
-- out: n int64, oldest_id int64
SELECT count(*) AS n, coalesce(min(newest.id), 0) AS oldest_id
  FROM (SELECT s.rowid AS id FROM post_search s
	 WHERE s.words MATCH '"' || :word || '"' AND s.rowid < :before_id
	 ORDER BY s.rowid DESC LIMIT :max) AS newest;

-- name: search_newest :many
-- The newest posts with a word, and all their words; whether everyone may read
-- them is another question.
-- in:  word text, before_id int64, max int64
-- out: id int64, words text
SELECT w.id, w.words
  FROM post_search s CROSS JOIN post_words w ON w.id = s.rowid
 WHERE s.words MATCH '"' || :word || '"' AND s.rowid < :before_id
 ORDER BY s.rowid DESC LIMIT :max;

-- name: search_hit :one
-- One of them, if everyone may read it.
-- in:  post_id int64
-- out: id int64, thread_id int64, title text, author_id int64, author_name text, theme_id int64, theme_name text, theme_slug text, organisation_id int64, umbrella_id int64?, thread_author_id int64, state int64, is_placed bool, is_listed bool, opening_state int64, body text, created_at time
SELECT p.id, p.thread_id, t.title, p.author_id, a.name AS author_name,
       m.id AS theme_id, m.name AS theme_name, m.slug AS theme_slug,
       m.organisation_id, o.parent_id AS umbrella_id,
       t.author_id AS thread_author_id, p.state, p.is_placed, t.is_listed,
       x.state AS opening_state, p.body, p.created_at
  FROM post p
 CROSS JOIN thread t CROSS JOIN post x CROSS JOIN theme m
 CROSS JOIN organisation o CROSS JOIN account a
 WHERE p.id = :post_id AND t.id = p.thread_id AND x.id = t.opening_id
   AND m.id = t.theme_id AND o.id = m.organisation_id AND a.id = p.author_id
   AND p.state = 1 AND x.state = 1 AND t.is_listed = 1
   AND NOT EXISTS (SELECT 1 FROM index_due d WHERE d.post_id = p.id);
