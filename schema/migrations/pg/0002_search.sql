CREATE TABLE index_due (
	post_id bigint PRIMARY KEY REFERENCES post(id)
);
CREATE TABLE post_words (
	id bigint PRIMARY KEY REFERENCES post(id),
	words text COLLATE "C" NOT NULL,
	search tsvector GENERATED ALWAYS AS
		(to_tsvector('simple', words)) STORED
);
CREATE INDEX post_search ON post_words USING gin (search);
