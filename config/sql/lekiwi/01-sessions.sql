-- Sessions, which expire when they would have in the legacy Redis.

CREATE TABLE IF NOT EXISTS sessions (
    id         text PRIMARY KEY,
    robot_id   text,
    data       jsonb NOT NULL,
    expires_at timestamptz,
    written_by text NOT NULL DEFAULT 'v2' CHECK (written_by IN ('legacy', 'v2')),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS sessions_robot ON sessions (robot_id);
CREATE INDEX IF NOT EXISTS sessions_expires_at ON sessions (expires_at);

CREATE TABLE IF NOT EXISTS legacy_sessions (
    id         text PRIMARY KEY,
    robot_id   text,
    data       jsonb NOT NULL,
    expires_at timestamptz
);
