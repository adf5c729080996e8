-- Writes down what happened: the one way into the audit log, for Python (organizations/audit.py) and for the functions
-- that write an event with the rows that it tells of. Whatever is to follow from every event (webhooks, usage, notices)
-- is added here, in the transaction of the event. Rows come whole, as a JSON array of objects by column.
CREATE OR REPLACE FUNCTION emit_events(events jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO organizations_auditevent
        SELECT * FROM jsonb_populate_recordset(NULL::organizations_auditevent, events);
END $$;
