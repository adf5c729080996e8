-- From a person and an address to their membership, with the organization's tenant opened: one statement.
--
-- It runs as its owner, who is not under the policies, because a person's membership has to be found before it is known
-- which organization to open. It gives out nothing but that person's own open membership, with whether they confirmed
-- the address that they go by: what User.has_verified_email says (tests/organizations/test_entering.py).
CREATE OR REPLACE FUNCTION enter_organization(person uuid, wanted text, OUT membership jsonb, OUT organization jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    organization_id uuid;
BEGIN
    SELECT to_jsonb(m) || jsonb_build_object('has_verified_email', EXISTS (
            SELECT FROM account_emailaddress a JOIN organizations_user u ON u.id = a.user_id
            WHERE a.user_id = person AND a."primary" AND a.verified AND lower(a.email) = lower(u.email))),
            to_jsonb(o), o.id
        INTO membership, organization, organization_id
        FROM organizations_membership m JOIN organizations_organization o ON o.id = m.organization_id
        WHERE o.slug = wanted AND o.closed_at IS NULL AND m.user_id = person AND m.removed_at IS NULL;
    IF organization_id IS NOT NULL THEN
        PERFORM set_config('app.organization', organization_id::text, true);
    END IF;
END $$;
