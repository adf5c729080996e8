-- The two roles of Switchboard and its database. Run by psql as a superuser, with the passwords in
-- SWITCHBOARD_OWNER_PASSWORD and SWITCHBOARD_APP_PASSWORD. Safe to repeat; also sets the passwords anew.
\connect template1
\getenv owner_password SWITCHBOARD_OWNER_PASSWORD
\getenv app_password SWITCHBOARD_APP_PASSWORD

SELECT 'CREATE ROLE switchboard_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'switchboard_owner') \gexec
SELECT 'CREATE ROLE switchboard_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'switchboard_app') \gexec

-- The owner migrates, dumps and creates test databases, outside the row-level-security policies of its own tables.
ALTER ROLE switchboard_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB PASSWORD :'owner_password';
-- Web and worker log in as this one: it owns nothing and is always under the policies.
ALTER ROLE switchboard_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';

-- For the named work across tenants: SET LOCAL ROLE, never the owner's rights by default.
GRANT switchboard_owner TO switchboard_app WITH INHERIT FALSE, SET TRUE;

-- In template1, so that every database made later, test databases too, starts with the same default privileges.
ALTER DEFAULT PRIVILEGES FOR ROLE switchboard_owner
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO switchboard_app;
ALTER DEFAULT PRIVILEGES FOR ROLE switchboard_owner
  GRANT USAGE, SELECT ON SEQUENCES TO switchboard_app;

SELECT 'CREATE DATABASE switchboard OWNER switchboard_owner'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'switchboard') \gexec
