-- What the database knows of organizations/plans.py; tests/conversations/test_share_triggers.py compares every plan.
CREATE OR REPLACE FUNCTION plan_is_personal(plan text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT plan IN ('free', 'pro', 'max') $$;
