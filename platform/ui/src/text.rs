//! Where lines may break.

/// Ties what belongs together by no-break spaces: “tháng 8”, “đợt 2”, “Điều 5”, “4 giờ”.
pub fn tied(text: &str) -> String {
    const AFTER_NUMBER: [&str; 8] = ["giờ", "phút", "ngày", "hour", "hours", "day", "days", "minutes"];
    let mut tied = String::with_capacity(text.len() + 8);
    let mut before = "";
    for word in text.split(' ') {
        if !tied.is_empty() {
            let number = is_number(word) && before.chars().all(char::is_alphabetic);
            let unit = is_number(before) && AFTER_NUMBER.contains(&bare(word));
            tied.push(if number || unit { '\u{a0}' } else { ' ' });
        }
        tied.push_str(word);
        before = word;
    }
    tied
}

fn bare(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_punctuation())
}

fn is_number(word: &str) -> bool {
    let digits = bare(word);
    !digits.is_empty() && digits.len() <= 4 && digits.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::tied;

    #[test]
    fn a_number_stays_with_its_word() {
        assert_eq!(tied("giao ban tháng 8: tiến độ"), "giao ban tháng\u{a0}8: tiến độ");
        assert_eq!(tied("còn 4 giờ 36 phút."), "còn\u{a0}4\u{a0}giờ\u{a0}36\u{a0}phút.");
        assert_eq!(tied("số 2587/UBND-KSTTHC"), "số 2587/UBND-KSTTHC");
        assert_eq!(tied(""), "");
    }
}
