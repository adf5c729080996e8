-- The roles of Switchboard and its database. Run by psql as a superuser, with the passwords in
-- SWITCHBOARD_OWNER_PASSWORD and SWITCHBOARD_APP_PASSWORD. Safe to repeat: it mends what an earlier version made,
-- and sets the passwords anew.
\set ON_ERROR_STOP on
\connect template1
\getenv owner_password SWITCHBOARD_OWNER_PASSWORD
\getenv app_password SWITCHBOARD_APP_PASSWORD

SELECT format('CREATE ROLE %I', wanted)
  FROM unnest(ARRAY['switchboard_owner', 'switchboard_app', 'switchboard_everywhere', 'switchboard_operator']) wanted
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) \gexec

-- The owner migrates, dumps and creates test databases, outside the row-level-security policies of its own tables.
ALTER ROLE switchboard_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD :'owner_password';
-- Web and worker log in as this one: it owns nothing, is always under the policies, and cannot become the owner.
ALTER ROLE switchboard_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
SELECT 'REVOKE switchboard_owner FROM switchboard_app'
  WHERE pg_has_role('switchboard_app', 'switchboard_owner', 'MEMBER') \gexec

-- Two roles that nobody logs in as, taken by SET LOCAL ROLE for the named work across organizations: the one reads ids
-- and states, the other writes what operators set. The migrations grant each exactly that, table by table.
ALTER ROLE switchboard_everywhere NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
ALTER ROLE switchboard_operator NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
GRANT switchboard_everywhere, switchboard_operator TO switchboard_app, switchboard_owner WITH INHERIT FALSE, SET TRUE;

-- In template1, so that every database made later, test databases too, starts with the same default privileges.
ALTER DEFAULT PRIVILEGES FOR ROLE switchboard_owner
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO switchboard_app;
ALTER DEFAULT PRIVILEGES FOR ROLE switchboard_owner
  GRANT USAGE, SELECT ON SEQUENCES TO switchboard_app;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

SELECT 'CREATE DATABASE switchboard OWNER switchboard_owner'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'switchboard') \gexec
-- Nobody but the owner makes anything: a temporary table could stand in front of a real one.
REVOKE TEMPORARY ON DATABASE switchboard FROM PUBLIC;
\connect switchboard
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
