-- A person's message in one statement: the turn, the question, the empty answer, the conversation's head, the event.
--
-- Rows come whole, as JSON by column. False, with nothing written, while another turn of the conversation is active.
--
-- A worker hears of the turn before this is committed (conversations/turns.py): its claim waits for this lock.
CREATE OR REPLACE FUNCTION start_turn(turn jsonb, messages jsonb, conversation jsonb, event jsonb) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(turn ->> 'id', 0));
    INSERT INTO conversations_turn SELECT * FROM jsonb_populate_record(NULL::conversations_turn, turn)
        ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO conversations_message
        SELECT * FROM jsonb_populate_recordset(NULL::conversations_message, messages);
    UPDATE conversations_conversation c SET (head_id, title, updated_at) = (
            SELECT n.head_id, coalesce(nullif(c.title, ''), n.title), n.updated_at
            FROM jsonb_populate_record(c, conversation) n)
        WHERE id = (conversation ->> 'id')::uuid;
    PERFORM emit_events(jsonb_build_array(event));
    RETURN true;
END $$;
