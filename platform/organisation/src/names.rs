//! Names as they are found and sorted.

/// Text as it is searched: without accents, small letters, single blanks.
pub fn fold(text: &str) -> String {
    vietnamese::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How words are shortened in names, and what they stand for; both folded.
const SHORT: [(&str, &str); 14] = [
    ("ubnd", "uy ban nhan dan"),
    ("hdnd", "hoi dong nhan dan"),
    ("mttq", "mat tran to quoc"),
    ("tand", "toa an nhan dan"),
    ("vksnd", "vien kiem sat nhan dan"),
    ("bhxh", "bao hiem xa hoi"),
    ("vp", "van phong"),
    ("tp", "thanh pho"),
    ("cty", "cong ty"),
    ("ct", "cong ty"),
    ("tnhh", "trach nhiem huu han"),
    ("cp", "co phan"),
    ("mtv", "mot thanh vien"),
    ("tnhhmtv", "trach nhiem huu han mot thanh vien"),
];

/// What is the same in all spellings of a name: its letters and digits without accents, the usual abbreviations
/// written out. `Cty TNHH Sông Hồng` and `CÔNG TY TRÁCH NHIỆM HỮU HẠN SÔNG HỒNG` have it in common.
pub(crate) fn likeness(name: &str) -> String {
    let folded = vietnamese::fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let whole = |word| SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, whole)| *whole);
    words.map(whole).flat_map(str::chars).filter(|c| c.is_alphanumeric()).collect()
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
    fn spellings_of_one_name_are_alike_and_other_names_are_not() {
        for other in [
            "Cty TNHH Sông Hồng",
            "CÔNG TY TRÁCH NHIỆM HỮU HẠN SÔNG HỒNG",
            "Công ty TNHH  \"Sông Hồng\"",
            "Cty TNHH Song-Hong",
        ] {
            assert_eq!(likeness(other), likeness("Công ty TNHH Sông Hồng"), "{other}");
        }
        assert_eq!(likeness("VP. UBND TP Hà Nội"), likeness("Văn phòng Ủy ban nhân dân Thành phố Hà Nội"));
        assert_ne!(likeness("Công ty cổ phần Sông Hồng"), likeness("Công ty TNHH Sông Hồng"));
        assert_eq!(likeness("…"), "");
    }

    #[test]
    fn the_given_name_comes_first() {
        assert_eq!(given_first("nguyen van an"), "an nguyen van");
        assert_eq!(given_first("an"), "an");
        assert!(sort_key("Trần Văn An") < sort_key("Nguyễn Thị Bình"));
    }
}
