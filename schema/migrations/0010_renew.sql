-- For which renderer (text/markdown.h) the kept HTML was gone through last, and
-- up to which post; NULL: to the end.
ALTER TABLE site ADD COLUMN renderer int64 NOT NULL DEFAULT 0;
ALTER TABLE site ADD COLUMN renewed_id int64;
