-- 2: error: unknown type 'INTEGER' of column 'a'
ALTER TABLE shelf ADD COLUMN a INTEGER;
