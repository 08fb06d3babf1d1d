-- name: renew_state :one
-- For which renderer the kept HTML was gone through last, and up to which post;
-- NULL: to the end.
-- out: renderer int64, renewed_id int64?
SELECT s.renderer, s.renewed_id FROM site s WHERE s.id = 1;

-- name: renew_reach :exec
-- It has come so far; post_id 0: to the end.
-- touches: the site
-- in:  renderer int64, post_id int64
UPDATE site SET renderer = :renderer, renewed_id = NULLIF(:post_id, 0)
 WHERE id = 1;

-- name: renew_posts :many
-- The next posts.
-- in:  after_id int64, max int64
-- out: id int64, renderer int64, body text, html text
SELECT p.id, p.renderer, p.body, p.html FROM post p
 WHERE p.id > :after_id ORDER BY p.id LIMIT :max;

-- name: renew_post :exec
-- Other HTML of the same text; ERR_NOT_FOUND where it is another by now.
-- in:  post_id int64, body text, html text, renderer int64
UPDATE post SET html = :html, renderer = :renderer
 WHERE id = :post_id AND body = :body;

-- name: renew_organisations :many
-- Those whose HTML an older renderer made.  There are few organisations.
-- scans: organisation
-- in:  renderer int64, max int64
-- out: id int64, body text, html text
SELECT o.id, o.body, o.html FROM organisation o
 WHERE o.renderer < :renderer LIMIT :max;

-- name: renew_organisation :exec
-- Other HTML of the same text; ERR_NOT_FOUND where it is another by now.
-- in:  organisation_id int64, body text, html text, renderer int64
UPDATE organisation SET html = :html, renderer = :renderer
 WHERE id = :organisation_id AND body = :body;

-- name: renew_site_pages :many
-- Those whose HTML an older renderer made.
-- scans: site_page
-- in:  renderer int64, max int64
-- out: name text, body text, html text
SELECT p.name, p.body, p.html FROM site_page p
 WHERE p.renderer < :renderer LIMIT :max;

-- name: renew_site_page :exec
-- Other HTML of the same text; ERR_NOT_FOUND where it is another by now.
-- in:  name text, body text, html text, renderer int64
UPDATE site_page SET html = :html, renderer = :renderer
 WHERE name = :name AND body = :body;

-- name: renew_statements :one
-- What the site says about its accessibility, if an older renderer made its
-- HTML.
-- in:  renderer int64
-- out: limits text, html text
SELECT a.limits, a.html FROM statement a
 WHERE a.id = 1 AND a.renderer < :renderer;

-- name: renew_statement :exec
-- Other HTML of the same text; ERR_NOT_FOUND where it is another by now.
-- in:  limits text, html text, renderer int64
UPDATE statement SET html = :html, renderer = :renderer
 WHERE id = 1 AND limits = :limits;
