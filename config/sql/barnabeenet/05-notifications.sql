-- BarnabeeNet v2, part 05: what is said to people unasked, and whether it reached them.
--
-- A notification is decided once (dedup_key keeps a repeated event from becoming a second one) and may be tried
-- over several channels; each try is a delivery.

CREATE TABLE IF NOT EXISTS notification_channels (
  id      TEXT    NOT NULL PRIMARY KEY,
  user_id TEXT    REFERENCES users (id) ON DELETE CASCADE,
  kind    TEXT    NOT NULL CHECK (kind IN ('voice', 'dashboard', 'push', 'sms', 'email')),
  address TEXT,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  quiet   TEXT    NOT NULL DEFAULT '[]' CHECK (json_valid(quiet))     -- times of day without notifications
) STRICT;

CREATE INDEX IF NOT EXISTS notification_channels_by_user ON notification_channels (user_id);

CREATE TABLE IF NOT EXISTS notifications (
  id         TEXT NOT NULL PRIMARY KEY,
  user_id    TEXT REFERENCES users (id) ON DELETE CASCADE,            -- null: everybody
  priority   TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'critical')),
  title      TEXT NOT NULL,
  body       TEXT NOT NULL DEFAULT '',
  origin     TEXT NOT NULL,
  dedup_key  TEXT UNIQUE,
  created_at TEXT NOT NULL,
  due_at     TEXT,
  expires_at TEXT,
  read_at    TEXT
) STRICT;

CREATE INDEX IF NOT EXISTS notifications_by_user ON notifications (user_id, created_at);
CREATE INDEX IF NOT EXISTS notifications_due ON notifications (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS notification_deliveries (
  id              TEXT    NOT NULL PRIMARY KEY,
  notification_id TEXT    NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  channel_id      TEXT    NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
  attempt         INTEGER NOT NULL DEFAULT 1 CHECK (attempt >= 1),
  outcome         TEXT    NOT NULL CHECK (outcome IN ('pending', 'delivered', 'failed', 'suppressed')),
  error           TEXT,
  tried_at        TEXT    NOT NULL,
  UNIQUE (notification_id, channel_id, attempt)
) STRICT;

CREATE INDEX IF NOT EXISTS notification_deliveries_by_channel ON notification_deliveries (channel_id);

INSERT OR IGNORE INTO schema_parts (part, version) VALUES ('05-notifications', 2);
