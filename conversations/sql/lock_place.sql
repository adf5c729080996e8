-- Keeps a conversation where it is, and its project as it is, until the transaction ends.
--
-- Rows are locked in one order everywhere: project, conversation, turn. So the project is locked before it is certain
-- that the conversation is still in it; if the conversation has moved meanwhile, the new project is locked too.
CREATE OR REPLACE FUNCTION lock_place(conv uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    project uuid;
    found_in uuid;
BEGIN
    LOOP
        SELECT project_id INTO project FROM conversations_conversation WHERE id = conv;
        PERFORM 1 FROM organizations_project WHERE id = project FOR SHARE;
        SELECT project_id INTO found_in FROM conversations_conversation WHERE id = conv FOR NO KEY UPDATE;
        EXIT WHEN found_in IS NOT DISTINCT FROM project;
    END LOOP;
END $$;
