//! Many people and their positions at once.

use super::{existing, require, tell};
use crate::model::{Person, PersonInput, Position, PositionInput, Rank, SeatInput, Unit, UnitInput};
use crate::reach::Place;
use crate::{Error, MANAGE, store};
use context::{Ctx, Day, Ref, Uuid};
use db::Tx;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

/// A person in a new position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seated {
    /// The person.
    pub person: Uuid,
    /// The position.
    pub position: Uuid,
    /// Its unit, if it is in one.
    pub unit: Option<Uuid>,
}

/// Enters people, makes a position for each and appoints them, from a day on; units that an agency does not
/// have by that name are opened. Positions of rank [`Rank::Office`] are appointed to propose directions.
/// Returns them in the order of the input; one fact tells of all.
///
/// # Errors
/// [`Error::NotFound`] unless the actor manages every agency named; [`Error::Ended`] when one does not exist
/// on that day; [`Error::Field`] for a value at fault, though callers check values before.
pub fn seat_many(tx: &mut Tx<'_>, ctx: &Ctx, seats: &[SeatInput], day: Day) -> Result<Vec<Seated>, Error> {
    let agencies: BTreeSet<Uuid> = seats.iter().map(|seat| seat.agency).collect();
    let mut names = HashMap::new();
    for agency in &agencies {
        require(tx, ctx, MANAGE, &Place::agency(*agency))?;
        tx.lock("organisation_agency", *agency)?;
        names.insert(*agency, existing(tx, *agency, day)?.name);
    }
    let mut units = known_units(tx, &agencies, day)?;
    let mut rows = Rows::default();
    for (ordinal, seat) in (0_i64..).zip(seats) {
        let unit = unit_of(tx, ctx, seat, &mut units, day)?;
        let agency_name = names.get(&seat.agency).cloned().unwrap_or_default();
        rows.sit(ctx, seat, unit, agency_name, ordinal, day)?;
    }
    store::person::insert_many(tx, &rows.people)?;
    store::position::insert_many(tx, &rows.positions)?;
    store::position::insert_tenures(tx, &rows.tenures)?;
    let seated = rows.seated;
    tx.announce("access", "");
    let data = json!({ "count": seated.len(), "agencies": agencies.len(), "day": day.iso() });
    tell(tx, ctx, "organisation.people_seated", Ref::new("import", ctx.new_id()), data)?;
    Ok(seated)
}

type Units = HashMap<(Uuid, String), Uuid>;

fn known_units(tx: &mut Tx<'_>, agencies: &BTreeSet<Uuid>, day: Day) -> Result<Units, Error> {
    let agencies: Vec<Uuid> = agencies.iter().copied().collect();
    let mut units = HashMap::new();
    for part in agencies.chunks(500) {
        for unit in store::unit::of_agencies(tx, part, day)? {
            units.insert((unit.agency, unit.name), unit.id);
        }
    }
    Ok(units)
}

/// The seat's unit, opened if it is new.
fn unit_of(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    seat: &SeatInput,
    units: &mut Units,
    day: Day,
) -> Result<Option<Uuid>, Error> {
    let name = seat.unit.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let key = (seat.agency, name.to_owned());
    if let Some(known) = units.get(&key) {
        return Ok(Some(*known));
    }
    let ordinal = i64::try_from(units.len()).unwrap_or(i64::MAX);
    let input = UnitInput {
        agency: seat.agency,
        parent: None,
        symbol: String::new(),
        name: name.to_owned(),
        ordinal,
    };
    let input = input.checked()?;
    let unit = Unit {
        id: ctx.new_id(),
        agency: input.agency,
        parent: None,
        symbol: input.symbol,
        name: input.name,
        ordinal,
        starts: day,
        ends: None,
        version: 1,
    };
    super::unit::insert(tx, &unit)?;
    units.insert(key, unit.id);
    Ok(Some(unit.id))
}

/// What is stored of many, kind by kind.
#[derive(Default)]
struct Rows {
    people: Vec<Person>,
    positions: Vec<Position>,
    tenures: Vec<(Uuid, Uuid, Uuid, Day)>,
    seated: Vec<Seated>,
}

impl Rows {
    fn sit(
        &mut self,
        ctx: &Ctx,
        seat: &SeatInput,
        unit: Option<Uuid>,
        agency_name: String,
        ordinal: i64,
        day: Day,
    ) -> Result<(), Error> {
        let input = PersonInput { name: seat.name.clone(), ..PersonInput::default() }.checked()?;
        let person =
            Person { id: ctx.new_id(), name: input.name, email: input.email, phone: input.phone, version: 1 };
        let input = PositionInput {
            agency: seat.agency,
            unit,
            title: seat.title.clone(),
            rank: seat.rank,
            is_appointed: seat.rank == Rank::Office,
            ordinal,
        };
        let input = input.checked()?;
        let position = Position {
            id: ctx.new_id(),
            agency: seat.agency,
            agency_name,
            unit,
            unit_name: None,
            title: input.title,
            rank: input.rank,
            is_appointed: input.is_appointed,
            ordinal,
            starts: day,
            ends: None,
            version: 1,
            person: None,
            person_name: None,
        };
        self.tenures.push((ctx.new_id(), position.id, person.id, day));
        self.seated.push(Seated { person: person.id, position: position.id, unit });
        self.people.push(person);
        self.positions.push(position);
        Ok(())
    }
}
