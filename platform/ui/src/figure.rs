//! Figures: tiles, cards, bars, small charts. Widths are SVG attributes; every chart has its table.

use crate::{number, t};
use maud::{Markup, html};
use words::Lang;

/// A figure with its unit, its aim, its change and its last periods.
#[derive(Clone, Debug)]
pub struct Tile {
    /// What it measures.
    pub name: String,
    /// The figure, written.
    pub value: String,
    /// Its unit: “%”, “việc”, “/ 633”.
    pub unit: String,
    /// The rows that it counts: every number is a door.
    pub address: String,
    /// What it ought to be, in words: “mục tiêu 95%”.
    pub aim: String,
    /// The aim as a number, drawn as a line.
    pub aim_value: Option<f64>,
    /// The change against the earlier period, as `ui::number::change` writes it.
    pub change: String,
    /// Whether the change is for the worse.
    pub worse: bool,
    /// The figure in the last periods, oldest first.
    pub periods: Vec<Point>,
}

/// A figure in one period.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// As drawn.
    pub value: f64,
    /// As written.
    pub written: String,
    /// The rows that it counts.
    pub address: String,
}

/// Figures side by side, with their last periods as a table beneath. `periods` names the periods, oldest first.
pub fn tiles(lang: Lang, tiles: &[Tile], periods: &[String]) -> Markup {
    let aimed = tiles.iter().any(|tile| tile.aim_value.is_some());
    html! {
        div class="tiles" { @for tile in tiles { (one(tile)) } }
        @if !periods.is_empty() {
            (as_table(lang, html! {
                div class="table__box" tabindex="0" role="group" aria-label=(t::figure_periods(lang)) {
                    table class="table" {
                        caption class="sr" { (t::figure_periods(lang)) }
                        thead {
                            tr {
                                th scope="col" { (t::figure_name(lang)) }
                                @for period in periods { th scope="col" class="r" { (period) } }
                                @if aimed { th scope="col" class="r" { (t::figure_aim(lang)) } }
                            }
                        }
                        tbody {
                            @for tile in tiles {
                                tr {
                                    th scope="row" { (tile.name) }
                                    @for point in &tile.periods {
                                        td class="r" { a href=(point.address) { (point.written) } }
                                    }
                                    @if aimed { td class="r" { (tile.aim) } }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

fn one(tile: &Tile) -> Markup {
    html! {
        a class="tile" href=(tile.address) {
            span class="tile__name" { (tile.name) }
            span class="tile__num" { (tile.value) " " small { (tile.unit) } }
            @if tile.periods.len() > 1 { (spark(tile)) }
            span class="tile__aim" {
                span { (tile.aim) }
                @if !tile.change.is_empty() { span class=(if tile.worse { "down" } else { "up" }) { (tile.change) } }
            }
        }
    }
}

/// The line of the last periods. It is decoration beside the figure; its table says the same.
fn spark(tile: &Tile) -> Markup {
    let values = tile.periods.iter().map(|point| point.value).chain(tile.aim_value);
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let height = |value: f64| if high > low { 30.0 - 26.0 * (value - low) / (high - low) } else { 17.0 };
    let step = 100.0 / (tile.periods.len() - 1) as f64;
    let points: Vec<String> = tile
        .periods
        .iter()
        .enumerate()
        .map(|(place, point)| format!("{:.1} {:.1}", place as f64 * step, height(point.value)))
        .collect();
    let line = points.join(" L");
    html! {
        svg class="spark" viewBox="0 0 100 34" preserveAspectRatio="none" aria-hidden="true" {
            path class="a" d={ "M" (line) " L100 34 L0 34Z" } {}
            @if let Some(aim) = tile.aim_value { path class="t" d=(format!("M0 {:.1}H100", height(aim))) {} }
            path class="l" d={ "M" (line) } {}
        }
    }
}

/// How a bar or a part of it is coloured. Deadline colours are for deadlines; all else is ink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Our figure.
    Ink,
    /// The same, further back.
    Pale,
    /// A whole or a sum.
    Sum,
    /// What is overdue.
    Overdue,
    /// What is due soon.
    Soon,
}

impl Tone {
    fn in_bar(self) -> &'static str {
        match self {
            Tone::Ink => "v",
            Tone::Pale => "v2",
            Tone::Sum => "w0",
            Tone::Overdue => "od",
            Tone::Soon => "sn",
        }
    }

    fn in_chart(self) -> &'static str {
        match self {
            Tone::Ink | Tone::Sum => "v",
            Tone::Pale => "ghost",
            Tone::Overdue => "loss",
            Tone::Soon => "loss2",
        }
    }
}

/// A bar in a table's cell: parts in percent of the cell, from left to right, and a line at the aim.
///
/// The number stands beside it, so it is hidden from those who do not see it.
pub fn bar(parts: &[(f64, Tone)], aim: Option<f64>) -> Markup {
    let starts = parts.iter().scan(0.0, |from, (width, _)| {
        let start = *from;
        *from += width;
        Some(start)
    });
    html! {
        svg class="bar" aria-hidden="true" {
            rect class="bg" width="100%" height="100%" rx="2" {}
            @for ((width, tone), start) in parts.iter().zip(starts) {
                rect class=(tone.in_bar()) x=(percent(start)) width=(percent(*width)) height="100%" rx="2" {}
            }
            @if let Some(aim) = aim {
                line class="aim" x1=(percent(aim)) x2=(percent(aim)) y1="-2" y2="10" {}
            }
        }
    }
}

/// A step of a waterfall in a table's cell: from where to how wide, in percent, hanging from the step before.
pub fn step(from: f64, width: f64, tone: Tone, hangs_at: Option<f64>) -> Markup {
    let class = match tone {
        Tone::Ink => "w1",
        Tone::Pale => "w2",
        other => other.in_bar(),
    };
    html! {
        svg class="bar bar--w" aria-hidden="true" {
            @if let Some(at) = hangs_at { line class="drop" x1=(percent(at)) x2=(percent(at)) y1="-14" y2="0" {} }
            rect class=(class) x=(percent(from)) width=(percent(width)) height="100%" rx="1" {}
        }
    }
}

fn percent(value: f64) -> String {
    format!("{:.2}%", value.clamp(0.0, 100.0))
}

/// One column of a small chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartBar {
    /// Its name beneath.
    pub name: String,
    /// What it counts.
    pub value: i64,
    /// Its colour.
    pub tone: Tone,
    /// Whether it is the present one.
    pub now: bool,
    /// The rows that it counts, if they can be opened.
    pub address: Option<String>,
}

/// A small chart of counts. `name` says what it shows; those who do not see it hear every count. Columns that
/// count something may be links; then it is no single picture, and is heard column by column.
pub fn chart(lang: Lang, name: &str, bars: &[ChartBar]) -> Markup {
    const STEP: f64 = 43.1;
    const BASE: f64 = 56.0;
    let highest = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1) as f64;
    let said: Vec<String> = bars.iter().map(|bar| format!("{} {}", bar.name, bar.value)).collect();
    let width = STEP * bars.len() as f64;
    let opens = bars.iter().any(|bar| bar.address.is_some());
    let heard = if opens { name.to_owned() } else { format!("{name}: {}", said.join(", ")) };
    html! {
        svg class="chart load__chart" viewBox=(format!("0 0 {width:.0} 78")) role=(if opens { "group" } else { "img" })
            aria-label=(heard) {
            @for (place, bar) in bars.iter().enumerate() {
                @let middle = STEP * (place as f64 + 0.5);
                @let height = if bar.value == 0 { 1.5 } else { 36.0 * bar.value as f64 / highest };
                @let class = if bar.now { "strong" } else { "dim" };
                @let drawing = html! {
                    rect class=(bar.tone.in_chart()) x=(format!("{:.1}", middle - 10.0)) y=(format!("{:.1}", BASE - height))
                        width="20" height=(format!("{height:.1}")) rx="2" {}
                    text class=(class) x=(format!("{middle:.1}")) y=(format!("{:.1}", BASE - height - 6.0)) text-anchor="middle" {
                        @if bar.value > 0 { (number::integer(lang, bar.value)) }
                    }
                    " "
                    text class=(class) x=(format!("{middle:.1}")) y="74" text-anchor="middle" { (bar.name) }
                };
                @match bar.address.as_ref().filter(|_| bar.value > 0) {
                    Some(address) => a href=(address) { (drawing) },
                    None => (drawing),
                }
            }
        }
    }
}

/// What the colours of a chart mean.
pub fn legend(entries: &[(&str, Tone)]) -> Markup {
    html! {
        p class="legend" { @for (name, tone) in entries { span { i class=(tone.in_bar()) {} (name) } } }
    }
}

/// The same as a table, behind a line that opens it.
pub fn as_table(lang: Lang, table: Markup) -> Markup {
    html! { details class="asrows" { summary { (t::figure_as_table(lang)) } (table) } }
}

/// How much of a page's width a card takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// A third.
    Third,
    /// Half.
    Half,
    /// Two thirds.
    TwoThirds,
    /// All of it.
    Whole,
}

/// A card: a heading, what stands at its far end, its content.
pub fn card(id: &str, share: Share, title: &str, aside: &Markup, content: &Markup) -> Markup {
    let share = match share {
        Share::Third => "card card--4",
        Share::Half => "card",
        Share::TwoThirds => "card card--8",
        Share::Whole => "card card--12",
    };
    html! {
        section class=(share) aria-labelledby=(id) {
            div class="card__head" { h2 id=(id) { (title) } span class="push" {} (aside) }
            (content)
        }
    }
}

/// Cards beside each other.
pub fn cards(cards: &[Markup]) -> Markup {
    html! { div class="cards" { @for card in cards { (card) } } }
}

/// How far something has come, in words and as a bar.
pub fn progress(done: i64, all: i64, said: &str) -> Markup {
    let width = if all > 0 { 100.0 * done as f64 / all as f64 } else { 0.0 };
    html! {
        span class="progress" {
            svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                rect class="bg" width="100" height="6" rx="1" {}
                rect class="v" width=(format!("{:.0}", width.clamp(0.0, 100.0))) height="6" rx="1" {}
            }
            (said)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_says_every_count() {
        let bar = |name: &str, value| ChartBar {
            name: name.into(),
            value,
            tone: Tone::Pale,
            now: false,
            address: None,
        };
        let html = chart(Lang::Vi, "Việc theo ngày", &[bar("Trễ", 2), bar("Nay", 0)]).into_string();
        assert!(html.contains(r#"role="img" aria-label="Việc theo ngày: Trễ 2, Nay 0""#), "{html}");
        assert!(html.contains(r#"height="1.5""#), "nothing is still a line: {html}");
        let opens = |name: &str, value| ChartBar { address: Some("/late".into()), ..bar(name, value) };
        let html = chart(Lang::Vi, "Việc theo ngày", &[opens("Trễ", 2), opens("Nay", 0)]).into_string();
        assert!(
            html.contains(r#"role="group" aria-label="Việc theo ngày""#),
            "links are no part of a picture: {html}"
        );
        assert_eq!(html.matches("<a ").count(), 1, "nothing is no door: {html}");
    }

    #[test]
    fn parts_of_a_bar_follow_each_other_and_stay_inside() {
        let html =
            bar(&[(20.0, Tone::Overdue), (30.0, Tone::Soon), (400.0, Tone::Ink)], Some(87.5)).into_string();
        assert!(html.contains(r#"class="sn" x="20.00%" width="30.00%""#), "{html}");
        assert!(html.contains(r#"class="v" x="50.00%" width="100.00%""#), "{html}");
    }

    #[test]
    fn a_figure_that_never_moved_is_drawn_without_dividing_by_nothing() {
        let tile = Tile {
            name: "Báo cáo".into(),
            value: "5".into(),
            unit: "%".into(),
            address: "/x".into(),
            aim: String::new(),
            aim_value: None,
            change: String::new(),
            worse: false,
            periods: vec![Point { value: 5.0, written: "5".into(), address: "/x".into() }; 2],
        };
        assert!(one(&tile).into_string().contains("M0.0 17.0 L100.0 17.0"));
    }
}
