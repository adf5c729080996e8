-- Whether the holder of a lease may write what it decided, with the turn's row locked.
--
-- `lost`: the fence is another one, or the turn does not run any more. `changed`: what the decision was made on is not so
-- any more; `now` says how it is. `kept`: it still is, or the writing depends on nothing (`decided_on` is NULL).
-- A decision is made on the rules (rules_version), on whether a person asked to cancel, and, where it is about the calls
-- of a step that is written already, on their states: people decide on calls, too, under the lock of the turn's row.
CREATE OR REPLACE FUNCTION journal_may_write(turn uuid, held bigint, decided_on jsonb, of_step integer,
    OUT outcome text, OUT now jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    t conversations_turn;
BEGIN
    SELECT * INTO t FROM conversations_turn
        WHERE id = turn AND fence = held AND status = 'running' FOR NO KEY UPDATE;
    IF t.id IS NULL THEN
        outcome := 'lost';
    ELSIF decided_on IS NULL THEN
        outcome := 'kept';
    ELSE
        now := rules_version(t.conversation_id, t.member_id)
            || jsonb_build_object('cancelled', t.cancel_requested_at IS NOT NULL, 'calls', coalesce(
                (SELECT jsonb_object_agg(c.id, c.status) FROM conversations_toolcall c
                    WHERE c.turn_id = t.id AND c.step = of_step), '{}'));
        outcome := CASE WHEN now = decided_on THEN 'kept' ELSE 'changed' END;
    END IF;
END $$;
