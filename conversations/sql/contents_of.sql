-- Whose content a conversation holds: [[connector id, connector name, whether it is about health], …], by name.
CREATE OR REPLACE FUNCTION contents_of(conv uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_array(k.id, k.name, m.is_health) ORDER BY k.name, k.id), '[]')
        FROM (SELECT p.connector_id, bool_or(p.kind = 'health') AS is_health FROM conversations_provenance p
            WHERE p.conversation_id = conv GROUP BY p.connector_id) m
        JOIN connectors_connector k ON k.id = m.connector_id);
END $$;
