//! Vietnamese text: folding for search, tokens, sort keys of names.
