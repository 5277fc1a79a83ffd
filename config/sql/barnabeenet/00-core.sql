-- BarnabeeNet v2, part 00: what every other part stands on.
--
-- The seven files run in the order of their numbers. Each may run again on a database that has it: nothing is
-- created twice and no row is lost. Points in time are ISO-8601 text, UTC where v2 writes them itself.
-- No PRAGMA stands here: foreign_keys and journal_mode belong to the connection, not to the schema.

-- Which parts this database holds; an application looks here before it starts.
CREATE TABLE IF NOT EXISTS schema_parts (
  part       TEXT    NOT NULL PRIMARY KEY,
  version    INTEGER NOT NULL CHECK (version > 0),
  applied_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

-- People of the household. Owners and speakers that come from v1 are plain names and may be unknown here,
-- so memories and conversations do not refer to this table.
CREATE TABLE IF NOT EXISTS users (
  id           TEXT    NOT NULL PRIMARY KEY,
  display_name TEXT    NOT NULL,
  role         TEXT    NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member', 'child', 'guest')),
  active       INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  created_at   TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

-- Settings of the application, one JSON value per key. Secrets stay outside of the database.
CREATE TABLE IF NOT EXISTS settings (
  key        TEXT NOT NULL PRIMARY KEY,
  value      TEXT NOT NULL CHECK (json_valid(value)),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('00-core', 2);
