-- error: shelf.label_id refers to later, which is made later
CREATE TABLE later (id identity);
ALTER TABLE shelf ADD COLUMN label_id int64 REFERENCES later(id);
