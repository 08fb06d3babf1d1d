-- name: grant_of_account :many
-- The roles of an account.
-- in:  account_id int64, max int64
-- out: role int64, scope int64, scope_id int64
SELECT g.role, g.scope, g.scope_id FROM role_grant g
 WHERE g.account_id = :account_id
 ORDER BY g.role, g.scope, g.scope_id LIMIT :max;

-- name: grant_add :exec
-- Give a role; ERR_NOT_FOUND where it was there already.
-- in:  account_id int64, role int64, scope int64, scope_id int64, granted_at time
INSERT INTO role_grant (account_id, role, scope, scope_id, granted_at)
VALUES (:account_id, :role, :scope, :scope_id, :granted_at)
ON CONFLICT DO NOTHING;

-- name: grant_delete :exec
-- Take a role.
-- in:  account_id int64, role int64, scope int64, scope_id int64
DELETE FROM role_grant
 WHERE account_id = :account_id AND role = :role AND scope = :scope
   AND scope_id = :scope_id;
