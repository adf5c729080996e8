-- Whose content a conversation holds: [[connector id, connector name], …], by name.
CREATE OR REPLACE FUNCTION contents_of(conv uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(jsonb_build_array(k.id, k.name) ORDER BY k.name, k.id), '[]')
        FROM connectors_connector k
        WHERE k.id IN (SELECT p.connector_id FROM conversations_provenance p WHERE p.conversation_id = conv));
END $$;
