//! What I owe, search, notifications, the thread of a record.
