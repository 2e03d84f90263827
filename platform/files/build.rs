//! Checks and generates the words.

fn main() {
    words::build::generate();
}
