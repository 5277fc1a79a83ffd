-- Where each host stands in the steps that work on hosts.
CREATE TABLE hosts (
    migration  TEXT    NOT NULL,
    passage    INTEGER NOT NULL,
    step       TEXT    NOT NULL,
    host       TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    attempt    INTEGER NOT NULL,
    item       INTEGER NOT NULL,           -- how many items of the step are behind it
    begun      TEXT    NOT NULL,           -- of this attempt; part of the marker on the host
    ended      TEXT,
    reason     TEXT    NOT NULL,
    memo       TEXT    NOT NULL,           -- JSON
    checklist  TEXT    NOT NULL,           -- JSON: an array of what was run, and what it said
    PRIMARY KEY (migration, passage, step, host)
);
