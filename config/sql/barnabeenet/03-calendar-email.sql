-- BarnabeeNet v2, part 03: calendars and mail, as the assistant sees them.
--
-- Both are copies of what the outside service holds: remote_id is that service's own id, and a synchronisation
-- may fetch the same entry again without doubling it. Access tokens are not kept here.

CREATE TABLE IF NOT EXISTS calendars (
  id         TEXT    NOT NULL PRIMARY KEY,
  user_id    TEXT    REFERENCES users (id) ON DELETE CASCADE,
  provider   TEXT    NOT NULL,
  remote_id  TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  zone       TEXT    NOT NULL DEFAULT 'UTC',
  writable   INTEGER NOT NULL DEFAULT 0 CHECK (writable IN (0, 1)),
  sync_token TEXT,
  synced_at  TEXT,
  UNIQUE (provider, remote_id)
) STRICT;

CREATE INDEX IF NOT EXISTS calendars_by_user ON calendars (user_id);

CREATE TABLE IF NOT EXISTS calendar_events (
  id          TEXT    NOT NULL PRIMARY KEY,
  calendar_id TEXT    NOT NULL REFERENCES calendars (id) ON DELETE CASCADE,
  remote_id   TEXT    NOT NULL,
  title       TEXT    NOT NULL DEFAULT '',
  description TEXT    NOT NULL DEFAULT '',
  location    TEXT,
  starts_at   TEXT    NOT NULL,
  ends_at     TEXT    NOT NULL,
  all_day     INTEGER NOT NULL DEFAULT 0 CHECK (all_day IN (0, 1)),
  recurrence  TEXT,                             -- an RRULE, as RFC 5545 writes it
  attendees   TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(attendees)),
  status      TEXT    NOT NULL DEFAULT 'confirmed' CHECK (status IN ('tentative', 'confirmed', 'cancelled')),
  updated_at  TEXT,
  UNIQUE (calendar_id, remote_id)
) STRICT;

CREATE INDEX IF NOT EXISTS calendar_events_by_start ON calendar_events (starts_at);

CREATE TABLE IF NOT EXISTS email_accounts (
  id         TEXT NOT NULL PRIMARY KEY,
  user_id    TEXT REFERENCES users (id) ON DELETE CASCADE,
  provider   TEXT NOT NULL,
  address    TEXT NOT NULL COLLATE NOCASE UNIQUE,
  sync_token TEXT,
  synced_at  TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS email_accounts_by_user ON email_accounts (user_id);

CREATE TABLE IF NOT EXISTS email_messages (
  id          TEXT    NOT NULL PRIMARY KEY,
  account_id  TEXT    NOT NULL REFERENCES email_accounts (id) ON DELETE CASCADE,
  remote_id   TEXT    NOT NULL,
  thread_id   TEXT,
  sender      TEXT    NOT NULL,
  recipients  TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(recipients)),
  subject     TEXT    NOT NULL DEFAULT '',
  snippet     TEXT    NOT NULL DEFAULT '',
  received_at TEXT    NOT NULL,
  unread      INTEGER NOT NULL DEFAULT 1 CHECK (unread IN (0, 1)),
  priority    INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account_id, remote_id)
) STRICT;

CREATE INDEX IF NOT EXISTS email_messages_by_time ON email_messages (account_id, received_at);

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('03-calendar-email', 2);
