-- What people said to a ramp while it runs: promote, hold, resume, abort.
CREATE TABLE directions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    migration  TEXT    NOT NULL,
    service    TEXT    NOT NULL,
    word       TEXT    NOT NULL,
    who        TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    at         TEXT    NOT NULL
);
CREATE INDEX directions_of_service ON directions (migration, service, id);
