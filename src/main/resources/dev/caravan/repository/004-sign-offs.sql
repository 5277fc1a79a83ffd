-- What people said at the gates. Rows are only added, and withdrawn.
CREATE TABLE sign_offs (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    migration  TEXT    NOT NULL,
    passage    INTEGER NOT NULL,
    gate       TEXT    NOT NULL,
    role       TEXT    NOT NULL,
    who        TEXT    NOT NULL,
    approved   INTEGER NOT NULL,           -- 0: rejected
    digest     TEXT    NOT NULL,           -- of the evidence that the person saw
    signature  TEXT,                       -- Ed25519 over the statement, Base64; null: asserted, not proved
    at         TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    withdrawn  TEXT
);
CREATE INDEX sign_offs_of_gate ON sign_offs (migration, passage, gate);
