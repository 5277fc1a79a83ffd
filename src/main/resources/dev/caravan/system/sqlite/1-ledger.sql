-- What Caravan knows of a migration, beside the data it belongs to. Gone after clean-up.
-- Not STRICT: an application with an SQLite older than 3.37 could not open the database at all while such a table is there.

-- When the migration first met this database. The "now" of its mappings.
CREATE TABLE IF NOT EXISTS caravan_migration (
  migration   TEXT NOT NULL PRIMARY KEY,
  first_start TEXT NOT NULL
) WITHOUT ROWID;

-- Who may write a pipeline: the holder of the highest epoch. Another one is refused inside its own transaction.
CREATE TABLE IF NOT EXISTS caravan_pipeline (
  migration TEXT    NOT NULL,
  pipeline  TEXT    NOT NULL,
  digest    TEXT    NOT NULL,
  epoch     INTEGER NOT NULL,
  holder    TEXT    NOT NULL,
  opened    TEXT    NOT NULL,
  PRIMARY KEY (migration, pipeline)
) WITHOUT ROWID;

-- How far a partition is done; written in the transaction of the rows it counts.
CREATE TABLE IF NOT EXISTS caravan_ledger (
  migration        TEXT    NOT NULL,
  pipeline         TEXT    NOT NULL,
  partition        TEXT    NOT NULL,
  position_ordinal INTEGER NOT NULL,
  position_token   TEXT    NOT NULL,
  done             INTEGER NOT NULL,
  read             INTEGER NOT NULL,
  imported         INTEGER NOT NULL,
  filtered         INTEGER NOT NULL,
  rejected         INTEGER NOT NULL,
  skipped          INTEGER NOT NULL,
  children         TEXT    NOT NULL, -- JSON: table -> [read, imported, filtered, rejected, skipped]
  identity         TEXT    NOT NULL,
  updated          TEXT    NOT NULL,
  PRIMARY KEY (migration, pipeline, partition),
  CHECK (read = imported + filtered + rejected + skipped)
) WITHOUT ROWID;
