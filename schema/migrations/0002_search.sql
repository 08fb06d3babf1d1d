-- Posts of which the words below are to be looked after: whatever shows, hides
-- or changes one notes it here, and a job takes it away.  Until then nobody
-- finds the post.
CREATE TABLE index_due (
	post_id int64 PRIMARY KEY REFERENCES post(id)
);

-- What everyone may find: the folded words of shown posts, those of the title
-- before the opening post's own.
CREATE TABLE post_words (
	id int64 PRIMARY KEY REFERENCES post(id),
	words text NOT NULL
);
CREATE VIRTUAL TABLE post_search USING fts5 (
	words,
	content = 'post_words', content_rowid = 'id',
	tokenize = "unicode61 remove_diacritics 0"
);
CREATE TRIGGER post_words_added AFTER INSERT ON post_words BEGIN
	INSERT INTO post_search (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER post_words_gone AFTER DELETE ON post_words BEGIN
	INSERT INTO post_search (post_search, rowid, words)
	VALUES ('delete', old.id, old.words);
END;
CREATE TRIGGER post_words_changed AFTER UPDATE ON post_words BEGIN
	INSERT INTO post_search (post_search, rowid, words)
	VALUES ('delete', old.id, old.words);
	INSERT INTO post_search (rowid, words) VALUES (new.id, new.words);
END;
