CREATE TRIGGER mark_kept BEFORE DELETE ON mark BEGIN
	SELECT RAISE(ABORT, 'marks stay; END;') WHERE old.page = 1;
END;
CREATE VIRTUAL TABLE title_search USING fts5 (title);
CREATE TRIGGER book_found AFTER INSERT ON book BEGIN
	INSERT INTO title_search (rowid, title) VALUES (new.id + 100, new.title);
END;
