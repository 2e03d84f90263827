//! The entries of the files.

use calendar::{Allowance, Day, DayKind};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Between which days an entry holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validity {
    /// The first day; none means always.
    pub from: Option<Day>,
    /// The last day; none means until now.
    pub until: Option<Day>,
}

impl Validity {
    /// Whether it holds on a day.
    pub fn holds(self, day: Day) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// Whether there is a day on which both hold.
    pub(crate) fn meets(self, other: Validity) -> bool {
        let starts = |a: Validity, b: Validity| match (a.from, b.until) {
            (Some(from), Some(until)) => from <= until,
            _ => true,
        };
        starts(self, other) && starts(other, self)
    }
}

/// Something with a name in both languages.
pub trait Named {
    /// The Vietnamese name.
    fn vi(&self) -> &str;
    /// The English name.
    fn en(&self) -> &str;
}

/// Something that the system names by a code, between the days on which it holds.
pub(crate) trait Coded {
    /// The code.
    fn code(&self) -> &str;
    /// Between which days it holds.
    fn valid(&self) -> Validity;
}

/// A day as the files write it: `from = "2020-03-05"`.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
    let text = String::deserialize(from)?;
    Day::parse(&text).map(Some).ok_or_else(|| D::Error::custom(format!("{text} is no day")))
}

/// A day that must be there.
fn certain_day<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
    day(from)?.ok_or_else(|| D::Error::custom("a day is missing"))
}

macro_rules! entry {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// How the system names it.
            pub code: String,
            /// Its Vietnamese name.
            pub vi: String,
            /// Its English name.
            pub en: String,
            /// The first day on which it holds; none means always.
            #[serde(default, deserialize_with = "day")]
            pub from: Option<Day>,
            /// The last day on which it holds; none means until now.
            #[serde(default, deserialize_with = "day")]
            pub until: Option<Day>,
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl Named for $name {
            fn vi(&self) -> &str {
                &self.vi
            }
            fn en(&self) -> &str {
                &self.en
            }
        }

        impl Coded for $name {
            fn code(&self) -> &str {
                &self.code
            }
            fn valid(&self) -> Validity {
                Validity { from: self.from, until: self.until }
            }
        }
    };
}

entry! {
    /// An entry of a list that only has names: a form of signing, a degree of secrecy, a state.
    Choice {
        /// What stands before the signer's title: `TM.`; empty elsewhere.
        #[serde(default)]
        prefix: String,
    }
}

entry! {
    /// A degree of urgency (mức độ khẩn).
    Urgency {
        /// The national code of Priority.
        exchange: u8,
        /// Whether deadlines run on clock time.
        clock: bool,
    }
}

entry! {
    /// What a later document does to one that was issued (sửa đổi, đính chính, thay thế, thu hồi).
    Change {
        /// The type of the document that does it; empty for the type of the one that it changes.
        kind: String,
        /// What opens its subject.
        subject: String,
    }
}

entry! {
    /// How long folders are kept (thời hạn bảo quản).
    Retention {
        /// So many years; none is for ever.
        #[serde(default)]
        years: Option<u32>,
    }
}

entry! {
    /// The share that a figure is to reach at agencies of a tier (chỉ tiêu).
    Target {
        /// The tier.
        tier: u8,
        /// The share in percent.
        share: u8,
        /// By the end of this day.
        #[serde(deserialize_with = "certain_day")]
        by: Day,
    }
}

/// A kind of document (loại văn bản).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentType {
    /// How the system names it.
    pub code: String,
    /// What stands in a symbol; two kinds have none.
    pub abbreviation: String,
    /// Its Vietnamese name.
    pub vi: String,
    /// Its English name.
    pub en: String,
    /// The number of its template in the decree.
    pub template: String,
    /// Between which days it holds.
    pub valid: Validity,
}

/// How long one kind of duty may take (thời hạn), when to remind and when to escalate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The kind of duty.
    pub code: String,
    /// Its Vietnamese name.
    pub vi: String,
    /// Its English name.
    pub en: String,
    /// How long it may take.
    pub allowance: Allowance,
    /// How long for kinds of urgency that run on clock time.
    pub urgent: Option<Allowance>,
    /// How long before the deadline to remind, the first reminder first.
    pub remind: Vec<Allowance>,
    /// How long after the deadline to tell the head.
    pub escalate: Vec<Allowance>,
    /// Where the law says so.
    pub reference: String,
    /// Whether that was read; if not, an administrator may change it.
    pub confirmed: bool,
    /// Between which days it holds.
    pub valid: Validity,
}

/// A day off, or a day worked instead of one (ngày nghỉ, ngày làm bù).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Day,
    /// Off or worked.
    pub kind: DayKind,
    /// Its Vietnamese name.
    pub vi: String,
    /// Its English name.
    pub en: String,
}

impl Named for Holiday {
    fn vi(&self) -> &str {
        &self.vi
    }
    fn en(&self) -> &str {
        &self.en
    }
}

impl Named for DocumentType {
    fn vi(&self) -> &str {
        &self.vi
    }
    fn en(&self) -> &str {
        &self.en
    }
}

impl Named for Deadline {
    fn vi(&self) -> &str {
        &self.vi
    }
    fn en(&self) -> &str {
        &self.en
    }
}
