-- error: a migration is called NNNN_name.sql
DROP TABLE mark;
