-- The list of a person's calls is read by an index of their own calls alone: each call names its turn's member.
CREATE OR REPLACE FUNCTION name_turns_member() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.turn_member := (SELECT member_id FROM conversations_turn WHERE id = NEW.turn_id);
    RETURN NEW;
END $$;
