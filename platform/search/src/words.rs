//! Words as the index holds them: marked by what they are, and spelt with letters and digits alone.

use db::Term;
use std::collections::BTreeSet;
use vietnamese::{Token, tokens};

/// The longest word; what is longer is cut, in texts and queries alike.
const LONGEST: usize = 60;
/// The most words of a query; what is beyond is not looked at.
const MOST_TERMS: usize = 12;

/// The words of a text: each as it is written (`p…`) and without its accents (`f…`). At most `most`.
pub(crate) fn of_text(text: &str, most: usize) -> BTreeSet<String> {
    tokens(text)
        .take(most)
        .flat_map(|token| [marked('p', &token.plain), marked('f', &token.folded)])
        .collect()
}

/// What a query asks for: as it is written, and without accents. The last word may go on.
pub(crate) struct Asked {
    pub(crate) accented: Vec<Term>,
    pub(crate) folded: Vec<Term>,
    /// Whether the two differ.
    pub(crate) has_accents: bool,
    tokens: Vec<Token>,
}

impl Asked {
    pub(crate) fn of(text: &str) -> Asked {
        let tokens: Vec<Token> = tokens(text).take(MOST_TERMS).collect();
        // Whoever ends with a blank has finished the word.
        let finished = text.ends_with(char::is_whitespace);
        let terms = |mark: char, word: fn(&Token) -> &str| -> Vec<Term> {
            (tokens.iter().enumerate())
                .map(|(at, token)| Term {
                    word: marked(mark, word(token)),
                    begins: !finished && at + 1 == tokens.len(),
                })
                .collect()
        };
        Asked {
            accented: terms('p', |token| &token.plain),
            folded: terms('f', |token| &token.folded),
            has_accents: tokens.iter().any(|token| token.plain != token.folded),
            tokens,
        }
    }

    /// Whether a word of a text is one of those asked for.
    pub(crate) fn names(&self, word: &str) -> bool {
        let Some(found) = tokens(word).next() else { return false };
        self.tokens.iter().enumerate().any(|(at, asked)| {
            let last = at + 1 == self.tokens.len();
            found.folded == asked.folded || (last && found.folded.starts_with(&asked.folded))
        })
    }
}

fn marked(mark: char, word: &str) -> String {
    let cut: String = word.chars().take(LONGEST).collect();
    // Letters that the engines' own rules might cut or fold are spelt by their bytes; beginnings stay beginnings.
    if cut.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || is_vietnamese(c)) {
        return format!("{mark}{cut}");
    }
    let hex: String = cut.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{mark}x{hex}")
}

fn is_vietnamese(c: char) -> bool {
    matches!(c, 'à'..='ã' | 'è'..='ê' | 'ì' | 'í' | 'ò'..='õ' | 'ù' | 'ú' | 'ý' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' | 'ạ'..='ỹ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_and_strange_letters_spelt() {
        let words = of_text("Đất 15 ß", 10);
        let expected = ["f15", "fdat", "fxc39f", "p15", "pxc39f", "pđất"];
        assert_eq!(words, expected.map(str::to_owned).into_iter().collect());
    }

    #[test]
    fn the_last_word_may_go_on_until_a_blank_ends_it() {
        assert_eq!(
            Asked::of("thủ tu").folded,
            [Term { word: "fthu".into(), begins: false }, Term { word: "ftu".into(), begins: true },]
        );
        assert!(!Asked::of("thủ tục ").folded[1].begins);
        assert!(Asked::of("thủ").has_accents && !Asked::of("thu").has_accents);
        assert!(Asked::of("thu tuc").names("Tục,") && !Asked::of("thu tuc").names("hành"));
    }
}
