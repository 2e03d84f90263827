//! Writes this crate's words.

fn main() {
    words::build::generate();
}
