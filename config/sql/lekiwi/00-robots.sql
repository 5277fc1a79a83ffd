-- The robots, and who wrote a row last: 'legacy' rows follow the legacy Redis, 'v2' rows are v2's own and are never touched again.

CREATE TABLE IF NOT EXISTS robots (
    id         text PRIMARY KEY,
    robot_type text NOT NULL DEFAULT 'unknown',
    name       text,
    status     text,
    last_seen  timestamptz,
    state      jsonb NOT NULL, -- everything that the legacy key holds, these fields too
    expires_at timestamptz,
    written_by text NOT NULL DEFAULT 'v2' CHECK (written_by IN ('legacy', 'v2')),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX IF NOT EXISTS robots_type ON robots (robot_type);

-- What the legacy Redis holds, as it was copied last; compared with it value by value.
CREATE TABLE IF NOT EXISTS legacy_robots (
    id         text PRIMARY KEY,
    robot_type text NOT NULL,
    name       text,
    status     text,
    last_seen  timestamptz,
    state      jsonb NOT NULL,
    expires_at timestamptz
);
