-- Forgets the last copy, before the legacy Redis is copied anew: what is gone there must not be found here. v2's tables stay.
CREATE OR REPLACE FUNCTION forget_copy() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE legacy_robots, legacy_sessions;
END $$;

-- Makes v2's rows those of the last copy, but for what v2 has written itself. May run as often as wanted; operators may call it.
CREATE OR REPLACE FUNCTION reconcile() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM legacy_robots) AND EXISTS (SELECT 1 FROM robots WHERE written_by = 'legacy') THEN
        RAISE EXCEPTION 'the copy of the legacy Redis holds no robot: v2 would lose all of them; look at the legacy Redis';
    END IF;
    INSERT INTO robots (id, robot_type, name, status, last_seen, state, expires_at, written_by)
    SELECT id, robot_type, name, status, last_seen, state, expires_at, 'legacy' FROM legacy_robots WHERE jsonb_typeof(state) = 'object'
    ON CONFLICT (id) DO UPDATE
    SET robot_type = excluded.robot_type, name = excluded.name, status = excluded.status, last_seen = excluded.last_seen,
        state = excluded.state, expires_at = excluded.expires_at, updated_at = now()
    WHERE robots.written_by = 'legacy';

    DELETE FROM robots WHERE written_by = 'legacy' AND NOT EXISTS (SELECT 1 FROM legacy_robots copied WHERE copied.id = robots.id);

    INSERT INTO sessions (id, robot_id, data, expires_at, written_by)
    SELECT id, robot_id, data, expires_at, 'legacy' FROM legacy_sessions
    ON CONFLICT (id) DO UPDATE
    SET robot_id = excluded.robot_id, data = excluded.data, expires_at = excluded.expires_at, updated_at = now()
    WHERE sessions.written_by = 'legacy';

    DELETE FROM sessions WHERE written_by = 'legacy' AND NOT EXISTS (SELECT 1 FROM legacy_sessions copied WHERE copied.id = sessions.id);
END $$;
