//! Agencies or units beside each other, by one measure: the bars stand in the table's cells.

use super::{Number, When, address, door, named, rows_of};
use crate::overview::{Division, Rows, Stand};
use crate::t;
use context::{Lang, Uuid};
use edge::{Better, MeasureSource, Shows};
use maud::{Markup, html};
use measures::{Part, Tally, Where};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use ui::{Choice, Column, Share, Table, Tone, number};

/// Rows from the top and from the bottom where not all are shown.
const ENDS: usize = 5;

/// One agency or unit.
struct Row {
    id: Uuid,
    now: Number,
    before: Number,
    /// How many stand behind it.
    all: i64,
    overdue: i64,
}

/// Agencies or units in the order of a measure, the best first; those of which nothing is counted are left out.
#[derive(Default)]
pub(super) struct Ranking {
    by: Option<&'static MeasureSource>,
    /// The measures by which it can be ordered.
    choices: Vec<&'static MeasureSource>,
    rows: Vec<Row>,
    /// Of all together.
    whole: Tally,
    units: bool,
    /// Whether every row is shown.
    every: bool,
}

impl Ranking {
    pub(super) fn of(
        by: &'static MeasureSource,
        choices: Vec<&'static MeasureSource>,
        division: &Division,
        now: &Stand,
        before: &Stand,
        every: bool,
    ) -> Ranking {
        let mut rows: Vec<Row> = Vec::new();
        for id in &division.members {
            let tally = now.members.get(id).copied().unwrap_or_default();
            let all = tally.sum(by.measure.denominator);
            if all > 0 {
                let before = before.members.get(id).copied().unwrap_or_default();
                let (now, before) = (Number::of(by, &tally), Number::of(by, &before));
                rows.push(Row { id: *id, now, before, all, overdue: tally.overdue });
            }
        }
        // Of two that are alike the one with more to do stands first.
        let value = |row: &Row| row.now.value.unwrap_or(0);
        match by.better {
            Better::Less => rows.sort_by_key(|row| (value(row), Reverse(row.all), row.id)),
            Better::More | Better::Neither => {
                rows.sort_by_key(|row| (Reverse(value(row)), Reverse(row.all), row.id));
            }
        }
        Ranking { by: Some(by), choices, rows, whole: now.whole, units: division.units, every }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.choices.is_empty()
    }
}

/// The card of a ranking.
pub(super) fn card(
    lang: Lang,
    ranking: &Ranking,
    place: Where,
    when: When,
    names: &BTreeMap<Uuid, String>,
) -> Markup {
    let Some(by) = ranking.by else { return html! {} };
    let to = |source: &MeasureSource, all: Option<String>| {
        let also = [("measure", Some(source.measure.code.to_owned())), ("all", all)];
        format!("{}#ranking", address("", place, when, &also))
    };
    let chips: Vec<Choice> = ranking
        .choices
        .iter()
        .map(|source| Choice::new((source.name)(lang), to(source, None)).current(std::ptr::eq(*source, by)))
        .collect();
    let title = if ranking.units { t::overview_ranking_units(lang) } else { t::overview_ranking(lang) };
    let note = match by.shows {
        Shows::Share => t::overview_axis_share(lang),
        Shows::Count | Shows::Time => t::overview_axis_count(lang),
    };
    let columns = vec![
        Column::text(t::overview_rank(lang)).fit().spare(),
        Column::head(if ranking.units { t::overview_unit(lang) } else { t::overview_agency(lang) }),
        Column::bar(format!("{}. {note}", t::overview_chart(lang))),
        Column::number(t::overview_number(lang)),
        Column::number(t::overview_change(lang)).spare(),
        Column::number(t::overview_overdue(lang)),
    ];
    let line = Line { lang, ranking, by, place, when, names };
    let hidden = if ranking.every { 0 } else { ranking.rows.len().saturating_sub(2 * ENDS) };
    let mut table = Table::new(lang, title, columns);
    for (at, row) in ranking.rows.iter().enumerate() {
        if hidden > 0 && at == ENDS {
            let between = t::overview_between(lang, hidden);
            table = table.gap(html! { a class="link" href=(to(by, Some("yes".to_owned()))) { (between) } });
        }
        if hidden == 0 || !(ENDS..ENDS + hidden).contains(&at) {
            table = table.row(line.cells(at + 1, row));
        }
    }
    let content = html! {
        (ui::chips(t::overview_by(lang), &chips))
        @if ranking.rows.is_empty() { p class="muted" { (t::overview_no_records_text(lang)) } } @else { (table) }
    };
    ui::card("ranking", Share::Half, title, &html! { p { (note) } }, &content)
}

/// What the rows of a ranking share.
struct Line<'a> {
    lang: Lang,
    ranking: &'a Ranking,
    by: &'a MeasureSource,
    place: Where,
    when: When,
    names: &'a BTreeMap<Uuid, String>,
}

impl Line<'_> {
    fn cells(&self, rank: usize, row: &Row) -> Vec<Markup> {
        let (lang, units) = (self.lang, self.ranking.units);
        let whose = self.member(row.id);
        let name = named(self.names, row.id);
        let name = match whose {
            Some(Where::Agency(_)) => t::overview_itself(lang, name),
            None => t::overview_no_unit(lang, name),
            Some(_) => name.to_owned(),
        };
        let (change, worse) = row.now.change(row.before, self.by.better, lang);
        let whose_rows = |rows| whose.map(|whose| door(whose, self.when, self.by, rows));
        let link = |class: Option<&str>, to: Option<String>, text: Markup| match to {
            Some(to) => html! { a class=[class] href=(to) { (text) } },
            None => html! { span class=[class] { (text) } },
        };
        let opens = whose.filter(|whose| units || !matches!(whose, Where::Agency(_)));
        vec![
            html! { span class="muted" { (rank) } },
            link(None, opens.map(|whose| address("", whose, self.when, &[])), html! { (name) }),
            self.bar(row),
            link(None, whose_rows(rows_of(self.by)), html! { b { (row.now.with_unit(lang)) } }),
            html! { span class=(if worse { "down" } else { "up" }) { (change) } },
            match row.overdue {
                0 => html! { span class="muted" { "0" } },
                late => {
                    let text = html! { (number::integer(lang, late)) };
                    link(Some("late"), whose_rows(Rows::Only(Part::Overdue)), text)
                }
            },
        ]
    }

    /// A share on an axis of its own with a line at that of all together; all else beside the largest.
    fn bar(&self, row: &Row) -> Markup {
        let mean = Number::of(self.by, &self.ranking.whole);
        let most = self.ranking.rows.iter().filter_map(|row| row.now.value).max().unwrap_or(0).max(1);
        let (end, aim) = match self.by.shows {
            Shows::Share => (1000, mean.value.map(|mean| mean as f64 / 10.0)),
            Shows::Count | Shows::Time => (most, None),
        };
        let behind = aim.is_some() && row.now.change(mean, self.by.better, self.lang).1;
        let tone = if behind { Tone::Ink } else { Tone::Pale };
        ui::bar(&[(100.0 * row.now.value.unwrap_or(0) as f64 / end as f64, tone)], aim)
    }

    /// Whose records a row counts; none where they cannot be listed apart, as what an agency has given no unit.
    fn member(&self, id: Uuid) -> Option<Where> {
        match self.place {
            Where::Subtree(agency) if id == agency => Some(Where::Agency(agency)),
            Where::Subtree(_) => Some(Where::Subtree(id)),
            Where::Agency(agency) | Where::Unit { agency, .. } if id == agency => None,
            Where::Agency(agency) | Where::Unit { agency, .. } => Some(Where::Unit { agency, unit: id }),
        }
    }
}
