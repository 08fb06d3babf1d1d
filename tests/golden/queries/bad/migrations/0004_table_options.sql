-- 4: error: expected ';' or WITHOUT ROWID behind the table
CREATE TABLE x (
	a text
) STRICT;
