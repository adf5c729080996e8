"""The database decides on shares what `conversations.policy.may_share` decides, cell by cell, with the same codes.

Before, its function knew connector content only, and kept a list of personal plans of its own. `plan_is_personal` is
what the database knows of organizations/plans.py; a test compares both for every plan, so a new personal plan needs a
migration that replaces this function. For rows, `redacted` says that the author was told of connector content and
confirmed it: what is written while there is content must say so, wherever the link leads.
"""

from importlib import import_module

from django.db import migrations

PERSONAL = """
CREATE FUNCTION plan_is_personal(plan text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT plan IN ('free', 'pro', 'max') $$
"""

REFUSAL = """
CREATE FUNCTION share_refusal(org uuid, conv uuid, audience text, redacted boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    personal boolean;
    inside_allowed boolean;
    outside_allowed boolean;
    kinds text[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT kind), '{}') INTO kinds FROM conversations_provenance
        WHERE organization_id = org AND conversation_id = conv;
    SELECT plan_is_personal(plan), organization_shares, external_sharing
        INTO STRICT personal, inside_allowed, outside_allowed FROM organizations_organization WHERE id = org;
    RETURN CASE
        WHEN NOT kinds <@ '{tool}' THEN 'connector_content_not_shareable'
        WHEN audience = 'organization' THEN CASE
            WHEN personal THEN 'plan_not_eligible'
            WHEN kinds <> '{}' AND NOT inside_allowed THEN 'connector_content_not_shareable'
        END
        WHEN kinds <> '{}' AND NOT personal THEN 'connector_content_not_shareable'
        WHEN kinds <> '{}' AND NOT redacted THEN 'confirmation_required'
        WHEN NOT personal AND NOT outside_allowed THEN 'external_sharing_forbidden'
    END;
END $$
"""

LOCK = """
    IF nullif(current_setting('app.organization', true), '')::uuid IS DISTINCT FROM NEW.organization_id THEN
        RAISE EXCEPTION 'app.organization is not the organization of the row' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM conversations_conversation
        WHERE organization_id = NEW.organization_id AND id = NEW.conversation_id FOR NO KEY UPDATE;
"""

REFUSE = """
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION '%', refusal USING ERRCODE = 'check_violation', CONSTRAINT = 'sharing_table';
    END IF;
"""

ON_SHARE = f"""
CREATE OR REPLACE FUNCTION guard_share() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    refusal text;
BEGIN
{LOCK}
    IF NEW.revoked_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    refusal := share_refusal(NEW.organization_id, NEW.conversation_id, NEW.audience, NEW.redacted);
    IF refusal IS NULL AND NOT NEW.redacted AND EXISTS (SELECT 1 FROM conversations_provenance
            WHERE organization_id = NEW.organization_id AND conversation_id = NEW.conversation_id) THEN
        refusal := 'connector_content_not_shareable';
    END IF;
{REFUSE}
    RETURN NEW;
END $$
"""

ON_PROVENANCE = f"""
CREATE OR REPLACE FUNCTION guard_provenance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    refusal text;
BEGIN
{LOCK}
    SELECT max(share_refusal(s.organization_id, s.conversation_id, s.audience, s.redacted)) INTO refusal
        FROM conversations_share s
        WHERE s.organization_id = NEW.organization_id AND s.conversation_id = NEW.conversation_id
            AND s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > now());
{REFUSE}
    RETURN NULL;
END $$
"""

BEFORE = import_module("conversations.migrations.0003_sharing_triggers")
GUARDS_BEFORE = [
    function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    for function in (BEFORE.ON_SHARE, BEFORE.ON_PROVENANCE)
]
DROP_BEFORE = "DROP FUNCTION share_is_forbidden(uuid, uuid, text, boolean)"
DROP = "DROP FUNCTION share_refusal(uuid, uuid, text, boolean); DROP FUNCTION plan_is_personal(text)"


class Migration(migrations.Migration):
    dependencies = [("conversations", "0009_notices")]
    operations = [
        migrations.RunSQL(
            [PERSONAL, REFUSAL, ON_SHARE, ON_PROVENANCE, DROP_BEFORE],
            [BEFORE.FORBIDDEN, *GUARDS_BEFORE, *DROP.split(";")],
        )
    ]
