-- Idempotency keys: who asked for what, once, and what came of it.
CREATE TABLE db_once (
    key bytea PRIMARY KEY,
    at bigint NOT NULL,
    outcome text
);
CREATE INDEX db_once_at ON db_once (at);
