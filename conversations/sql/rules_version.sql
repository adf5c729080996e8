-- What decides on a turn's tools right now: whose content the conversation holds, who asks, the project, which
-- connectors are on with which account, and the versions of all these. Triggers raise a version with every change of a
-- row that hangs on its subject (organizations/sql/decides_on_tools.sql), so no table or column behind them is named
-- here. A subject that nothing has raised yet has no version.
--
-- VOLATILE: called after the turn's row was locked, it sees what was committed while the lock was waited for.
CREATE OR REPLACE FUNCTION rules_version(conv uuid, person uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    project uuid;
    organization uuid;
    human uuid;
    sources jsonb;
    subjects uuid[];
    versions jsonb;
BEGIN
    SELECT c.project_id, m.organization_id, m.user_id INTO project, organization, human
        FROM conversations_conversation c, organizations_membership m WHERE c.id = conv AND m.id = person;
    SELECT jsonb_agg(jsonb_build_array(t.connector_id, t.connection_id, k.listing_id) ORDER BY k.name, k.id),
            array_agg(t.connector_id) || array_agg(t.connection_id) || array_agg(k.listing_id)
        INTO sources, subjects
        FROM conversations_connectortoggle t JOIN connectors_connector k ON k.id = t.connector_id
        WHERE t.conversation_id = conv;
    SELECT jsonb_object_agg(v.subject, v.raised) INTO versions
        FROM (SELECT subject, sum(raised) AS raised FROM organizations_rulesversion
            WHERE subject = ANY (subjects || ARRAY[organization, human, project]) GROUP BY subject) v;
    RETURN jsonb_build_object('holds', contents_of(conv), 'rules', jsonb_build_object(
        'user', human, 'project', project, 'sources', coalesce(sources, '[]'), 'versions', coalesce(versions, '{}')));
END $$;
