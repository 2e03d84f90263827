//! Figures, and the records behind them.

use crate::Error;
use crate::model::{Counted, Cursor, Figure, Measure, Part, Period, Tally, Where};
use crate::store::{self, By, Slice, Span};
use context::{Ctx, Day, Time, Uuid};
use db::{Page, Read};
use std::collections::BTreeMap;

/// What is asked: a measure, of whom, for which days, as of when. The caller has asked whether the reader may see
/// the answer.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Whose records.
    pub place: Where,
    /// Which days.
    pub period: Period,
    /// As of which instant.
    pub as_of: Time,
    /// Whether what began before the period and lasts into it counts as well (tồn kỳ trước chuyển sang).
    pub carried_over: bool,
}

/// The figure of what began in the period and, if asked for, what was carried over into it. What began, as of now,
/// costs the same for many records as for few; all else counts record by record.
///
/// # Errors
/// [`Error::Days`] when the period ends before it begins.
pub fn figure(read: &mut Read<'_>, ctx: &Ctx, it: &Question<'_>) -> Result<Figure, Error> {
    let (measure, as_of) = (it.measure.counted, it.as_of);
    let unit = unit(it.place);
    let by = if unit.is_some() { By::Holder } else { By::Agency };
    let mut tally = Tally::default();
    for (agencies, span) in slices(read, it)? {
        match span {
            Span::Begun(piece) if as_of >= ctx.now => {
                let summed = store::count_summed(read, by, measure, &agencies, piece, as_of)?;
                let ours = summed.into_iter().filter(|(holder, _)| unit.is_none_or(|unit| unit == *holder));
                ours.for_each(|(_, part)| tally.add(part));
            }
            _ => tally.add(store::count(read, &Slice { measure, agencies: &agencies, unit, span }, as_of)?),
        }
    }
    Ok(Figure::of(it.measure, tally))
}

/// The figures of several agencies, each with all below it, of what began in a period as it stands now: by few
/// statements for however many agencies. Where one stands below another, what is below counts for the nearest, so
/// that no record counts twice and all together are the figure of the topmost.
///
/// # Errors
/// [`Error::Days`] when the period ends before it begins.
pub fn figures(
    read: &mut Read<'_>,
    ctx: &Ctx,
    measure: &Measure,
    roots: &[Uuid],
    period: Period,
) -> Result<BTreeMap<Uuid, Figure>, Error> {
    let mut tallies: BTreeMap<Uuid, Tally> = roots.iter().map(|root| (*root, Tally::default())).collect();
    for piece in pieces(read, period)? {
        let nearest = nearest(&organisation::parents(read, piece.from)?, roots);
        let agencies: Vec<Uuid> = nearest.keys().copied().collect();
        let summed = store::count_summed(read, By::Agency, measure.counted, &agencies, piece, ctx.now)?;
        for (agency, part) in summed {
            if let Some(tally) = nearest.get(&agency).and_then(|root| tallies.get_mut(root)) {
                tally.add(part);
            }
        }
    }
    Ok(tallies.into_iter().map(|(root, tally)| (root, Figure::of(measure, tally))).collect())
}

/// The figures of the units of an agency, of what began in a period as it stands now; under the agency's own id that
/// of what no unit does.
///
/// # Errors
/// [`Error::Days`] when the period ends before it begins.
pub fn figures_of_units(
    read: &mut Read<'_>,
    ctx: &Ctx,
    measure: &Measure,
    agency: Uuid,
    period: Period,
) -> Result<BTreeMap<Uuid, Figure>, Error> {
    if period.until < period.from {
        return Err(Error::Days);
    }
    let summed = store::count_summed(read, By::Holder, measure.counted, &[agency], period, ctx.now)?;
    Ok(summed.into_iter().map(|(holder, tally)| (holder, Figure::of(measure, tally))).collect())
}

/// Each agency that is one of the roots or stands below one, with the nearest of them.
fn nearest(parents: &BTreeMap<Uuid, Option<Uuid>>, roots: &[Uuid]) -> BTreeMap<Uuid, Uuid> {
    /// No tree is deeper; a circle, which no action makes, ends here.
    const DEEPEST: usize = 100;
    let above = |agency: Uuid| {
        std::iter::successors(Some(agency), |at| parents.get(at).copied().flatten())
            .take(DEEPEST)
            .find(|at| roots.contains(at))
    };
    parents.keys().chain(roots).filter_map(|agency| Some((*agency, above(*agency)?))).collect()
}

/// The records behind a figure that stand in some parts, those that began first first.
///
/// # Errors
/// [`Error::Days`] when the period ends before it begins.
pub fn records(
    read: &mut Read<'_>,
    it: &Question<'_>,
    parts: &[Part],
    behind: Option<Cursor>,
    limit: usize,
) -> Result<Page<Counted>, Error> {
    let behind = behind.unwrap_or(Cursor::START);
    let mut rows = Vec::new();
    for (agencies, span) in slices(read, it)? {
        let unit = unit(it.place);
        let slice = Slice { measure: it.measure.counted, agencies: &agencies, unit, span };
        rows.extend(store::records(read, &slice, parts, it.as_of, behind, limit + 1 - rows.len())?);
        if rows.len() > limit {
            break;
        }
    }
    Ok(Page::cut(rows, limit))
}

/// The agencies and days that a figure adds up, in the order of days: what was carried over, then each piece of
/// the period in which the tree stayed the same.
fn slices(read: &mut Read<'_>, it: &Question<'_>) -> Result<Vec<(Vec<Uuid>, Span)>, Error> {
    let (place, period) = (it.place, it.period);
    let pieces = match place {
        Where::Subtree(_) => pieces(read, period)?,
        _ if period.until < period.from => return Err(Error::Days),
        _ => vec![period],
    };
    let mut slices = Vec::new();
    if it.carried_over {
        slices.push((agencies(read, place, period.from)?, Span::Carried(period.from)));
    }
    for piece in pieces {
        slices.push((agencies(read, place, piece.from)?, Span::Begun(piece)));
    }
    Ok(slices)
}

/// The pieces of a period in which the tree stayed the same.
fn pieces(read: &mut Read<'_>, period: Period) -> Result<Vec<Period>, Error> {
    match period.until < period.from {
        true => Err(Error::Days),
        false => Ok(period.cut(&store::tree_changes(read, period)?)),
    }
}

fn unit(place: Where) -> Option<Uuid> {
    match place {
        Where::Unit { unit, .. } => Some(unit),
        Where::Agency(_) | Where::Subtree(_) => None,
    }
}

fn agencies(read: &mut Read<'_>, place: Where, day: Day) -> Result<Vec<Uuid>, Error> {
    Ok(match place {
        Where::Agency(id) | Where::Unit { agency: id, .. } => vec![id],
        Where::Subtree(id) => organisation::subtree(read, id, day)?,
    })
}
