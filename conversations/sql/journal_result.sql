-- Writes how a call ended, the mark of the content that came in, and what was decided on the step's other calls, if what
-- the decision was made on is still so. `outcome` and `now` are those of journal_may_write; `now` knows of the mark.
--
-- `linked`, with nothing written: links to the conversation live. What becomes of them is decided by Python's rule
-- (conversations/sharing.py), in the transaction in which this is called again without the mark.
CREATE OR REPLACE FUNCTION journal_result(turn uuid, held bigint, decided_on jsonb, of_step integer, rows jsonb,
    mark jsonb, OUT outcome text, OUT now jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    conv uuid := (mark ->> 'conversation_id')::uuid;
BEGIN
    IF mark IS NOT NULL THEN
        -- Before the rules are read: whoever moves the chat or opens its project waits, or is waited for.
        PERFORM lock_place(conv);
    END IF;
    SELECT w.outcome, w.now INTO outcome, now FROM journal_may_write(turn, held, decided_on, of_step) w;
    IF outcome <> 'kept' THEN
        RETURN;
    END IF;
    IF mark IS NOT NULL THEN
        IF EXISTS (SELECT FROM conversations_share WHERE conversation_id = conv AND revoked_at IS NULL) THEN
            outcome := 'linked';
            RETURN;
        END IF;
        INSERT INTO conversations_provenance
            SELECT * FROM jsonb_populate_record(NULL::conversations_provenance, mark) ON CONFLICT DO NOTHING;
        now := jsonb_set(now, '{holds}', contents_of(conv));
    END IF;
    PERFORM journal_decision(turn, rows);
END $$;
