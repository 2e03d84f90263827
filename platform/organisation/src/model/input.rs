//! What people enter, and the rules it must meet by itself.

use super::value::{check_code, check_email, check_name, check_symbol, check_text};
use super::{AgencyKind, BodyKind, Delivery, Rank, Recipient, ValueFault};
use crate::Error;
use context::{Day, Uuid};
use serde::{Deserialize, Serialize};

/// The most tiers a tree may have.
pub(crate) const MOST_TIERS: u8 = 9;
/// The most members a group may have.
const MOST_MEMBERS: usize = 2_000;

/// An agency as it is founded or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AgencyInput {
    /// Its identifier.
    pub code: String,
    /// Its abbreviation in symbols.
    pub symbol: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: AgencyKind,
    /// Its tier.
    pub tier: u8,
    /// The agency above it.
    pub parent: Option<Uuid>,
    /// Its code at the statistics office, or empty.
    pub gso_code: String,
}

impl AgencyInput {
    pub(crate) fn checked(&self) -> Result<AgencyInput, Error> {
        if !(1..=MOST_TIERS).contains(&self.tier) {
            return Err(Error::at("tier", ValueFault::Number { least: 1, most: MOST_TIERS.into() }));
        }
        Ok(AgencyInput {
            code: field("code", check_code(&self.code))?,
            symbol: field("symbol", check_symbol(&self.symbol))?,
            name: field("name", check_name(&self.name))?,
            gso_code: field("gso_code", check_text(&self.gso_code))?,
            ..*self
        })
    }
}

/// An issuing body as it is established or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BodyInput {
    /// The agency whose records desk serves it.
    pub agency: Uuid,
    /// The agency that it is, if it is one.
    pub stands_for: Option<Uuid>,
    /// Its abbreviation in symbols.
    pub symbol: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: BodyKind,
}

impl BodyInput {
    pub(crate) fn checked(&self) -> Result<BodyInput, Error> {
        Ok(BodyInput {
            symbol: field("symbol", check_symbol(&self.symbol))?,
            name: field("name", check_name(&self.name))?,
            ..*self
        })
    }
}

/// A unit as it is opened or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitInput {
    /// Its agency; it never changes.
    pub agency: Uuid,
    /// The unit above it.
    pub parent: Option<Uuid>,
    /// Its abbreviation in symbols, or empty.
    pub symbol: String,
    /// Its name.
    pub name: String,
    /// Its place among its siblings.
    pub ordinal: i64,
}

impl UnitInput {
    pub(crate) fn checked(&self) -> Result<UnitInput, Error> {
        let symbol = match self.symbol.trim() {
            "" => String::new(),
            symbol => field("symbol", check_symbol(symbol))?,
        };
        Ok(UnitInput { symbol, name: field("name", check_name(&self.name))?, ..*self })
    }
}

/// A person as they are entered or changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PersonInput {
    /// The whole name.
    pub name: String,
    /// Address for notices, or empty.
    pub email: String,
    /// Telephone, or empty.
    pub phone: String,
}

impl PersonInput {
    pub(crate) fn checked(&self) -> Result<PersonInput, Error> {
        Ok(PersonInput {
            name: field("name", check_name(&self.name))?,
            email: field("email", check_email(&self.email))?,
            phone: field("phone", check_text(&self.phone))?,
        })
    }
}

/// A position as it is made or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PositionInput {
    /// Its agency; it never changes.
    pub agency: Uuid,
    /// Its unit, if it is in one.
    pub unit: Option<Uuid>,
    /// Its title.
    pub title: String,
    /// What it is in the work.
    pub rank: Rank,
    /// Whether it proposes directions.
    pub is_appointed: bool,
    /// Its place in lists.
    pub ordinal: i64,
}

impl PositionInput {
    pub(crate) fn checked(&self) -> Result<PositionInput, Error> {
        if self.rank == Rank::Head && self.unit.is_none() {
            return Err(Error::at("unit", ValueFault::Empty));
        }
        Ok(PositionInput { title: field("title", check_name(&self.title))?, ..*self })
    }
}

/// A person, the position that they get and the unit that it is in, all new but perhaps the unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SeatInput {
    /// The agency.
    pub agency: Uuid,
    /// The unit's name; it is opened if the agency has none of this name. Empty: right below the agency.
    pub unit: String,
    /// The position's title.
    pub title: String,
    /// What it is in the work.
    pub rank: Rank,
    /// The person's whole name.
    pub name: String,
}

/// An outside body as it is entered or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OutsideInput {
    /// Its name.
    pub name: String,
    /// Its abbreviation in symbols, or empty.
    pub symbol: String,
    /// What it is, in free words.
    pub kind: String,
    /// How papers reach it.
    pub delivery: Delivery,
    /// Postal address, or empty.
    pub address: String,
    /// E-mail address, or empty.
    pub email: String,
}

impl OutsideInput {
    pub(crate) fn checked(&self) -> Result<OutsideInput, Error> {
        let email: String = field("email", check_email(&self.email))?;
        let address: String = field("address", check_text(&self.address))?;
        if self.delivery == Delivery::Mail && email.is_empty() {
            return Err(Error::at("email", ValueFault::Empty));
        }
        if self.delivery == Delivery::Post && address.is_empty() {
            return Err(Error::at("address", ValueFault::Empty));
        }
        Ok(OutsideInput {
            name: field("name", check_name(&self.name))?,
            symbol: field("symbol", check_text(&self.symbol))?,
            kind: field("kind", check_text(&self.kind))?,
            delivery: self.delivery,
            address,
            email,
        })
    }
}

/// A group of recipients as it is saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GroupInput {
    /// The agency that keeps it; it never changes.
    pub agency: Uuid,
    /// Its name.
    pub name: String,
    /// Whom it names, in order. Doubles count once.
    pub members: Vec<Recipient>,
}

impl GroupInput {
    pub(crate) fn checked(&self) -> Result<GroupInput, Error> {
        let mut members: Vec<Recipient> = Vec::with_capacity(self.members.len());
        let mut seen = std::collections::HashSet::new();
        members.extend(self.members.iter().filter(|member| seen.insert(**member)));
        if members.is_empty() {
            return Err(Error::at("members", ValueFault::Empty));
        }
        if members.len() > MOST_MEMBERS {
            return Err(Error::at("members", ValueFault::TooLong { most: MOST_MEMBERS }));
        }
        Ok(GroupInput { agency: self.agency, name: field("name", check_name(&self.name))?, members })
    }
}

fn field(name: &'static str, checked: Result<&str, ValueFault>) -> Result<String, Error> {
    checked.map(str::to_owned).map_err(|fault| Error::at(name, fault))
}

/// The day is not before one that already holds.
pub(crate) fn not_before(name: &'static str, day: Day, first: Day) -> Result<(), Error> {
    if day < first { Err(Error::at(name, ValueFault::Before { from: first.iso() })) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault<T: std::fmt::Debug>(outcome: Result<T, Error>) -> (&'static str, ValueFault) {
        match outcome.unwrap_err() {
            Error::Field { field, fault } => (field, fault),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_fault_names_its_field() {
        let id = Uuid::from_u128(1);
        let agency = AgencyInput {
            code: "H26".into(),
            symbol: "UBND".into(),
            name: "Ủy ban nhân dân".into(),
            kind: AgencyKind::PeopleCommittee,
            tier: 1,
            parent: None,
            gso_code: String::new(),
        };
        assert!(agency.checked().is_ok());
        let wrong = AgencyInput { tier: 0, ..agency.clone() };
        assert_eq!(fault(wrong.checked()), ("tier", ValueFault::Number { least: 1, most: 9 }));
        let wrong = AgencyInput { code: "mã".into(), ..agency };
        assert_eq!(fault(wrong.checked()), ("code", ValueFault::Code));
        let head = PositionInput {
            agency: id,
            unit: None,
            title: "Trưởng phòng".into(),
            rank: Rank::Head,
            is_appointed: false,
            ordinal: 0,
        };
        assert_eq!(fault(head.checked()), ("unit", ValueFault::Empty));
        let ministry = OutsideInput {
            name: "Bộ Nội vụ".into(),
            symbol: "BNV".into(),
            kind: "Bộ".into(),
            delivery: Delivery::Mail,
            address: String::new(),
            email: String::new(),
        };
        assert_eq!(fault(ministry.checked()), ("email", ValueFault::Empty));
        let group = GroupInput { agency: id, name: "Các sở".into(), members: vec![] };
        assert_eq!(fault(group.checked()), ("members", ValueFault::Empty));
    }

    #[test]
    fn a_group_names_nobody_twice() {
        let one = Recipient::Agency(Uuid::from_u128(2));
        let group =
            GroupInput { agency: Uuid::from_u128(1), name: " Các sở ".into(), members: vec![one, one] };
        let group = group.checked().unwrap();
        assert_eq!((group.name.as_str(), group.members), ("Các sở", vec![one]));
    }
}
