-- Takes a turn whose lease is free or ran out, for exactly one caller: the turn's row, its question and its answer, and
-- the rules as they are now. All NULL when somebody else has it or it is over.
--
-- Workers hear of a new turn before it is committed: this waits for that, and finds nothing where it is rolled back.
--
-- The fence is the time of the claim in microseconds, so that it cannot repeat: the claim commits without waiting for the
-- disk, and should PostgreSQL crash and forget it, a count would give the next claim the same number.
CREATE OR REPLACE FUNCTION claim_turn(wanted uuid, worker text, seconds integer,
    OUT turn jsonb, OUT branch jsonb, OUT rules jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    t conversations_turn;
BEGIN
    -- Should PostgreSQL crash and forget the claim, the turn is queued or lapsed as before.
    PERFORM set_config('synchronous_commit', 'off', true);
    -- Whoever holds the lock does nothing but commit; should it hang, the sweeper finds what comes of it. Longer than a
    -- request waits for a queue that stands still.
    PERFORM set_config('lock_timeout', '1s', true);
    PERFORM pg_advisory_xact_lock_shared(hashtextextended(wanted::text, 0));
    UPDATE conversations_turn SET status = 'running', fence = greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                -- A clock that was set back does not count: chance keeps two claims apart.
                fence + 1 + floor(random() * 100000)::bigint), leased_by = worker,
            leased_until = now() + seconds * interval '1 second', started_at = coalesce(started_at, now()),
            claimed_at = now(),
            -- Of a worker that died: as long as it was heard of.
            worked_ms = worked_ms + coalesce(greatest(0, 1000 * extract(epoch FROM
                leased_until - seconds * interval '1 second' - claimed_at))::bigint, 0)
        WHERE id = wanted AND (status = 'queued' OR (status = 'running' AND leased_until < now()))
        RETURNING * INTO t;
    IF t.id IS NOT NULL THEN
        turn := to_jsonb(t);
        rules := rules_version(t.conversation_id, t.member_id);
        WITH RECURSIVE visible AS (
            SELECT m.*, 0 AS back FROM conversations_message m
                WHERE m.id = (SELECT head_id FROM conversations_conversation WHERE id = t.conversation_id)
            UNION ALL
            SELECT m.*, v.back + 1 FROM conversations_message m JOIN visible v ON m.id = v.parent_id WHERE v.back = 0)
        SELECT jsonb_agg(to_jsonb(v) ORDER BY v.back DESC) INTO branch FROM visible v;
    END IF;
END $$;
