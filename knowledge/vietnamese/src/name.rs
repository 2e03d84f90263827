//! People's names.

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use std::sync::LazyLock;

static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| {
    let locale = "vi".parse::<icu_locale_core::Locale>().ok()?;
    Collator::try_new(locale.into(), CollatorOptions::default()).ok()
});

/// A key by which people are listed: given name first, then family and middle names, in the order of the
/// Vietnamese alphabet. Text whose bytes compare as the names should.
pub fn name_key(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (given, others) = match words.split_last() {
        Some((given, others)) => (*given, others.join(" ")),
        None => ("", String::new()),
    };
    // Two keys, so that a tone of the given name weighs more than any letter of the family name. The collation
    // never writes a zero byte.
    let bytes = [collation_key(given), vec![0], collation_key(&others)].concat();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn collation_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    let made = COLLATOR.as_ref().is_some_and(|collator| collator.write_sort_key_to(text, &mut key).is_ok());
    // The collation's data is compiled in; without it names still sort by their folded form.
    if made { key } else { crate::fold(text).into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_given_name_decides_and_the_alphabet_is_vietnamese() {
        let mut names =
            ["Trần Thu Hà", "Lê Đức An", "Vũ Văn Đạt", "Phạm Dung", "Hồ Thị Ân", "Đỗ Thị Anh", "Bùi Ấn"];
        names.sort_by_key(|name| name_key(name));
        assert_eq!(
            names,
            ["Lê Đức An", "Đỗ Thị Anh", "Hồ Thị Ân", "Bùi Ấn", "Phạm Dung", "Vũ Văn Đạt", "Trần Thu Hà"]
        );
    }
}
