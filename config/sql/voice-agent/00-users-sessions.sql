-- People, and the sessions they talk in. Everything is made only where it is not there, so that it can run twice.

CREATE TABLE IF NOT EXISTS users (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email         varchar(255) NOT NULL UNIQUE,
    password_hash varchar(255),
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_login    timestamptz
);

-- A session lives as long as its key in v1's Redis would have: what has expired is gone for v2 too.
CREATE TABLE IF NOT EXISTS sessions (
    id            varchar(255) PRIMARY KEY,
    user_id       uuid REFERENCES users (id),
    created_at    timestamptz NOT NULL DEFAULT now(),
    last_activity timestamptz NOT NULL DEFAULT now(),
    expires_at    timestamptz,
    context       jsonb,
    metadata      jsonb
);

CREATE INDEX IF NOT EXISTS sessions_expires_at ON sessions (expires_at);
