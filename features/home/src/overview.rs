//! Figures for those who steer: what is read, under the reader's own rights.

use crate::Error;
use context::{Ctx, Day, Scope, Uuid};
use db::Read;
use edge::{App, MeasureSource};
use measures::{Measure, Part, Period, Tally, Where};
use organisation::Place;
use std::collections::BTreeMap;

/// The measures of all features.
pub(crate) fn sources(app: &App) -> Vec<&'static MeasureSource> {
    app.features.iter().flat_map(|feature| feature.measures).collect()
}

/// The measure of a code.
///
/// # Errors
/// [`Error::NoMeasure`].
pub(crate) fn source(app: &App, code: &str) -> Result<&'static MeasureSource, Error> {
    let found = sources(app).into_iter().find(|source| source.measure.code == code);
    found.ok_or_else(|| Error::NoMeasure(code.to_owned()))
}

/// Whether the reader sees any figures. What is one's own position's is not counted apart.
pub(crate) fn opens(ctx: &Ctx) -> bool {
    ctx.actor.scope(measures::READ) >= Some(Scope::Unit)
}

/// Whether the reader sees the figures of an agency.
pub(crate) fn sees(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<bool> {
    let whole = ctx.actor.scope(measures::READ) >= Some(Scope::Agency);
    Ok(whole && organisation::reaches(read, ctx, measures::READ, &Place::agency(agency))?)
}

/// Whose figures an address asks for; nothing asks for all that the reader may see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) agency: Option<Uuid>,
    pub(crate) unit: Option<Uuid>,
    /// Without the agencies below.
    pub(crate) alone: bool,
}

/// Whose figures the reader gets: no wider than the permission reaches.
///
/// # Errors
/// [`Error::NotFound`] when there is no such agency or unit, or it is not for this reader.
pub(crate) fn place(read: &mut Read<'_>, ctx: &Ctx, asked: Asked) -> Result<Where, Error> {
    let actor = &ctx.actor;
    let scope = actor.scope(measures::READ).filter(|scope| *scope >= Scope::Unit).ok_or(Error::NotFound)?;
    let unit = match asked {
        Asked { unit: Some(unit), .. } => Some(unit),
        Asked { agency: None, .. } if scope == Scope::Unit => Some(actor.unit.ok_or(Error::NotFound)?),
        _ => None,
    };
    if let Some(unit) = unit {
        let agency = organisation::unit(read, unit)?.ok_or(Error::NotFound)?.agency;
        return match organisation::reaches(read, ctx, measures::READ, &Place::unit(agency, Some(unit)))? {
            true => Ok(Where::Unit { agency, unit }),
            false => Err(Error::NotFound),
        };
    }
    let agency = match asked.agency {
        Some(agency) => agency,
        None if scope == Scope::All => {
            organisation::root(read, ctx.now.day())?.map(|root| root.id).ok_or(Error::NotFound)?
        }
        None => actor.agency.ok_or(Error::NotFound)?,
    };
    // Who reaches all reaches what is not there, too.
    if organisation::agency(read, agency)?.is_none() || !sees(read, ctx, agency)? {
        return Err(Error::NotFound);
    }
    let alone = asked.alone
        || scope < Scope::Subtree
        || organisation::children(read, agency, ctx.now.day())?.is_empty();
    Ok(if alone { Where::Agency(agency) } else { Where::Subtree(agency) })
}

/// The agencies of a place today whose duties are its own; none of a unit, whose duties stand on its page of work.
pub(crate) fn agencies(read: &mut Read<'_>, ctx: &Ctx, place: Where) -> Result<Vec<Uuid>, Error> {
    Ok(match place {
        Where::Unit { .. } => Vec::new(),
        Where::Agency(agency) => vec![agency],
        Where::Subtree(agency) => organisation::subtree(read, agency, ctx.now.day())?,
    })
}

/// Those into which a place is divided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Division {
    /// Agencies right below, each with all below it, and the place itself without them; or the units of an agency,
    /// and the agency for what no unit does.
    pub(crate) members: Vec<Uuid>,
    /// Whether they are units.
    pub(crate) units: bool,
}

impl Division {
    /// As it is today; agencies that have left since a day before stand apart too, so that each number of a period
    /// from that day on is somebody's.
    pub(crate) fn of(read: &mut Read<'_>, ctx: &Ctx, place: Where, since: Day) -> Result<Division, Error> {
        let today = ctx.now.day();
        Ok(match place {
            Where::Unit { .. } => Division::default(),
            Where::Subtree(agency) => {
                let mut members = organisation::children(read, agency, today)?;
                members.extend(organisation::children(read, agency, since.min(today))?);
                members.push(agency);
                members.sort_unstable();
                members.dedup();
                Division { members, units: false }
            }
            Where::Agency(agency) => {
                let units = organisation::units_of(read, agency, today)?;
                let members = units.into_iter().map(|unit| unit.id).chain([agency]).collect();
                Division { members, units: true }
            }
        })
    }
}

/// How many records of a measure stand where, for a place and its members.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stand {
    /// Of the place as a whole.
    pub(crate) whole: Tally,
    /// Of each member.
    pub(crate) members: BTreeMap<Uuid, Tally>,
}

/// Reads figures of one place, each set of contributions once a period, whatever measures look at it.
pub(crate) struct Book<'a> {
    place: Where,
    division: &'a Division,
    read: BTreeMap<(&'static str, Day, Day), Stand>,
}

impl<'a> Book<'a> {
    pub(crate) fn open(place: Where, division: &'a Division) -> Book<'a> {
        Book { place, division, read: BTreeMap::new() }
    }

    /// The figures of the place and its members in a period.
    pub(crate) fn stand(
        &mut self,
        read: &mut Read<'_>,
        ctx: &Ctx,
        measure: &Measure,
        period: Period,
    ) -> Result<Stand, Error> {
        let key = (measure.counted, period.from, period.until);
        if let Some(known) = self.read.get(&key) {
            return Ok(known.clone());
        }
        let figures = match self.place {
            Where::Subtree(_) => measures::figures(read, ctx, measure, &self.division.members, period)?,
            Where::Agency(agency) | Where::Unit { agency, .. } => {
                measures::figures_of_units(read, ctx, measure, agency, period)?
            }
        };
        let ours = |id: &Uuid| match self.place {
            Where::Unit { unit, .. } => *id == unit,
            Where::Agency(_) | Where::Subtree(_) => true,
        };
        let mut stand = Stand::default();
        for (id, figure) in figures.into_iter().filter(|(id, _)| ours(id)) {
            stand.whole.add(figure.tally);
            stand.members.insert(id, figure.tally);
        }
        self.read.insert(key, stand.clone());
        Ok(stand)
    }

    /// The figures of the whole place in a period.
    pub(crate) fn whole(
        &mut self,
        read: &mut Read<'_>,
        ctx: &Ctx,
        measure: &Measure,
        period: Period,
    ) -> Result<Tally, Error> {
        Ok(self.stand(read, ctx, measure, period)?.whole)
    }
}

/// Which of the records of a measure a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Rows {
    /// All of which the figure is a share.
    #[default]
    All,
    /// Those that stand in one part.
    Only(Part),
}

impl Rows {
    /// As an address says it; nothing for all.
    pub(crate) fn code(self) -> Option<&'static str> {
        match self {
            Rows::All => None,
            Rows::Only(Part::DoneOnTime) => Some("done_on_time"),
            Rows::Only(Part::DoneLate) => Some("done_late"),
            Rows::Only(Part::OpenInTime) => Some("open_in_time"),
            Rows::Only(Part::Overdue) => Some("overdue"),
        }
    }

    /// What an address says; anything else means all.
    pub(crate) fn of(code: Option<&str>) -> Rows {
        Part::ALL.map(Rows::Only).into_iter().find(|rows| rows.code() == code).unwrap_or_default()
    }

    /// The parts that it shows.
    pub(crate) fn parts(self) -> Vec<Part> {
        match self {
            Rows::All => Part::ALL.to_vec(),
            Rows::Only(part) => vec![part],
        }
    }
}
