-- The whole forum.  Neutral types (see README.md): identity, int64, bool,
-- text, blob, time.  Moments are milliseconds UTC; enumerations are the numbers
-- named in server/forum/.

-- One row: the site's own settings.  An empty url means: loopback only.
CREATE TABLE site (
	id int64 PRIMARY KEY CHECK (id = 1),
	name text NOT NULL,
	tagline text NOT NULL,
	url text NOT NULL,
	time_zone text NOT NULL,
	language text NOT NULL,
	is_demo bool NOT NULL,
	created_at time NOT NULL
);

-- House rules, contact and privacy: markdown and the HTML made from it.
CREATE TABLE site_page (
	name text PRIMARY KEY,
	body text NOT NULL,
	html text NOT NULL,
	renderer int64 NOT NULL,
	updated_at time NOT NULL
);

-- name_key and email_key are folded (text/fold.h); language '' follows the
-- browser.  n_approved counts posts that were ever shown, for "the first N".
CREATE TABLE account (
	id identity,
	name text NOT NULL,
	name_key text NOT NULL UNIQUE,
	email text NOT NULL,
	email_key text NOT NULL UNIQUE,
	password text NOT NULL,
	language text NOT NULL,
	is_demo bool NOT NULL,
	n_approved int64 NOT NULL,
	created_at time NOT NULL
);

-- The cookie's token is kept as its digest only.
CREATE TABLE session (
	digest blob PRIMARY KEY,
	account_id int64 NOT NULL REFERENCES account(id),
	created_at time NOT NULL,
	expires_at time NOT NULL
);
CREATE INDEX session_account ON session(account_id);
CREATE INDEX session_expiry ON session(expires_at);

-- One-time addresses, such as the one for the first administrator.
CREATE TABLE token (
	digest blob PRIMARY KEY,
	kind int64 NOT NULL,
	expires_at time NOT NULL
);

-- role: 1 moderator, 2 host, 3 administrator.  scope: 0 site (scope_id 0),
-- 1 organisation, 2 theme.
CREATE TABLE role_grant (
	account_id int64 NOT NULL REFERENCES account(id),
	role int64 NOT NULL,
	scope int64 NOT NULL,
	scope_id int64 NOT NULL,
	granted_at time NOT NULL,
	PRIMARY KEY (account_id, role, scope, scope_id)
) WITHOUT ROWID;

-- parent_id: the umbrella that it belongs to (one level).
CREATE TABLE organisation (
	id identity,
	parent_id int64 REFERENCES organisation(id),
	slug text NOT NULL UNIQUE,
	name text NOT NULL,
	body text NOT NULL,
	html text NOT NULL,
	renderer int64 NOT NULL,
	visiting_address text NOT NULL,
	postal_address text NOT NULL,
	website text NOT NULL,
	contact_person text NOT NULL,
	email text NOT NULL,
	phone text NOT NULL,
	version int64 NOT NULL,
	created_at time NOT NULL,
	closed_at time
);
CREATE INDEX organisation_parent ON organisation(parent_id, id);

-- policy: 0 nothing first, 1 the first policy_n posts of a new member first,
-- 2 everything first to the queue.  openers: 0 members, 1 hosts.
-- Counts are of what everyone may see: threads, answers; n_queued of what waits.
CREATE TABLE theme (
	id identity,
	organisation_id int64 NOT NULL REFERENCES organisation(id),
	slug text NOT NULL UNIQUE,
	name text NOT NULL,
	about text NOT NULL,
	policy int64 NOT NULL,
	policy_n int64 NOT NULL,
	openers int64 NOT NULL,
	n_threads int64 NOT NULL,
	n_answers int64 NOT NULL,
	n_queued int64 NOT NULL,
	version int64 NOT NULL,
	created_at time NOT NULL,
	active_at time NOT NULL,
	closed_at time
);
CREATE INDEX theme_organisation ON theme(organisation_id, id);
CREATE INDEX theme_queued ON theme(id, organisation_id, n_queued)
	WHERE n_queued > 0;

-- is_listed: everyone may see it in lists.  opening_id is its first post and
-- NULL only inside the transaction that makes it.  active_at: the newest shown
-- post, by which lists are ordered.
CREATE TABLE thread (
	id identity,
	theme_id int64 NOT NULL REFERENCES theme(id),
	author_id int64 NOT NULL REFERENCES account(id),
	opening_id int64,
	title text NOT NULL,
	is_listed bool NOT NULL,
	n_answers int64 NOT NULL,
	n_pages int64 NOT NULL,
	created_at time NOT NULL,
	active_at time NOT NULL,
	closed_at time
);
CREATE INDEX thread_of_theme ON thread(theme_id, active_at, id)
	WHERE is_listed = 1;
CREATE INDEX thread_newest ON thread(active_at, id) WHERE is_listed = 1;
CREATE INDEX thread_sitemap ON thread(id) WHERE is_listed = 1;

-- A post.  path is its place in the tree: four bytes big-endian a level, the
-- number of each ancestor among its siblings; the opening post has the empty
-- path and no parent.  next_child numbers the posts that hang below it.
-- state: 0 held, 1 shown, 2 rejected, 3 withdrawn, 4 removed.
-- is_placed: was shown once, and keeps its place as a stub for ever after.
-- revision is the number of the text that stands in body; pending is the number
-- of an edit that waits for a decision, or 0.  version grows with every change.
CREATE TABLE post (
	id identity,
	thread_id int64 NOT NULL REFERENCES thread(id),
	parent_id int64 REFERENCES post(id),
	author_id int64 NOT NULL REFERENCES account(id),
	path blob NOT NULL,
	depth int64 NOT NULL,
	next_child int64 NOT NULL,
	state int64 NOT NULL,
	is_placed bool NOT NULL,
	language text NOT NULL,
	body text NOT NULL,
	html text NOT NULL,
	renderer int64 NOT NULL,
	revision int64 NOT NULL,
	pending int64 NOT NULL,
	is_edited_by_moderator bool NOT NULL,
	version int64 NOT NULL,
	created_at time NOT NULL,
	edited_at time
);
CREATE INDEX post_tree ON post(thread_id, path) WHERE is_placed = 1;
CREATE INDEX post_unplaced ON post(thread_id, path) WHERE is_placed = 0;
CREATE INDEX post_author ON post(author_id, id);
CREATE INDEX post_author_unplaced ON post(thread_id, author_id, path)
	WHERE is_placed = 0;

-- A page of a thread: a run of at most 50 placed answers in tree order, from
-- first_path up to the next page's first_path.  Its number is counted, so that
-- a page between others changes no row of theirs; to count few, pages are
-- bundled in runs as well: a part has n_pages from first_path on.
CREATE TABLE thread_page (
	thread_id int64 NOT NULL REFERENCES thread(id),
	first_path blob NOT NULL,
	n_posts int64 NOT NULL,
	PRIMARY KEY (thread_id, first_path)
) WITHOUT ROWID;
CREATE TABLE thread_part (
	thread_id int64 NOT NULL REFERENCES thread(id),
	first_path blob NOT NULL,
	n_pages int64 NOT NULL,
	PRIMARY KEY (thread_id, first_path)
) WITHOUT ROWID;

-- Every text a post ever had or wanted to have, but for a first one that still
-- stands: until another comes or it is refused, the post alone has it.  title
-- only for opening posts.
-- Without HTML: only the text that stands is read often.
-- state: 0 pending, 1 current, 2 rejected, 3 earlier.
CREATE TABLE revision (
	post_id int64 NOT NULL REFERENCES post(id),
	number int64 NOT NULL,
	state int64 NOT NULL,
	title text,
	language text NOT NULL,
	body text NOT NULL,
	editor_id int64 NOT NULL REFERENCES account(id),
	is_by_moderator bool NOT NULL,
	created_at time NOT NULL,
	PRIMARY KEY (post_id, number)
) WITHOUT ROWID;

-- A row for each post that waits for a decision, as a whole or with an edit.
-- reason: why it is here.
CREATE TABLE queue (
	post_id int64 PRIMARY KEY REFERENCES post(id),
	theme_id int64 NOT NULL REFERENCES theme(id),
	reason int64 NOT NULL,
	queued_at time NOT NULL,
	claimed_by int64 REFERENCES account(id),
	claimed_until time
);
CREATE INDEX queue_order ON queue(queued_at, post_id);
CREATE INDEX queue_of_theme ON queue(theme_id, queued_at, post_id);

-- What was decided, by whom and why.  Append-only: see the triggers.
-- organisation_id and theme_id are where it happened, for those who may read it.
CREATE TABLE decision (
	id identity,
	at time NOT NULL,
	actor_id int64 REFERENCES account(id),
	kind int64 NOT NULL,
	organisation_id int64 REFERENCES organisation(id),
	theme_id int64 REFERENCES theme(id),
	thread_id int64 REFERENCES thread(id),
	post_id int64 REFERENCES post(id),
	account_id int64 REFERENCES account(id),
	revision int64 NOT NULL,
	reason text NOT NULL
);
CREATE INDEX decision_organisation ON decision(organisation_id, id);
CREATE INDEX decision_theme ON decision(theme_id, id);
CREATE INDEX decision_post ON decision(post_id, id);

-- Forms that were sent already: what the same key made the first time.
CREATE TABLE form_key (
	account_id int64 NOT NULL REFERENCES account(id),
	form_key text NOT NULL,
	digest blob NOT NULL,
	made_id int64 NOT NULL,
	created_at time NOT NULL,
	PRIMARY KEY (account_id, form_key)
) WITHOUT ROWID;
CREATE INDEX form_key_age ON form_key(created_at);
