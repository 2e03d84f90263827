//! Numbers: one series after the other, none twice, each accounted for.

use crate::Error;
use crate::model::series::{self, Asking, Reserved};
use crate::model::symbol;
use crate::store::number::{self, NewNumber, Series};
use calendar::Day;
use context::{Ctx, Uuid};
use db::Tx;
use serde::{Deserialize, Serialize};

/// The most numbers that one taken by hand may jump over.
const MOST_JUMPED: i64 = 50;

/// A number that was drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The number.
    pub number: i64,
    /// Its year.
    pub year: i64,
    /// Its date.
    pub day: Day,
}

/// Draws the next number of a series for a record. The counter's row is locked until the transaction ends.
///
/// # Errors
/// [`Error::DateBackwards`] when the series has a later date already.
pub fn draw(tx: &mut Tx<'_>, ctx: &Ctx, series: Uuid, record: Uuid, day: Day) -> Result<Drawn, Error> {
    let year = i64::from(day.year());
    let (next, last) = number::lock_counter(tx, series, year, day)?;
    if day < last {
        return Err(Error::DateBackwards { last });
    }
    let new =
        NewNumber { series, year, number: next, record, day, at: ctx.now, position: ctx.actor.position };
    if !number::insert_number(tx, &new)? {
        return Err(Error::NumberTaken { number: next });
    }
    number::set_counter(tx, series, year, next + 1, day)?;
    Ok(Drawn { number: next, year, day })
}

/// Takes a number that the clerk names, with a date, or with none said today's. Numbers that it jumps over are kept
/// free and can be taken later; such a one is dated between its neighbours, with none said as the one above it.
///
/// # Errors
/// [`Error::NumberReserved`] when it is another's; [`Error::NumberTaken`] when it was ever used or voided; [`Error::Input`] when it lies too far ahead;
/// [`Error::DateBackwards`] and [`Error::DateForwards`].
pub fn take(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    from: &Series,
    (record, drafter): (Uuid, Option<Uuid>),
    day: Option<Day>,
    wanted: i64,
) -> Result<Drawn, Error> {
    let series = from.id;
    let today = ctx.now.day();
    let year = i64::from(day.unwrap_or(today).year());
    let (next, last) = number::lock_counter(tx, series, year, day.unwrap_or(today))?;
    crate::model::input::within("number", wanted, 1, next + MOST_JUMPED)?;
    let new = |number, day| NewNumber {
        series,
        year,
        number,
        record,
        day,
        at: ctx.now,
        position: ctx.actor.position,
    };
    if wanted < next {
        if let Some(kept) = number::reserved(tx, series, year, wanted)? {
            let by = [drafter, ctx.actor.position];
            match series::reserved(kept.holder, kept.expires, from.lapse(), &by, today) {
                Reserved::Free => {}
                Reserved::Held(until) => return Err(Error::NumberReserved { number: wanted, until }),
                Reserved::Lapsed => return Err(Error::NumberTaken { number: wanted }),
            }
        }
        let (below, above) = number::neighbours(tx, series, year, wanted)?;
        let day = day.or(above).unwrap_or(today);
        if !number::take_reserved(tx, &new(wanted, day))? {
            return Err(Error::NumberTaken { number: wanted });
        }
        between(day, below, above)?;
        return Ok(Drawn { number: wanted, year, day });
    }
    let day = day.unwrap_or(today);
    if day < last {
        return Err(Error::DateBackwards { last });
    }
    for jumped in next..wanted {
        number::reserve(tx, &new(jumped, day), "")?;
    }
    if !number::insert_number(tx, &new(wanted, day))? {
        return Err(Error::NumberTaken { number: wanted });
    }
    number::set_counter(tx, series, year, wanted + 1, day)?;
    Ok(Drawn { number: wanted, year, day })
}

/// Refuses a date that lies before that of the number below, or after that of the number above.
fn between(day: Day, below: Option<Day>, above: Option<Day>) -> Result<(), Error> {
    match (below, above) {
        (Some(last), _) if day < last => Err(Error::DateBackwards { last }),
        (_, Some(next)) if day > next => Err(Error::DateForwards { next }),
        _ => Ok(()),
    }
}

/// The series from which a document takes its number: the one chosen, if it fits, else the one meant for it.
///
/// # Errors
/// [`Error::NoSeries`]; [`Error::Unknown`] when the one chosen does not fit.
pub fn series_for(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    body: Uuid,
    asking: Asking<'_>,
    chosen: Option<Uuid>,
) -> Result<Series, Error> {
    let all = number::outgoing(tx, body, ctx.now.day())?;
    match chosen {
        Some(id) => {
            let fits = series::fitting(&all, asking).into_iter().find(|series| series.id == id);
            fits.cloned().ok_or(Error::Unknown { field: "series" })
        }
        None => series::meant(&all, asking).cloned().ok_or(Error::NoSeries),
    }
}

/// The series of an agency's arrivals; it is made at the first arrival.
///
/// # Errors
/// Those of the database.
pub fn arrivals_series(tx: &mut Tx<'_>, ctx: &Ctx, agency: Uuid) -> Result<Uuid, Error> {
    let today = ctx.now.day();
    if let Some(series) = number::incoming(tx, agency, today)? {
        return Ok(series.id);
    }
    tx.serialise(&format!("documents.series {agency}"))?;
    if let Some(series) = number::incoming(tx, agency, today)? {
        return Ok(series.id);
    }
    let new = Series {
        id: ctx.new_id(),
        agency,
        name: "Sổ văn bản đến".to_owned(),
        pattern: "{n}".to_owned(),
        direction: "in".to_owned(),
        ..Series::blank(Day::new(today.year() as i16, 1, 1).unwrap_or(today))
    };
    number::insert_series(tx, &new)?;
    Ok(new.id)
}

/// Opens the usual two series of an issuing body: official letters, and whatever has a kind.
///
/// # Errors
/// Those of the database.
pub fn open_usual_series(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    agency: Uuid,
    body: Uuid,
    from: Day,
) -> Result<(), Error> {
    for (name, pattern, types) in
        [("Sổ công văn đi", symbol::LETTER, "CV TCg"), ("Sổ văn bản đi", symbol::NAMED, "")]
    {
        let new = Series {
            id: ctx.new_id(),
            agency,
            body: Some(body),
            name: name.to_owned(),
            pattern: pattern.to_owned(),
            types: types.to_owned(),
            ..Series::blank(from)
        };
        number::insert_series(tx, &new)?;
    }
    Ok(())
}
