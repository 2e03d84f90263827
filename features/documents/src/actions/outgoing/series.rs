//! Series (sổ) kept by a records desk: opened, changed, ended; numbers reserved ahead, voided, lapsed.

use crate::Error;
use crate::model::input::{self, InputFault};
use crate::model::series::{Lapse, Purpose, is_pattern};
use crate::store::number::{self as ledger, NewNumber, ReservedNumber, Series};
use calendar::Day;
use context::{Ctx, Ref, Uuid};
use db::Tx;
use jobs::Worker;
use organisation::Place;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job of what lapses with a day: reserved numbers, and ballots.
pub const LAPSE: &str = "documents.lapse_numbers";
/// The most numbers reserved at once.
const MOST_RESERVED: i64 = 20;
/// The most days for which a number is reserved.
const MOST_DAYS: i32 = 90;
/// So many lapse in one transaction.
const SLICE: usize = 100;

/// A series as the records desk describes it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SeriesInput {
    /// Its name.
    pub name: String,
    /// The pattern of its symbols: `{n}/{type}-{body}`.
    pub pattern: String,
    /// The kinds it serves; none for all.
    #[serde(default)]
    pub types: Vec<String>,
    /// What it is for. It stays what it was opened for.
    #[serde(default)]
    pub purpose: Purpose,
    /// The issuing body.
    pub body: Option<Uuid>,
    /// The unit whose own register it is.
    pub unit: Option<Uuid>,
    /// What becomes of reserved numbers whose last day has passed.
    #[serde(default)]
    pub lapse: Lapse,
}

/// Numbers to be reserved.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ReserveInput {
    /// How many.
    pub count: i64,
    /// For whom: the position that drafts what takes them.
    pub holder: Option<Uuid>,
    /// The last day on which they are reserved.
    pub until: Option<Day>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// The agency whose series the actor keeps.
fn keeps(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    access::require(tx, ctx, crate::NUMBER, &Place::agency(agency))?;
    Ok(agency)
}

/// A series that the actor keeps.
fn kept(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Series, Error> {
    let series = ledger::series(tx, id)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, crate::NUMBER, &Place::agency(series.agency))?;
    Ok(series)
}

fn checked(ctx: &Ctx, input: &SeriesInput) -> Result<(), Error> {
    let today = ctx.now.day();
    let mut faults = Vec::new();
    if input.name.trim().is_empty() {
        faults.push(("name", InputFault::Missing));
    }
    if input.name.chars().count() > input::MOST_NAME {
        faults.push(("name", InputFault::TooLong(input::MOST_NAME)));
    }
    if !is_pattern(input.pattern.trim()) {
        faults.push(("pattern", InputFault::NoPattern));
    }
    if input.purpose == Purpose::Normative && !input.pattern.contains("{year}") {
        faults.push(("pattern", InputFault::NoYear));
    }
    if input.types.iter().any(|kind| ctx.law.document_type(kind, today).is_none()) {
        faults.push(("types", InputFault::Unknown));
    }
    if input.unit.is_some() && input.purpose != Purpose::Internal {
        faults.push(("unit", InputFault::OnlyInternal));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Input(faults)) }
}

/// Opens a series of a body that the actor's desk serves, from today on.
///
/// # Errors
/// [`Error::Input`] with every wrong field; [`Error::Unknown`] for a body or unit of another agency;
/// [`Error::SeriesThere`] when one for the same body, purpose, unit and kinds is open.
pub fn open_series(tx: &mut Tx<'_>, ctx: &Ctx, input: &SeriesInput) -> Result<Uuid, Error> {
    let agency = keeps(tx, ctx)?;
    checked(ctx, input)?;
    let today = ctx.now.day();
    let bodies = organisation::issuing_bodies_of(tx, agency, today)?;
    let body = bodies.into_iter().find(|body| Some(body.id) == input.body);
    let body = body.ok_or(Error::Unknown { field: "body" })?;
    if let Some(unit) = input.unit
        && !organisation::units_of(tx, agency, today)?.iter().any(|known| known.id == unit)
    {
        return Err(Error::Unknown { field: "unit" });
    }
    let new = Series {
        id: ctx.new_id(),
        agency,
        body: Some(body.id),
        name: input.name.trim().to_owned(),
        pattern: input.pattern.trim().to_owned(),
        types: input.types.join(" "),
        purpose: input.purpose.code().to_owned(),
        unit: input.unit,
        lapse: input.lapse.code().to_owned(),
        ..Series::blank(today)
    };
    // Two desks that open the same at once: one after the other.
    tx.serialise(&format!("documents.series {agency}"))?;
    alone(tx, &new, today)?;
    ledger::insert_series(tx, &new)?;
    tell(tx, ctx, "documents.series_opened", new.id, json!({ "purpose": new.purpose }), "")?;
    Ok(new.id)
}

/// Refuses two open series between which a document could not choose.
fn alone(tx: &mut Tx<'_>, new: &Series, today: Day) -> Result<(), Error> {
    let open = ledger::kept(tx, new.agency)?;
    let same = |other: &&Series| {
        other.id != new.id
            && other.ends.is_none_or(|ends| ends > today)
            && (other.body, &other.purpose, other.unit) == (new.body, &new.purpose, new.unit)
            && (other.types.is_empty() && new.types.is_empty()
                || other
                    .types
                    .split(' ')
                    .any(|kind| !kind.is_empty() && new.types.split(' ').any(|own| own == kind)))
    };
    match open.iter().find(same) {
        Some(other) => Err(Error::SeriesThere { name: other.name.clone() }),
        None => Ok(()),
    }
}

/// Changes name, pattern, kinds and lapse of a series; numbers already given stay as they are.
///
/// # Errors
/// As for [`open_series`]; [`Error::Stale`].
pub fn change_series(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    version: i64,
    input: &SeriesInput,
) -> Result<(), Error> {
    let before = kept(tx, ctx, id)?;
    let input = &SeriesInput { purpose: before.purpose(), unit: before.unit, ..input.clone() };
    checked(ctx, input)?;
    let after = Series {
        name: input.name.trim().to_owned(),
        pattern: input.pattern.trim().to_owned(),
        types: input.types.join(" "),
        lapse: input.lapse.code().to_owned(),
        version,
        ..before
    };
    tx.serialise(&format!("documents.series {}", after.agency))?;
    alone(tx, &after, ctx.now.day())?;
    if !ledger::update_series(tx, &after)? {
        return Err(Error::Stale);
    }
    tell(tx, ctx, "documents.series_changed", id, json!({}), "")
}

/// Ends a series: from today on it gives no numbers. It stays as a register.
///
/// # Errors
/// [`Error::NotNow`] when it has ended; [`Error::Stale`].
pub fn end_series(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, version: i64) -> Result<(), Error> {
    let mut series = kept(tx, ctx, id)?;
    if series.ends.is_some() {
        return Err(Error::NotNow { state: "ended" });
    }
    series.ends = Some(ctx.now.day());
    series.version = version;
    if !ledger::update_series(tx, &series)? {
        return Err(Error::Stale);
    }
    tell(tx, ctx, "documents.series_ended", id, json!({}), "")
}

/// Reserves the next numbers of a series for somebody (giữ số); each stands in the register from now on.
///
/// # Errors
/// [`Error::Input`] with every wrong field; [`Error::Unknown`] for a holder of another agency; [`Error::NotNow`] when
/// the series has ended.
pub fn reserve(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &ReserveInput) -> Result<Vec<i64>, Error> {
    let series = kept(tx, ctx, id)?;
    let today = ctx.now.day();
    if series.ends.is_some_and(|ends| ends <= today) || series.direction != "out" {
        return Err(Error::NotNow { state: "ended" });
    }
    let reason = input::reason(&input.reason)?;
    input::within("count", input.count, 1, MOST_RESERVED)?;
    match input.until {
        None if !series.purpose().reserves_for_good() => {
            return Err(Error::Input(vec![("until", InputFault::Missing)]));
        }
        Some(day) if day < today => return Err(Error::Input(vec![("until", InputFault::Past)])),
        Some(day) if day > today.plus(MOST_DAYS) => {
            return Err(Error::Input(vec![("until", InputFault::TooFar(MOST_DAYS.into()))]));
        }
        _ => {}
    }
    if let Some(holder) = input.holder {
        let known = organisation::position(tx, holder, today)?.filter(|one| one.agency == series.agency);
        known.ok_or(Error::Unknown { field: "holder" })?;
    } else if !series.purpose().reserves_for_good() {
        return Err(Error::Input(vec![("holder", InputFault::Missing)]));
    }
    let year = i64::from(today.year());
    let (next, last) = ledger::lock_counter(tx, id, year, today)?;
    if today < last {
        return Err(Error::DateBackwards { last });
    }
    let numbers: Vec<i64> = (next..next + input.count).collect();
    for number in &numbers {
        let new = NewNumber {
            series: id,
            year,
            number: *number,
            record: Uuid::nil(),
            day: today,
            at: ctx.now,
            position: ctx.actor.position,
        };
        ledger::reserve_for(tx, &new, input.holder, input.until, reason)?;
    }
    ledger::set_counter(tx, id, year, next + input.count, today)?;
    let data = json!({ "year": year, "numbers": numbers, "holder": input.holder, "until": input.until });
    tell(tx, ctx, "documents.number_reserved", id, data, reason)?;
    Ok(numbers)
}

/// Voids a reserved number (hủy số); it stays in the register and is never used.
///
/// # Errors
/// [`Error::Input`] without a reason; [`Error::NumberTaken`] when it is not reserved.
pub fn void_reserved(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    (year, number): (i64, i64),
    reason: &str,
) -> Result<(), Error> {
    kept(tx, ctx, id)?;
    let reason = input::reason(reason)?;
    ledger::lock_counter(tx, id, year, ctx.now.day())?;
    let known = ledger::reserved(tx, id, year, number)?.ok_or(Error::NumberTaken { number })?;
    ledger::void_reserved(tx, &known, reason)?;
    tell(tx, ctx, "documents.reserved_voided", id, json!({ "year": year, "number": number }), reason)
}

/// The worker of the job of what lapses with a day.
pub fn worker() -> Worker {
    Worker::new(LAPSE, |db, ctx, _| {
        let ctx = ctx.as_system();
        while db.write(&ctx, |tx| lapse(tx, &ctx))? {}
        while db.write(&ctx, |tx| crate::actions::ballots::close_expired(tx, &ctx))? {}
        Ok(())
    })
}

/// Voids or frees the next reserved numbers whose last day has passed, as their series says; whether there may be
/// more.
///
/// # Errors
/// Those of the database.
pub fn lapse(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<bool, Error> {
    let expired = ledger::expired(tx, ctx.now.day(), SLICE)?;
    for found in &expired {
        ledger::lock_counter(tx, found.series, found.year, found.day)?;
        // Read again under the lock: somebody may have taken or voided it meanwhile.
        let Some(number) = ledger::reserved(tx, found.series, found.year, found.number)? else { continue };
        let series = ledger::series(tx, number.series)?.ok_or(Error::NotFound)?;
        let rule = series.lapse();
        let ReservedNumber { year, number: n, .. } = number;
        match rule {
            Lapse::Voided => {
                let day =
                    number.expires.map(|day| ui::time::date(context::Lang::Vi, day)).unwrap_or_default();
                ledger::void_reserved(tx, &number, &format!("Hết hạn giữ số ngày {day}"))?;
            }
            Lapse::Freed => ledger::free(tx, &number)?,
        }
        let data = json!({ "year": year, "number": n, "rule": rule.code() });
        tell(tx, ctx, "documents.number_lapsed", series.id, data, "")?;
    }
    Ok(expired.len() == SLICE)
}

fn tell(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    action: &'static str,
    series: Uuid,
    data: serde_json::Value,
    note: &str,
) -> Result<(), Error> {
    let note = (!note.is_empty()).then(|| note.to_owned());
    let fact = facts::New { data, note, ..facts::New::new(action, Ref::new("series", series)) };
    facts::record(tx, ctx, fact)?;
    Ok(())
}
