//! Words, as search counts them.

use crate::{fold, plain};

/// One word of a text, as it is written and without its accents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    /// With accents, in one writing.
    pub plain: String,
    /// Without.
    pub folded: String,
}

/// The words of a text: runs of letters and digits. Letters and digits apart from each other in a symbol stay
/// one word (`QD15`), what stands between signs becomes its own (`123/UBND-VX` → `123`, `ubnd`, `vx`).
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let plain = plain(text);
    plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| Token { plain: word.to_owned(), folded: fold(word) })
        .collect::<Vec<_>>()
        .into_iter()
}

/// A symbol in the one writing in which it is compared: folded, without spaces, `05/BC` and `5/BC` alike.
pub fn symbol_key(symbol: &str) -> String {
    let folded: String = fold(symbol).chars().filter(|c| !c.is_whitespace()).collect();
    let digits = folded.chars().take_while(char::is_ascii_digit).count();
    if digits > 1 {
        let trimmed = folded.trim_start_matches('0');
        // A number that is all zeros keeps its last one.
        if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
            return trimmed.to_owned();
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_come_with_and_without_accents() {
        let words: Vec<_> = tokens("Số 05/QĐ-UBND, Hoà").map(|token| (token.plain, token.folded)).collect();
        let expected = [("số", "so"), ("05", "05"), ("qđ", "qd"), ("ubnd", "ubnd"), ("hòa", "hoa")];
        assert_eq!(words, expected.map(|(plain, folded)| (plain.to_owned(), folded.to_owned())));
    }

    #[test]
    fn symbols_are_compared_without_the_zero_and_the_case() {
        assert_eq!(symbol_key("05/BC-BNV"), symbol_key("5/bc-bnv"));
        assert_eq!(symbol_key("123-CV/TU"), "123-cv/tu");
        assert_eq!(symbol_key(" 15 / QĐ-UBND "), "15/qd-ubnd");
        assert_eq!(symbol_key("00/X"), "00/x");
    }

    proptest! {
        #[test]
        fn a_word_has_no_signs_and_is_never_empty(text in "\\PC{0,60}") {
            for token in tokens(&text) {
                prop_assert!(!token.plain.is_empty());
                prop_assert!(token.plain.chars().all(char::is_alphanumeric));
            }
        }
    }
}
