"""The journal knows whose content a conversation holds (rules.md section 7), and how long a turn was worked on.

`rules_now` says the connectors where it said whether there are any. A first mark is set under the locks of the
conversation and of its project (`lock_place`), taken before the rules are read: a chat that moves into a public project
while its tool runs, or a project that opens, is seen by the result, or sees the mark. Rows are locked in this order
everywhere: project, conversation, turn.
"""

from django.db import migrations

CONTENTS_OF = """
CREATE FUNCTION contents_of(conv uuid) RETURNS jsonb
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_array(k.id, k.name) ORDER BY k.name, k.id), '[]')
    FROM connectors_connector k
    WHERE k.id IN (SELECT p.connector_id FROM conversations_provenance p WHERE p.conversation_id = conv)
$$
"""

LOCK_PLACE = """
CREATE FUNCTION lock_place(conv uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place uuid;
    found_in uuid;
BEGIN
    LOOP
        SELECT project_id INTO place FROM conversations_conversation WHERE id = conv;
        PERFORM 1 FROM organizations_project WHERE id = place FOR SHARE;
        SELECT project_id INTO found_in FROM conversations_conversation WHERE id = conv FOR NO KEY UPDATE;
        EXIT WHEN found_in IS NOT DISTINCT FROM place;
    END LOOP;
END $$
"""

RULES_NOW = """
CREATE OR REPLACE FUNCTION rules_now(conv uuid, person uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place uuid;
BEGIN
    SELECT project_id INTO place FROM conversations_conversation WHERE id = conv;
    RETURN jsonb_build_object(
        'holds', contents_of(conv),
        'rules', jsonb_build_object(
            'member', (SELECT concat_ws('/', o.xmin, m.xmin, u.xmin) FROM organizations_membership m
                JOIN organizations_organization o ON o.id = m.organization_id
                JOIN organizations_user u ON u.id = m.user_id WHERE m.id = person),
            'project', (SELECT jsonb_build_array(p.id, concat_ws('/', p.xmin,
                    (SELECT string_agg(concat(pm.id, m.xmin), ',' ORDER BY pm.id) FROM organizations_projectmember pm
                        JOIN organizations_membership m ON m.id = pm.member_id WHERE pm.project_id = p.id)))
                FROM organizations_project p WHERE p.id = place),
            'sources', (SELECT jsonb_agg(jsonb_build_array(t.connector_id, t.connection_id,
                    concat_ws('/', k.xmin, l.xmin, c.version, c.status, c.label,
                        (SELECT md5(string_agg(concat(o.id, d.xmin), ',' ORDER BY o.id)) FROM connectors_offeredtool o
                            JOIN connectors_tooldefinition d ON d.id = o.tool_id
                            WHERE o.connection_id = t.connection_id),
                        (SELECT md5(string_agg(concat(p.id, p.xmin), ',' ORDER BY p.id)) FROM connectors_toolpolicy p
                            WHERE p.connector_id = t.connector_id))) ORDER BY k.name, k.id)
                FROM conversations_connectortoggle t
                JOIN connectors_connector k ON k.id = t.connector_id
                LEFT JOIN connectors_listing l ON l.id = k.listing_id
                LEFT JOIN connectors_connection c ON c.id = t.connection_id
                WHERE t.conversation_id = conv)));
END $$
"""

CLAIM = """
CREATE OR REPLACE FUNCTION claim_turn(wanted uuid, worker text, seconds integer,
    OUT turn jsonb, OUT branch jsonb, OUT rules jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    t conversations_turn;
BEGIN
    -- Should PostgreSQL crash and forget the claim, the turn is queued or lapsed as before.
    PERFORM set_config('synchronous_commit', 'off', true);
    UPDATE conversations_turn SET status = 'running', fence = fence + 1, leased_by = worker,
            leased_until = now() + seconds * interval '1 second', started_at = coalesce(started_at, now()),
            claimed_at = now(),
            -- Of a worker that died: as long as it was heard of.
            worked_ms = worked_ms + coalesce(greatest(0, 1000 * extract(epoch FROM
                leased_until - seconds * interval '1 second' - claimed_at))::bigint, 0)
        WHERE id = wanted AND (status = 'queued' OR (status = 'running' AND leased_until < now()))
        RETURNING * INTO t;
    IF t.id IS NOT NULL THEN
        turn := to_jsonb(t);
        rules := rules_now(t.conversation_id, t.member_id);
        WITH RECURSIVE visible AS (
            SELECT m.*, 0 AS back FROM conversations_message m
                WHERE m.id = (SELECT head_id FROM conversations_conversation WHERE id = t.conversation_id)
            UNION ALL
            SELECT m.*, v.back + 1 FROM conversations_message m JOIN visible v ON m.id = v.parent_id)
        SELECT jsonb_agg(to_jsonb(v) ORDER BY v.back DESC) INTO branch FROM visible v;
    END IF;
END $$
"""

DROP = """
DROP FUNCTION journal_may_write(uuid, integer, jsonb);
DROP FUNCTION journal_result(uuid, integer, jsonb, uuid, jsonb, jsonb, jsonb)
"""

MAY_WRITE = """
CREATE FUNCTION journal_may_write(turn uuid, held integer, decided_on jsonb, OUT outcome text, OUT holds jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    t conversations_turn;
    now_valid jsonb;
BEGIN
    SELECT * INTO t FROM conversations_turn
        WHERE id = turn AND fence = held AND status = 'running' FOR NO KEY UPDATE;
    IF t.id IS NULL THEN
        outcome := 'lost';
    ELSIF decided_on IS NULL THEN
        outcome := 'kept';
    ELSE
        now_valid := rules_now(t.conversation_id, t.member_id);
        holds := now_valid -> 'holds';
        outcome := CASE WHEN t.cancel_requested_at IS NULL AND now_valid = decided_on
            THEN 'kept' ELSE 'changed' END;
    END IF;
END $$
"""

RESULT = """
CREATE FUNCTION journal_result(turn uuid, held integer, decided_on jsonb, call uuid, ending jsonb, event jsonb,
    mark jsonb, OUT outcome text, OUT holds jsonb)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    conv uuid := (mark ->> 'conversation_id')::uuid;
BEGIN
    IF mark IS NOT NULL THEN
        -- Before the rules are read: whoever moves the chat or opens its project waits, or is waited for.
        PERFORM lock_place(conv);
    END IF;
    SELECT w.outcome, w.holds INTO outcome, holds FROM journal_may_write(turn, held, decided_on) w;
    IF outcome = 'kept' AND mark IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM conversations_share WHERE conversation_id = conv AND revoked_at IS NULL) THEN
            outcome := 'changed';
        ELSE
            INSERT INTO conversations_provenance
                SELECT * FROM jsonb_populate_record(NULL::conversations_provenance, mark) ON CONFLICT DO NOTHING;
            holds := contents_of(conv);
        END IF;
    END IF;
    IF outcome = 'kept' THEN
        UPDATE conversations_toolcall c
            SET (status, result, result_bytes, truncated, error_code, error_message, finished_at) = (
                SELECT e.status, e.result, e.result_bytes, e.truncated, e.error_code, e.error_message, e.finished_at
                FROM jsonb_populate_record(c, ending) e)
            WHERE id = call AND status = 'sent';
        INSERT INTO organizations_auditevent
            SELECT * FROM jsonb_populate_record(NULL::organizations_auditevent, event);
    END IF;
END $$
"""

STEP = """
CREATE OR REPLACE FUNCTION journal_step(turn uuid, held integer, decided_on jsonb, step jsonb, calls jsonb, answer uuid,
    blocks jsonb, ending jsonb, event jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    outcome text;
BEGIN
    IF ending IS NOT NULL THEN
        PERFORM lock_place((SELECT conversation_id FROM conversations_turn WHERE id = turn));
    END IF;
    outcome := (journal_may_write(turn, held, decided_on)).outcome;
    IF outcome = 'kept' THEN
        INSERT INTO conversations_step SELECT * FROM jsonb_populate_record(NULL::conversations_step, step);
        INSERT INTO conversations_toolcall
            SELECT * FROM jsonb_populate_recordset(NULL::conversations_toolcall, calls);
        UPDATE conversations_message SET content = blocks WHERE id = answer;
        UPDATE conversations_turn
            SET input_tokens = input_tokens + coalesce((step -> 'usage' ->> 'input_tokens')::integer, 0),
                output_tokens = output_tokens + coalesce((step -> 'usage' ->> 'output_tokens')::integer, 0)
            WHERE id = turn;
        IF ending IS NOT NULL THEN
            outcome := journal_end(turn, held, ending, event);
        END IF;
    END IF;
    RETURN outcome;
END $$
"""

END = """
CREATE OR REPLACE FUNCTION journal_end(turn uuid, held integer, ending jsonb, event jsonb) RETURNS text
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
    INSERT INTO organizations_auditevent SELECT * FROM jsonb_populate_record(NULL::organizations_auditevent, event);
    RETURN 'kept';
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_bound_approvals")]
    operations = [
        migrations.RunSQL(
            [CONTENTS_OF, LOCK_PLACE, RULES_NOW, CLAIM, DROP, MAY_WRITE, RESULT, STEP, END], migrations.RunSQL.noop
        )
    ]
