//! Finding records by their words, with and without accents.
