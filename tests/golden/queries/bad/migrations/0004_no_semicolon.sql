-- 2: error: this statement has no ';'
DROP TABLE mark
