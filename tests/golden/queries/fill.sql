-- Many books on many shelves, few of them marked, for plans alone.
INSERT INTO shelf
WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 1000)
SELECT i, 'Shelf' || i, i, 1, NULL, NULL FROM i;
INSERT INTO book (shelf_id, title, cover, added_at)
WITH RECURSIVE i(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM i WHERE i < 20000)
SELECT 1 + i % 1000, 'Title' || i, x'', i FROM i;
INSERT INTO mark SELECT id, 1 FROM book WHERE id <= 3;
