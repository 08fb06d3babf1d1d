CREATE OR REPLACE FUNCTION decision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'decisions are append-only';
END;
$$;
CREATE TRIGGER decision_kept BEFORE DELETE OR UPDATE ON decision
	FOR EACH ROW EXECUTE FUNCTION decision_refuse();
