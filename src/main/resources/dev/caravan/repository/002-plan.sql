-- A passage is one way through a plan, from its first step to its end or its rollback; a run may carry it on where
-- another one stopped.
CREATE TABLE passages (
    migration   TEXT    NOT NULL,
    number      INTEGER NOT NULL,          -- from 1
    started     TEXT    NOT NULL,
    started_by  TEXT    NOT NULL,
    ended       TEXT,
    outcome     TEXT,
    rollback    TEXT,                      -- why it is taken back; null while it is not
    PRIMARY KEY (migration, number)
) WITHOUT ROWID;

CREATE TABLE steps (
    migration  TEXT    NOT NULL,
    passage    INTEGER NOT NULL,
    step       TEXT    NOT NULL,           -- phase/name
    kind       TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    attempt    INTEGER NOT NULL,
    begun      TEXT    NOT NULL,
    ended      TEXT,
    until      TEXT,                       -- when a waiting step is looked at again
    reason     TEXT    NOT NULL,
    memo       TEXT    NOT NULL,
    facts      TEXT    NOT NULL,
    evidence   TEXT    NOT NULL,
    number     INTEGER NOT NULL,           -- in which order they were begun
    PRIMARY KEY (migration, passage, step),
    FOREIGN KEY (migration, passage) REFERENCES passages (migration, number) ON DELETE CASCADE
) WITHOUT ROWID;
