//! What one owes and what others owe one (Việc của tôi).

use crate::badge::{Deadline, avatar, count, deadline_badge};
use crate::button::Button;
use crate::icon::{Icon, icon};
use crate::text::tied;
use maud::{Markup, html};

/// When a group of duties is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Its time has passed.
    Overdue,
    /// Today.
    Today,
    /// In this week.
    Week,
    /// After that.
    Later,
}

/// One duty.
#[derive(Clone, Debug)]
pub struct DutyRow {
    /// The icon of its kind.
    pub icon: Icon,
    /// The name of its kind, for those who do not see the icon.
    pub kind: String,
    /// What is owed.
    pub title: String,
    /// Where it is done.
    pub address: String,
    /// From whom, by which document, in which role.
    pub detail: String,
    /// Until when.
    pub deadline: Deadline,
    /// The one thing to do now.
    pub action: Option<Button>,
}

/// Duties of one time.
#[derive(Clone, Debug)]
pub struct DutyGroup {
    /// Which time.
    pub when: When,
    /// Its name: “Quá hạn”.
    pub name: String,
    /// How many there are in all.
    pub count: i64,
    /// What stands at the far end: “thứ Năm, 17/8”.
    pub aside: String,
    /// Those shown.
    pub rows: Vec<DutyRow>,
}

/// A group of duties.
pub fn duty_group(group: &DutyGroup) -> Markup {
    let when = match group.when {
        When::Overdue => "overdue",
        When::Today => "today",
        When::Week => "week",
        When::Later => "later",
    };
    html! {
        section class={ "group group--" (when) } aria-labelledby={ "duties-" (when) } data-list {
            div class="group__head" {
                h2 id={ "duties-" (when) } { (group.name) }
                (count(group.count))
                span class="aside" { (group.aside) }
            }
            ul { @for row in &group.rows { (duty(row)) } }
        }
    }
}

/// One duty as a row.
pub fn duty(row: &DutyRow) -> Markup {
    html! {
        li class="duty" {
            (icon(row.icon))
            div class="duty__what" {
                a href=(row.address) { span class="sr" { (row.kind) ": " } (tied(&row.title)) }
                small { (row.detail) }
            }
            (deadline_badge(&row.deadline))
            @if let Some(action) = &row.action { div class="duty__do" { (action.clone().small().wide()) } }
        }
    }
}

/// What another owes.
#[derive(Clone, Debug)]
pub struct OwedRow {
    /// Who owes it.
    pub who: String,
    /// What.
    pub what: String,
    /// Where it is.
    pub address: String,
    /// Until when.
    pub deadline: Deadline,
    /// The one thing to do now: remind.
    pub action: Option<Button>,
}

/// What others owe.
pub fn owed(rows: &[OwedRow]) -> Markup {
    html! {
        ul class="others" {
            @for row in rows {
                li {
                    (avatar(&row.who))
                    div { b { a href=(row.address) { (row.who) } } }
                    p { (tied(&row.what)) }
                    (deadline_badge(&row.deadline))
                    @if let Some(action) = &row.action { (action.clone().small()) }
                }
            }
        }
    }
}

/// The head of the page: what is due, the next of it, one action, and the days ahead as a chart.
pub fn load(say: &str, next: &str, action: Option<&Button>, chart: &Markup) -> Markup {
    html! {
        div class="load" {
            div class="load__say" {
                p { (say) }
                p { (tied(next)) }
                @if let Some(action) = action { (action) }
            }
            (chart)
        }
    }
}

/// The page: duties, and beside them what others owe.
pub fn owe(duties: &Markup, others: &Markup) -> Markup {
    html! {
        div class="owe" {
            div class="owe__main" id="duties" data-live="desk" { (duties) }
            aside class="owe__side" aria-labelledby="owed-title" id="owed" data-live="desk" { (others) }
        }
    }
}

/// The head of what others owe.
pub fn owed_head(name: &str, how_many: i64, aside: &Markup) -> Markup {
    html! {
        div class="group__head side__head" {
            h2 id="owed-title" { (name) }
            (count(how_many))
            span class="aside" { (aside) }
        }
    }
}

/// A link to the rest.
pub fn more(name: &str, address: &str) -> Markup {
    html! { p class="more" { a class="link" href=(address) { (name) } } }
}
