//! Official documents: drafted, approved, numbered, issued, delivered, directed, answered.
