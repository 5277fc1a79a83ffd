-- BarnabeeNet v2, part 01: memories and their full-text index.
--
-- The key of a memory is its id. memory_number exists for the index alone: an external-content index finds its rows
-- by rowid, and only a declared INTEGER PRIMARY KEY survives a dump and restore; without it every hit would point
-- to another memory afterwards.

CREATE TABLE IF NOT EXISTS memories (
  memory_number    INTEGER PRIMARY KEY,
  id               TEXT    NOT NULL UNIQUE,
  summary          TEXT    NOT NULL DEFAULT '' CHECK (length(summary) <= 500),
  content          TEXT    NOT NULL DEFAULT '',
  keywords         TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(keywords) AND json_type(keywords) = 'array'),
  memory_type      TEXT    NOT NULL DEFAULT 'fact' CHECK (memory_type IN
                     ('fact', 'preference', 'decision', 'event', 'person', 'project', 'meeting', 'journal')),
  source_type      TEXT    NOT NULL,            -- 'migration' for what came from v1
  source_id        TEXT,                        -- for v1: v1:<file name>
  source_path      TEXT,                        -- for v1: <path>#<ordinal>, tells files of one name apart
  owner            TEXT    NOT NULL DEFAULT 'family',
  visibility       TEXT    NOT NULL DEFAULT 'private',
  created_at       TEXT    NOT NULL,
  -- what v1 does not know
  tier             TEXT    NOT NULL DEFAULT 'long-term' CHECK (tier IN ('working', 'short-term', 'long-term')),
  importance       REAL    NOT NULL DEFAULT 0.5 CHECK (importance BETWEEN 0.0 AND 1.0),
  access_count     INTEGER NOT NULL DEFAULT 0 CHECK (access_count >= 0),
  last_accessed_at TEXT,
  updated_at       TEXT,
  deleted_at       TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS memories_by_owner ON memories (owner, created_at);
CREATE INDEX IF NOT EXISTS memories_by_type ON memories (memory_type, created_at);

CREATE VIRTUAL TABLE IF NOT EXISTS memories_fts USING fts5 (
  summary, content, keywords,
  content = 'memories', content_rowid = 'memory_number',
  tokenize = 'unicode61 remove_diacritics 2'
);

-- The index keeps no text of its own: to take a row out it must be told the old words.
-- INSERT OR REPLACE skips delete triggers (unless recursive_triggers is on): use INSERT .. ON CONFLICT DO UPDATE.
CREATE TRIGGER IF NOT EXISTS memories_fts_insert AFTER INSERT ON memories BEGIN
  INSERT INTO memories_fts (rowid, summary, content, keywords)
  VALUES (new.memory_number, new.summary, new.content, new.keywords);
END;

CREATE TRIGGER IF NOT EXISTS memories_fts_delete AFTER DELETE ON memories BEGIN
  INSERT INTO memories_fts (memories_fts, rowid, summary, content, keywords)
  VALUES ('delete', old.memory_number, old.summary, old.content, old.keywords);
END;

CREATE TRIGGER IF NOT EXISTS memories_fts_update
AFTER UPDATE OF memory_number, summary, content, keywords ON memories BEGIN
  INSERT INTO memories_fts (memories_fts, rowid, summary, content, keywords)
  VALUES ('delete', old.memory_number, old.summary, old.content, old.keywords);
  INSERT INTO memories_fts (rowid, summary, content, keywords)
  VALUES (new.memory_number, new.summary, new.content, new.keywords);
END;

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('01-memories', 2);
