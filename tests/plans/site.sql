-- A large site, for plans alone (sqlc --plans): no row has to make sense, but there are as many of each kind, and they lie as far apart, as on a
-- real one: one thread has a third of all posts, most have a few; most accounts
-- write little; a post in a hundred waits.
CREATE TEMP TABLE size AS SELECT 100000 AS n;
CREATE TEMP TABLE i AS
WITH RECURSIVE up(i) AS (
	SELECT 1 UNION ALL SELECT i + 1 FROM up
	 WHERE i < (SELECT n FROM size))
SELECT i, i * 7919 % 10007 AS r FROM up;

INSERT INTO site VALUES (1, 'Site', '', '', 'Europe/Amsterdam', 'nl', 0, 1,
       'name', 1, 2);
INSERT INTO site_page SELECT 'page' || i, '', '', 1, i FROM i WHERE i <= 3;
INSERT INTO statement VALUES (1, 1, 0, '', '', '', 1, '', '', 1);
INSERT INTO account
SELECT i, 'Name' || i, 'name' || i, 'a' || i || '@x.nl', 'a' || i || '@x.nl',
       'hash', '', 0, r % 50, i, i, 1
  FROM i WHERE i <= (SELECT n / 20 + 5 FROM size);
INSERT INTO session
SELECT CAST('s' || i AS blob), 1 + r % (SELECT n / 20 + 5 FROM size), i, i + r
  FROM i WHERE i <= (SELECT n / 20 FROM size);
INSERT INTO token
SELECT CAST('t' || i AS blob), 1 + i % 3, i, CASE WHEN i % 3 > 0 THEN i END
  FROM i WHERE i <= 200;
INSERT INTO organisation
SELECT i, CASE WHEN i % 10 = 1 THEN NULL ELSE i - i % 10 + 1 END, 'org' || i,
       'Org' || i, '', '', 1, '', '', '', '', '', '', 1, i, NULL,
       CASE WHEN i % 4 = 0 THEN '#0b5f57' ELSE '' END
  FROM i WHERE i % 10 > 0 AND i <= (SELECT n / 2000 + 3 FROM size);
INSERT INTO theme
SELECT i, (SELECT max(o.id) FROM organisation o WHERE o.id <= 1 + i / 4),
       'theme' || i, 'Theme' || i, '', i % 3, 3, 0, r, r,
       CASE WHEN i % 8 = 0 THEN r ELSE 0 END, 1, i, i + r, NULL
  FROM i WHERE i <= (SELECT n / 500 + 4 FROM size);
INSERT INTO role_grant
SELECT 1 + r % 200, 1 + i % 3, i % 3, i, i
  FROM i WHERE i <= (SELECT n / 400 + 5 FROM size);

-- Threads: the first has a third of all posts.
INSERT INTO thread
SELECT i, 1 + r % (SELECT n / 500 + 4 FROM size),
       1 + r % (SELECT n / 20 + 5 FROM size), i, 'Title' || i, i % 50 > 0, r,
       1 + r / 50, i, i + r, CASE WHEN i % 20 = 0 THEN i END, i, r
  FROM i WHERE i <= (SELECT n / 25 + 3 FROM size);
INSERT INTO post
SELECT i,
       CASE WHEN i <= (SELECT n / 25 + 3 FROM size) THEN i
	    WHEN i % 3 = 0 THEN 1
	    ELSE 1 + i * r % (SELECT n / 25 + 3 FROM size) END,
       CASE WHEN i <= (SELECT n / 25 + 3 FROM size) THEN NULL ELSE i / 2 END,
       1 + r * r % (SELECT n / 20 + 5 FROM size),
       CASE WHEN i <= (SELECT n / 25 + 3 FROM size) THEN x''
	    ELSE CAST(printf('%08d', i) AS blob) END,
       CASE WHEN i <= (SELECT n / 25 + 3 FROM size) THEN 0 ELSE 1 END,
       CASE WHEN i % 97 = 0 THEN 0 WHEN i % 101 = 0 THEN 3 ELSE 1 END,
       i % 97 > 0, 'nl', 'body ' || i, '<p>body</p>', 1, 1, 0, 0, 1, i, NULL,
       CASE WHEN i % 4 = 0 THEN i ELSE 0 END
  FROM i;
INSERT OR IGNORE INTO thread_page
SELECT p.thread_id, min(p.path), count(*)
  FROM (SELECT thread_id, path, 1 + (row_number() OVER (
		PARTITION BY thread_id ORDER BY path, id) - 1) / 50 AS page
	  FROM post WHERE depth > 0) AS p
 GROUP BY p.thread_id, p.page;
INSERT INTO thread_part SELECT id, x'', 1 + r_pages FROM (
	SELECT t.id, t.n_pages % 128 AS r_pages FROM thread t);
INSERT INTO revision
SELECT i, 1 + k, 3, NULL, 'nl', 'body', 1, 0, i
  FROM i, (SELECT 0 AS k UNION ALL SELECT 1) WHERE i % 10 = 0;
INSERT INTO queue
SELECT i, 1 + r % (SELECT n / 500 + 4 FROM size), 1, i, NULL, NULL
  FROM i WHERE i % 97 = 0;
INSERT INTO decision
SELECT i, i, 1 + r % 200, 1, 1, 1 + r % (SELECT n / 500 + 4 FROM size), NULL, i,
       1, 1, '' FROM i WHERE i % 2 = 0;
INSERT INTO mail SELECT i, i, 4, 2 * i, '', i, i, 0 FROM i WHERE i <= 200;
INSERT INTO form_key
SELECT 1 + r % (SELECT n / 20 + 5 FROM size), 'k' || i, x'', i, i
  FROM i WHERE i % 10 = 0;
INSERT OR IGNORE INTO thread_seen
SELECT 1 + r % (SELECT n / 20 + 5 FROM size),
       1 + i * r % (SELECT n / 25 + 3 FROM size), i, i + r, i FROM i;
INSERT INTO index_due SELECT i FROM i WHERE i % 1000 = 0;
INSERT INTO post_words SELECT i, 'word' || r FROM i WHERE i % 20 = 0;
DROP TABLE i;
DROP TABLE size;
