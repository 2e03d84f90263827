//! SQL and rows.

pub mod entry;
pub mod folder;
pub mod list;
pub mod transfer;

/// A code as it is compared and sorted: folded, without blanks, its number filled up so that 10 comes behind 9.
pub fn code_key(code: &str) -> String {
    let key = vietnamese::symbol_key(code);
    let digits = key.chars().take_while(char::is_ascii_digit).count();
    match digits {
        1..6 => format!("{}{key}", "0".repeat(6 - digits)),
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::code_key;

    #[test]
    fn codes_are_sorted_by_their_number_and_compared_without_its_zeros() {
        assert_eq!(code_key("01/TCBC"), code_key(" 1/tcbc"));
        assert!(code_key("9/TCBC") < code_key("10/TCBC"));
        assert_eq!(code_key("II"), "ii");
    }
}
