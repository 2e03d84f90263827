-- Files by content: one row for each digest that a record uses or has used.
CREATE TABLE files_blob (
    digest text PRIMARY KEY,              -- SHA-256 in hex
    size bigint NOT NULL,
    media text NOT NULL,
    added_at bigint NOT NULL,
    unused_since bigint                   -- marked for removal at this instant; deleted a day later if still unused
);
CREATE INDEX files_blob_unused ON files_blob (unused_since);

-- Who uses a file. A blob without a row here is removed after a day.
CREATE TABLE files_use (
    digest text NOT NULL REFERENCES files_blob (digest),
    record_kind text NOT NULL,
    record uuid NOT NULL,
    role text NOT NULL,
    keep_until date,                      -- end of retention; none means for ever
    PRIMARY KEY (record, role, digest)
);
CREATE INDEX files_use_digest ON files_use (digest);
