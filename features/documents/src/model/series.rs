//! Series of numbers (sổ) as data: what each is for, the symbols it writes, and what becomes of numbers that were
//! reserved ahead.

use crate::store::number::Series;
use calendar::Day;
use context::Uuid;
use serde::{Deserialize, Serialize};

/// What a series is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Documents that go out.
    #[default]
    Documents,
    /// Legal normative documents (văn bản quy phạm pháp luật), numbered apart, with the year in the symbol.
    Normative,
    /// Copies (bản sao): SY, TrS, SL in one common series a year.
    Copies,
    /// Secret documents (văn bản mật), which never enter the system: only their numbers are kept here.
    Secret,
    /// Internal documents (văn bản nội bộ), of the agency or of one unit.
    Internal,
}

impl Purpose {
    /// All of them, as a page offers them.
    pub const ALL: [Purpose; 5] =
        [Purpose::Documents, Purpose::Normative, Purpose::Copies, Purpose::Secret, Purpose::Internal];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Purpose::Documents => "documents",
            Purpose::Normative => "normative",
            Purpose::Copies => "copies",
            Purpose::Secret => "secret",
            Purpose::Internal => "internal",
        }
    }

    /// Reads what [`Purpose::code`] wrote.
    pub fn of(code: &str) -> Option<Purpose> {
        Purpose::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Whether a number of it can be reserved without an end: what takes it is not in the system.
    pub fn reserves_for_good(self) -> bool {
        matches!(self, Purpose::Secret | Purpose::Copies)
    }
}

/// What becomes of a reserved number when its last day has passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lapse {
    /// It is voided, and never used.
    #[default]
    Voided,
    /// It is kept free for anybody.
    Freed,
}

impl Lapse {
    /// Both.
    pub const ALL: [Lapse; 2] = [Lapse::Voided, Lapse::Freed];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Lapse::Voided => "voided",
            Lapse::Freed => "freed",
        }
    }

    /// Reads what [`Lapse::code`] wrote.
    pub fn of(code: &str) -> Option<Lapse> {
        Lapse::ALL.into_iter().find(|lapse| lapse.code() == code)
    }
}

/// A document that asks for a number.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The code of its kind.
    pub kind: &'a str,
    /// Whether it is internal.
    pub internal: bool,
    /// The drafting unit.
    pub unit: Option<Uuid>,
}

/// The series of a body from which a document can be numbered, the one meant for it first: a unit's own before the
/// agency's, one for the kind before one for all, normative ones last and only if they are chosen.
pub fn fitting<'s>(all: &'s [Series], asking: Asking<'_>) -> Vec<&'s Series> {
    let rank = |series: &Series| {
        let own_kind = series.types.split(' ').any(|own| own == asking.kind);
        if !own_kind && !series.types.is_empty() {
            return None;
        }
        let place = match (series.purpose(), asking.internal) {
            (Purpose::Internal, true) if series.unit.is_some() && series.unit == asking.unit => 0,
            (Purpose::Internal, true) if series.unit.is_none() => 1,
            (Purpose::Documents, _) => 2,
            (Purpose::Normative, false) => 3,
            _ => return None,
        };
        Some((place, !own_kind))
    };
    let mut ranked: Vec<_> = all.iter().filter_map(|series| Some((rank(series)?, series))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, series)| series).collect()
}

/// The series that numbers a document unless another is chosen: a normative one never comes by itself.
pub fn meant<'s>(all: &'s [Series], asking: Asking<'_>) -> Option<&'s Series> {
    fitting(all, asking).into_iter().find(|series| series.purpose() != Purpose::Normative)
}

/// Whether a pattern writes the number, once, and asks for nothing else than what a symbol has.
pub fn is_pattern(pattern: &str) -> bool {
    let mut rest = pattern;
    let mut numbers = 0;
    while let Some(start) = rest.find(['{', '}']) {
        let Some(end) = rest[start..].find('}').filter(|_| rest[start..].starts_with('{')) else {
            return false;
        };
        match &rest[start + 1..start + end] {
            "n" => numbers += 1,
            "year" | "type" | "body" | "unit" => {}
            _ => return false,
        }
        rest = &rest[start + end + 1..];
    }
    numbers == 1 && pattern.chars().count() <= 60
}

/// What a reserved number is to somebody who wants it on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// It can be taken.
    Free,
    /// It is another's until this day, or for good.
    Held(Option<Day>),
    /// Its day has passed and it is to be voided.
    Lapsed,
}

/// What a reserved number is to a holder on a day.
pub fn reserved(
    holder: Option<Uuid>,
    expires: Option<Day>,
    lapse: Lapse,
    wanted_by: &[Option<Uuid>],
    today: Day,
) -> Reserved {
    let passed = expires.is_some_and(|last| last < today);
    match (holder, passed, lapse) {
        (_, true, Lapse::Voided) => Reserved::Lapsed,
        (None, ..) | (_, true, Lapse::Freed) => Reserved::Free,
        (Some(_), false, _) if wanted_by.contains(&holder) => Reserved::Free,
        (Some(_), false, _) => Reserved::Held(expires),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(n: u128, purpose: Purpose, types: &str, unit: Option<u128>) -> Series {
        Series {
            id: Uuid::from_u128(n),
            name: n.to_string(),
            purpose: purpose.code().into(),
            types: types.into(),
            unit: unit.map(Uuid::from_u128),
            ..Series::blank(Day::new(2023, 1, 1).unwrap())
        }
    }

    #[test]
    fn the_nearest_series_comes_first_and_a_normative_one_never_by_itself() {
        let all = [
            series(1, Purpose::Documents, "", None),
            series(2, Purpose::Documents, "CV TCg", None),
            series(3, Purpose::Normative, "QĐ NQ", None),
            series(4, Purpose::Internal, "", None),
            series(5, Purpose::Internal, "", Some(9)),
            series(6, Purpose::Secret, "", None),
            series(7, Purpose::Copies, "", None),
        ];
        let of = |kind, internal, unit: Option<u128>| {
            let asking = Asking { kind, internal, unit: unit.map(Uuid::from_u128) };
            let ids: Vec<u128> = fitting(&all, asking).iter().map(|one| one.id.as_u128()).collect();
            (meant(&all, asking).map(|one| one.id.as_u128()), ids)
        };
        assert_eq!(of("CV", false, None), (Some(2), vec![2, 1]));
        assert_eq!(of("QĐ", false, Some(9)), (Some(1), vec![1, 3]));
        assert_eq!(of("BC", true, Some(9)), (Some(5), vec![5, 4, 1]));
        assert_eq!(of("BC", true, Some(8)), (Some(4), vec![4, 1]));
        let asking = Asking { kind: "QĐ", internal: false, unit: None };
        assert!(meant(&all[2..3], asking).is_none());
    }

    #[test]
    fn a_pattern_writes_the_number_once_and_knows_what_it_asks_for() {
        for good in ["{n}", "{n}/{type}-{body}", "{n}/{year}/{type}-{body}", "{n}/{body}-{unit}"] {
            assert!(is_pattern(good), "{good}");
        }
        for bad in ["", "{type}", "{n}{n}", "{n}/{nonsense}", "{n", "n}", "}{n}{", &"x".repeat(61)] {
            assert!(!is_pattern(bad), "{bad}");
        }
    }

    #[test]
    fn a_reserved_number_is_its_holders_until_its_last_day() {
        let [ann, ben] = [1, 2].map(|n| Some(Uuid::from_u128(n)));
        let [last, next] = [17, 18].map(|day| Day::new(2023, 8, day).unwrap());
        let to = |lapse, who, today| reserved(ann, Some(last), lapse, &[who], today);
        assert_eq!(to(Lapse::Voided, ann, last), Reserved::Free);
        assert_eq!(to(Lapse::Voided, ben, last), Reserved::Held(Some(last)));
        assert_eq!(to(Lapse::Voided, ann, next), Reserved::Lapsed);
        assert_eq!(to(Lapse::Freed, ben, next), Reserved::Free);
        assert_eq!(reserved(None, None, Lapse::Voided, &[ben], next), Reserved::Free);
        assert_eq!(reserved(ann, None, Lapse::Freed, &[ben], next), Reserved::Held(None));
    }

    #[test]
    fn codes_come_back() {
        assert!(Purpose::ALL.into_iter().all(|one| Purpose::of(one.code()) == Some(one)));
        assert!(Lapse::ALL.into_iter().all(|one| Lapse::of(one.code()) == Some(one)));
    }
}
