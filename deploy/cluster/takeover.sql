-- On the standby, when the primary is off and stays off: sudo -u postgres psql -f takeover.sql

SELECT pg_promote();

-- It has no standby, and without this would acknowledge nothing.  When there is
-- one again: ALTER SYSTEM RESET synchronous_standby_names, and reload.
ALTER SYSTEM SET synchronous_standby_names = '';
SELECT pg_reload_conf();
