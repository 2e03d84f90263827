//! What the page of duties is drawn from.

use super::Shown;
use crate::view::{Cards, names, records};
use crate::{Error, store};
use context::{Ctx, Scope, Time, Uuid};
use db::{Page, Read};
use duties::{Bucket, Counts, Cursor, DayCount, Duty, Filter, Hands, Whose};
use edge::CardSource;
use std::collections::{BTreeMap, BTreeSet};

/// Rows of each group where all of them are shown.
const FEW: usize = 10;
/// Rows of a group that stands alone.
const MANY: usize = 50;
/// Rows of what others owe.
const OTHERS: usize = 10;

/// Duties of one time.
pub(super) struct Group {
    pub(super) bucket: Bucket,
    pub(super) count: i64,
    pub(super) rows: Vec<Duty>,
    pub(super) more: bool,
}

/// Everything that lies on the desk shown.
pub(super) struct Desk {
    /// How much the shown kind holds.
    pub(super) counts: Counts,
    /// The scopes the reader can choose from, with what each holds.
    pub(super) scopes: Vec<(Whose, i64)>,
    /// What each kind of record holds, in the order of the sources.
    pub(super) kinds: Vec<i64>,
    pub(super) ahead: Vec<DayCount>,
    /// The one to do next: the first that is not late yet, else the latest.
    pub(super) next: Option<Duty>,
    pub(super) groups: Vec<Group>,
    pub(super) owed: Page<Duty>,
    pub(super) owed_counts: Counts,
    pub(super) cards: Cards,
    /// Names of those who owe.
    pub(super) names: BTreeMap<Uuid, String>,
    /// Those whose owners were reminded today.
    pub(super) reminded: BTreeSet<Uuid>,
}

impl Desk {
    pub(super) fn lay(
        read: &mut Read<'_>,
        ctx: &Ctx,
        sources: &[CardSource],
        hands: Hands,
        shown: &Shown,
    ) -> Result<Desk, Error> {
        let whose = shown.whose;
        let all = Filter { hands, ..Filter::default() };
        let filter = Filter { subject_kind: shown.kind.map(str::to_owned), ..all.clone() };
        let counts = duties::count_by(read, ctx, whose, &filter)?;
        let mut scopes = Vec::new();
        for scope in offered(ctx) {
            scopes.push((scope, duties::count_by(read, ctx, scope, &all)?.total()));
        }
        let mut kinds = Vec::new();
        for source in sources {
            let only = Filter { subject_kind: Some(source.kind.to_owned()), ..all.clone() };
            kinds.push(duties::count_by(read, ctx, whose, &only)?.total());
        }
        let ahead = duties::ahead(read, ctx, whose, &filter)?;
        let next = next(read, ctx, whose, &filter, &counts)?;
        let groups = groups(read, ctx, shown, &filter, &counts, &ahead)?;
        let owed = duties::owed_to(read, ctx, whose, &all, shown.others, OTHERS)?;
        let owed_counts = duties::count_to(read, ctx, whose, &all)?;
        let duties: Vec<&Duty> =
            groups.iter().flat_map(|group| &group.rows).chain(&next).chain(&owed.rows).collect();
        let named = duties.iter().flat_map(|duty| records(duty)).cloned();
        let owners: Vec<_> = duties.iter().map(|duty| duty.owner).collect();
        let cards = Cards::of(read, ctx, sources, named)?;
        let names = names(read, ctx, &owners)?;
        let ids: Vec<Uuid> = owed.rows.iter().map(|duty| duty.id).collect();
        let reminded = store::reminded(read, &ids, ctx.now.day())?;
        Ok(Desk { counts, scopes, kinds, ahead, next, groups, owed, owed_counts, cards, names, reminded })
    }
}

/// The scopes that the reader may choose from.
fn offered(ctx: &Ctx) -> Vec<Whose> {
    let agency = ctx.actor.agency.is_some() && ctx.actor.scope(duties::READ) >= Some(Scope::Agency);
    let unit = ctx.actor.unit.is_some();
    [(Whose::Me, true), (Whose::Unit, unit), (Whose::Agency, agency)]
        .into_iter()
        .filter_map(|(whose, may)| may.then_some(whose))
        .collect()
}

fn next(
    read: &mut Read<'_>,
    ctx: &Ctx,
    whose: Whose,
    filter: &Filter,
    counts: &Counts,
) -> Result<Option<Duty>, Error> {
    let first = [Bucket::Today, Bucket::Week, Bucket::Later, Bucket::Overdue]
        .into_iter()
        .find(|bucket| count(counts, *bucket) > 0);
    let Some(bucket) = first else { return Ok(None) };
    let filter = Filter { bucket: Some(bucket), ..filter.clone() };
    Ok(duties::owed_by(read, ctx, whose, &filter, None, 1)?.rows.pop())
}

fn groups(
    read: &mut Read<'_>,
    ctx: &Ctx,
    shown: &Shown,
    filter: &Filter,
    counts: &Counts,
    ahead: &[DayCount],
) -> Result<Vec<Group>, Error> {
    if let Some(day) = shown.day {
        return Ok(vec![of_day(read, ctx, shown, filter, day, ahead)?]);
    }
    let mut groups = Vec::new();
    for bucket in Bucket::ALL.into_iter().filter(|bucket| shown.bucket.is_none_or(|only| only == *bucket)) {
        let count = count(counts, bucket);
        if count == 0 {
            continue;
        }
        let limit = if shown.bucket.is_some() { MANY } else { FEW };
        let filter = Filter { bucket: Some(bucket), ..filter.clone() };
        let page = duties::owed_by(read, ctx, shown.whose, &filter, shown.behind, limit)?;
        groups.push(Group { bucket, count, rows: page.rows, more: page.more });
    }
    Ok(groups)
}

/// What is due on one day: the list from the day's first instant on, cut at its last.
fn of_day(
    read: &mut Read<'_>,
    ctx: &Ctx,
    shown: &Shown,
    filter: &Filter,
    day: context::Day,
    ahead: &[DayCount],
) -> Result<Group, Error> {
    let behind = shown.behind.unwrap_or(before(day.start())?);
    let mut page = duties::owed_by(read, ctx, shown.whose, filter, Some(behind), MANY)?;
    let all = page.rows.len();
    page.rows.retain(|duty| duty.due.map(Time::day) == Some(day));
    let shown_here = i64::try_from(page.rows.len()).unwrap_or(i64::MAX);
    Ok(Group {
        bucket: Bucket::at(Some(day.start()), ctx.now),
        count: ahead.iter().find(|it| it.day == day).map_or(shown_here, |it| it.count),
        more: page.more && page.rows.len() == all,
        rows: page.rows,
    })
}

/// The place in the list before everything that is due from an instant on.
fn before(instant: Time) -> Result<Cursor, Error> {
    let text = format!("{}.{}", instant.plus(-1).0, Uuid::max().simple());
    text.parse().map_err(|_| Error::Cursor(text))
}

fn count(counts: &Counts, bucket: Bucket) -> i64 {
    match bucket {
        Bucket::Overdue => counts.overdue,
        Bucket::Today => counts.today,
        Bucket::Week => counts.week,
        Bucket::Later => counts.later,
    }
}
