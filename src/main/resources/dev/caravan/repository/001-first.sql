-- Times are ISO-8601 texts in UTC. Names are those of the migration file.

CREATE TABLE migrations (
    name        TEXT NOT NULL PRIMARY KEY,
    first_start TEXT NOT NULL
);

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    migration   TEXT    NOT NULL,
    file_digest TEXT    NOT NULL,
    verb        TEXT    NOT NULL,
    exclusive   INTEGER NOT NULL,          -- 1 while it holds the lock of the state folder
    pid         INTEGER NOT NULL,
    host        TEXT    NOT NULL,
    started     TEXT    NOT NULL,
    ended       TEXT,
    outcome     TEXT,
    reason      TEXT    NOT NULL DEFAULT '',
    facts       TEXT    NOT NULL DEFAULT '{}'
);
CREATE INDEX runs_by_migration ON runs (migration, id);
CREATE INDEX runs_open ON runs (id) WHERE outcome IS NULL;

CREATE TABLE progress (
    run              INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    pipeline         TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    waiting          TEXT    NOT NULL,     -- why nothing moves; empty while something does
    expected         INTEGER NOT NULL,     -- records, or -1
    partitions       INTEGER NOT NULL,
    partitions_done  INTEGER NOT NULL,
    records_a_second REAL    NOT NULL,
    imported         INTEGER NOT NULL,
    filtered         INTEGER NOT NULL,
    rejected         INTEGER NOT NULL,
    skipped          INTEGER NOT NULL,
    children         TEXT    NOT NULL,     -- {"table": {"read": n, ...}}
    updated          TEXT    NOT NULL,
    PRIMARY KEY (run, pipeline)
) WITHOUT ROWID;

CREATE TABLE rehearsals (
    migration TEXT NOT NULL,
    pipeline  TEXT NOT NULL,
    digest    TEXT NOT NULL,
    passed    TEXT NOT NULL,
    PRIMARY KEY (migration, pipeline)
) WITHOUT ROWID;

CREATE TABLE orders (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    verb      TEXT NOT NULL,
    migration TEXT NOT NULL,
    arguments TEXT NOT NULL,
    by_whom   TEXT NOT NULL,
    created   TEXT NOT NULL,
    taken     TEXT,
    ended     TEXT,
    outcome   TEXT,
    reason    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX orders_open ON orders (migration, number) WHERE outcome IS NULL;

CREATE TABLE rejects (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    migration    TEXT    NOT NULL,
    pipeline     TEXT    NOT NULL,
    partition    TEXT    NOT NULL,
    ordinal      INTEGER NOT NULL,
    child        TEXT    NOT NULL,         -- table#number, or empty for the record itself
    disposition  TEXT    NOT NULL,         -- rejected | kept
    code         TEXT    NOT NULL,
    stage        TEXT    NOT NULL,
    key          TEXT,
    source       TEXT,
    reason       TEXT    NOT NULL,
    record       BLOB,                     -- the first bytes of the record as it was read
    record_bytes INTEGER NOT NULL,         -- how many it has in all
    at           TEXT    NOT NULL,
    UNIQUE (migration, pipeline, partition, ordinal, child)
);
CREATE INDEX rejects_in_order ON rejects (migration, pipeline, number);

-- Moves on whenever rejects go away or change, so that a file rendered from them is known to be old
CREATE TABLE reject_generations (
    migration  TEXT    NOT NULL,
    pipeline   TEXT    NOT NULL,
    generation INTEGER NOT NULL,
    PRIMARY KEY (migration, pipeline)
) WITHOUT ROWID;

CREATE TABLE journal (
    number INTEGER NOT NULL PRIMARY KEY,   -- 1, 2, 3, ... without gaps
    entry  TEXT    NOT NULL,               -- canonical JSON: keys sorted, no spaces
    hash   TEXT    NOT NULL                -- SHA-256 of the hash before, a line feed and the entry, as hex
);
CREATE TABLE journal_head (
    one    INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    number INTEGER NOT NULL,
    hash   TEXT    NOT NULL
);
INSERT INTO journal_head VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- For people with a SQLite shell
CREATE VIEW journal_entries AS
SELECT number,
       json_extract(entry, '$.at')        AS at,
       json_extract(entry, '$.migration') AS migration,
       json_extract(entry, '$.who')       AS who,
       json_extract(entry, '$.what')      AS what,
       json_extract(entry, '$.why')       AS why,
       json_extract(entry, '$.evidence')  AS evidence
FROM journal;

CREATE TABLE verification_states (
    migration    TEXT NOT NULL,
    pipeline     TEXT NOT NULL,
    verification TEXT NOT NULL,
    state        BLOB NOT NULL,
    saved        TEXT NOT NULL,
    PRIMARY KEY (migration, pipeline, verification)
);
