//! Numbers as they are written: 1.234,5 in Vietnamese, 1,234.5 in English. Identifiers (số đến 5213) are no
//! numbers and take no separator.

use words::Lang;

/// A whole number with its thousands set apart, and a true minus.
pub fn integer(lang: Lang, value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "−" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(lang.pick('.', ','));
        }
        text.push(digit);
    }
    text
}

/// A number given in units of its last decimal: `decimal(Lang::Vi, 12345, 1)` is 1.234,5.
pub fn decimal(lang: Lang, value: i64, places: u32) -> String {
    let Some(unit) = 10_u64.checked_pow(places).filter(|_| places > 0) else {
        return integer(lang, value);
    };
    let (whole, rest) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let minus = if value < 0 { "−" } else { "" };
    let whole = integer(lang, i64::try_from(whole).unwrap_or(i64::MAX));
    format!("{minus}{whole}{}{rest:0width$}", lang.pick(',', '.'), width = places as usize)
}

/// A share in tenths of a percent: 94,2%. None of nothing is a dash.
pub fn share(lang: Lang, part: i64, whole: i64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    // Half up, as official reports round.
    let thousandths = (i128::from(part) * 2000 + i128::from(whole)).div_euclid(i128::from(whole) * 2);
    format!("{}%", decimal(lang, i64::try_from(thousandths).unwrap_or(i64::MAX), 1))
}

/// A change against an earlier period, with its direction as a shape: ▲ 0,5. The period is named once beside.
pub fn change(lang: Lang, value: i64, places: u32) -> String {
    let magnitude = i64::try_from(value.unsigned_abs()).unwrap_or(i64::MAX);
    match value {
        0 => "＝".to_owned(),
        1.. => format!("▲ {}", decimal(lang, magnitude, places)),
        _ => format!("▼ {}", decimal(lang, magnitude, places)),
    }
}

/// A count in a badge; lists count no further than a thousand.
pub fn count(value: i64) -> String {
    if value > 999 { "999+".to_owned() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{En, Vi};

    #[test]
    fn numbers_are_written_as_their_readers_write_them() {
        assert_eq!(integer(Vi, 8_412_650_000), "8.412.650.000");
        assert_eq!(integer(En, 1_538), "1,538");
        assert_eq!(integer(Vi, -999), "−999");
        assert_eq!(integer(Vi, i64::MIN), "−9.223.372.036.854.775.808");
        assert_eq!(decimal(Vi, 12_345, 1), "1.234,5");
        assert_eq!(decimal(Vi, -261, 2), "−2,61");
        assert_eq!(decimal(En, 5, 2), "0.05");
        assert_eq!(decimal(Vi, 7, 0), "7");
    }

    #[test]
    fn a_share_rounds_half_up_and_knows_nothing_of_nothing() {
        assert_eq!(share(Vi, 942, 1000), "94,2%");
        assert_eq!(share(Vi, 1, 2000), "0,1%");
        assert_eq!(share(En, 1, 3), "33.3%");
        assert_eq!(share(Vi, 0, 0), "–");
    }

    #[test]
    fn changes_show_a_shape_and_badges_end_at_a_thousand() {
        assert_eq!(change(Vi, -56, 1), "▼ 5,6");
        assert_eq!(change(Vi, 4, 0), "▲ 4");
        assert_eq!(change(Vi, 0, 0), "＝");
        assert_eq!((count(999), count(1000)), ("999".to_owned(), "999+".to_owned()));
    }
}
