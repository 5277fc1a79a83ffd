-- BarnabeeNet v2, part 02: conversations and their turns.
--
-- A turn belongs to exactly one conversation and goes with it. Turns are numbered from 1; a number that is missing
-- is a turn that was not accepted, the ones after it keep theirs.

CREATE TABLE IF NOT EXISTS conversations (
  id          TEXT NOT NULL PRIMARY KEY,
  started_at  TEXT NOT NULL,
  ended_at    TEXT,
  speaker_id  TEXT NOT NULL DEFAULT 'unknown',
  mode        TEXT NOT NULL DEFAULT 'voice',
  summary     TEXT NOT NULL DEFAULT '',
  topic_tags  TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(topic_tags)),
  source_path TEXT,                             -- for v1: <path>#<ordinal>
  -- what v1 does not know
  room        TEXT,
  language    TEXT,
  updated_at  TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS conversations_by_start ON conversations (started_at);
CREATE INDEX IF NOT EXISTS conversations_by_speaker ON conversations (speaker_id, started_at);

CREATE TABLE IF NOT EXISTS conversation_turns (
  id              TEXT    NOT NULL PRIMARY KEY,
  conversation_id TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  turn_number     INTEGER NOT NULL CHECK (turn_number >= 1),
  role            TEXT    NOT NULL DEFAULT 'user',
  utterance       TEXT    NOT NULL DEFAULT '',
  response        TEXT    NOT NULL DEFAULT '',
  created_at      TEXT    NOT NULL,
  -- what v1 does not know
  intent          TEXT,
  confidence      REAL    CHECK (confidence BETWEEN 0.0 AND 1.0),
  latency_ms      INTEGER CHECK (latency_ms >= 0),
  -- serves the foreign key as well: the turns of a conversation are found by its first column
  UNIQUE (conversation_id, turn_number)
) STRICT;

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('02-conversations', 2);
