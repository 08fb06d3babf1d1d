-- As tests/plans/site.sql: a large site, for plans alone, of n posts
-- (psql -v n=100000).  No row has to make sense, so foreign keys are not looked
-- at, but there are as many of each kind, and they lie as far apart, as on a real
-- one.
SET session_replication_role = replica;
CREATE TEMP TABLE i AS
SELECT i, i * 7919 % 10007 AS r FROM generate_series(1, CAST(:n AS bigint)) AS g(i);
ANALYZE i;

INSERT INTO site VALUES (1, 'Site', '', '', 'Europe/Amsterdam', 'nl', 0, 1,
       'name', 1, 2);
INSERT INTO site_page SELECT 'page' || i, '', '', 1, i FROM i WHERE i <= 3;
INSERT INTO statement VALUES (1, 1, 0, '', '', '', 1, '', '', 1);
INSERT INTO account
SELECT i, 'Name' || i, 'name' || i, 'a' || i || '@x.nl', 'a' || i || '@x.nl',
       'hash', '', 0, r % 50, i, i, 1 FROM i WHERE i <= :n / 20 + 5;
INSERT INTO session
SELECT CAST('s' || i AS bytea), 1 + r % (:n / 20 + 5), i, i + r
  FROM i WHERE i <= :n / 20;
INSERT INTO token
SELECT CAST('t' || i AS bytea), 1 + i % 3, i, CASE WHEN i % 3 > 0 THEN i END
  FROM i WHERE i <= 200;
INSERT INTO organisation
SELECT i, CASE WHEN i % 10 = 1 THEN NULL ELSE i - i % 10 + 1 END, 'org' || i,
       'Org' || i, '', '', 1, '', '', '', '', '', '', 1, i, NULL,
       CASE WHEN i % 4 = 0 THEN '#0b5f57' ELSE '' END
  FROM i WHERE i % 10 > 0 AND i <= :n / 2000 + 3;
INSERT INTO theme
SELECT i, (SELECT max(o.id) FROM organisation o WHERE o.id <= 1 + i / 4),
       'theme' || i, 'Theme' || i, '', i % 3, 3, 0, r, r,
       CASE WHEN i % 8 = 0 THEN r ELSE 0 END, 1, i, i + r, NULL
  FROM i WHERE i <= :n / 500 + 4;
INSERT INTO role_grant
SELECT 1 + r % 200, 1 + i % 3, i % 3, i, i FROM i WHERE i <= :n / 400 + 5;

-- Threads: the first has a third of all posts.
INSERT INTO thread
SELECT i, 1 + r % (:n / 500 + 4), 1 + r % (:n / 20 + 5), i, 'Title' || i,
       CASE WHEN i % 50 > 0 THEN 1 ELSE 0 END, r, 1 + r / 50, i, i + r,
       CASE WHEN i % 20 = 0 THEN i END
  FROM i WHERE i <= :n / 25 + 3;
INSERT INTO post
SELECT i,
       CASE WHEN i <= :n / 25 + 3 THEN i WHEN i % 3 = 0 THEN 1
	    ELSE 1 + i * r % (:n / 25 + 3) END,
       CASE WHEN i <= :n / 25 + 3 THEN NULL ELSE i / 2 END,
       1 + r * r % (:n / 20 + 5),
       CASE WHEN i <= :n / 25 + 3 THEN '' ELSE int4send(CAST(i AS integer)) END,
       CASE WHEN i <= :n / 25 + 3 THEN 0 ELSE 1 END,
       CASE WHEN i % 97 = 0 THEN 0 WHEN i % 101 = 0 THEN 3 ELSE 1 END,
       CASE WHEN i % 97 = 0 THEN 0 ELSE 1 END, 'nl', repeat('body ', 40),
       repeat('<p>body</p>', 20), 1, 1, 0, 0, 1, i, NULL,
       CASE WHEN i % 4 = 0 THEN i ELSE 0 END
  FROM i;
INSERT INTO thread_page
SELECT p.thread_id, (array_agg(p.path ORDER BY p.path))[1], count(*)
  FROM (SELECT thread_id, path, 1 + (row_number() OVER (
		PARTITION BY thread_id ORDER BY path, id) - 1) / 50 AS page
	  FROM post WHERE depth > 0) AS p
 GROUP BY p.thread_id, p.page;
INSERT INTO thread_part SELECT id, '', 1 + n_pages % 128 FROM thread;
INSERT INTO revision
SELECT i, 1 + k, 3, NULL, 'nl', 'body', 1, 0, i
  FROM i, (SELECT 0 AS k UNION ALL SELECT 1) AS k WHERE i % 10 = 0;
INSERT INTO queue
SELECT i, 1 + r % (:n / 500 + 4), 1, i, NULL, NULL FROM i WHERE i % 97 = 0;
INSERT INTO decision
SELECT i, i, 1 + r % 200, 1, 1 + i % 9, 1 + r % (:n / 500 + 4), NULL, i, 1, 1, ''
  FROM i WHERE i % 2 = 0;
INSERT INTO mail SELECT i, i, 4, 2 * i, '', i, i, 0 FROM i WHERE i <= 200;
INSERT INTO form_key
SELECT 1 + r % (:n / 20 + 5), 'k' || i, '', i, i FROM i WHERE i % 10 = 0;
INSERT INTO thread_seen
SELECT 1 + r % (:n / 20 + 5), 1 + i * r % (:n / 25 + 3), i, i + r, i FROM i
    ON CONFLICT DO NOTHING;
INSERT INTO index_due SELECT i FROM i WHERE i % 1000 = 0;
INSERT INTO post_words SELECT i, 'word' || r || ' every' FROM i;
DROP TABLE i;
SET session_replication_role = DEFAULT;
ANALYZE;
