//! How the content of a page is laid out: its head, its panes, its columns.

use crate::button::Button;
use crate::form::Form;
use crate::icon::{Icon, icon, icon_large};
use crate::t;
use maud::{Markup, html};
use words::Lang;

/// The head of a page: title, count, scope, then its one action.
#[derive(Clone, Debug)]
pub struct PageHead {
    /// The title.
    pub title: String,
    /// What stands beside it: a count, as of when.
    pub note: String,
    /// Tabs and chips.
    pub scope: Markup,
    /// What stands at the far end: filters, quiet buttons.
    pub tools: Markup,
    /// The one primary action.
    pub action: Option<Button>,
}

impl PageHead {
    /// A head of a title alone.
    pub fn new(title: impl Into<String>) -> PageHead {
        PageHead { title: title.into(), note: String::new(), scope: html! {}, tools: html! {}, action: None }
    }

    /// With a note beside the title.
    pub fn note(mut self, note: impl Into<String>) -> PageHead {
        self.note = note.into();
        self
    }

    /// With tabs or chips.
    pub fn scope(mut self, scope: Markup) -> PageHead {
        self.scope = scope;
        self
    }

    /// With quiet tools at the far end.
    pub fn tools(mut self, tools: Markup) -> PageHead {
        self.tools = tools;
        self
    }

    /// With the page's one action.
    pub fn action(mut self, action: Button) -> PageHead {
        self.action = Some(action.primary());
        self
    }
}

/// A page: its head, and a body that scrolls by itself.
pub fn page(head: &PageHead, body: &Markup) -> Markup {
    framed(
        head,
        &html! { div class="page__body" tabindex="0" role="region" aria-label=(head.title) { (body) } },
    )
}

/// A page whose body divides itself into panes that scroll (`ui::owe`, `ui::entry`).
pub fn framed(head: &PageHead, body: &Markup) -> Markup {
    html! {
        div class="page" {
            header class="page__head" {
                h1 { (head.title) }
                @if !head.note.is_empty() { span class="count" { (head.note) } }
                (head.scope)
                span class="push" {}
                (head.tools)
                @if let Some(action) = &head.action { (action) }
            }
            (body)
        }
    }
}

/// A page that one reads from top to bottom, at a width made for reading.
pub fn column(content: &Markup) -> Markup {
    html! { div class="column" { (content) } }
}

/// A page of figures.
pub fn board(content: &Markup) -> Markup {
    html! { div class="board" { (content) } }
}

/// Registering: the form left with its bar of buttons, the scan right.
pub fn entry(form: &Form, scan: &Markup) -> Markup {
    html! { div class="entry" { (form.clone().class("entry__form")) (scan) } }
}

/// The inside of the form of [`entry`]: fields that scroll, and the bar beneath them.
pub fn entry_form(fields: &Markup, bar: &Markup) -> Markup {
    html! { div class="entry__scroll" { (fields) } div class="entry__bar" { (bar) } }
}

/// The scan beside the form of [`entry`].
pub fn entry_scan(name: &str, tools: &Markup, paper: &Markup, foot: &Markup) -> Markup {
    html! {
        section class="entry__scan" aria-label=(name) {
            div class="entry__tools" { (tools) }
            div class="desk" tabindex="0" { (paper) }
            (foot)
        }
    }
}

/// What was read from the scan, above the fields: so many, so many to check, and the key that leads there.
pub fn readout(text: &Markup, key: &str) -> Markup {
    html! { p class="readout" { (icon(Icon::Scan)) span { (text) } (crate::badge::keys(key)) } }
}

/// What was registered lately, beneath the fields.
pub fn recent(title: &str, note: &str, table: &Markup) -> Markup {
    html! {
        section class="recent" aria-labelledby="recent-title" {
            div class="panel__head" { h2 id="recent-title" { (title) } span class="count" { (note) } }
            (table)
        }
    }
}

/// A number that matters at the head of a page: the next of a register.
pub fn next_number(name: &str, number: &str) -> Markup {
    html! { span class="bignum" { (name) " " b { (number) } } }
}

/// A document on a phone: where one is among what waits, the content, and the bar of actions.
pub fn phone(
    where_from: &str,
    position: &str,
    back: Option<&str>,
    next: Option<&str>,
    lang: Lang,
    content: &Markup,
    bar: &Markup,
) -> Markup {
    html! {
        div class="phone" {
            div class="phone__top" {
                @if let Some(address) = back {
                    a class="phone__round" href=(address) aria-label=(t::shell_back(lang)) { (icon_large(Icon::Left)) }
                }
                p class="where" { b { (where_from) } small { (position) } }
                @if let Some(address) = next {
                    a class="phone__round" href=(address) aria-label=(t::reading_next(lang)) { (icon_large(Icon::Right)) }
                }
            }
            div class="phone__body" { (content) }
            (bar)
        }
    }
}
