-- Raises the version of what changed rows hang on; `DecidesOnTools` in a migration makes the triggers: one for each row
-- that an UPDATE changed in a column that decides, and one for each statement that inserts or deletes, so that a sync of
-- hundreds of tools raises a version once. The argument is the column that names the subject.
CREATE OR REPLACE FUNCTION decides_on_tools() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    changed jsonb[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        changed := ARRAY[to_jsonb(OLD), to_jsonb(NEW)];
    ELSIF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT to_jsonb(n) FROM new_rows n);
    ELSE
        changed := ARRAY(SELECT to_jsonb(o) FROM old_rows o);
    END IF;
    PERFORM raise_rules_version(r.subject, r.organization)
        FROM (SELECT DISTINCT (c ->> TG_ARGV[0])::uuid AS subject, (c ->> 'organization_id')::uuid AS organization
            FROM unnest(changed) c) r
        WHERE r.subject IS NOT NULL;
    RETURN NULL;
END $$;
