-- What a worker needs of a conversation's messages up to `last`: those behind `known_last`, oldest first, with their
-- turns' steps and calls. `goes_on` says that they follow what the worker knows; otherwise they begin at the start, because
-- it knows nothing, what it knows was changed since (`known_version`), or lies on another branch.
--
-- STABLE: version and rows are those of one moment.
CREATE OR REPLACE FUNCTION read_past(conv uuid, last uuid, known_last uuid, known_version bigint,
    OUT goes_on boolean, OUT version bigint, OUT rows text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stop uuid;
    messages jsonb;
    turns uuid[];
    oldest uuid;
BEGIN
    SELECT c.past_version INTO version FROM conversations_conversation c WHERE c.id = conv;
    stop := CASE WHEN version = known_version THEN known_last END;
    WITH RECURSIVE back AS (
        SELECT m.id, m.parent_id, m.turn_id, m.role, m.content, 0 AS place FROM conversations_message m
            WHERE m.id = last AND m.conversation_id = conv AND m.id IS DISTINCT FROM stop
        UNION ALL
        SELECT m.id, m.parent_id, m.turn_id, m.role, m.content, b.place + 1
            FROM back b JOIN conversations_message m ON m.id = b.parent_id AND m.id IS DISTINCT FROM stop)
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'turn_id', b.turn_id, 'role', b.role,
                'content', b.content) ORDER BY b.place DESC), '[]'),
            array_agg(b.turn_id) FILTER (WHERE b.role = 'assistant'),
            (array_agg(b.parent_id ORDER BY b.place DESC))[1]
        INTO messages, turns, oldest FROM back b;
    goes_on := stop IS NOT NULL AND (last = stop OR oldest IS NOT DISTINCT FROM stop);
    rows := jsonb_build_object(
        'messages', messages,
        'steps', (SELECT coalesce(jsonb_agg(jsonb_build_object('turn_id', s.turn_id, 'number', s.number,
                'blocks', s.blocks, 'stop_reason', s.stop_reason) ORDER BY s.number), '[]')
            FROM conversations_step s WHERE s.turn_id = ANY (turns)),
        'calls', (SELECT coalesce(jsonb_agg(jsonb_build_object('turn_id', c.turn_id, 'step', c.step,
                'position', c.position, 'tool_use_id', c.tool_use_id, 'arguments', c.arguments, 'status', c.status,
                'result', c.result, 'error_message', c.error_message, 'created_at', c.created_at,
                'edited', a.edited) ORDER BY c.step, c.position, c.created_at), '[]')
            FROM conversations_toolcall c LEFT JOIN conversations_approval a ON a.tool_call_id = c.id
            WHERE c.turn_id = ANY (turns)));
END $$;
