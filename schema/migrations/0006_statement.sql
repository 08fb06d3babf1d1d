-- What the site says about its accessibility; no row: nothing yet.
-- status: 0 not assessed, 1 to 4 the letters A to D of the Dutch government.
-- assessed_on: '2026-11-28', or ''.  limits: markdown, and the HTML made of it.
CREATE TABLE statement (
	id int64 PRIMARY KEY CHECK (id = 1),
	status int64 NOT NULL,
	is_public_body bool NOT NULL,
	assessed_on text NOT NULL,
	limits text NOT NULL,
	html text NOT NULL,
	renderer int64 NOT NULL,
	email text NOT NULL,
	address text NOT NULL,
	updated_at time NOT NULL
);
