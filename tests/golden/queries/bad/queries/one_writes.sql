-- 4: error: x: no RETURNING here: an :insert gives the new id by itself
-- name: x :one
-- out: id int64
INSERT INTO shelf (name, "time") VALUES ('a', 0) RETURNING id;
