//! Test databases on both engines, and a small city to act in.
