//! The list that one reads and decides from: an inbox, a register, search results.

use crate::badge::{Deadline, code, deadline_badge, urgency_tag};
use crate::nav::{self, Pager};
use crate::t;
use crate::text::tied;
use maud::{Markup, Render, html};
use words::Lang;

/// One row of a list: a link with the subject on two lines.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it leads.
    pub address: String,
    /// Whether it is the one being read.
    pub current: bool,
    /// Whether nobody of this desk has read it.
    pub unread: bool,
    /// From whom it comes.
    pub from: String,
    /// When, as `ui::time::hour` or `ui::time::time` shows it.
    pub at: Markup,
    /// The subject; clamped at two lines, whole on its page.
    pub subject: String,
    /// The urgency's name, unless ordinary.
    pub urgency: Option<String>,
    /// Its number and symbol.
    pub code: String,
    /// Its deadline, if it has one.
    pub deadline: Option<Deadline>,
    /// What it says where there is no deadline: “Để biết”.
    pub note: Option<String>,
    /// The value of its box for acts on several rows, if there are such.
    pub select: Option<String>,
}

impl Row {
    /// A read row without anything special.
    pub fn new(address: impl Into<String>, from: impl Into<String>, subject: impl Into<String>) -> Row {
        Row {
            address: address.into(),
            current: false,
            unread: false,
            from: from.into(),
            at: html! {},
            subject: subject.into(),
            urgency: None,
            code: String::new(),
            deadline: None,
            note: None,
            select: None,
        }
    }

    fn show(&self, lang: Lang) -> Markup {
        html! {
            li class=[self.select.is_some().then_some("pickable")] {
                @if let Some(value) = &self.select {
                    label class="pickable__box" {
                        input type="checkbox" name="id" value=(value) form="several" aria-label={ (t::list_select(lang)) " " (self.code) };
                    }
                }
                a class=(if self.unread { "item item--unread" } else { "item" }) href=(self.address)
                    data-swap="inbox" aria-current=[self.current.then_some("page")] {
                    span class="item__dot" { @if self.unread { span class="sr" { (t::list_unread(lang)) } } }
                    span {
                        span class="item__top" { span { (self.from) } (self.at) }
                        span class="item__subject" { (tied(&self.subject)) }
                        span class="item__meta" {
                            @if let Some(urgency) = &self.urgency { (urgency_tag(urgency)) }
                            @if !self.code.is_empty() { (code(&self.code)) }
                            @if let Some(deadline) = &self.deadline { (deadline_badge(deadline)) }
                            @else if let Some(note) = &self.note { span class="push" { (note) } }
                        }
                    }
                }
            }
        }
    }
}

/// Rows of one day or one kind, under a heading that stays in sight.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name: “Hôm nay”.
    pub name: String,
    /// What stands at the far end: “5 văn bản”.
    pub note: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// The pane of a list: heading, filters, rows, pager, keys.
#[derive(Clone, Debug, Default)]
pub struct ListPane {
    /// The reader's language.
    pub lang: Lang,
    /// The page's title.
    pub title: String,
    /// What it counts: “38, có 4 chưa đọc”.
    pub summary: String,
    /// Buttons of the head: the page's one primary action, sort, search.
    pub tools: Markup,
    /// Filters, as `ui::chips` shows them.
    pub chips: Markup,
    /// The rows. Without any, `empty` is shown.
    pub groups: Vec<Group>,
    /// What is true and the way on, where there is no row.
    pub empty: Markup,
    /// The way to other rows.
    pub pager: Pager,
    /// Keys shown at the foot: the key and what it does.
    pub keys: Vec<(&'static str, String)>,
}

impl Render for ListPane {
    fn render(&self) -> Markup {
        html! {
            section class="list" id="list" aria-labelledby="list-title" data-live="desk" data-list {
                header class="list__head" {
                    div class="list__title" {
                        h1 id="list-title" { (self.title) }
                        span class="count" { (self.summary) }
                        span class="push" {}
                        (self.tools)
                    }
                    (self.chips)
                }
                div class="list__scroll" {
                    @if self.groups.iter().all(|group| group.rows.is_empty()) { (self.empty) }
                    @for group in self.groups.iter().filter(|group| !group.rows.is_empty()) {
                        section aria-label=(group.name) {
                            p class="list__group" { span { (group.name) } span { (group.note) } }
                            ul { @for row in &group.rows { (row.show(self.lang)) } }
                        }
                    }
                    (nav::pager(self.lang, &self.pager))
                }
                (key_line(&self.keys))
            }
        }
    }
}

/// A line of keys at the foot of a pane. Hidden where there is no keyboard.
pub fn key_line(line: &[(&'static str, String)]) -> Markup {
    html! {
        @if !line.is_empty() {
            p class="keys" { @for (key, what) in line { span { (crate::badge::keys(key)) (what) } } }
        }
    }
}

/// What a narrow window shows of list and reading pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The list.
    List,
    /// What is being read.
    Reading,
}

/// List and reading pane side by side; a narrow window shows `front`.
pub fn inbox(front: Side, list: &ListPane, reading: &Markup) -> Markup {
    let front = match front {
        Side::List => "list",
        Side::Reading => "read",
    };
    html! { div class="inbox" id="inbox" data-view=(front) { (list) (reading) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_that_it_is_unread_and_shows_one_badge() {
        let row = Row {
            unread: true,
            current: true,
            urgency: Some("Khẩn".into()),
            code: "2587/UBND-KSTTHC".into(),
            deadline: Some(Deadline::of(Lang::Vi, calendar::Remaining::Soon(1))),
            note: Some("Để biết".into()),
            ..Row::new("/documents/1", "UBND thành phố", "Rà soát")
        };
        let html = row.show(Lang::Vi).into_string();
        assert!(html.contains(r#"aria-current="page""#) && html.contains("Chưa đọc"), "{html}");
        assert_eq!(html.matches("class=\"due").count(), 1);
        assert!(!html.contains("Để biết"), "the deadline has taken the note's place: {html}");
    }
}
