//! Rules about declared days. Pure.

use crate::Error;
use calendar::{Day, DayKind};
use context::{Lang, Law};
use serde::{Deserialize, Serialize};

/// The longest name of a day, in characters.
const LONGEST: usize = 200;

/// A day that an administrator declares off or worked (ngày nghỉ, ngày làm bù).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredDay {
    /// The day.
    pub day: Day,
    /// Whether nobody works; otherwise it is worked though it would be off.
    pub off: bool,
    /// Its Vietnamese name; may be empty if the English one is given.
    pub vi: String,
    /// Its English name; may be empty if the Vietnamese one is given.
    pub en: String,
}

impl DeclaredDay {
    /// Off or worked.
    pub fn kind(&self) -> DayKind {
        if self.off { DayKind::Off } else { DayKind::Work }
    }

    /// Its name in the reader's language, or in the other.
    pub fn name(&self, lang: Lang) -> &str {
        let (own, other) = lang.pick((&self.vi, &self.en), (&self.en, &self.vi));
        if own.is_empty() { other } else { own }
    }

    /// The same with its names trimmed, if it can be meant.
    pub(crate) fn checked(&self, law: &Law, today: Day) -> Result<DeclaredDay, Error> {
        let (first, last) = years(law, today);
        if !(first..=last).contains(&self.day.year()) {
            return Err(Error::FarDay { first, last });
        }
        let (vi, en) = (self.vi.trim(), self.en.trim());
        if vi.is_empty() && en.is_empty() {
            return Err(Error::Nameless);
        }
        for (field, name) in [("name_vi", vi), ("name_en", en)] {
            if name.chars().count() > LONGEST || name.chars().any(char::is_control) {
                return Err(Error::Name { field, most: LONGEST });
            }
        }
        Ok(DeclaredDay { vi: vi.to_owned(), en: en.to_owned(), ..self.clone() })
    }
}

/// The years in which days can be declared: from the first of which the law's file speaks to the one after the last,
/// or after the present.
pub(crate) fn years(law: &Law, today: Day) -> (i32, i32) {
    let known = law.holidays().iter().map(|holiday| holiday.day.year());
    let first = known.clone().min().unwrap_or(today.year()).min(today.year());
    let last = known.max().unwrap_or(today.year()).max(today.year());
    (first, last + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(day: &str, vi: &str, en: &str) -> DeclaredDay {
        DeclaredDay { day: Day::parse(day).unwrap(), off: true, vi: vi.into(), en: en.into() }
    }

    #[test]
    fn a_day_has_a_name_and_lies_in_the_years_of_the_law() {
        let law = Law::default();
        let today = Day::new(2023, 8, 17).unwrap();
        let check = |day: &DeclaredDay| day.checked(&law, today);
        assert!(matches!(check(&declared("1923-08-18", "Bão", "Storm")), Err(Error::FarDay { .. })));
        assert!(matches!(check(&declared("2033-08-18", "Bão", "Storm")), Err(Error::FarDay { .. })));
        assert!(matches!(check(&declared("2023-08-18", " ", "")), Err(Error::Nameless)));
        let long = "a".repeat(LONGEST + 1);
        assert!(matches!(
            check(&declared("2023-08-18", "Bão", &long)),
            Err(Error::Name { field: "name_en", .. })
        ));
        let checked = check(&declared("2023-08-18", " Bão số 4 ", "")).unwrap();
        assert_eq!((checked.vi.as_str(), checked.name(Lang::En)), ("Bão số 4", "Bão số 4"));
        assert_eq!(declared("2023-08-18", "Bão", "Storm").name(Lang::En), "Storm");
    }
}
