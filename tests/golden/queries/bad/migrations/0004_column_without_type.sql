-- 3: error: a column has no type
CREATE TABLE x (
	a,
	b int64
);
