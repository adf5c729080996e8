-- A stamp for each open event stream of the organization, in the order of `readers` ({turn, session, token}): equal as
-- long as no row has changed that a look reads, which decides who may see the turn and says what its readers were told.
-- It decides nothing: whoever finds another stamp than before looks (conversations/api/messages.py). A session or a token
-- that ran out has none. tests/conversations/test_stamps.py holds the tables below to those that a look reads.
CREATE OR REPLACE FUNCTION stream_stamps(readers jsonb, OUT stamps jsonb)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT jsonb_agg(jsonb_build_array(
            t.xmin::text, c.xmin::text, o.xmin::text, m.xmin::text, u.xmin::text,
            (SELECT jsonb_agg(a.xmin::text ORDER BY a.id) FROM conversations_message a WHERE a.turn_id = t.id),
            (SELECT count(*) FROM conversations_step s WHERE s.turn_id = t.id),
            (SELECT md5(string_agg(k.id || ' ' || k.xmin, ',' ORDER BY k.id))
                FROM conversations_toolcall k WHERE k.turn_id = t.id),
            (SELECT d.xmin::text FROM django_session d
                WHERE d.session_key = r.session AND d.expire_date > now()),
            -- Its use is noted once a minute, which changes nothing.
            (SELECT md5((to_jsonb(b) - 'last_used_at')::text) FROM organizations_accesstoken b
                WHERE b.token_hash = r.token AND (b.expires_at IS NULL OR b.expires_at > now()))
        )::text ORDER BY r.position)
    FROM ROWS FROM (jsonb_to_recordset(readers) AS (turn uuid, session text, token text))
        WITH ORDINALITY AS r (turn, session, token, position)
    LEFT JOIN conversations_turn t ON t.id = r.turn
    LEFT JOIN conversations_conversation c ON c.id = t.conversation_id
    LEFT JOIN organizations_organization o ON o.id = t.organization_id
    LEFT JOIN organizations_membership m ON m.id = t.member_id
    LEFT JOIN organizations_user u ON u.id = m.user_id
$$;
