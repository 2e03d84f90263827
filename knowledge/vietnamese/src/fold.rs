//! One writing for what reads the same.

use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What each character of the Latin blocks and of the general punctuation folds to, where that is one character;
/// zero elsewhere. Vietnamese text and its signs all lie below its end.
static FOLDED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let single = |c: char| {
        let mut folded = fold_char(c);
        folded.next().filter(|_| folded.next().is_none())
    };
    (0..0x2070).map(|code| char::from_u32(code).and_then(single).unwrap_or('\0')).collect()
});

/// Text without accents and case: `Quyết định` → `quyet dinh`. Idempotent.
///
/// A composed text keeps its number of characters.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match FOLDED.get(c as usize) {
            Some(&folded) if folded != '\0' => out.push(folded),
            _ => out.extend(fold_char(c)),
        }
    }
    out
}

fn fold_char(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(|c| match c {
            'đ' | 'Đ' => 'd'.to_lowercase(),
            other => other.to_lowercase(),
        })
        // Lower case can bring a mark of its own: İ becomes i and a dot.
        .filter(|c| !is_combining_mark(*c))
}

/// Accented text in one writing: composed, lower case, and the tone mark where the older and official spelling
/// has it (`hoà` → `hòa`, `thuý` → `thúy`), so that both spellings are the same word. Idempotent.
pub fn plain(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let lower: String = composed(text).chars().flat_map(char::to_lowercase).collect();
    let lower = composed(&lower);
    let mut out = String::with_capacity(lower.len());
    let mut word = String::new();
    for c in lower.chars() {
        if c.is_alphabetic() {
            word.push(c);
        } else {
            push_moved(&mut out, &word);
            word.clear();
            out.push(c);
        }
    }
    push_moved(&mut out, &word);
    out
}

/// Nearly all text is composed already, and to see that costs less than to compose it again.
fn composed(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Only a word that ends with `o` or `u` and an accented letter can have its tone elsewhere.
fn push_moved(out: &mut String, word: &str) {
    let mut letters = word.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some('o' | 'u')) if !last.is_ascii() => out.push_str(&moved(word)),
        _ => out.push_str(word),
    }
}

/// The five tone marks.
const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Moves the tone of an open `oa`, `oe` or `uy` at the end of a word to its first vowel.
fn moved(word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let [.., first, second] = chars[..] else { return word.to_owned() };
    // After q the u belongs to the consonant: `quý` keeps its tone.
    if chars.len() > 2 && chars[chars.len() - 3] == 'q' {
        return word.to_owned();
    }
    let parts: Vec<char> = second.nfd().collect();
    let (base, tone) = match parts[..] {
        [base, tone] if TONES.contains(&tone) => (base, tone),
        _ => return word.to_owned(),
    };
    if !matches!((first, base), ('o', 'a' | 'e') | ('u', 'y')) {
        return word.to_owned();
    }
    let head: String = chars[..chars.len() - 2].iter().collect();
    let carrier: String = [first, tone].into_iter().nfc().collect();
    format!("{head}{carrier}{base}")
}

/// An end for the range of the texts that begin with a prefix, by bytes: `prefix <= x AND x < end`. It holds for
/// all texts but those that go on with U+10FFFF, which is no character.
pub fn prefix_end(prefix: &str) -> String {
    format!("{prefix}{}", char::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_case_and_the_barred_d_go() {
        assert_eq!(fold("Đất đai, Quyết định ĐẶNG"), "dat dai, quyet dinh dang");
        assert_eq!(fold("ƯỚC ươi"), "uoc uoi");
        assert_eq!(fold("A1/QĐ-UBND"), "a1/qd-ubnd");
    }

    #[test]
    fn both_places_of_the_tone_are_the_same_word() {
        for (newer, older) in [("hoà", "hòa"), ("Khoẻ", "khỏe"), ("thuý", "thúy"), ("Hoà Bình", "hòa bình")]
        {
            assert_eq!(plain(newer), older);
            assert_eq!(plain(older), older);
        }
        for kept in ["quý", "toán", "hoàng", "của", "tuệ"] {
            assert_eq!(plain(kept), kept);
        }
    }

    #[test]
    fn composed_and_decomposed_are_the_same() {
        let decomposed: String = "Thủ tục hành chính".nfd().collect();
        assert_eq!(plain(&decomposed), "thủ tục hành chính");
        assert_eq!(fold(&decomposed), "thu tuc hanh chinh");
    }

    #[test]
    fn a_composed_text_keeps_its_number_of_characters() {
        let text = "Quyết định số 05/QĐ-UBND – “ỦY QUYỀN”, Trần Thị Ngọc Ước…";
        assert_eq!(fold(text).chars().count(), text.chars().count());
    }

    proptest! {
        #[test]
        fn folding_each_character_is_folding_the_whole(text in "(\\PC|[\u{300}-\u{36f}À-ỹ–…]){0,40}") {
            let whole: String = text
                .nfd()
                .filter(|c| !is_combining_mark(*c))
                .flat_map(char::to_lowercase)
                .map(|c| if c == 'đ' { 'd' } else { c })
                .filter(|c| !is_combining_mark(*c))
                .collect();
            prop_assert_eq!(fold(&text), whole);
        }

        #[test]
        fn both_are_idempotent(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(plain(&plain(&text)), plain(&text));
        }

        #[test]
        fn folding_forgets_what_plain_keeps(text in "[a-zA-Zàáảãạăâđêôơưếềểễệộỗốồổ ]{0,40}") {
            prop_assert_eq!(fold(&plain(&text)), fold(&text));
        }

        #[test]
        fn a_prefix_range_holds_what_begins_with_it(prefix in "[a-z0-9/]{1,6}", rest in "[a-z0-9đ/ ]{0,6}") {
            let text = format!("{prefix}{rest}");
            prop_assert!(prefix <= text && text < prefix_end(&prefix));
        }
    }
}
