-- Writes what was decided about calls, for whoever holds the turn's row: the calls that moved, the approvals that are
-- asked for or have expired, the audit events, and that the turn lets go of its lease and waits for a person.
-- Rows come whole, as JSON by column; of a call that moved only the columns that a move changes.
CREATE OR REPLACE FUNCTION journal_decision(turn uuid, rows jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF rows -> 'moved' <> '[]' THEN
        UPDATE conversations_toolcall c
            SET (status, sent_at, finished_at, result, result_bytes, truncated, structured, shown_as, error_code,
                    error_message, connection_id, connection_wanted, input_wanted, waits_until) = (m.status, m.sent_at,
                m.finished_at, m.result, m.result_bytes, m.truncated, m.structured, m.shown_as, m.error_code,
                m.error_message, m.connection_id, m.connection_wanted, m.input_wanted, m.waits_until)
            FROM jsonb_populate_recordset(NULL::conversations_toolcall, rows -> 'moved') m WHERE c.id = m.id;
    END IF;
    IF rows -> 'asked' <> '[]' THEN
        INSERT INTO conversations_approval
            SELECT * FROM jsonb_populate_recordset(NULL::conversations_approval, rows -> 'asked')
            -- Asked anew: another account, or what was said is too old.
            ON CONFLICT (id) DO UPDATE SET decision = '', decided_at = NULL, decided_by_id = NULL, reason = '',
                requested_at = EXCLUDED.requested_at, expires_at = EXCLUDED.expires_at,
                asks_code = EXCLUDED.asks_code, asks_reason = EXCLUDED.asks_reason, also_answers = EXCLUDED.also_answers;
    END IF;
    IF rows -> 'expired' <> '[]' THEN
        UPDATE conversations_approval SET decision = 'expired', decided_at = now()
            WHERE id IN (SELECT e::uuid FROM jsonb_array_elements_text(rows -> 'expired') e) AND decision = '';
    END IF;
    IF rows -> 'events' <> '[]' THEN
        PERFORM emit_events(rows -> 'events');
    END IF;
    IF rows ->> 'waiting' IS NOT NULL THEN
        UPDATE conversations_turn SET status = rows ->> 'waiting', leased_until = NULL, leased_by = '',
                worked_ms = worked_ms + coalesce(greatest(0, 1000 * extract(epoch FROM now() - claimed_at))::bigint, 0),
                claimed_at = NULL
            WHERE id = turn;
    END IF;
END $$;
