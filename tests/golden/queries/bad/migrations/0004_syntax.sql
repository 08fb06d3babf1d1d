-- 3: error: near "NUL": syntax error
CREATE TABLE x (
	a text NOT NUL
);
