//! Names as they are found and sorted.

/// Text as it is searched: without accents, small letters, single blanks.
pub fn fold(text: &str) -> String {
    vietnamese::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A folded whole name with the given name first: `an nguyen van`.
pub(crate) fn given_first(folded: &str) -> String {
    match folded.rsplit_once(' ') {
        Some((rest, given)) => format!("{given} {rest}"),
        None => folded.to_owned(),
    }
}

/// Sorts people as Vietnamese lists do: by given name, then by the rest, in the order of the alphabet.
pub fn sort_key(name: &str) -> String {
    vietnamese::name_key(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_names_have_no_accents_and_single_blanks() {
        assert_eq!(fold("  Sở  Quy hoạch - Kiến trúc "), "so quy hoach - kien truc");
        assert_eq!(fold("Đặng Thị Ước"), "dang thi uoc");
    }

    #[test]
    fn the_given_name_comes_first() {
        assert_eq!(given_first("nguyen van an"), "an nguyen van");
        assert_eq!(given_first("an"), "an");
        assert!(sort_key("Trần Văn An") < sort_key("Nguyễn Thị Bình"));
    }
}
