CREATE FUNCTION mark_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'marks stay';
END;
$$;
CREATE TRIGGER mark_kept BEFORE DELETE ON mark
	FOR EACH ROW WHEN (old.page = 1) EXECUTE FUNCTION mark_refuse();
CREATE TABLE title_search (title text COLLATE "C" NOT NULL);
CREATE FUNCTION book_found() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO title_search (title) VALUES (new.title);
	RETURN NULL;
END;
$$;
CREATE TRIGGER book_found AFTER INSERT ON book
	FOR EACH ROW EXECUTE FUNCTION book_found();
