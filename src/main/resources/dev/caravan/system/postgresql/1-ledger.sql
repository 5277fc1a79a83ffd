-- What Caravan knows of a migration, beside the data it belongs to. Gone after clean-up. {schema} is the first one in the
-- search path.

-- When the migration first met this database. The "now" of its mappings.
CREATE TABLE IF NOT EXISTS {schema}.caravan_migration (
  migration   text NOT NULL PRIMARY KEY,
  first_start text NOT NULL
);

-- Who may write a pipeline: the holder of the highest epoch. Another one is refused inside its own transaction.
CREATE TABLE IF NOT EXISTS {schema}.caravan_pipeline (
  migration text   NOT NULL,
  pipeline  text   NOT NULL,
  digest    text   NOT NULL,
  epoch     bigint NOT NULL,
  holder    text   NOT NULL,
  opened    text   NOT NULL,
  PRIMARY KEY (migration, pipeline)
);

-- How far a partition is done; written in the transaction of the rows it counts.
CREATE TABLE IF NOT EXISTS {schema}.caravan_ledger (
  migration        text    NOT NULL,
  pipeline         text    NOT NULL,
  partition        text    NOT NULL,
  position_ordinal bigint  NOT NULL,
  position_token   text    NOT NULL,
  done             boolean NOT NULL,
  read             bigint  NOT NULL,
  imported         bigint  NOT NULL,
  filtered         bigint  NOT NULL,
  rejected         bigint  NOT NULL,
  skipped          bigint  NOT NULL,
  children         text    NOT NULL, -- JSON: table -> [read, imported, filtered, rejected, skipped]
  identity         text    NOT NULL,
  updated          text    NOT NULL,
  PRIMARY KEY (migration, pipeline, partition),
  CHECK (read = imported + filtered + rejected + skipped)
);
