-- On db1, once: sudo -u postgres psql -f roles.sql
-- Asks for two passwords, twice each.

-- There is no standby yet to wait for.
SET synchronous_commit = local;

-- Praat mee owns a schema and nothing else.  Of its own name: that is found first.
CREATE ROLE praatmee LOGIN;
\password praatmee
CREATE DATABASE praatmee TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE praatmee FROM PUBLIC;
GRANT CONNECT ON DATABASE praatmee TO praatmee;

CREATE ROLE replicator LOGIN REPLICATION;
\password replicator

\connect praatmee
SET synchronous_commit = local;
CREATE SCHEMA praatmee AUTHORIZATION praatmee;
