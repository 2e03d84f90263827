//! Who is not there and who stands in for them. Pure.

use super::value::check_name;
use crate::Error;
use context::{Day, Stead, Uuid, Work};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The longest absence that can be entered at once, in days.
pub(crate) const LONGEST_ABSENCE: i32 = 366;

/// An absence as it is entered (báo vắng).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceInput {
    /// Whose position.
    pub position: Uuid,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
    /// Who does which work meanwhile; what is not named waits.
    pub substitutes: BTreeMap<Work, Uuid>,
}

/// A delegation of powers as it is entered (ủy quyền).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegationInput {
    /// Who delegates.
    pub position: Uuid,
    /// Who may sign.
    pub delegate: Uuid,
    /// How it is signed: `tuq` or `kt`.
    pub form: String,
    /// The written act.
    pub basis: String,
    /// What may be signed.
    pub scope: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub until: Day,
}

impl DelegationInput {
    pub(crate) fn checked(&self) -> Result<DelegationInput, Error> {
        let at = |field, text| check_name(text).map(str::to_owned).map_err(|fault| Error::at(field, fault));
        Ok(DelegationInput {
            basis: at("basis", &self.basis)?,
            scope: at("scope", &self.scope)?,
            ..self.clone()
        })
    }
}

db::row! {
    /// An absence (vắng mặt) as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub struct Absence {
        /// Its id.
        pub id: Uuid,
        /// Whose position.
        pub position: Uuid,
        /// Who held it when it was entered.
        pub person: Uuid,
        /// The agency.
        pub agency: Uuid,
        /// The first day.
        pub starts: Day,
        /// The first day on which they are back.
        pub ends: Day,
        /// Changes with every change.
        pub version: i64,
    }
}

db::row! {
    /// That somebody stands in for an absence: one kind of work.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct StandIn {
        /// The absence.
        pub absence: Uuid,
        /// The position that is absent.
        pub position: Uuid,
        /// The first day.
        pub starts: Day,
        /// The first day on which it is over.
        pub ends: Day,
        /// The code of a [`Work`].
        pub work: String,
        /// Who stands in.
        pub substitute: Uuid,
    }
}

/// Somebody who is not there today, as those see it who choose or read their name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Away {
    /// The absence.
    pub absence: Uuid,
    /// The position.
    pub position: Uuid,
    /// The last day.
    pub until: Day,
    /// Who stands in, by name, for which work.
    pub substitutes: Vec<(String, Vec<Work>)>,
}

/// A position in which a person may act for another (thay cho).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandsIn {
    /// The position.
    pub held: super::Held,
    /// In whose stead.
    pub stead: Stead,
    /// With which work; an assistant has none, and reads.
    pub works: BTreeSet<Work>,
}

db::row! {
    /// An assistant (thư ký, trợ lý) of a position.
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Assistant {
        /// Its id.
        pub id: Uuid,
        /// Whom they assist.
        pub position: Uuid,
        /// Their position.
        pub assistant: Uuid,
        /// The first day.
        pub starts: Day,
        /// The first day on which they no longer do.
        pub ends: Option<Day>,
        /// Changes with every change.
        pub version: i64,
    }
}

db::row! {
    /// A delegation of powers (ủy quyền).
    #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
    pub struct Delegation {
        /// Its id.
        pub id: Uuid,
        /// Who delegates.
        pub position: Uuid,
        /// Who may sign.
        pub delegate: Uuid,
        /// How it is signed: `tuq` or `kt`.
        pub form: String,
        /// The written act.
        pub basis: String,
        /// What may be signed.
        pub scope: String,
        /// The first day.
        pub starts: Day,
        /// The first day on which it no longer holds.
        pub ends: Day,
        /// Changes with every change.
        pub version: i64,
    }
}

/// Why the work of an absent person would not reach anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// It would come back to where it began.
    Round,
    /// Whom it reaches is absent and has left this work to nobody, until the last day given.
    Nobody {
        /// Who.
        position: Uuid,
        /// The last day.
        until: Day,
    },
}

/// Whether the work of a position reaches somebody on a day, along those who stand in for one another.
pub(crate) fn reach(
    position: Uuid,
    work: Work,
    day: Day,
    stand_ins: &[StandIn],
    absences: &[Absence],
) -> Result<Uuid, Lost> {
    let holds = |starts: Day, ends: Day| starts <= day && day < ends;
    let (mut at, mut seen) = (position, BTreeSet::from([position]));
    loop {
        let next = stand_ins
            .iter()
            .find(|it| it.position == at && it.work == work.code() && holds(it.starts, it.ends));
        if let Some(next) = next {
            at = next.substitute;
            if !seen.insert(at) {
                return Err(Lost::Round);
            }
            continue;
        }
        let away = absences.iter().find(|it| it.position == at && holds(it.starts, it.ends));
        return match away {
            Some(away) if at != position => Err(Lost::Nobody { position: at, until: away.ends.plus(-1) }),
            _ => Ok(at),
        };
    }
}

/// The days of a span on which who stands in for whom may change: its first, and wherever another begins or ends.
pub(crate) fn turning_days(from: Day, ends: Day, absences: &[Absence]) -> BTreeSet<Day> {
    let turns = absences.iter().flat_map(|it| [it.starts, it.ends]);
    turns.chain([from]).filter(|day| from <= *day && *day < ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    const TODAY: Day = Day(19_586);

    fn absence(position: u128, from: i32, days: i32) -> Absence {
        Absence {
            id: id(100 + position),
            position: id(position),
            person: id(200 + position),
            agency: id(1),
            starts: TODAY.plus(from),
            ends: TODAY.plus(from + days),
            version: 1,
        }
    }

    fn stand_in(of: &Absence, substitute: u128) -> StandIn {
        StandIn {
            absence: of.id,
            position: of.position,
            starts: of.starts,
            ends: of.ends,
            work: "handle".into(),
            substitute: id(substitute),
        }
    }

    #[test]
    fn work_passes_on_until_somebody_is_there() {
        let (one, two) = (absence(1, 0, 5), absence(2, 1, 1));
        let ins = [stand_in(&one, 2), stand_in(&two, 3)];
        let absences = [one, two];
        let on = |day: i32| reach(id(1), Work::Handle, TODAY.plus(day), &ins, &absences);
        assert_eq!([on(0), on(1), on(2)], [Ok(id(2)), Ok(id(3)), Ok(id(2))]);
        assert_eq!(reach(id(1), Work::Direct, TODAY, &ins, &absences), Ok(id(1)), "left to nobody, it waits");
    }

    #[test]
    fn a_circle_and_an_absent_substitute_are_found_on_the_day_they_arise() {
        let (one, two) = (absence(1, 0, 5), absence(2, 3, 1));
        let round = [stand_in(&one, 2), stand_in(&two, 1)];
        let absences = [one.clone(), two.clone()];
        assert_eq!(reach(id(1), Work::Handle, TODAY, &round, &absences), Ok(id(2)));
        assert_eq!(reach(id(1), Work::Handle, TODAY.plus(3), &round, &absences), Err(Lost::Round));
        let nobody = reach(id(1), Work::Handle, TODAY.plus(3), &round[..1], &absences);
        assert_eq!(nobody, Err(Lost::Nobody { position: id(2), until: TODAY.plus(3) }));
        let days = turning_days(one.starts, one.ends, &absences);
        assert_eq!(Vec::from_iter(days), [TODAY, TODAY.plus(3), TODAY.plus(4)]);
    }
}
