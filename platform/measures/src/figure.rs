//! Figures, and the records behind them.

use crate::Error;
use crate::model::{Counted, Cursor, Figure, Measure, Part, Period, Tally, Where};
use crate::store::{self, Slice, Span};
use context::{Ctx, Day, Time, Uuid};
use db::{Page, Read};

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
}

/// The figure of what began in the period and what was carried over into it. As of now it costs the same for
/// many records as for few; as of a past instant it counts record by record.
///
/// # Errors
/// [`Error::Days`] when the period ends before it begins.
pub fn figure(read: &mut Read<'_>, ctx: &Ctx, it: &Question<'_>) -> Result<Figure, Error> {
    let (measure, as_of) = (it.measure.code, it.as_of);
    let mut tally = Tally::default();
    for (agencies, span) in slices(read, it)? {
        tally.add(match span {
            Span::Begun(piece) if as_of >= ctx.now => {
                store::count_summed(read, measure, &agencies, piece, as_of)?
            }
            _ => store::count(read, &Slice { measure, agencies: &agencies, span }, as_of)?,
        });
    }
    Ok(Figure::of(it.measure, tally))
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
        let slice = Slice { measure: it.measure.code, agencies: &agencies, span };
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
    if period.until < period.from {
        return Err(Error::Days);
    }
    let changes = match place {
        Where::Agency(_) => Vec::new(),
        Where::Subtree(_) => store::tree_changes(read, period)?,
    };
    let mut slices = vec![(agencies(read, place, period.from)?, Span::Carried(period.from))];
    for piece in period.cut(&changes) {
        slices.push((agencies(read, place, piece.from)?, Span::Begun(piece)));
    }
    Ok(slices)
}

fn agencies(read: &mut Read<'_>, place: Where, day: Day) -> Result<Vec<Uuid>, Error> {
    Ok(match place {
        Where::Agency(id) => vec![id],
        Where::Subtree(id) => organisation::subtree(read, id, day)?,
    })
}
