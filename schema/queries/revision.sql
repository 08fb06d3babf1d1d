-- name: revision_add :exec
-- A text of a post.  title '': not of an opening post.
-- touches: the text
-- in:  post_id int64, number int64, state int64, title text, language text, body text, editor_id int64, is_by_moderator bool, created_at time
INSERT INTO revision (post_id, number, state, title, language, body,
       editor_id, is_by_moderator, created_at)
VALUES (:post_id, :number, :state, NULLIF(:title, ''), :language, :body,
       :editor_id, :is_by_moderator, :created_at);

-- name: revision_add_first :exec
-- The text that stands in a post becomes a row; ERR_NOT_FOUND where it is one
-- already.
-- in:  post_id int64
INSERT INTO revision (post_id, number, state, title, language, body,
       editor_id, is_by_moderator, created_at)
SELECT p.id, p.revision, 1,
       CASE WHEN p.parent_id IS NULL THEN t.title ELSE NULL END,
       p.language, p.body, p.author_id, 0, p.created_at
  FROM post p JOIN thread t ON t.id = p.thread_id
 WHERE p.id = :post_id
   AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.post_id = p.id);

-- name: revision_turn :exec
-- From one state into another; ERR_NOT_FOUND where it was not in that.
-- in:  post_id int64, number int64, was int64, state int64
UPDATE revision SET state = :state
 WHERE post_id = :post_id AND number = :number AND state = :was;

-- name: revision_by_number :one
-- One text.
-- in:  post_id int64, number int64
-- out: title text?, language text, body text
SELECT r.title, r.language, r.body FROM revision r
 WHERE r.post_id = :post_id AND r.number = :number;

-- name: revision_before :many
-- All texts, newest first; where there are no rows, that of the post.
-- sorts: the one text of the post
-- in:  post_id int64, before int64, max int64
-- out: number int64, state int64, title text?, editor_name text, body text, is_by_moderator bool, created_at time
SELECT r.number, r.state, r.title, a.name AS editor_name, r.body,
       r.is_by_moderator, r.created_at
  FROM revision r JOIN account a ON a.id = r.editor_id
 WHERE r.post_id = :post_id AND r.number < :before
 UNION ALL
SELECT p.revision, 1, CASE WHEN p.parent_id IS NULL THEN t.title ELSE NULL END,
       b.name, p.body, 0, p.created_at
  FROM post p
  JOIN thread t ON t.id = p.thread_id
  JOIN account b ON b.id = p.author_id
 WHERE p.id = :post_id AND p.revision < :before
   AND NOT EXISTS (SELECT 1 FROM revision x WHERE x.post_id = p.id)
 ORDER BY number DESC LIMIT :max;
