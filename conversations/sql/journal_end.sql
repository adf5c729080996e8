-- Ends a turn that its holder runs; `lost` when it is not theirs any more.
CREATE OR REPLACE FUNCTION journal_end(turn uuid, held bigint, ending jsonb, event jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    conv uuid;
BEGIN
    UPDATE conversations_turn t
        SET (status, error_code, error_message, finished_at, leased_until, leased_by, worked_ms, claimed_at) = (
            SELECT e.status, e.error_code, e.error_message, e.finished_at, e.leased_until, e.leased_by,
                t.worked_ms + coalesce(1000 * extract(epoch FROM now() - t.claimed_at), 0)::bigint, NULL::timestamptz
            FROM jsonb_populate_record(t, ending) e)
        WHERE id = turn AND fence = held AND status = 'running'
        RETURNING conversation_id INTO conv;
    IF conv IS NULL THEN
        RETURN 'lost';
    END IF;
    UPDATE conversations_conversation SET updated_at = now() WHERE id = conv;
    PERFORM emit_events(jsonb_build_array(event));
    RETURN 'kept';
END $$;
