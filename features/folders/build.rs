//! Checks the crate's words in both languages and turns them into functions.

fn main() {
    words::build::generate();
}
