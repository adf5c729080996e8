"""The database's own word on sharing (rules.md section 5, S3): whatever the code does, under concurrency too.

Both triggers first lock the conversation's row, so that a share and a mark that are made at the same moment see
each other. A snapshot never holds tool data; `redacted` says that its author was told and confirmed it.
"""

from django.db import migrations

FORBIDDEN = """
CREATE FUNCTION share_is_forbidden(org uuid, conv uuid, audience text, redacted boolean) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
DECLARE
    personal boolean;
    inside boolean;
    kinds text[];
BEGIN
    SELECT array_agg(DISTINCT kind) INTO kinds FROM conversations_provenance
        WHERE organization_id = org AND conversation_id = conv;
    IF kinds IS NULL THEN
        RETURN false;
    END IF;
    IF 'synced' = ANY (kinds) OR 'health' = ANY (kinds) THEN
        RETURN true;
    END IF;
    SELECT plan IN ('free', 'pro', 'max'), organization_shares INTO personal, inside
        FROM organizations_organization WHERE id = org;
    IF audience = 'public' THEN
        RETURN NOT (personal AND redacted);
    END IF;
    RETURN NOT inside;
END $$
"""

LOCK = """
    IF nullif(current_setting('app.organization', true), '')::uuid IS DISTINCT FROM NEW.organization_id THEN
        RAISE EXCEPTION 'app.organization is not the organization of the row' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM conversations_conversation
        WHERE organization_id = NEW.organization_id AND id = NEW.conversation_id FOR NO KEY UPDATE;
"""

ON_SHARE = f"""
CREATE FUNCTION guard_share() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{LOCK}
    IF NEW.revoked_at IS NULL
        AND share_is_forbidden(NEW.organization_id, NEW.conversation_id, NEW.audience, NEW.redacted) THEN
        RAISE EXCEPTION 'connector_content_not_shareable' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""

ON_PROVENANCE = f"""
CREATE FUNCTION guard_provenance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{LOCK}
    IF EXISTS (
        SELECT 1 FROM conversations_share s
        WHERE s.organization_id = NEW.organization_id AND s.conversation_id = NEW.conversation_id
            AND s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > now())
            AND share_is_forbidden(s.organization_id, s.conversation_id, s.audience, s.redacted)
    ) THEN
        RAISE EXCEPTION 'connector_content_not_shareable' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$
"""

TRIGGERS = """
CREATE TRIGGER guard_share BEFORE INSERT OR UPDATE ON conversations_share
    FOR EACH ROW EXECUTE FUNCTION guard_share();
CREATE TRIGGER guard_provenance AFTER INSERT ON conversations_provenance
    FOR EACH ROW EXECUTE FUNCTION guard_provenance()
"""

DROP = """
DROP TRIGGER guard_share ON conversations_share;
DROP TRIGGER guard_provenance ON conversations_provenance;
DROP FUNCTION guard_share();
DROP FUNCTION guard_provenance();
DROP FUNCTION share_is_forbidden(uuid, uuid, text, boolean)
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_wall")]
    operations = [
        migrations.RunSQL([FORBIDDEN, ON_SHARE, ON_PROVENANCE, TRIGGERS], DROP),
    ]
