-- name: site_row :one
-- The site's settings; role 3 is administrator.
-- scans: role_grant
-- out: name text, tagline text, url text, time_zone text, language text, is_demo bool, colours text, n_admins int64
SELECT s.name, s.tagline, s.url, s.time_zone, s.language, s.is_demo, s.colours,
       (SELECT count(*) FROM (SELECT 1 AS one FROM role_grant g
	 WHERE g.role = 3 LIMIT 1) AS admins) AS n_admins
  FROM site s WHERE s.id = 1;

-- name: site_lock :one
-- Whoever changes what hangs from the whole site does so one after the other.
-- out: id int64
SELECT s.id FROM site s WHERE s.id = 1 FOR NO KEY UPDATE;

-- name: site_add :exec
-- The first and only row; ERR_NOT_FOUND where it was there already.
-- in:  name text, tagline text, url text, time_zone text, language text, is_demo bool, renderer int64, created_at time
INSERT INTO site (id, name, tagline, url, time_zone, language, is_demo,
       renderer, created_at)
VALUES (1, :name, :tagline, :url, :time_zone, :language, :is_demo, :renderer,
       :created_at)
ON CONFLICT DO NOTHING;

-- name: site_change :exec
-- Other settings.
-- in:  name text, tagline text, url text, time_zone text, language text
UPDATE site SET name = :name, tagline = :tagline, url = :url,
       time_zone = :time_zone, language = :language
 WHERE id = 1;

-- name: site_colours :exec
-- The name of all colours of organisations.
-- in:  colours text
UPDATE site SET colours = :colours WHERE id = 1;

-- name: site_size :one
-- How much there is, and how new it is: to compare a copy with.
-- scans: post, thread, account
-- out: n_posts int64, n_threads int64, n_accounts int64, newest_at time?
SELECT (SELECT count(*) FROM post p) AS n_posts,
       (SELECT count(*) FROM thread t) AS n_threads,
       (SELECT count(*) FROM account a) AS n_accounts,
       (SELECT max(n.created_at) FROM post n) AS newest_at
  FROM site s WHERE s.id = 1;

-- name: site_page_by_name :one
-- House rules, contact or privacy.
-- in:  name text
-- out: name text, body text, html text, updated_at time
SELECT p.name, p.body, p.html, p.updated_at FROM site_page p
 WHERE p.name = :name;

-- name: site_page_put :exec
-- Write one.
-- in:  name text, body text, html text, renderer int64, updated_at time
INSERT INTO site_page (name, body, html, renderer, updated_at)
VALUES (:name, :body, :html, :renderer, :updated_at)
ON CONFLICT (name) DO UPDATE SET body = excluded.body, html = excluded.html,
       renderer = excluded.renderer, updated_at = excluded.updated_at;

-- name: site_progress :one
-- What a new site has by now: its pages, a thread, a second account and a second
-- role.
-- scans: thread, account, role_grant
-- out: n_rules int64, n_contact int64, n_privacy int64, n_threads int64, n_accounts int64, n_grants int64
SELECT (SELECT count(*) FROM site_page p
	 WHERE p.name = 'rules' AND p.body <> '') AS n_rules,
       (SELECT count(*) FROM site_page c
	 WHERE c.name = 'contact' AND c.body <> '') AS n_contact,
       (SELECT count(*) FROM site_page q
	 WHERE q.name = 'privacy' AND q.body <> '') AS n_privacy,
       (SELECT count(*) FROM (SELECT 1 AS one FROM thread t LIMIT 1) AS x)
       AS n_threads,
       (SELECT count(*) FROM (SELECT 1 AS one FROM account a LIMIT 2) AS y)
       AS n_accounts,
       (SELECT count(*) FROM (SELECT 1 AS one FROM role_grant g LIMIT 2) AS z)
       AS n_grants
  FROM site s WHERE s.id = 1;

-- name: statement_row :one
-- What the site says about its accessibility.
-- out: status int64, is_public_body bool, assessed_on text, limits text, html text, email text, address text, updated_at time
SELECT a.status, a.is_public_body, a.assessed_on, a.limits, a.html, a.email,
       a.address, a.updated_at
  FROM statement a WHERE a.id = 1;

-- name: statement_put :exec
-- Say it.
-- in:  status int64, is_public_body bool, assessed_on text, limits text, html text, renderer int64, email text, address text, updated_at time
INSERT INTO statement (id, status, is_public_body, assessed_on, limits, html,
       renderer, email, address, updated_at)
VALUES (1, :status, :is_public_body, :assessed_on, :limits, :html, :renderer,
       :email, :address, :updated_at)
ON CONFLICT (id) DO UPDATE SET status = excluded.status,
       is_public_body = excluded.is_public_body,
       assessed_on = excluded.assessed_on, limits = excluded.limits,
       html = excluded.html, renderer = excluded.renderer,
       email = excluded.email, address = excluded.address,
       updated_at = excluded.updated_at;
