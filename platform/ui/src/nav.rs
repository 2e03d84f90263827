//! Ways through a list: chips that filter, tabs that change scope, the pager.

use crate::button::Button;
use crate::{number, t};
use maud::{Markup, html};
use words::Lang;

/// A filter or a scope: a link with a count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub name: String,
    /// Where it leads.
    pub address: String,
    /// How many rows it would show, if counted.
    pub count: Option<i64>,
    /// Whether it is the present one.
    pub current: bool,
}

impl Choice {
    /// A choice without a count that is not the present one.
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Choice {
        Choice { name: name.into(), address: address.into(), count: None, current: false }
    }

    /// With a count.
    pub fn count(mut self, count: i64) -> Choice {
        self.count = Some(count);
        self
    }

    /// Present, if so.
    pub fn current(mut self, current: bool) -> Choice {
        self.current = current;
        self
    }
}

/// Chips that filter a list. `label` names the group for those who do not see it.
pub fn chips(label: &str, choices: &[Choice]) -> Markup {
    html! {
        div class="chips" role="group" aria-label=(label) {
            @for choice in choices {
                a class="chip" href=(choice.address) aria-current=[choice.current.then_some("true")] {
                    (choice.name)
                    @if let Some(count) = choice.count { " " b { (number::count(count)) } }
                }
            }
        }
    }
}

/// Tabs that change the scope of a page.
pub fn tabs(label: &str, choices: &[Choice]) -> Markup {
    html! {
        nav class="tabs" aria-label=(label) {
            @for choice in choices {
                a href=(choice.address) aria-current=[choice.current.then_some("page")] {
                    (choice.name)
                    @if let Some(count) = choice.count { " " span class="count" { (number::count(count)) } }
                }
            }
        }
    }
}

/// One page of many: where the newer and the older rows are. Lists know no page numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// The address of the rows before these.
    pub previous: Option<String>,
    /// The address of the rows after these.
    pub next: Option<String>,
}

/// The pager; nothing where everything is on one page.
pub fn pager(lang: Lang, pager: &Pager) -> Markup {
    html! {
        @if pager.previous.is_some() || pager.next.is_some() {
            nav class="pager" aria-label=(t::pager_name(lang)) {
                @if let Some(address) = &pager.previous {
                    (Button::link(t::pager_previous(lang), address.clone()).small())
                }
                @if let Some(address) = &pager.next {
                    (Button::link(t::pager_next(lang), address.clone()).small().pushed())
                }
            }
        }
    }
}

/// The way back up from a page: “Danh mục › Cơ quan ban hành”.
pub fn trail(lang: Lang, steps: &[(&str, &str)]) -> Markup {
    html! {
        nav class="trail" aria-label=(t::trail_name(lang)) {
            ol { @for (name, address) in steps { li { a href=(address) { (name) } } } }
        }
    }
}
