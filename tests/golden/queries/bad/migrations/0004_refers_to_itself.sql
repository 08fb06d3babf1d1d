-- error: chain.next refers to chain itself: it has to be one that may be NULL, to the key, a number
CREATE TABLE chain (name text PRIMARY KEY, next text REFERENCES chain(name));
