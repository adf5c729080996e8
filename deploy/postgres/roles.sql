-- The roles of Switchboard and its database. Run by psql as a superuser, with the passwords in
-- SWITCHBOARD_OWNER_PASSWORD, SWITCHBOARD_APP_PASSWORD and SWITCHBOARD_OPERATOR_PASSWORD. Safe to repeat: it mends
-- what an earlier version made, and sets the passwords anew.
\set ON_ERROR_STOP on
\connect template1
\getenv owner_password SWITCHBOARD_OWNER_PASSWORD
\getenv app_password SWITCHBOARD_APP_PASSWORD
\getenv operator_password SWITCHBOARD_OPERATOR_PASSWORD

SELECT 'DO $$ BEGIN RAISE ''Set SWITCHBOARD_OWNER_PASSWORD, SWITCHBOARD_APP_PASSWORD and'
  ' SWITCHBOARD_OPERATOR_PASSWORD (docs/operators.md).''; END $$'
  WHERE NOT (:{?owner_password} AND :{?app_password} AND :{?operator_password}) \gexec

SELECT format('CREATE ROLE %I', wanted)
  FROM unnest(ARRAY['switchboard_owner', 'switchboard_app', 'switchboard_everywhere', 'switchboard_operator']) wanted
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) \gexec

-- The owner migrates, dumps and creates test databases, outside the row-level-security policies of its own tables.
ALTER ROLE switchboard_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD :'owner_password';
-- Web and worker log in as this one: it owns nothing, is always under the policies, and cannot become the owner or the
-- operators.
ALTER ROLE switchboard_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
SELECT format('REVOKE %I FROM switchboard_app', stronger)
  FROM unnest(ARRAY['switchboard_owner', 'switchboard_operator']) stronger
  WHERE pg_has_role('switchboard_app', stronger, 'MEMBER') \gexec

-- Nobody logs in as this one: by SET LOCAL ROLE it reads ids and states across organizations, for the named work. What
-- this role and the operators may do the migrations grant, table by table.
ALTER ROLE switchboard_everywhere NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB;
GRANT switchboard_everywhere TO switchboard_app WITH INHERIT FALSE, SET TRUE;
-- The operators' site and commands log in as this one, and write what operators set. It goes back to the application's
-- role for what hangs on a change, never the other way round.
ALTER ROLE switchboard_operator LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB
  PASSWORD :'operator_password';
GRANT switchboard_app TO switchboard_operator WITH INHERIT FALSE, SET TRUE;
-- The owner can do all of that anyway, and takes the same roles for the same work.
GRANT switchboard_app, switchboard_everywhere, switchboard_operator TO switchboard_owner WITH INHERIT FALSE, SET TRUE;

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
