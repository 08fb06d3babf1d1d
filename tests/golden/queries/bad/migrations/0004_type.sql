-- 3: error: unknown type 'varchar' of column 'a'
CREATE TABLE x (
	a varchar
);
