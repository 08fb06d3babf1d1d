-- error: table loose has no primary key
CREATE TABLE loose (a int64 NOT NULL);
