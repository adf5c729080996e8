-- Raises the version of a conversation's past when a row changes that belongs to a turn which is over: what workers
-- keep of it (engine/turn/pasts.py) then counts no more. What a running turn writes raises nothing. Nobody may delete
-- these rows, or change a step (Grants).
CREATE OR REPLACE FUNCTION raise_past_version() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb := to_jsonb(OLD);
    conv uuid := changed ->> 'conversation_id';
BEGIN
    IF conv IS NULL THEN
        SELECT t.conversation_id INTO conv FROM conversations_turn t WHERE t.id = coalesce((changed ->> 'turn_id')::uuid,
            (SELECT c.turn_id FROM conversations_toolcall c WHERE c.id = (changed ->> 'tool_call_id')::uuid));
    END IF;
    UPDATE conversations_conversation SET past_version = past_version + 1 WHERE id = conv;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER raise_past_version AFTER UPDATE ON conversations_turn FOR EACH ROW
    WHEN (OLD.status IN ('completed', 'failed', 'cancelled')) EXECUTE FUNCTION raise_past_version();
-- The model reads an answer's steps; its content only where it has none, as in a copy.
CREATE OR REPLACE TRIGGER raise_past_version AFTER UPDATE ON conversations_message FOR EACH ROW
    WHEN (OLD.role = 'user' OR OLD.turn_id IS NULL OR (OLD.parent_id, OLD.turn_id) IS DISTINCT FROM (NEW.parent_id, NEW.turn_id))
    EXECUTE FUNCTION raise_past_version();
CREATE OR REPLACE TRIGGER raise_past_version AFTER UPDATE ON conversations_toolcall FOR EACH ROW
    WHEN (OLD.status NOT IN ('proposed', 'awaiting_approval', 'approved', 'sent', 'unknown'))
    EXECUTE FUNCTION raise_past_version();
CREATE OR REPLACE TRIGGER raise_past_version AFTER UPDATE ON conversations_approval FOR EACH ROW
    WHEN (OLD.decision <> '') EXECUTE FUNCTION raise_past_version();
