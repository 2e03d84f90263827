//! Content-addressed files, and who uses them.
