-- Raises the version of what hangs on `changed`: an organization, a person, a project, a connector, an account, a listing.
--
-- A subject's version is the sum of its rows, so two transactions that raise it at the same time write one
-- row each and neither waits: no rule is held up by a long sync, and none can deadlock with another over a version. What
-- is not committed raises nothing for others, which a sequence would.
CREATE OR REPLACE FUNCTION raise_rules_version(changed uuid, organization uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE organizations_rulesversion SET raised = raised + 1
        WHERE id = (SELECT id FROM organizations_rulesversion WHERE subject = changed
            LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO organizations_rulesversion (organization_id, subject, raised) VALUES (organization, changed, 1);
    END IF;
END $$;
