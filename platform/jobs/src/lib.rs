//! Work that happens after the transaction that asked for it.
