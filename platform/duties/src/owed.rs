//! What is owed, by whom and to whom: the lists, the counts and the badges of records.

use crate::Error;
use crate::model::{Bucket, Cursor, Duty};
use crate::store::{self, Earlier, lists, lists::Side};
use context::{Actor, Ctx, Day, Lang, Permission, Ref, Scope, Uuid};
use db::{Page, Read};
use serde::Serialize;

/// To see what a whole agency owes and is owed. Every position sees its own duties and those of its unit.
pub const READ: Permission = "duties.read";

/// Whose duties a list shows. Always the reader's own desk, unit or agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// Those of the position the reader acts in, and what its unit or agency owes as a whole, as far as the reader
    /// does it: see [`Hands`].
    Me,
    /// Those of its unit, with all positions in it.
    Unit,
    /// Those of its agency, with all units and positions in it; needs [`READ`] for the agency.
    Agency,
}

/// A kind of duty, as a feature names it.
#[derive(Clone, Copy)]
pub struct Kind {
    /// As it is stored: `documents.accept`.
    pub code: &'static str,
    /// The permission by which it is done.
    pub permission: Permission,
    /// What doing it is called, on a button: “Tiếp nhận”.
    pub verb: fn(Lang) -> &'static str,
}

/// The kinds of duties that somebody does where their unit or agency owes them as a whole: what waits for an agency's
/// records desk is the clerks' own. It follows from how far their permission to do it reaches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    pub(crate) unit: Vec<&'static str>,
    pub(crate) agency: Vec<&'static str>,
}

impl Hands {
    /// What falls to somebody, of these kinds.
    pub fn of<'k>(actor: &Actor, kinds: impl Iterator<Item = &'k Kind> + Clone) -> Hands {
        let reaching = |least: Scope| {
            let reaches = move |kind: &&Kind| actor.scope(kind.permission) >= Some(least);
            kinds.clone().filter(reaches).map(|kind| kind.code).collect()
        };
        Hands { unit: reaching(Scope::Unit), agency: reaching(Scope::Agency) }
    }
}

/// Which duties a list shows. The default shows all, and of what is owed as a whole nothing as one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only of this kind: `documents.accept`.
    pub kind: Option<String>,
    /// Only for records of this kind: `document`.
    pub subject_kind: Option<String>,
    /// Only in this group.
    pub bucket: Option<Bucket>,
    /// What is the reader's own of what their unit or agency owes as a whole.
    pub hands: Hands,
}

/// How many duties each group holds; 1,000 stands for that many or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Past their due instant.
    pub overdue: i64,
    /// Due later today.
    pub today: i64,
    /// Due later this week.
    pub week: i64,
    /// Due after that, or without a due instant.
    pub later: i64,
}

impl Counts {
    /// All groups together.
    pub fn total(&self) -> i64 {
        self.overdue + self.today + self.week + self.later
    }
}

/// How many duties are due on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DayCount {
    /// The local day.
    pub day: Day,
    /// How many.
    pub count: i64,
}

/// The days that [`ahead`] counts, today included.
pub const DAYS_AHEAD: i32 = 14;

/// What the reader, their unit or their agency owes (việc của tôi), the most urgent first.
///
/// # Errors
/// [`Error::NotAllowed`] when the reader may not see the agency's duties.
pub fn owed_by(
    read: &mut Read<'_>,
    ctx: &Ctx,
    whose: Whose,
    filter: &Filter,
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Page<Duty>, Error> {
    page(read, ctx, &owing(&ctx.actor, whose, filter)?, filter, behind, limit)
}

/// What others owe the reader, their unit or their agency (người khác nợ tôi), the most urgent first.
///
/// # Errors
/// [`Error::NotAllowed`] when the reader may not see the agency's duties.
pub fn owed_to(
    read: &mut Read<'_>,
    ctx: &Ctx,
    whose: Whose,
    filter: &Filter,
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Page<Duty>, Error> {
    page(read, ctx, &desk(&ctx.actor, whose, CREDITOR)?, filter, behind, limit)
}

/// How much of [`owed_by`] stands in each group. The filter's own group is not looked at.
///
/// # Errors
/// [`Error::NotAllowed`] when the reader may not see the agency's duties.
pub fn count_by(read: &mut Read<'_>, ctx: &Ctx, whose: Whose, filter: &Filter) -> Result<Counts, Error> {
    counts(read, ctx, &owing(&ctx.actor, whose, filter)?, filter)
}

/// How much of [`owed_to`] stands in each group. The filter's own group is not looked at.
///
/// # Errors
/// [`Error::NotAllowed`] when the reader may not see the agency's duties.
pub fn count_to(read: &mut Read<'_>, ctx: &Ctx, whose: Whose, filter: &Filter) -> Result<Counts, Error> {
    counts(read, ctx, &desk(&ctx.actor, whose, CREDITOR)?, filter)
}

/// How much of [`owed_by`] is due on each of the next [`DAYS_AHEAD`] days, days without any included. What
/// is already overdue today is not counted.
///
/// # Errors
/// [`Error::NotAllowed`] when the reader may not see the agency's duties.
pub fn ahead(read: &mut Read<'_>, ctx: &Ctx, whose: Whose, filter: &Filter) -> Result<Vec<DayCount>, Error> {
    let sides = owing(&ctx.actor, whose, filter)?;
    if sides.is_empty() {
        return Ok(Vec::new());
    }
    let today = ctx.now.day();
    let until = today.plus(DAYS_AHEAD).start().plus(-1);
    let mut found = Vec::new();
    for side in &sides {
        found.extend(lists::count_by_day(read, side, filter, (ctx.now, until))?);
    }
    let count = |day| found.iter().filter(|(known, _)| *known == day).map(|(_, count)| count).sum();
    Ok((0..DAYS_AHEAD).map(|n| today.plus(n)).map(|day| DayCount { day, count: count(day) }).collect())
}

/// The duties still owed for some records, or shown on their pages, the most urgent first: for the badges of
/// a list. The caller shows only records that the reader may see.
///
/// # Errors
/// Those of the database.
pub fn of(read: &mut Read<'_>, records: &[Ref]) -> Result<Vec<Duty>, Error> {
    Ok(lists::running_on(read, records)?)
}

/// All duties that a record ever had, or that its page shows, in the order of their opening: for the record's
/// own page, which has asked whether its reader may see it.
///
/// # Errors
/// Those of the database.
pub fn all_of(read: &mut Read<'_>, record: &Ref) -> Result<Vec<Duty>, Error> {
    Ok(lists::all_on(read, record)?)
}

/// One duty. The caller shows it only to those who may see its record.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn duty(read: &mut Read<'_>, id: Uuid) -> Result<Duty, Error> {
    Ok(store::load(read, id)?.ok_or(Error::NotFound)?.duty)
}

/// The due instants that a duty had, the first first, with why each was set.
///
/// # Errors
/// Those of the database.
pub fn due_history(read: &mut Read<'_>, duty: Uuid) -> Result<Vec<Earlier>, Error> {
    Ok(store::due_history(read, duty)?)
}

/// The columns of one side of a duty, by whose list is asked for.
type Columns = [&'static str; 3];

pub(crate) const OWNER: Columns = ["owner_position", "owner_unit", "owner_agency"];
pub(crate) const CREDITOR: Columns = ["creditor_position", "creditor_unit", "creditor_agency"];

/// The reader's own desk; none when they act in no such place, so that their list is empty.
fn desk(actor: &Actor, whose: Whose, [position, unit, agency]: Columns) -> Result<Vec<Side<'static>>, Error> {
    let (column, desk) = match whose {
        Whose::Me => (position, actor.position),
        Whose::Unit => (unit, actor.unit),
        Whose::Agency if actor.scope(READ) >= Some(Scope::Agency) => (agency, actor.agency),
        Whose::Agency => return Err(Error::NotAllowed),
    };
    Ok(desk.map(|desk| Side { column, desk, whole: None }).into_iter().collect())
}

/// The desks whose duties are the reader's: their own, and of those of their unit and agency what falls to them. No
/// duty lies on two of them.
fn owing<'f>(actor: &Actor, whose: Whose, filter: &'f Filter) -> Result<Vec<Side<'f>>, Error> {
    let mut sides: Vec<Side<'f>> = desk(actor, whose, OWNER)?;
    if whose == Whose::Me {
        let [_, unit, agency] = OWNER;
        let wholes = [(unit, actor.unit, &filter.hands.unit), (agency, actor.agency, &filter.hands.agency)];
        for (column, desk, kinds) in wholes {
            if let Some(desk) = desk.filter(|_| !kinds.is_empty()) {
                sides.push(Side { column, desk, whole: Some(kinds) });
            }
        }
    }
    Ok(sides)
}

fn page(
    read: &mut Read<'_>,
    ctx: &Ctx,
    sides: &[Side<'_>],
    filter: &Filter,
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Page<Duty>, Error> {
    if sides.is_empty() {
        return Ok(Page { rows: Vec::new(), more: false });
    }
    Ok(lists::page(read, sides, filter, ctx.now, behind.unwrap_or(Cursor::START), limit)?)
}

fn counts(read: &mut Read<'_>, ctx: &Ctx, sides: &[Side<'_>], filter: &Filter) -> Result<Counts, Error> {
    let mut count = |bucket| -> Result<i64, Error> {
        let mut all = 0;
        for side in sides {
            all += lists::count(read, side, filter, bucket, ctx.now)?;
        }
        Ok(all.min(lists::MOST_COUNTED))
    };
    Ok(Counts {
        overdue: count(Bucket::Overdue)?,
        today: count(Bucket::Today)?,
        week: count(Bucket::Week)?,
        later: count(Bucket::Later)?,
    })
}
