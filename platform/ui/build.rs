//! Checks the words of the interface and writes their functions.

fn main() {
    words::build::generate();
}
