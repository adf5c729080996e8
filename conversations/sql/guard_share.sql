-- Refuses an active share that the rules forbid (sharing-S3), whatever the code does and under concurrency too.
--
-- It locks the conversation's row first, as guard_provenance does: a share and a mark that are made at the same moment
-- see each other. A share written while there is connector content must be `redacted`, wherever the link leads.
CREATE OR REPLACE FUNCTION guard_share() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    refusal text;
BEGIN
    IF nullif(current_setting('app.organization', true), '')::uuid IS DISTINCT FROM NEW.organization_id THEN
        RAISE EXCEPTION 'app.organization is not the organization of the row' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM 1 FROM conversations_conversation
        WHERE organization_id = NEW.organization_id AND id = NEW.conversation_id FOR NO KEY UPDATE;
    IF NEW.revoked_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    refusal := share_refusal(NEW.organization_id, NEW.conversation_id, NEW.audience, NEW.redacted);
    IF refusal IS NULL AND NOT NEW.redacted AND EXISTS (SELECT 1 FROM conversations_provenance
            WHERE organization_id = NEW.organization_id AND conversation_id = NEW.conversation_id) THEN
        refusal := 'connector_content_not_shareable';
    END IF;
    IF refusal IS NOT NULL THEN
        RAISE EXCEPTION '%', refusal USING ERRCODE = 'check_violation', CONSTRAINT = 'sharing_table';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER guard_share BEFORE INSERT OR UPDATE ON conversations_share
    FOR EACH ROW EXECUTE FUNCTION guard_share();
