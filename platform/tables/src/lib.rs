//! Lists: filters, sorting, cursors, and their export.
