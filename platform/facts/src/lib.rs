//! What happened: the append-only log that is audit trail, outbox and source of figures.
