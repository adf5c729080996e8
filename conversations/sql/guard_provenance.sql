-- Refuses a mark that would forbid a link which is live (sharing-S3): whoever marks revokes such links first.
CREATE OR REPLACE FUNCTION guard_provenance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    refusal text;
BEGIN
    IF nullif(current_setting('app.organization', true), '')::uuid IS DISTINCT FROM NEW.organization_id THEN
        RAISE EXCEPTION 'app.organization is not the organization of the row' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM conversations_conversation
        WHERE organization_id = NEW.organization_id AND id = NEW.conversation_id FOR NO KEY UPDATE;
    SELECT max(share_refusal(s.organization_id, s.conversation_id, s.audience, s.redacted)) INTO refusal
        FROM conversations_share s
        WHERE s.organization_id = NEW.organization_id AND s.conversation_id = NEW.conversation_id
            AND s.revoked_at IS NULL AND (s.expires_at IS NULL OR s.expires_at > now());
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION '%', refusal USING ERRCODE = 'check_violation', CONSTRAINT = 'sharing_table';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER guard_provenance AFTER INSERT ON conversations_provenance
    FOR EACH ROW EXECUTE FUNCTION guard_provenance();
