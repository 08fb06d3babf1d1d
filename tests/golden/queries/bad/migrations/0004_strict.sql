-- 3: error: cannot store TEXT value in INTEGER column x.a
CREATE TABLE x (a int64 NOT NULL);
INSERT INTO x (a) VALUES ('one');
