//! What can be wrong with a value, in a form as in a line of a file.

use crate::t;
use context::{Day, Lang, Stead, Work};
use std::borrow::Cow;

/// The longest name, title or address, in characters.
pub(crate) const LONGEST: usize = 300;
/// The longest symbol, in characters.
const LONGEST_SYMBOL: usize = 30;
/// The longest identifier (Quyết định 20/2020/QĐ-TTg).
const LONGEST_CODE: usize = 35;

/// What is wrong with a value, and so how to mend it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ValueFault {
    /// Nothing was given.
    #[error("empty")]
    Empty,
    /// It has more characters than it may.
    #[error("longer than {most}")]
    TooLong {
        /// The most it may have.
        most: usize,
    },
    /// It holds a line break or another control character.
    #[error("control character")]
    Control,
    /// It is not an identifier as Quyết định 20/2020/QĐ-TTg writes it.
    #[error("no identifier")]
    Code,
    /// It cannot stand in the symbol of a document.
    #[error("no symbol")]
    Symbol,
    /// It is no e-mail address.
    #[error("no e-mail address")]
    Email,
    /// It is not among the values that are known.
    #[error("{value} is none of {known}")]
    NotListed {
        /// What was given.
        value: String,
        /// What could be given.
        known: String,
    },
    /// It is no whole number in these bounds.
    #[error("no number from {least} to {most}")]
    Number {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// It names something that is not there, or not on that day.
    #[error("{value} is unknown")]
    Unknown {
        /// What was given.
        value: String,
    },
    /// Something else already has it.
    #[error("{value} is taken")]
    Taken {
        /// What was given.
        value: String,
    },
    /// An earlier line of the file has it.
    #[error("{value} stands in line {line} already")]
    Repeated {
        /// What was given.
        value: String,
        /// The earlier line.
        line: u64,
    },
    /// It makes the tree go round in a circle.
    #[error("a circle")]
    Circle,
    /// The tier is not below that of the parent.
    #[error("the tier is not below the parent's {parent}, nor the same")]
    Tier {
        /// The parent's tier.
        parent: u8,
    },
    /// It belongs to another agency.
    #[error("of another agency")]
    Elsewhere,
    /// The day lies before something that already holds.
    #[error("before {from}")]
    Before {
        /// The first day that is possible.
        from: String,
    },
    /// Another absence lies on these days.
    #[error("absent from {from:?} until {until:?} already")]
    Overlaps {
        /// The first day of the other.
        from: Day,
        /// Its last day.
        until: Day,
    },
    /// They are absent themselves and have left this work to nobody.
    #[error("absent until {until:?}")]
    Away {
        /// The last day.
        until: Day,
    },
    /// The work would come back to where it began.
    #[error("round in a circle")]
    Round,
    /// Nobody stands in for themselves.
    #[error("the same person")]
    Oneself,
    /// The absent person stands in for somebody, whose work would reach nobody.
    #[error("stands in for {name}")]
    StandsIn {
        /// For whom.
        name: String,
        /// With which work.
        work: Work,
    },
    /// It is not written as it must be; the words say how.
    #[error("{en}")]
    Other {
        /// What is wrong and how to mend it.
        vi: Cow<'static, str>,
        /// The same in English.
        en: Cow<'static, str>,
    },
}

impl ValueFault {
    /// What is wrong and how to mend it.
    pub fn words(&self, lang: Lang) -> String {
        match self {
            ValueFault::Empty => t::value_empty(lang).to_owned(),
            ValueFault::TooLong { most } => t::value_too_long(lang, most),
            ValueFault::Control => t::value_control(lang).to_owned(),
            ValueFault::Code => t::value_code(lang).to_owned(),
            ValueFault::Symbol => t::value_symbol(lang).to_owned(),
            ValueFault::Email => t::value_email(lang).to_owned(),
            ValueFault::NotListed { value, known } => t::value_not_listed(lang, value, known),
            ValueFault::Number { least, most } => t::value_number(lang, least, most),
            ValueFault::Unknown { value } => t::value_unknown(lang, value),
            ValueFault::Taken { value } => t::value_taken(lang, value),
            ValueFault::Repeated { value, line } => t::value_repeated(lang, value, line),
            ValueFault::Circle => t::value_circle(lang).to_owned(),
            ValueFault::Tier { parent } => t::value_tier(lang, parent),
            ValueFault::Elsewhere => t::value_elsewhere(lang).to_owned(),
            ValueFault::Before { from } => t::value_before(lang, shown_day(from)),
            ValueFault::Overlaps { from, until } => t::value_overlaps(lang, shown(*from), shown(*until)),
            ValueFault::Away { until } => t::value_away(lang, shown(*until)),
            ValueFault::Round => t::value_round(lang).to_owned(),
            ValueFault::Oneself => t::value_oneself(lang).to_owned(),
            ValueFault::StandsIn { name, work } => t::value_stands_in(lang, name, work_name(lang, *work)),
            ValueFault::Other { vi, en } => lang.pick(vi, en).to_string(),
        }
    }

    /// A value that is none of the known ones.
    pub fn not_listed<'k>(value: &str, known: impl IntoIterator<Item = &'k str>) -> ValueFault {
        let known: Vec<&str> = known.into_iter().collect();
        ValueFault::NotListed { value: shortened(value), known: known.join(", ") }
    }

    /// A value that names nothing.
    pub fn unknown(value: &str) -> ValueFault {
        ValueFault::Unknown { value: shortened(value) }
    }

    /// A value that something else has.
    pub fn taken(value: &str) -> ValueFault {
        ValueFault::Taken { value: shortened(value) }
    }
}

/// A day as people write it: 1/9/2023.
fn shown_day(iso: &str) -> String {
    Day::parse(iso).map_or_else(|| iso.to_owned(), shown)
}

fn shown(day: Day) -> String {
    format!("{}/{}/{}", day.of_month(), day.month(), day.year())
}

/// What a kind of work is called.
pub fn work_name(lang: Lang, work: Work) -> &'static str {
    match work {
        Work::Approve => t::work_approve(lang),
        Work::Direct => t::work_direct(lang),
        Work::Handle => t::work_handle(lang),
        Work::Desk => t::work_desk(lang),
    }
}

/// In whose stead somebody acts: “Thay …, đến 30/8”, “Trợ lý của …”.
pub fn stead_words(lang: Lang, stead: &Stead) -> String {
    let until = |day: Day| format!("{}/{}", day.of_month(), day.month());
    match stead.until.filter(|_| !stead.assists) {
        Some(day) => t::stead_until(lang, &stead.name, until(day)),
        None => t::stead_assists(lang, &stead.name),
    }
}

/// That somebody is absent and who stands in, behind their name: “vắng đến 30/8, người thay: …”.
pub fn away_words(lang: Lang, away: &super::Away) -> String {
    let until = format!("{}/{}", away.until.of_month(), away.until.month());
    let all = Work::ALL.len();
    let named: Vec<String> = away
        .substitutes
        .iter()
        .map(|(name, works)| match works.len() == all {
            true => name.clone(),
            false => {
                let works: Vec<&str> = works.iter().map(|work| work_name(lang, *work)).collect();
                format!("{name} ({})", works.join(", "))
            }
        })
        .collect();
    match named.is_empty() {
        true => t::away_nobody(lang, until),
        false => t::away_until(lang, until, named.join("; ")),
    }
}

/// A foreign value as it may stand in a message.
fn shortened(value: &str) -> String {
    if value.chars().count() <= 60 {
        value.to_owned()
    } else {
        value.chars().take(59).chain(['…']).collect()
    }
}

/// A value found right, or what is wrong with it.
pub type Checked<T> = Result<T, ValueFault>;

/// A name that must be given; blanks around it are dropped.
pub(crate) fn check_name(text: &str) -> Checked<&str> {
    check_text(text).and_then(|text| if text.is_empty() { Err(ValueFault::Empty) } else { Ok(text) })
}

/// A text that may be empty.
pub(crate) fn check_text(text: &str) -> Checked<&str> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        Err(ValueFault::TooLong { most: LONGEST })
    } else if text.chars().any(char::is_control) {
        Err(ValueFault::Control)
    } else {
        Ok(text)
    }
}

/// A symbol, as it stands behind the number of a document: letters, digits, hyphens.
pub(crate) fn check_symbol(text: &str) -> Checked<&str> {
    let text = text.trim();
    if text.is_empty() {
        Err(ValueFault::Empty)
    } else if text.chars().count() > LONGEST_SYMBOL {
        Err(ValueFault::TooLong { most: LONGEST_SYMBOL })
    } else if text.chars().all(|c| c.is_alphanumeric() || "-.&".contains(c)) {
        Ok(text)
    } else {
        Err(ValueFault::Symbol)
    }
}

/// An identifier (mã định danh): groups of digits and capital letters, separated by dots.
pub fn check_code(text: &str) -> Checked<&str> {
    let text = text.trim();
    let group = |group: &str| {
        !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    if text.is_empty() {
        Err(ValueFault::Empty)
    } else if text.len() <= LONGEST_CODE && text.split('.').all(group) {
        Ok(text)
    } else {
        Err(ValueFault::Code)
    }
}

/// An e-mail address that may be empty. Whether it works, only a mail can tell.
pub(crate) fn check_email(text: &str) -> Checked<&str> {
    let text = check_text(text)?;
    let plausible = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    if text.is_empty() || plausible { Ok(text) } else { Err(ValueFault::Email) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_identifier_is_refused() {
        for wrong in ["h26", "H26.", ".H26", "H26..1", "H26 1", "H26.Đ", &"1".repeat(36)] {
            assert_eq!(check_code(wrong), Err(ValueFault::Code), "{wrong}");
        }
        assert_eq!(check_code(" "), Err(ValueFault::Empty));
        assert_eq!(check_code(" 000.00.00.H26 "), Ok("000.00.00.H26"));
    }

    #[test]
    fn what_cannot_stand_in_a_symbol_is_refused() {
        for wrong in ["U/B", "U B", "U\nB", "<b>"] {
            assert_eq!(check_symbol(wrong), Err(ValueFault::Symbol), "{wrong}");
        }
        assert_eq!(check_symbol("SLĐTBXH"), Ok("SLĐTBXH"));
        assert_eq!(check_symbol(&"A".repeat(31)), Err(ValueFault::TooLong { most: 30 }));
    }

    #[test]
    fn names_are_bounded_and_on_one_line() {
        assert_eq!(check_name("  "), Err(ValueFault::Empty));
        assert_eq!(check_name("a\u{7}b"), Err(ValueFault::Control));
        assert_eq!(check_name(&"ộ".repeat(301)), Err(ValueFault::TooLong { most: 300 }));
        assert_eq!(check_name(&"ộ".repeat(300)).map(str::len), Ok(900));
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for wrong in ["a", "a@", "@b.vn", "a@b", "a b@c.vn", "a@b@c.vn"] {
            assert_eq!(check_email(wrong), Err(ValueFault::Email), "{wrong}");
        }
        assert_eq!(check_email(""), Ok(""));
        assert_eq!(check_email("vanthu@hanoi.example.vn"), Ok("vanthu@hanoi.example.vn"));
    }

    #[test]
    fn a_day_stands_in_messages_as_people_write_it() {
        let early = ValueFault::Before { from: "2023-09-01".into() };
        assert!(early.words(Lang::Vi).contains("1/9/2023"), "{}", early.words(Lang::Vi));
    }

    #[test]
    fn a_foreign_value_is_shortened_in_messages() {
        let ValueFault::Unknown { value } = ValueFault::unknown(&"x".repeat(5000)) else { unreachable!() };
        assert_eq!(value.chars().count(), 60);
    }
}
