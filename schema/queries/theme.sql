-- name: theme_id_of_slug :one
-- Which theme has this address.
-- in:  slug text
-- out: id int64
SELECT t.id FROM theme t WHERE t.slug = :slug;

-- name: theme_range :many
-- Themes of an organisation (0: of all) with an id from first to last, each
-- with its host.  One walk by id: there are few themes.
-- sorts: on PostgreSQL, while there are very few
-- in:  organisation_id int64, first_id int64, last_id int64, max int64
-- out: id int64, organisation_id int64, umbrella_id int64?, slug text, name text, about text, organisation_slug text, organisation_name text, organisation_colour text, policy int64, policy_n int64, openers int64, n_threads int64, n_answers int64, n_queued int64, version int64, created_at time, active_at time, closed_at time?, organisation_closed_at time?
SELECT t.id, t.organisation_id, o.parent_id AS umbrella_id, t.slug, t.name,
       t.about, o.slug AS organisation_slug, o.name AS organisation_name,
       o.colour AS organisation_colour,
       t.policy, t.policy_n, t.openers, t.n_threads, t.n_answers, t.n_queued,
       t.version, t.created_at, t.active_at, t.closed_at,
       o.closed_at AS organisation_closed_at
  FROM theme t JOIN organisation o ON o.id = t.organisation_id
 WHERE t.id BETWEEN :first_id AND :last_id
   AND (:organisation_id = 0 OR t.organisation_id = :organisation_id)
 ORDER BY t.id LIMIT :max;

-- name: theme_add :insert
-- A new one; ERR_CONFLICT where the slug is taken.
-- in:  organisation_id int64, slug text, name text, about text, policy int64, policy_n int64, openers int64, created_at time
INSERT INTO theme (organisation_id, slug, name, about, policy, policy_n,
       openers, n_threads, n_answers, n_queued, version, created_at, active_at)
VALUES (:organisation_id, :slug, :name, :about, :policy, :policy_n, :openers,
       0, 0, 0, 1, :created_at, :created_at)
ON CONFLICT (slug) DO NOTHING;

-- name: theme_change :exec
-- Other words and rules; ERR_NOT_FOUND where version is not the one that stands.
-- in:  id int64, version int64, name text, about text, policy int64, policy_n int64, openers int64
UPDATE theme SET name = :name, about = :about, policy = :policy,
       policy_n = :policy_n, openers = :openers, version = version + 1
 WHERE id = :id AND version = :version;

-- name: theme_close :exec
-- Closing twice keeps the first moment (ERR_NOT_FOUND).
-- in:  id int64, closed_at time
UPDATE theme SET closed_at = :closed_at, version = version + 1
 WHERE id = :id AND closed_at IS NULL;

-- name: theme_open :exec
-- Open again; ERR_NOT_FOUND where it was.
-- in:  id int64
UPDATE theme SET closed_at = NULL, version = version + 1
 WHERE id = :id AND closed_at IS NOT NULL;
