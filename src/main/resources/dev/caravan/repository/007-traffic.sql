-- v2's share of each service, and what each pipeline's last verification found.
CREATE TABLE shares (
    migration  TEXT    NOT NULL,
    service    TEXT    NOT NULL,
    passage    INTEGER NOT NULL,           -- the passage through the plan in which it last changed; 0: none
    found      TEXT    NOT NULL,           -- what was in force when that passage first changed it
    split      TEXT    NOT NULL,
    changed    TEXT    NOT NULL,
    raised     TEXT,                       -- when it last rose
    by_whom    TEXT    NOT NULL,
    why        TEXT    NOT NULL,
    millis     INTEGER NOT NULL,           -- how long the last change took, proof included
    PRIMARY KEY (migration, service)
);

CREATE TABLE verified (
    migration  TEXT    NOT NULL,
    pipeline   TEXT    NOT NULL,
    at         TEXT    NOT NULL,           -- when the verification began
    clean      INTEGER NOT NULL,
    PRIMARY KEY (migration, pipeline)
);
