-- A decision is never changed and never deleted.
CREATE TRIGGER decision_kept BEFORE DELETE ON decision BEGIN
	SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER decision_unchanged BEFORE UPDATE ON decision BEGIN
	SELECT RAISE(ABORT, 'decisions are append-only');
END;
