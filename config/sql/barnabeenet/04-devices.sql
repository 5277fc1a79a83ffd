-- BarnabeeNet v2, part 04: rooms, devices and what was asked of them.
--
-- Home Assistant owns the devices; these rows mirror its registry so that a sentence can be matched to an entity
-- without asking. Commands are kept as they were sent, whatever becomes of the device later.

CREATE TABLE IF NOT EXISTS areas (
  id      TEXT NOT NULL PRIMARY KEY,
  name    TEXT NOT NULL COLLATE NOCASE UNIQUE,
  floor   TEXT,
  aliases TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(aliases))
) STRICT;

CREATE TABLE IF NOT EXISTS devices (
  id           TEXT    NOT NULL PRIMARY KEY,
  area_id      TEXT    REFERENCES areas (id) ON DELETE SET NULL,
  name         TEXT    NOT NULL,
  manufacturer TEXT,
  model        TEXT,
  enabled      INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  seen_at      TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS devices_by_area ON devices (area_id);

CREATE TABLE IF NOT EXISTS entities (
  entity_id  TEXT    NOT NULL PRIMARY KEY CHECK (entity_id LIKE '_%._%'),
  device_id  TEXT    REFERENCES devices (id) ON DELETE CASCADE,
  area_id    TEXT    REFERENCES areas (id) ON DELETE SET NULL,
  name       TEXT    NOT NULL,
  aliases    TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(aliases)),
  state      TEXT,
  attributes TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(attributes)),
  exposed    INTEGER NOT NULL DEFAULT 1 CHECK (exposed IN (0, 1)),
  changed_at TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS entities_by_device ON entities (device_id);
CREATE INDEX IF NOT EXISTS entities_by_area ON entities (area_id);

CREATE TABLE IF NOT EXISTS device_commands (
  id           TEXT    NOT NULL PRIMARY KEY,
  entity_id    TEXT    NOT NULL,                -- no foreign key: the log outlives the entity
  service      TEXT    NOT NULL,
  arguments    TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(arguments)),
  turn_id      TEXT    REFERENCES conversation_turns (id) ON DELETE SET NULL,
  outcome      TEXT    NOT NULL DEFAULT 'sent' CHECK (outcome IN ('sent', 'done', 'failed', 'timed-out')),
  error        TEXT,
  sent_at      TEXT    NOT NULL,
  confirmed_at TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS device_commands_by_time ON device_commands (sent_at);
CREATE INDEX IF NOT EXISTS device_commands_by_entity ON device_commands (entity_id, sent_at);
CREATE INDEX IF NOT EXISTS device_commands_by_turn ON device_commands (turn_id);

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('04-devices', 2);
