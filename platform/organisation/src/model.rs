//! What the organisation is made of, and the rules of its values.

pub(crate) mod absence;
mod input;
mod tree;
mod value;

pub use absence::{Absence, AbsenceInput, Assistant, Away, Delegation, DelegationInput, StandIn, StandsIn};
pub use input::{
    AgencyInput, BodyInput, GroupInput, OutsideInput, PersonInput, PositionInput, SeatInput, UnitInput,
};
pub(crate) use input::{MOST_TIERS, not_before};
pub use tree::{Branch, arrange};
pub use value::{Checked, ValueFault, away_words, check_code, stead_words, work_name};
pub(crate) use value::{check_name, check_symbol, check_text};

use context::{Day, Lang, Uuid};
use serde::{Deserialize, Serialize};

/// An enum whose values are stored and exchanged by code and shown by words.
macro_rules! codes {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$case_meta:meta])* $case:ident = $code:literal, $vi:literal, $en:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$case_meta])* #[serde(rename = $code)] $case),+
        }

        impl $name {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [$name] = &[$($name::$case),+];

            /// As it is stored and exchanged.
            pub fn code(self) -> &'static str {
                match self { $($name::$case => $code),+ }
            }

            /// Reads what `code` wrote.
            pub fn of(code: &str) -> Option<$name> {
                match code { $($code => Some($name::$case),)+ _ => None }
            }

            /// In the reader's language.
            pub fn words(self, lang: Lang) -> &'static str {
                match self { $($name::$case => lang.pick($vi, $en)),+ }
            }
        }

        impl db::ToValue for $name {
            fn to_value(&self) -> db::Value<'_> {
                db::Value::Text(self.code().into())
            }
        }

        impl db::FromValue for $name {
            const NAME: &'static str = stringify!($name);
            fn from_value(value: db::ValueRef<'_>) -> Option<Self> {
                match value {
                    db::ValueRef::Text(code) => $name::of(code),
                    _ => None,
                }
            }
        }
    };
}

codes! {
    /// The kind of an agency (loại cơ quan).
    pub enum AgencyKind {
        /// Ủy ban nhân dân of any tier.
        PeopleCommittee = "people_committee", "Ủy ban nhân dân", "People's Committee";
        /// The office that serves a people's committee (văn phòng).
        Office = "office", "Văn phòng", "Office";
        /// A specialised agency of the province (sở, ban, ngành).
        Department = "department", "Sở, ban, ngành", "Department";
        /// A specialised agency below the province (phòng chuyên môn).
        Division = "division", "Phòng chuyên môn", "Division";
        /// A public non-business unit (đơn vị sự nghiệp công lập).
        PublicUnit = "public_unit", "Đơn vị sự nghiệp công lập", "Public service unit";
        /// Any other.
        Other = "other", "Cơ quan khác", "Other agency";
    }
}

codes! {
    /// The kind of an issuing body (cơ quan ban hành).
    pub enum BodyKind {
        /// An agency itself.
        Agency = "agency", "Cơ quan", "Agency";
        /// A committee, council or working group (ban chỉ đạo, hội đồng, tổ công tác).
        Committee = "committee", "Ban chỉ đạo, hội đồng, tổ công tác", "Committee";
    }
}

codes! {
    /// What a position is in the work of an agency (vai trò của vị trí).
    pub enum Rank {
        /// Heads the agency or is a deputy of its head (lãnh đạo cơ quan).
        Leader = "leader", "Lãnh đạo cơ quan", "Leader";
        /// Heads a unit (trưởng phòng).
        Head = "head", "Trưởng đơn vị", "Head of unit";
        /// Deputy head of a unit (phó trưởng phòng).
        Deputy = "deputy", "Phó trưởng đơn vị", "Deputy head of unit";
        /// Does the work (chuyên viên).
        Officer = "officer", "Chuyên viên", "Officer";
        /// Keeps the records desk (văn thư).
        Clerk = "clerk", "Văn thư", "Records clerk";
        /// Prepares the leaders' work: reviews, proposes directions (văn phòng, trợ lý).
        Office = "office", "Văn phòng", "Office";
    }
}

codes! {
    /// How papers reach an outside body.
    pub enum Delivery {
        /// By post (bưu điện).
        Post = "post", "Gửi bưu điện", "By post";
        /// By hand (trực tiếp).
        Hand = "hand", "Giao trực tiếp", "By hand";
        /// By e-mail (thư điện tử).
        Mail = "mail", "Thư điện tử", "By e-mail";
        /// By the national document exchange (trục liên thông văn bản quốc gia).
        Axis = "axis", "Trục liên thông văn bản quốc gia", "National document exchange";
    }
}

codes! {
    /// How one agency went on as another.
    pub enum SuccessionKind {
        /// Merged into it (sáp nhập, hợp nhất).
        Merged = "merged", "Sáp nhập", "Merged";
        /// It was split off (chia, tách).
        Split = "split", "Chia, tách", "Split";
    }
}

db::row! {
    /// An agency (cơ quan): on the day it was read for, or as it is now.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Agency {
        /// Its id, for ever.
        pub id: Uuid,
        /// Its identifier (mã định danh).
        pub code: String,
        /// Its abbreviation in the symbols of documents.
        pub symbol: String,
        /// Its name.
        pub name: String,
        /// Its kind.
        pub kind: AgencyKind,
        /// 1 for the province, 2 below it, and so on.
        pub tier: u8,
        /// The agency above it.
        pub parent: Option<Uuid>,
        /// Its code at the statistics office; empty if it has none.
        pub gso_code: String,
        /// The first day of its existence.
        pub starts: Day,
        /// The first day on which it is no more.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Agency {
    /// Whether it exists on a day.
    pub fn exists_on(&self, day: Day) -> bool {
        self.starts <= day && self.ends.is_none_or(|ends| day < ends)
    }
}

db::row! {
    /// That one agency went on as another (kế thừa).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Succession {
        /// The earlier one.
        pub former: Uuid,
        /// The one that goes on.
        pub successor: Uuid,
        /// Since when.
        pub day: Day,
        /// How.
        pub kind: SuccessionKind,
        /// Its place among those who go on as the earlier one; the first (0) takes over its desk.
        pub ordinal: i64,
        /// Whether it reads what the earlier one left.
        pub records: bool,
    }
}

db::row! {
    /// What an agency was called, and where in the tree it stood, from a day on.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Standing {
        /// The first day of it.
        pub starts: Day,
        /// The first day on which it no longer held.
        pub ends: Option<Day>,
        /// The abbreviation in symbols.
        pub symbol: String,
        /// The name.
        pub name: String,
        /// The kind.
        pub kind: AgencyKind,
        /// The tier.
        pub tier: u8,
        /// The agency above.
        pub parent: Option<Uuid>,
    }
}

db::row! {
    /// What an agency has on a day or later.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
    pub struct Holdings {
        /// Units.
        pub units: i64,
        /// Positions.
        pub positions: i64,
        /// People who hold a position.
        pub people: i64,
        /// Issuing bodies that its records desk serves.
        pub bodies: i64,
    }
}

db::row! {
    /// A person who works in an agency, with the key by which lists are sorted.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Colleague {
        /// The person's id.
        pub id: Uuid,
        /// The whole name.
        pub name: String,
        /// Address for notices; empty if none is known.
        pub email: String,
        /// Telephone; empty if none is known.
        pub phone: String,
        /// Sorts by given name first.
        pub key: String,
    }
}

db::row! {
    /// Somebody's time in a position (thời gian giữ chức vụ).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Spell {
        /// The person.
        pub person: Uuid,
        /// The person's name.
        pub name: String,
        /// The first day.
        pub starts: Day,
        /// The first day on which they no longer held it.
        pub ends: Option<Day>,
    }
}

db::row! {
    /// An issuing body (cơ quan ban hành).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Body {
        /// Its id.
        pub id: Uuid,
        /// The agency whose records desk numbers and issues its documents.
        pub agency: Uuid,
        /// The agency that it is, if it is one.
        pub stands_for: Option<Uuid>,
        /// Its abbreviation in symbols: UBND.
        pub symbol: String,
        /// Its name.
        pub name: String,
        /// Its kind.
        pub kind: BodyKind,
        /// Its first day.
        pub starts: Day,
        /// The first day on which it is no more.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
    }
}

db::row! {
    /// What a committee borrows.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Committee {
        /// The body.
        pub body: Uuid,
        /// Its standing agency (cơ quan thường trực).
        pub standing: Option<Uuid>,
        /// The body whose seal it uses; none for its own.
        pub seal: Option<Uuid>,
    }
}

db::row! {
    /// A member (thành viên) of an issuing body.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct BodyMember {
        /// Its id.
        pub id: Uuid,
        /// The body.
        pub body: Uuid,
        /// The position that they hold in their own agency.
        pub position: Uuid,
        /// Their title in the body: `Trưởng ban`.
        pub title: String,
        /// Whether they may sign its documents.
        pub signs: bool,
        /// Their place among the members.
        pub ordinal: i64,
        /// The first day.
        pub starts: Day,
        /// The first day on which they are no member.
        pub ends: Option<Day>,
        /// Their title in their own agency.
        pub post: String,
        /// Their own agency.
        pub agency: Uuid,
        /// Its name.
        pub agency_name: String,
        /// Who holds the position.
        pub person: Option<Uuid>,
        /// Their name.
        pub person_name: Option<String>,
    }
}

impl BodyMember {
    /// Both titles, as they stand above a signature: that in the body, then that in the own agency.
    pub fn titles(&self) -> String {
        format!("{} / {} {}", self.title, self.post, self.agency_name)
    }
}

db::row! {
    /// A unit (phòng, bộ phận) of an agency.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Unit {
        /// Its id.
        pub id: Uuid,
        /// Its agency.
        pub agency: Uuid,
        /// The unit above it.
        pub parent: Option<Uuid>,
        /// Its abbreviation in the symbols of official letters; empty if it has none.
        pub symbol: String,
        /// Its name.
        pub name: String,
        /// Its place among its siblings.
        pub ordinal: i64,
        /// Its first day.
        pub starts: Day,
        /// The first day on which it is no more.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
    }
}

db::row! {
    /// A person.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Person {
        /// The person's id.
        pub id: Uuid,
        /// The whole name (họ và tên).
        pub name: String,
        /// Address for notices; empty if none is known.
        pub email: String,
        /// Telephone; empty if none is known.
        pub phone: String,
        /// Changes with every change.
        pub version: i64,
    }
}

db::row! {
    /// A position (chức vụ, vị trí việc làm), where it is and who holds it on the day it was read for.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Position {
        /// Its id.
        pub id: Uuid,
        /// Its agency.
        pub agency: Uuid,
        /// The agency's name.
        pub agency_name: String,
        /// Its unit, if it is in one.
        pub unit: Option<Uuid>,
        /// The unit's name.
        pub unit_name: Option<String>,
        /// Its title: Trưởng phòng.
        pub title: String,
        /// What it is in the work.
        pub rank: Rank,
        /// Whether it is appointed to propose directions (đề xuất phân công) before the leader.
        pub is_appointed: bool,
        /// Its place in lists: the order of protocol.
        pub ordinal: i64,
        /// Its first day.
        pub starts: Day,
        /// The first day on which it is no more.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
        /// Who holds it; nobody while it is vacant.
        pub person: Option<Uuid>,
        /// The holder's name.
        pub person_name: Option<String>,
    }
}

impl Position {
    /// Where it is: `Phòng Cải cách hành chính, Sở Nội vụ`.
    pub fn place(&self) -> String {
        match &self.unit_name {
            Some(unit) => format!("{unit}, {}", self.agency_name),
            None => self.agency_name.clone(),
        }
    }
}

/// A position as its holder chooses it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The position.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// Where it is: unit and agency.
    pub place: String,
    /// Its agency.
    pub agency: Uuid,
    /// Its unit.
    pub unit: Option<Uuid>,
    /// What it is in the work.
    pub rank: Rank,
}

impl From<Position> for Held {
    fn from(position: Position) -> Held {
        Held {
            id: position.id,
            place: position.place(),
            title: position.title,
            agency: position.agency,
            unit: position.unit,
            rank: position.rank,
        }
    }
}

db::row! {
    /// A body or person outside the system (cơ quan ngoài hệ thống).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Outside {
        /// Its id.
        pub id: Uuid,
        /// Its name.
        pub name: String,
        /// Its abbreviation in symbols: TU; empty if none is known.
        pub symbol: String,
        /// What it is, in free words: Bộ, Tỉnh ủy, doanh nghiệp.
        pub kind: String,
        /// How papers reach it.
        pub delivery: Delivery,
        /// Postal address; empty if none is known.
        pub address: String,
        /// E-mail address; empty if none is known.
        pub email: String,
        /// Its first day in the directory.
        pub starts: Day,
        /// The first day on which it is no more.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
    }
}

db::row! {
    /// A saved group of recipients (nhóm nơi nhận).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Group {
        /// Its id.
        pub id: Uuid,
        /// The agency that keeps it.
        pub agency: Uuid,
        /// Its name.
        pub name: String,
        /// Changes with every change.
        pub version: i64,
    }
}

/// Whom a group names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Recipient {
    /// An agency of the system.
    Agency(Uuid),
    /// An outside body.
    Outside(Uuid),
}

/// A member of a group with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Who.
    pub recipient: Recipient,
    /// The name.
    pub name: String,
    /// Whether it has ended, so that nothing can be sent to it.
    pub ended: bool,
}
