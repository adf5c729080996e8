-- Writes one model response and all that was decided on it, if what the decision was made on is still so: the step, the
-- calls that it asks for, the answer as people see it, the approvals and events, and the turn's end if it is the last.
-- Rows come whole, as JSON by column. `outcome` and `now` are those of journal_may_write.
CREATE OR REPLACE FUNCTION journal_step(turn uuid, held bigint, decided_on jsonb, rows jsonb,
    OUT outcome text, OUT now jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    step conversations_step := jsonb_populate_record(NULL::conversations_step, rows -> 'step');
BEGIN
    IF rows ? 'ending' THEN
        PERFORM lock_place((SELECT conversation_id FROM conversations_turn WHERE id = turn));
    END IF;
    SELECT w.outcome, w.now INTO outcome, now FROM journal_may_write(turn, held, decided_on, step.number) w;
    IF outcome <> 'kept' THEN
        RETURN;
    END IF;
    INSERT INTO conversations_step SELECT step.*;
    INSERT INTO conversations_toolcall
        SELECT * FROM jsonb_populate_recordset(NULL::conversations_toolcall, rows -> 'calls');
    UPDATE conversations_message SET content = rows -> 'content' WHERE id = (rows ->> 'answer')::uuid;
    UPDATE conversations_turn
        SET input_tokens = input_tokens + coalesce((step.usage ->> 'input_tokens')::integer, 0),
            output_tokens = output_tokens + coalesce((step.usage ->> 'output_tokens')::integer, 0)
        WHERE id = turn;
    IF rows ? 'ending' THEN
        outcome := journal_end(turn, held, rows -> 'ending', rows -> 'event');
    ELSE
        PERFORM journal_decision(turn, rows);
    END IF;
END $$;
