//! Who plays: the agencies of one part of the story with the people in their positions.

use context::{Actor, Time, Uuid};
use db::Read;
use documents::model::route::StepKind;
use organisation::{Position, Rank};

/// Somebody in a position.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) position: Uuid,
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) actor: Actor,
}

/// A unit with its head and an officer.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) id: Uuid,
    pub(crate) symbol: String,
    pub(crate) head: Seat,
    pub(crate) officer: Seat,
}

/// An agency.
#[derive(Clone, Debug)]
pub(crate) struct Office {
    pub(crate) agency: Uuid,
    pub(crate) name: String,
    pub(crate) symbol: String,
    /// The agency above it, as it stands on papers.
    pub(crate) above: Option<String>,
    pub(crate) body: Uuid,
    pub(crate) leader: Option<Seat>,
    pub(crate) office: Option<Seat>,
    pub(crate) clerk: Seat,
    pub(crate) units: Vec<Unit>,
}

impl Office {
    /// Whoever drafts in a unit; in an agency without units, its clerk.
    pub(crate) fn drafter(&self, unit: usize) -> &Seat {
        self.units.get(unit).map_or(&self.clerk, |unit| &unit.officer)
    }

    /// Who looks at a draft of a unit before it is signed, and who signs: whoever there is.
    pub(crate) fn route(&self, unit: usize) -> Vec<(StepKind, &Seat)> {
        let head = self.units.get(unit).map(|unit| (StepKind::Head, &unit.head));
        let office = self.office.as_ref().map(|seat| (StepKind::Office, seat));
        let signer = self.leader.as_ref().map(|seat| (StepKind::Signer, seat));
        [head, office, signer].into_iter().flatten().collect()
    }

    /// Everybody.
    pub(crate) fn seats(&self) -> impl Iterator<Item = &Seat> {
        let desks = [self.leader.as_ref(), self.office.as_ref(), Some(&self.clerk)].into_iter().flatten();
        desks.chain(self.units.iter().flat_map(|unit| [&unit.head, &unit.officer]))
    }
}

/// All agencies of one part of the story.
#[derive(Clone, Debug)]
pub(crate) struct Cast {
    pub(crate) offices: Vec<Office>,
}

impl Cast {
    /// Finds the people of some agencies, in the order given; one without a records desk cannot play.
    ///
    /// # Errors
    /// Those of the database.
    pub(crate) fn load(read: &mut Read<'_>, codes: &[&str], now: Time) -> Result<Cast, access::Error> {
        let mut offices = Vec::new();
        for code in codes {
            offices.extend(office(read, code, now)?);
        }
        Ok(Cast { offices })
    }
}

fn office(read: &mut Read<'_>, code: &str, now: Time) -> Result<Option<Office>, access::Error> {
    let day = now.day();
    let Some(agency) = organisation::by_code(read, code, day)? else { return Ok(None) };
    let Some(body) = organisation::issuing_bodies_standing_for(read, agency.id, day)?.pop() else {
        return Ok(None);
    };
    let above = match agency.parent {
        Some(above) => organisation::agency(read, above)?.map(|above| above.name),
        None => None,
    };
    let positions = organisation::positions_of(read, agency.id, day)?;
    let mut first = |rank: Rank, unit: Option<Uuid>| -> Result<Option<Seat>, access::Error> {
        for position in positions.iter().filter(|it| it.rank == rank && it.unit == unit) {
            if let Some(seat) = seat(read, position, now)? {
                return Ok(Some(seat));
            }
        }
        Ok(None)
    };
    let (leader, office) = (first(Rank::Leader, None)?, first(Rank::Office, None)?);
    let Some(clerk) = first(Rank::Clerk, None)? else { return Ok(None) };
    let mut staffed: Vec<(Uuid, Seat, Seat)> = Vec::new();
    let mut known: Vec<Uuid> = positions.iter().filter_map(|position| position.unit).collect();
    known.dedup();
    for id in known {
        if staffed.iter().any(|(known, ..)| *known == id) {
            continue;
        }
        if let (Some(head), Some(officer)) = (first(Rank::Head, Some(id))?, first(Rank::Officer, Some(id))?) {
            staffed.push((id, head, officer));
        }
    }
    let mut units = Vec::new();
    for (id, head, officer) in staffed {
        let symbol = organisation::unit(read, id)?.map(|unit| unit.symbol).unwrap_or_default();
        units.push(Unit { id, symbol, head, officer });
    }
    Ok(Some(Office {
        agency: agency.id,
        name: agency.name,
        symbol: agency.symbol,
        above,
        body: body.id,
        leader,
        office,
        clerk,
        units,
    }))
}

/// Whoever holds a position and does documents' work in it; nobody if it is vacant.
fn seat(read: &mut Read<'_>, position: &Position, now: Time) -> Result<Option<Seat>, access::Error> {
    let Some(name) = position.person_name.clone() else { return Ok(None) };
    let actor = access::actor_of_position(read, position.id, now)?;
    let works = actor.holds(documents::READ);
    Ok(works.then(|| Seat { position: position.id, name, title: position.title.clone(), actor }))
}
