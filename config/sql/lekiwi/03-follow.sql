-- Each copied row goes on into v2's own tables, in the same transaction, unless v2 has written that row itself.

CREATE OR REPLACE FUNCTION follow_robot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF jsonb_typeof(NEW.state) <> 'object' THEN
        RETURN NULL;
    END IF;
    INSERT INTO robots (id, robot_type, name, status, last_seen, state, expires_at, written_by)
    VALUES (NEW.id, NEW.robot_type, NEW.name, NEW.status, NEW.last_seen, NEW.state, NEW.expires_at, 'legacy')
    ON CONFLICT (id) DO UPDATE
    SET robot_type = excluded.robot_type, name = excluded.name, status = excluded.status, last_seen = excluded.last_seen,
        state = excluded.state, expires_at = excluded.expires_at, updated_at = now()
    WHERE robots.written_by = 'legacy';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER follow AFTER INSERT OR UPDATE ON legacy_robots FOR EACH ROW EXECUTE FUNCTION follow_robot();

CREATE OR REPLACE FUNCTION follow_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sessions (id, robot_id, data, expires_at, written_by)
    VALUES (NEW.id, NEW.robot_id, NEW.data, NEW.expires_at, 'legacy')
    ON CONFLICT (id) DO UPDATE
    SET robot_id = excluded.robot_id, data = excluded.data, expires_at = excluded.expires_at, updated_at = now()
    WHERE sessions.written_by = 'legacy';
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER follow AFTER INSERT OR UPDATE ON legacy_sessions FOR EACH ROW EXECUTE FUNCTION follow_session();
