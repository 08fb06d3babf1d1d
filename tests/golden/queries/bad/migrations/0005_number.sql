-- error: expected migration 0004 here
DROP TABLE mark;
