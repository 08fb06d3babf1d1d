ALTER TABLE shelf ADD COLUMN is_open bool NOT NULL DEFAULT 1;
ALTER TABLE shelf ADD keeper text;
UPDATE shelf SET is_open = 0 WHERE name = 'Cellar';
