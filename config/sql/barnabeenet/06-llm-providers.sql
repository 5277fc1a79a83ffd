-- BarnabeeNet v2, part 06: language model providers, who answers what, and what it costs.
--
-- credential names where the application finds the key (an environment variable, a secret's name);
-- the key itself is never in the database. Costs are whole micro-units of the currency: no rounding.

CREATE TABLE IF NOT EXISTS llm_providers (
  id         TEXT    NOT NULL PRIMARY KEY,
  kind       TEXT    NOT NULL,
  name       TEXT    NOT NULL UNIQUE,
  base_url   TEXT,
  credential TEXT,
  enabled    INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  priority   INTEGER NOT NULL DEFAULT 100,      -- the lowest that is enabled and healthy answers
  created_at TEXT    NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
) STRICT;

CREATE TABLE IF NOT EXISTS llm_models (
  id             TEXT    NOT NULL PRIMARY KEY,
  provider_id    TEXT    NOT NULL REFERENCES llm_providers (id) ON DELETE CASCADE,
  name           TEXT    NOT NULL,
  context_tokens INTEGER CHECK (context_tokens > 0),
  input_price    INTEGER NOT NULL DEFAULT 0 CHECK (input_price >= 0),     -- per million tokens
  output_price   INTEGER NOT NULL DEFAULT 0 CHECK (output_price >= 0),    -- per million tokens
  enabled        INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  UNIQUE (provider_id, name)
) STRICT;

-- Which model serves which task; rank 1 is asked first.
CREATE TABLE IF NOT EXISTS llm_tasks (
  task     TEXT    NOT NULL,
  rank     INTEGER NOT NULL CHECK (rank >= 1),
  model_id TEXT    NOT NULL REFERENCES llm_models (id) ON DELETE CASCADE,
  PRIMARY KEY (task, rank)
) STRICT;

CREATE INDEX IF NOT EXISTS llm_tasks_by_model ON llm_tasks (model_id);

CREATE TABLE IF NOT EXISTS llm_usage (
  id            INTEGER PRIMARY KEY,
  model_id      TEXT    REFERENCES llm_models (id) ON DELETE SET NULL,
  turn_id       TEXT    REFERENCES conversation_turns (id) ON DELETE SET NULL,
  task          TEXT    NOT NULL,
  input_tokens  INTEGER NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
  output_tokens INTEGER NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
  cost          INTEGER NOT NULL DEFAULT 0 CHECK (cost >= 0),
  latency_ms    INTEGER CHECK (latency_ms >= 0),
  error         TEXT,
  used_at       TEXT    NOT NULL
) STRICT;

CREATE INDEX IF NOT EXISTS llm_usage_by_time ON llm_usage (used_at);
CREATE INDEX IF NOT EXISTS llm_usage_by_model ON llm_usage (model_id);
CREATE INDEX IF NOT EXISTS llm_usage_by_turn ON llm_usage (turn_id);

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('06-llm-providers', 2);
