ALTER TABLE shelf ADD COLUMN is_open bool NOT NULL DEFAULT 1;
ALTER TABLE shelf ADD keeper text;
UPDATE shelf SET is_open = 0 WHERE name = 'Cellar';
ALTER TABLE shelf ADD COLUMN below_id int64 REFERENCES shelf(id);
CREATE TABLE label (
	word text NOT NULL,
	stamp blob NOT NULL,
	note text,
	PRIMARY KEY (word, stamp)
) WITHOUT ROWID;
