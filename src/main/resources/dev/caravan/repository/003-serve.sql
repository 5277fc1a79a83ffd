-- What the long-running process knows. Times are ISO-8601 texts in UTC.

-- Data files of watched folders that a run has taken along: none of them starts another one
CREATE TABLE seen_files (
    migration TEXT    NOT NULL,
    pipeline  TEXT    NOT NULL,
    digest    TEXT    NOT NULL,
    name      TEXT    NOT NULL,            -- when it was first seen
    run       INTEGER NOT NULL,
    PRIMARY KEY (migration, pipeline, digest)
) WITHOUT ROWID;

-- The last time of each schedule that was dealt with
CREATE TABLE schedule_times (
    migration TEXT NOT NULL PRIMARY KEY,
    schedule  TEXT NOT NULL,               -- another schedule begins anew
    due       TEXT NOT NULL
) WITHOUT ROWID;

-- Where each migration stands, for readers in other processes; only a picture
CREATE TABLE served (
    name    TEXT NOT NULL PRIMARY KEY,
    what    TEXT NOT NULL,                 -- JSON
    updated TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX runs_by_order ON runs (json_extract(facts, '$.order'));
