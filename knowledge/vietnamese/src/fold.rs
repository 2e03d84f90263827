//! One writing for what reads the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text without accents and case: `Quyết định` → `quyet dinh`. Idempotent.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(|c| match c {
            'đ' | 'Đ' => 'd'.to_lowercase(),
            other => other.to_lowercase(),
        })
        // Lower case can bring a mark of its own: İ becomes i and a dot.
        .filter(|c| !is_combining_mark(*c))
        .collect()
}

/// Accented text in one writing: composed, lower case, and the tone mark where the newer spelling has it
/// (`hoà` → `hòa`, `thuý` → `thúy`), so that both spellings are the same word. Idempotent.
pub fn plain(text: &str) -> String {
    let lower: String = text.nfc().flat_map(char::to_lowercase).nfc().collect();
    if lower.is_ascii() {
        return lower;
    }
    let mut out = String::with_capacity(lower.len());
    let mut word = String::new();
    for c in lower.chars() {
        if c.is_alphabetic() {
            word.push(c);
        } else {
            out.push_str(&moved(&word));
            word.clear();
            out.push(c);
        }
    }
    out.push_str(&moved(&word));
    out
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

/// The first text that does not begin with a prefix, for a range `prefix <= x AND x < end`.
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
        for (older, newer) in [("hoà", "hòa"), ("Khoẻ", "khỏe"), ("thuý", "thúy"), ("Hoà Bình", "hòa bình")]
        {
            assert_eq!(plain(older), newer);
            assert_eq!(plain(newer), newer);
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

    proptest! {
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
