-- 2: error: CREATE TRIGGER needs a twin in migrations/pg/
CREATE TRIGGER x AFTER DELETE ON mark BEGIN DELETE FROM shelf; END;
