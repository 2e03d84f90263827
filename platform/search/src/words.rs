//! Words as the index holds them: marked by what they are, and spelt with letters and digits alone.
//!
//! | mark | what |
//! |---|---|
//! | `p` | a word as it is written |
//! | `f` | a word without its accents |
//! | `i` | a word of the issuer's name, without its accents |
//! | `h` | who holds the record |

use context::Uuid;
use db::Term;
use std::collections::BTreeSet;
use vietnamese::{Token, fold, tokens};

/// The longest word; what is longer is cut, in texts and queries alike.
const LONGEST: usize = 60;
/// The most words of a query; what is beyond is not looked at.
const MOST_TERMS: usize = 12;
/// A last word of fewer letters is not taken for a beginning: it would be that of everything.
const SHORTEST_BEGINNING: usize = 2;

/// How much of a text is indexed.
#[derive(Clone, Copy)]
pub(crate) struct Most {
    pub(crate) words: usize,
    pub(crate) bytes: usize,
}

/// The words of a text: each as it is written and without its accents.
pub(crate) fn of_text(text: &str, most: Most) -> BTreeSet<String> {
    let marked = tokens(text)
        .take(most.words)
        .flat_map(|token| [marked('p', &token.plain), marked('f', &token.folded)]);
    gathered(marked, most.bytes)
}

/// The words of an issuer's name.
pub(crate) fn of_issuer(name: &str, most: Most) -> BTreeSet<String> {
    gathered(tokens(name).take(most.words).map(|token| marked('i', &token.folded)), most.bytes)
}

/// The word that stands for a holder.
pub(crate) fn of_holder(holder: Uuid) -> String {
    format!("h{}", holder.simple())
}

fn gathered(words: impl Iterator<Item = String>, most: usize) -> BTreeSet<String> {
    let (mut all, mut bytes) = (BTreeSet::new(), 0);
    for word in words {
        let length = word.len();
        if bytes + length > most {
            break;
        }
        if all.insert(word) {
            bytes += length;
        }
    }
    all
}

/// What a query asks for: as it is written, and without accents. The last word may go on.
pub(crate) struct Asked {
    pub(crate) accented: Vec<Term>,
    pub(crate) folded: Vec<Term>,
    /// Whether the two differ.
    pub(crate) has_accents: bool,
}

impl Asked {
    pub(crate) fn of(text: &str) -> Asked {
        let tokens: Vec<Token> = tokens(text).take(MOST_TERMS).collect();
        let begins = goes_on(text);
        Asked {
            accented: terms('p', tokens.iter().map(|token| token.plain.as_str()), begins),
            folded: terms('f', tokens.iter().map(|token| token.folded.as_str()), begins),
            has_accents: tokens.iter().any(|token| token.plain != token.folded),
        }
    }

    /// Whether a word of a text is one of those asked for, with or without its accents.
    pub(crate) fn names(&self, word: &str) -> bool {
        let word = marked('f', &fold(word));
        self.folded.iter().any(|term| word == term.word || (term.begins && word.starts_with(&term.word)))
    }
}

/// The words of an issuer's name that are asked for.
pub(crate) fn asked_of_issuer(name: &str) -> Vec<Term> {
    let tokens: Vec<Token> = tokens(name).take(MOST_TERMS).collect();
    terms('i', tokens.iter().map(|token| token.folded.as_str()), goes_on(name))
}

/// Whoever ends with a blank has finished the last word.
fn goes_on(text: &str) -> bool {
    !text.ends_with(char::is_whitespace)
}

fn terms<'w>(mark: char, words: impl ExactSizeIterator<Item = &'w str>, begins: bool) -> Vec<Term> {
    let last = words.len();
    words
        .zip(1..)
        .map(|(word, at)| Term {
            word: marked(mark, word),
            begins: begins && at == last && word.chars().count() >= SHORTEST_BEGINNING,
        })
        .collect()
}

fn marked(mark: char, word: &str) -> String {
    let cut: String = word.chars().take(LONGEST).collect();
    // Letters that the engines' own rules might cut or fold are spelt by their bytes; beginnings stay beginnings.
    if cut.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || is_vietnamese(c)) {
        return format!("{mark}{}", without_zeros(&cut));
    }
    let hex: String = cut.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("{mark}x{hex}")
}

/// `05` is the number 5, whoever writes it.
fn without_zeros(word: &str) -> &str {
    match word.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Some(word.trim_start_matches('0')).filter(|rest| !rest.is_empty()).unwrap_or("0"),
        false => word,
    }
}

fn is_vietnamese(c: char) -> bool {
    matches!(c, 'à'..='ã' | 'è'..='ê' | 'ì' | 'í' | 'ò'..='õ' | 'ù' | 'ú' | 'ý' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' | 'ạ'..='ỹ')
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: Most = Most { words: 10, bytes: 1000 };

    #[test]
    fn words_are_marked_and_strange_letters_spelt() {
        let words = of_text("Đất 15 ß 05 00", MOST);
        let expected = ["f0", "f15", "f5", "fdat", "fxc39f", "p0", "p15", "p5", "pxc39f", "pđất"];
        assert_eq!(words, expected.map(str::to_owned).into_iter().collect());
        let issuer = of_issuer("Sở Nội vụ", MOST);
        assert_eq!(issuer, ["inoi", "iso", "ivu"].map(str::to_owned).into_iter().collect());
    }

    #[test]
    fn a_text_of_many_or_long_words_is_cut() {
        let many: String = (0..30).map(|n| format!("a{n} ")).collect();
        assert_eq!(of_text(&many, MOST).len(), 20);
        let long: String = (0..30).map(|n| format!("{n}{} ", "字".repeat(50))).collect();
        let words = of_text(&long, MOST);
        assert!(!words.is_empty() && words.iter().map(String::len).sum::<usize>() <= 1000);
    }

    #[test]
    fn the_last_word_may_go_on_until_a_blank_ends_it() {
        assert_eq!(
            Asked::of("thủ tu").folded,
            [Term { word: "fthu".into(), begins: false }, Term { word: "ftu".into(), begins: true },]
        );
        assert!(!Asked::of("thủ tục ").folded[1].begins);
        assert!(!Asked::of("thủ t").folded[1].begins);
        assert!(Asked::of("thủ").has_accents && !Asked::of("thu").has_accents);
    }

    #[test]
    fn what_was_asked_for_is_known_again() {
        let asked = Asked::of("so 05 thu tu");
        for (word, named) in [("Số", true), ("5", true), ("50", false), ("Tục", true), ("thuê", false)] {
            assert_eq!(asked.names(word), named, "{word}");
        }
    }
}
