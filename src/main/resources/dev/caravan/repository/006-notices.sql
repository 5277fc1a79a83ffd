-- What people were told, and what could not be brought to them.
CREATE TABLE notices (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    migration  TEXT    NOT NULL,
    passage    INTEGER NOT NULL,           -- 0: none
    at         TEXT    NOT NULL,
    cause      TEXT    NOT NULL,           -- what is told once only: the event, or a rung of the ladder for a wait
    event      TEXT    NOT NULL,
    channel    TEXT    NOT NULL,
    text       TEXT    NOT NULL,
    lost       TEXT                        -- why it did not arrive; null when it did
);
CREATE INDEX notices_of_passage ON notices (migration, passage, cause);
