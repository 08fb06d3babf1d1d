-- 4: error: NOT NULL constraint failed: shelf.name
CREATE TABLE x (a int64 NOT NULL);

INSERT INTO shelf (name, "time") VALUES (NULL, 0);
