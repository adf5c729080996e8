-- Raises the version of what changed rows hang on; `DecidesOnTools` in a migration makes the triggers: one for each row
-- that an UPDATE changed in a column that decides, and one for each statement that inserts or deletes, so that a sync of
-- hundreds of tools raises a version once. The argument is the column that names the subject.
CREATE OR REPLACE FUNCTION decides_on_tools() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb[];
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        before := to_jsonb(OLD);
        after := to_jsonb(NEW);
        PERFORM raise_rules_version((after ->> TG_ARGV[0])::uuid, (after ->> 'organization_id')::uuid);
        IF before -> TG_ARGV[0] <> after -> TG_ARGV[0] THEN
            PERFORM raise_rules_version((before ->> TG_ARGV[0])::uuid, (before ->> 'organization_id')::uuid);
        END IF;
        RETURN NULL;
    ELSIF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT to_jsonb(n) FROM new_rows n);
    ELSE
        changed := ARRAY(SELECT to_jsonb(o) FROM old_rows o);
    END IF;
    PERFORM raise_rules_version(r.subject, r.organization)
        FROM (SELECT DISTINCT (c ->> TG_ARGV[0])::uuid AS subject, (c ->> 'organization_id')::uuid AS organization
            FROM unnest(changed) c) r;
    RETURN NULL;
END $$;
