-- Where pipelines were at some moments: what the ledger in the target said then, a line for each partition that was begun.
CREATE TABLE checkpoints (
    migration  TEXT    NOT NULL,
    pipeline   TEXT    NOT NULL,
    number     INTEGER NOT NULL,           -- from 1; PIPELINE@NUMBER is its id
    digest     TEXT    NOT NULL,           -- of the pipeline's definition
    saved      TEXT    NOT NULL,
    records    INTEGER NOT NULL,           -- read until then
    partitions INTEGER NOT NULL,           -- done until then
    ledger     TEXT    NOT NULL,
    PRIMARY KEY (migration, pipeline, number)
);
