-- name: organisation_of_slug :one
-- An organisation with everything on its page.
-- in:  slug text
-- out: id int64, parent_id int64?, slug text, name text, body text, html text, visiting_address text, postal_address text, website text, contact_person text, email text, phone text, colour text, parent_name text?, parent_slug text?, version int64, created_at time, closed_at time?
SELECT o.id, o.parent_id, o.slug, o.name, o.body, o.html, o.visiting_address,
       o.postal_address, o.website, o.contact_person, o.email, o.phone, o.colour,
       u.name AS parent_name, u.slug AS parent_slug, o.version, o.created_at,
       o.closed_at
  FROM organisation o LEFT JOIN organisation u ON u.id = o.parent_id
 WHERE o.slug = :slug;

-- name: organisation_slug :one
-- The address of one.
-- in:  id int64
-- out: slug text
SELECT o.slug FROM organisation o WHERE o.id = :id;

-- name: organisation_under :many
-- Those under one umbrella (0: without one), in the order they were made.  One
-- walk by id: there are few organisations.
-- sorts: on PostgreSQL, while there are very few
-- in:  parent_id int64, after_id int64, max int64
-- out: id int64, slug text, name text, version int64, created_at time, closed_at time?
SELECT o.id, o.slug, o.name, o.version, o.created_at, o.closed_at
  FROM organisation o
 WHERE coalesce(o.parent_id, 0) = :parent_id AND o.id > :after_id
 ORDER BY o.id LIMIT :max;

-- name: organisation_add :insert
-- A new one; ERR_CONFLICT where the slug is taken.  parent_id 0: none.
-- in:  parent_id int64, slug text, name text, body text, html text, renderer int64, visiting_address text, postal_address text, website text, contact_person text, email text, phone text, colour text, created_at time
INSERT INTO organisation (parent_id, slug, name, body, html, renderer,
       visiting_address, postal_address, website, contact_person, email, phone,
       colour, version, created_at)
VALUES (NULLIF(:parent_id, 0), :slug, :name, :body, :html, :renderer,
       :visiting_address, :postal_address, :website, :contact_person, :email,
       :phone, :colour, 1, :created_at)
ON CONFLICT (slug) DO NOTHING;

-- name: organisation_change :exec
-- Other words; ERR_NOT_FOUND where version is not the one that stands.
-- in:  id int64, version int64, name text, body text, html text, renderer int64, visiting_address text, postal_address text, website text, contact_person text, email text, phone text, colour text
UPDATE organisation SET name = :name, body = :body, html = :html,
       renderer = :renderer, visiting_address = :visiting_address,
       postal_address = :postal_address, website = :website,
       contact_person = :contact_person, email = :email, phone = :phone,
       colour = :colour, version = version + 1
 WHERE id = :id AND version = :version;

-- name: organisation_colours :many
-- Those with a colour.  There are few organisations.
-- scans: organisation
-- in:  max int64
-- out: id int64, colour text
SELECT o.id, o.colour FROM organisation o WHERE o.colour <> ''
 ORDER BY o.id LIMIT :max;

-- name: organisation_close :exec
-- Closing twice keeps the first moment (ERR_NOT_FOUND).
-- in:  id int64, closed_at time
UPDATE organisation SET closed_at = :closed_at, version = version + 1
 WHERE id = :id AND closed_at IS NULL;

-- name: organisation_open :exec
-- Open again; ERR_NOT_FOUND where it was.
-- in:  id int64
UPDATE organisation SET closed_at = NULL, version = version + 1
 WHERE id = :id AND closed_at IS NOT NULL;
