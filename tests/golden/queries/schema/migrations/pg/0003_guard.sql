CREATE FUNCTION mark_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'marks stay';
END;
$$;
CREATE TRIGGER mark_kept BEFORE DELETE ON mark
	FOR EACH ROW WHEN (old.page = 1) EXECUTE FUNCTION mark_refuse();
CREATE TABLE title_search (title text COLLATE "C" NOT NULL);
