-- 2: error: x: an :insert query is INSERT INTO a table with an identity
-- name: x :insert
INSERT INTO mark (book_id, page) VALUES (1, 1);
