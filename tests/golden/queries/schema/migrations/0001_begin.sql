-- Books on shelves: every type, with and without NULL; types and ';' in places
-- where they mean nothing.
CREATE TABLE shelf (
	id identity, -- not the int64 of a book
	name text NOT NULL UNIQUE CHECK (name <> 'time; bool, -- blob)'),
	"time" time NOT NULL
);
CREATE TABLE book (
	id identity,
	shelf_id int64 NOT NULL REFERENCES shelf(id),
	title text NOT NULL,
	cover blob NOT NULL,
	is_lent bool NOT NULL DEFAULT (0),
	added_at time NOT NULL,
	n_pages int64,
	subtitle text,
	stamp blob,
	is_read bool,
	back_at time,
	CONSTRAINT book_once UNIQUE (shelf_id, title),
	CHECK (n_pages > 0)
);
CREATE INDEX book_of_shelf ON book(shelf_id, id) WHERE is_lent = 0;
/* A table that is
   an index. */
CREATE TABLE mark (
	book_id int64 NOT NULL REFERENCES book(id),
	page int64 NOT NULL,
	PRIMARY KEY (book_id, page)
) WITHOUT ROWID;
