-- An index of all posts with a word gives them in no order: the newest of many
-- could not be found without the rest.  So the index has the posts in runs of
-- 8192 ids, of which each word is another key, and the runs are looked at from the
-- newest on until there are enough: a word that is everywhere costs one run, one
-- that is nowhere a look at the index for each.  LATERAL holds the order: each of
-- them is asked about each of those before it, one after the other.

-- name: search_match :many
-- sorts: the posts of one run, at most so many of all
SELECT found.id
  FROM (SELECT readable.id
	  FROM generate_series((SELECT least(:before_id - 1,
			coalesce(max(w.id), 0)) / 8192 FROM post_words w), 0, -1)
	    AS run (number)
	 CROSS JOIN LATERAL (SELECT w.id FROM post_words w
		 WHERE search_keys(w.id, w.words)
		    @> ARRAY[search_key(run.number, :word)]
		   AND +w.id < :before_id ORDER BY w.id DESC) AS s
	 CROSS JOIN LATERAL (SELECT p.id
		  FROM post p CROSS JOIN thread t CROSS JOIN post x
		 WHERE p.id = s.id AND t.id = p.thread_id AND x.id = t.opening_id
		   AND p.state = 1 AND x.state = 1 AND t.is_listed = 1
		   AND NOT EXISTS (SELECT 1 FROM index_due d
			WHERE d.post_id = p.id) LIMIT 1) AS readable
	 LIMIT :max) AS found
 ORDER BY found.id DESC LIMIT :max;

-- name: search_reach :one
-- sorts: the posts of one run
SELECT count(*) AS n, coalesce(min(newest.id), 0) AS oldest_id
  FROM (SELECT s.id
	  FROM generate_series((SELECT least(:before_id - 1,
			coalesce(max(w.id), 0)) / 8192 FROM post_words w), 0, -1)
	    AS run (number)
	 CROSS JOIN LATERAL (SELECT w.id FROM post_words w
		 WHERE search_keys(w.id, w.words)
		    @> ARRAY[search_key(run.number, :word)]
		   AND +w.id < :before_id ORDER BY w.id DESC) AS s
	 LIMIT :max) AS newest;

-- name: search_newest :many
-- sorts: the posts of one run, at most so many of all
SELECT found.id, found.words
  FROM (SELECT s.id, s.words
	  FROM generate_series((SELECT least(:before_id - 1,
			coalesce(max(w.id), 0)) / 8192 FROM post_words w), 0, -1)
	    AS run (number)
	 CROSS JOIN LATERAL (SELECT w.id, w.words FROM post_words w
		 WHERE search_keys(w.id, w.words)
		    @> ARRAY[search_key(run.number, :word)]
		   AND +w.id < :before_id ORDER BY w.id DESC) AS s
	 LIMIT :max) AS found
 ORDER BY found.id DESC LIMIT :max;
