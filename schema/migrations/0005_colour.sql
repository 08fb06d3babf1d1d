-- The colour that an organisation chose, '#rrggbb', or '' for none.
ALTER TABLE organisation ADD COLUMN colour text NOT NULL DEFAULT '';
-- A name for all of these together, another one with each change; '' while
-- there is none.
ALTER TABLE site ADD COLUMN colours text NOT NULL DEFAULT '';
