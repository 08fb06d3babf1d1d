CREATE TABLE index_due (
	post_id bigint PRIMARY KEY REFERENCES post(id)
);
CREATE TABLE post_words (
	id bigint PRIMARY KEY REFERENCES post(id),
	words text COLLATE "C" NOT NULL
);
-- A word in one run of 8192 ids, and those of a post: see queries/pg/search.sql.
-- Their bodies are no strings: pg_restore, which has no search_path, finds in them
-- what they name.  OR REPLACE: see pg_migrate.c.  Without fastupdate: the list of
-- what is not sorted in yet would be read once for each run.
CREATE OR REPLACE FUNCTION search_key(run bigint, word text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CAST(run AS text) || ' ' || word;
CREATE OR REPLACE FUNCTION search_keys(id bigint, words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (SELECT array_agg(DISTINCT search_key(id / 8192, w.word))
	  FROM unnest(string_to_array(words, ' ')) AS w (word));
CREATE INDEX post_search ON post_words USING gin (search_keys(id, words))
	WITH (fastupdate = off);
