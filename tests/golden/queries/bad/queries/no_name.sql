-- 2: error: SQL without '-- name:'
SELECT 1;
