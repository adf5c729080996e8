-- Why a share may not be, NULL when it may: cell by cell what `conversations.policy.may_share` answers, with its codes
-- (rules: sharing, S3). tests/conversations/test_share_triggers.py compares both in every cell.
--
-- For a row, `redacted` says that its author was told of connector content and confirmed the share.
CREATE OR REPLACE FUNCTION share_refusal(org uuid, conv uuid, audience text, redacted boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    personal boolean;
    inside_allowed boolean;
    outside_allowed boolean;
    kinds text[];
BEGIN
    SELECT coalesce(array_agg(DISTINCT kind), '{}') INTO kinds FROM conversations_provenance
        WHERE organization_id = org AND conversation_id = conv;
    SELECT plan_is_personal(plan), organization_shares, external_sharing
        INTO STRICT personal, inside_allowed, outside_allowed FROM organizations_organization WHERE id = org;
    RETURN CASE
        WHEN NOT kinds <@ '{tool}' THEN 'connector_content_not_shareable'
        WHEN audience = 'organization' THEN CASE
            WHEN personal THEN 'plan_not_eligible'
            WHEN kinds <> '{}' AND NOT inside_allowed THEN 'connector_content_not_shareable'
        END
        WHEN kinds <> '{}' AND NOT personal THEN 'connector_content_not_shareable'
        WHEN kinds <> '{}' AND NOT redacted THEN 'confirmation_required'
        WHEN NOT personal AND NOT outside_allowed THEN 'external_sharing_forbidden'
    END;
END $$;
