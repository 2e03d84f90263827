//! Figures for those who steer (Toàn cảnh): the board, what stands behind each number, who is late to whom.

mod board;
pub(crate) mod late;
mod ranking;
pub(crate) mod records;

pub(crate) use board::show;

use crate::model::span::Span;
use crate::overview::{Asked, Rows};
use crate::{Error, t};
use calendar::Remaining;
use context::{Ctx, Day, Lang, Uuid};
use db::Read;
use duties::Duty;
use edge::{Better, MeasureSource, Shows};
use measures::{Period, Tally, Where};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Deadline, number};

/// The board's address.
pub(crate) const BASE: &str = "/overview";

/// What an address of these pages says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct OverviewQuery {
    pub(crate) place: Option<Uuid>,
    pub(crate) unit: Option<Uuid>,
    pub(crate) alone: Option<String>,
    pub(crate) period: Option<Span>,
    pub(crate) day: Option<String>,
    pub(crate) measure: Option<String>,
    pub(crate) rows: Option<String>,
    pub(crate) all: Option<String>,
    pub(crate) side: Option<duties::LateSide>,
    pub(crate) debtor: Option<Uuid>,
    pub(crate) creditor: Option<Uuid>,
    pub(crate) behind: Option<String>,
    pub(crate) format: Option<edge::TableFormat>,
}

impl OverviewQuery {
    pub(crate) fn asked(&self) -> Asked {
        Asked { agency: self.place, unit: self.unit, alone: self.alone.is_some() }
    }

    pub(crate) fn when(&self, ctx: &Ctx) -> When {
        let day = self.day.as_deref().and_then(Day::parse).unwrap_or_else(|| ctx.now.day());
        When { span: self.period.unwrap_or_default(), day }
    }
}

/// The period that an address means.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    pub(crate) span: Span,
    pub(crate) day: Day,
}

impl When {
    /// The period itself.
    pub(crate) fn period(self) -> Period {
        self.span.around(self.day)
    }

    /// The same kind of period around another day.
    fn at(self, day: Day) -> When {
        When { day, ..self }
    }
}

/// The address of one of these pages for a place and a period, with what else it says.
fn address(page: &str, place: Where, when: When, also: &[(&str, Option<String>)]) -> String {
    let (agency, unit, alone) = match place {
        Where::Subtree(agency) => (Some(agency), None, false),
        Where::Agency(agency) => (Some(agency), None, true),
        Where::Unit { unit, .. } => (None, Some(unit), false),
    };
    let mut pairs = vec![
        ("place", agency.map(|id| id.to_string())),
        ("unit", unit.map(|id| id.to_string())),
        ("alone", alone.then(|| "yes".to_owned())),
        ("period", Some(when.span.code().to_owned())),
        ("day", Some(when.day.iso())),
    ];
    pairs.extend(also.iter().cloned());
    format!("{BASE}{page}{}", edge::query(&pairs))
}

/// The list of what a number counts.
fn door(place: Where, when: When, source: &MeasureSource, rows: Rows) -> String {
    let measure = Some(source.measure.code.to_owned());
    let also = [("measure", measure), ("rows", rows.code().map(str::to_owned))];
    address("/records", place, when, &also)
}

/// The rows to which the number of a measure leads: those that it counts, and of a share all of which it is one.
fn rows_of(source: &MeasureSource) -> Rows {
    match (source.shows, source.measure.numerator) {
        (Shows::Count, [part]) => Rows::Only(*part),
        _ => Rows::All,
    }
}

/// A period's name: “Tuần 33”, “Tháng 8”, “Quý III”, “Năm 2023”.
fn period_name(lang: Lang, when: When) -> String {
    let from = when.period().from;
    match when.span {
        Span::Week => {
            // A week is of the year of its Thursday (ISO 8601).
            let thursday = from.plus(3);
            let first = i16::try_from(thursday.year()).ok().and_then(|year| Day::new(year, 1, 1));
            t::overview_week(lang, first.map_or(0, |first| (thursday.0 - first.0) / 7 + 1))
        }
        Span::Month => t::overview_month(lang, month_name(lang, from.month())),
        Span::Quarter => {
            let quarter = usize::try_from((from.month() - 1) / 3).unwrap_or(0);
            t::overview_quarter(lang, ["I", "II", "III", "IV"].get(quarter).copied().unwrap_or("–"))
        }
        Span::Year => t::overview_year(lang, from.year()),
    }
}

fn month_name(lang: Lang, month: i8) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match lang {
        Lang::Vi => month.to_string(),
        Lang::En => {
            NAMES.get(usize::try_from(month - 1).unwrap_or(0)).copied().unwrap_or_default().to_owned()
        }
    }
}

/// A number of a measure: what it is, and as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Number {
    /// A share in tenths of a percent, a mean in tenths of an hour, or a count; none of nothing.
    value: Option<i64>,
    shows: Shows,
}

impl Number {
    fn of(source: &MeasureSource, tally: &Tally) -> Number {
        let (part, whole) = (tally.sum(source.measure.numerator), tally.sum(source.measure.denominator));
        let done = tally.done_on_time + tally.done_late;
        let value = match source.shows {
            Shows::Count => Some(part),
            Shows::Share => rounded(part.saturating_mul(1000), whole),
            Shows::Time => rounded(tally.minutes, done * 6),
        };
        Number { value, shows: source.shows }
    }

    fn written(self, lang: Lang) -> String {
        match (self.value, self.shows) {
            (None, _) => "–".to_owned(),
            (Some(value), Shows::Count) => number::integer(lang, value),
            (Some(value), Shows::Share | Shows::Time) => number::decimal(lang, value, 1),
        }
    }

    /// As it is written in a table, with what it is in.
    fn with_unit(self, lang: Lang) -> String {
        match (self.value, self.shows) {
            (Some(_), Shows::Share) => format!("{}%", self.written(lang)),
            (Some(_), Shows::Time) => t::overview_hours(lang, self.written(lang)),
            _ => self.written(lang),
        }
    }

    /// The change against another, written; and whether it is for the worse.
    fn change(self, before: Number, better: Better, lang: Lang) -> (String, bool) {
        let Some((now, before)) = self.value.zip(before.value) else { return (String::new(), false) };
        let places = if self.shows == Shows::Count { 0 } else { 1 };
        let worse = match better {
            Better::More => now < before,
            Better::Less => now > before,
            Better::Neither => false,
        };
        (number::change(lang, now - before, places), worse)
    }
}

/// Half up; none of nothing.
fn rounded(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part.saturating_mul(2) + whole) / (whole * 2))
}

/// Names of agencies and units.
pub(crate) fn names(read: &mut Read<'_>, ids: &[Uuid]) -> db::Result<BTreeMap<Uuid, String>> {
    let mut names: BTreeMap<Uuid, String> =
        organisation::agencies(read, ids)?.into_iter().map(|agency| (agency.id, agency.name)).collect();
    names.extend(organisation::units(read, ids)?.into_iter().map(|unit| (unit.id, unit.name)));
    Ok(names)
}

fn named(names: &BTreeMap<Uuid, String>, id: Uuid) -> &str {
    names.get(&id).map_or("–", String::as_str)
}

/// Who a place is.
fn subject(place: Where) -> Uuid {
    match place {
        Where::Agency(id) | Where::Subtree(id) | Where::Unit { unit: id, .. } => id,
    }
}

/// The badge of a duty that is late.
fn lateness(ctx: &Ctx, duty: &Duty) -> Deadline {
    match duty.due {
        Some(due) => Deadline::of(ctx.lang, Remaining::until(due, ctx.now, ctx.law.calendar())),
        None => Deadline::OnTime(t::work_standing(ctx.lang).to_owned()),
    }
}

/// The place in a list that an address names.
fn cursor<C: std::str::FromStr>(text: Option<&str>) -> Result<Option<C>, Error> {
    text.map(|text| text.parse().map_err(|_| Error::Cursor(text.to_owned()))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use measures::{Measure, Part};

    const SAMPLE: Measure = Measure {
        code: "sample.done",
        counted: "sample.done",
        numerator: &[Part::DoneOnTime],
        denominator: &[Part::DoneOnTime, Part::DoneLate],
    };

    fn source(shows: Shows) -> MeasureSource {
        MeasureSource { measure: &SAMPLE, name: |_| "Mẫu", shows, better: Better::More }
    }

    #[test]
    fn a_number_of_nothing_is_a_dash_and_others_round_half_up() {
        let none = Tally::default();
        for shows in [Shows::Share, Shows::Time] {
            assert_eq!(Number::of(&source(shows), &none).with_unit(Lang::Vi), "–");
        }
        let tally = Tally { done_on_time: 2, done_late: 1, minutes: 200, ..none };
        let written = |shows| Number::of(&source(shows), &tally).written(Lang::Vi);
        assert_eq!([Shows::Count, Shows::Share, Shows::Time].map(written), ["2", "66,7", "1,1"]);
    }

    #[test]
    fn what_is_worse_depends_on_the_way_it_is_to_go() {
        let number = |value| Number { value: Some(value), shows: Shows::Count };
        let worse = |better| number(3).change(number(5), better, Lang::Vi).1;
        assert_eq!([Better::More, Better::Less, Better::Neither].map(worse), [true, false, false]);
        let none = Number { value: None, ..number(0) };
        assert_eq!(number(3).change(none, Better::More, Lang::Vi), (String::new(), false));
    }

    #[test]
    fn periods_are_named_in_both_languages() {
        let when = |span| When { span, day: Day::new(2023, 8, 17).unwrap() };
        let names = |lang| Span::ALL.map(|span| period_name(lang, when(span)).replace('\u{a0}', " "));
        assert_eq!(names(Lang::Vi), ["Tuần 33", "Tháng 8", "Quý III", "Năm 2023"]);
        assert_eq!(names(Lang::En), ["Week 33", "August", "Quarter III", "2023"]);
    }
}
