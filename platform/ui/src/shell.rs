//! The frame of every page: rail, bottom bar, search, the reader's own menu.

use crate::badge::{avatar, count};
use crate::button::Button;
use crate::form::Form;
use crate::icon::{Icon, icon, icon_large, mark};
use crate::state::{Said, toast};
use crate::{assets, overlay, t};
use maud::{DOCTYPE, Markup, html};
use words::Lang;

/// The colours of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// Reads what [`Theme::code`] wrote; anything else is as the device says.
    pub fn of(code: &str) -> Theme {
        match code {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }
    }
}

/// An entry of the menu.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it leads.
    pub address: String,
    /// Its name.
    pub name: String,
    /// Its icon.
    pub icon: Icon,
    /// How much waits there; 0 shows nothing.
    pub count: i64,
    /// The letter after `G` that goes there.
    pub key: Option<char>,
    /// Its group: 0 daily work, 1 steering, 2 administration.
    pub group: u8,
    /// Whether it is the present one.
    pub current: bool,
}

/// A position that the reader holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// Its title and where.
    pub name: String,
    /// Whether it is the one acted in.
    pub current: bool,
}

/// Everything around a page's content.
///
/// Where the frame's own forms lead, the edge answers: `POST /preferences` (`lang` or `theme`, `to`),
/// `POST /position` (`position`, `to`), `POST /sign-out`; links: `/search` (`q`), `/account`; the stream
/// of changes is `/live`. `to` is where to go back to.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// The reader's language.
    pub lang: Lang,
    /// The reader's colours.
    pub theme: Theme,
    /// The page's title.
    pub title: String,
    /// The page's path and query: where a switch of language leads back to.
    pub path: String,
    /// The menu.
    pub entries: Vec<Entry>,
    /// The reader's name; empty where nobody has signed in.
    pub person: String,
    /// The title of the position they act in.
    pub position: String,
    /// Their agency.
    pub agency: String,
    /// The positions they hold.
    pub positions: Vec<Held>,
    /// Whether all figures and people are invented.
    pub demo: bool,
    /// What was just done.
    pub said: Option<Said>,
}

impl Shell {
    /// The whole page around its content.
    pub fn render(&self, content: Markup) -> Markup {
        let body = html! {
            a class="skip" href="#content" { (t::shell_skip(self.lang)) }
            div class="app" {
                (self.rail())
                main id="content" tabindex="-1" {
                    div class="offline" id="offline" role="status" hidden {
                        (icon(Icon::Offline)) (t::shell_offline(self.lang))
                    }
                    (content)
                }
                (self.bottom_bar())
            }
            (self.own_menu())
            (self.whole_menu())
            (key_map(self.lang, &self.entries))
            div class="toasts" id="toasts" { @if let Some(said) = &self.said { (toast(self.lang, said)) } }
        };
        document(self.lang, self.theme, &self.title, Some("/live"), body)
    }

    fn rail(&self) -> Markup {
        html! {
            nav class="rail" aria-label=(t::shell_navigation(self.lang)) {
                (brand(&self.agency))
                (search(self.lang, "search"))
                (self.links())
                div class="rail__foot" {
                    @if self.demo { p class="rail__demo" { (t::shell_demo(self.lang)) } }
                    @if !self.person.is_empty() {
                        button class="rail__user" type="button" popovertarget="own-menu"
                            aria-label={ (t::shell_own_menu(self.lang)) ": " (self.person) } {
                            (avatar(&self.person))
                            span { b { (self.person) } small { (self.position) } }
                        }
                    }
                }
            }
        }
    }

    fn links(&self) -> Markup {
        let mut group = 0;
        html! {
            @for entry in &self.entries {
                @if entry.group != group {
                    p class="rail__group" { (group_name(self.lang, entry.group)) }
                    @let _ = { group = entry.group };
                }
                a class="rail__link" href=(entry.address) title=(entry.name)
                    aria-current=[entry.current.then_some("page")]
                    data-key=[entry.key.map(|key| format!("g {}", key.to_lowercase()))] {
                    (icon(entry.icon))
                    span { (entry.name) }
                    @if entry.count > 0 {
                        span class="count" {
                            (crate::number::count(entry.count)) span class="sr" { " " (t::shell_waiting(self.lang)) }
                        }
                    }
                }
            }
        }
    }

    /// A phone's bar: the first four entries, and all of them behind the fifth.
    fn bottom_bar(&self) -> Markup {
        let (first, rest) = self.entries.split_at(self.entries.len().min(4));
        html! {
            nav class="tabbar" aria-label=(t::shell_navigation_phone(self.lang)) {
                @for entry in first {
                    a href=(entry.address) aria-current=[entry.current.then_some("page")] {
                        (icon_large(entry.icon))
                        span class="tabbar__name" { (entry.name) }
                        @if entry.count > 0 {
                            span class="n" { (crate::number::count(entry.count)) span class="sr" { " " (t::shell_waiting(self.lang)) } }
                        }
                    }
                }
                button type="button" popovertarget="whole-menu" aria-current=[rest.iter().any(|e| e.current).then_some("true")] {
                    (icon_large(Icon::More))
                    span class="tabbar__name" { (t::shell_more(self.lang)) }
                }
            }
        }
    }

    fn own_menu(&self) -> Markup {
        html! {
            @if !self.person.is_empty() {
                div class="pop" id="own-menu" popover {
                    p class="pop__head" { b { (self.person) } small { (self.position) } small { (self.agency) } }
                    (self.switches())
                }
            }
        }
    }

    /// What a phone's last button opens.
    fn whole_menu(&self) -> Markup {
        let rest = self.entries.iter().skip(4);
        overlay::sheet(
            self.lang,
            "whole-menu",
            if self.person.is_empty() { t::shell_more(self.lang) } else { &self.person },
            &html! {
                (search(self.lang, "search-phone"))
                @for entry in rest {
                    a class="rail__link" href=(entry.address) aria-current=[entry.current.then_some("page")] {
                        (icon(entry.icon)) span { (entry.name) }
                        @if entry.count > 0 { (count(entry.count)) }
                    }
                }
                (self.switches())
            },
        )
    }

    /// Position, language, colours, keys, account, signing out.
    fn switches(&self) -> Markup {
        let lang = self.lang;
        html! {
            @if self.positions.len() > 1 {
                (self.switch("/position", t::shell_position(lang), &self.positions.iter().map(|held| {
                    ("position", held.id.clone(), held.name.clone(), held.current)
                }).collect::<Vec<_>>(), "switch switch--rows"))
            }
            (self.switch("/preferences", t::shell_language(lang), &[
                ("lang", "vi".to_owned(), "Tiếng Việt".to_owned(), lang == Lang::Vi),
                ("lang", "en".to_owned(), "English".to_owned(), lang == Lang::En),
            ], "switch"))
            (self.switch("/preferences", t::shell_theme(lang), &[
                (Theme::Auto, t::shell_theme_auto(lang)),
                (Theme::Light, t::shell_theme_light(lang)),
                (Theme::Dark, t::shell_theme_dark(lang)),
            ].map(|(theme, name)| ("theme", theme.code().to_owned(), name.to_owned(), theme == self.theme)), "switch"))
            @if !self.person.is_empty() {
                button class="rail__link" type="button" popovertarget="keys" {
                    (icon(Icon::Keyboard)) span { (t::shell_keys(lang)) }
                }
                a class="rail__link" href="/account" { (icon(Icon::User)) span { (t::shell_account(lang)) } }
                form action="/sign-out" method="post" {
                    button class="rail__link" type="submit" { (icon(Icon::SignOut)) span { (t::shell_sign_out(lang)) } }
                }
            }
        }
    }

    fn switch(
        &self,
        address: &str,
        name: &str,
        choices: &[(&str, String, String, bool)],
        class: &str,
    ) -> Markup {
        let content = html! {
            input type="hidden" name="to" value=(self.path);
            span class="switch__name" { (name) }
            div class="seg seg--s" role="group" aria-label=(name) {
                @for (field, value, label, current) in choices {
                    button type="submit" name=(field) value=(value) aria-pressed=(if *current { "true" } else { "false" }) { (label) }
                }
            }
        };
        html! { (Form::set(address, content).class(class)) }
    }
}

/// The mark, the name of the house and the agency.
pub(crate) fn brand(agency: &str) -> Markup {
    html! {
        a class="rail__brand" href="/" { (mark()) div { b { "Khuê Văn" } small { (agency) } } }
    }
}

fn search(lang: Lang, id: &str) -> Markup {
    let first = id == "search";
    let name = if first { t::shell_search_landmark(lang) } else { t::shell_search_landmark_menu(lang) };
    html! {
        form class="rail__find" action="/search" method="get" role="search" aria-label=(name) {
            label for=(id) { (icon(Icon::Search)) span class="sr" { (t::shell_search(lang)) } }
            input id=(id) name="q" type="search" placeholder=(t::shell_search(lang)) autocomplete="off"
                data-key=[first.then_some("/")];
            kbd { "/" }
        }
    }
}

fn group_name(lang: Lang, group: u8) -> &'static str {
    match group {
        1 => t::shell_group_steering(lang),
        _ => t::shell_group_administration(lang),
    }
}

/// The keys, and the switch that turns single ones off.
fn key_map(lang: Lang, entries: &[Entry]) -> Markup {
    let places = entries
        .iter()
        .filter_map(|entry| Some((format!("g {}", entry.key?.to_lowercase()), entry.name.as_str())));
    let fixed = [
        ("/", t::keys_search(lang)),
        ("j k", t::keys_move(lang)),
        ("Enter", t::keys_open(lang)),
        ("b", t::keys_direct(lang)),
        ("f", t::keys_forward(lang)),
        ("e", t::keys_archive(lang)),
        ("x", t::keys_select(lang)),
        ("z", t::keys_undo(lang)),
        ("Ctrl+Enter", t::keys_primary(lang)),
        ("F2", t::keys_doubtful(lang)),
        ("Escape", t::keys_close(lang)),
        ("?", t::keys_this(lang)),
    ];
    overlay::dialog(
        lang,
        "keys",
        t::shell_keys(lang),
        &html! {
            dl class="keymap" {
                @for (key, what) in fixed { dt { (what) } dd { (crate::badge::keys(key)) } }
                @for (key, what) in places { dt { (what) } dd { (crate::badge::keys(&key)) } }
            }
            label class="check" hidden { input type="checkbox" id="single-keys" checked; span { (t::keys_single(lang)) } }
        },
    )
}

/// A document: what every page shares outside of its body. `live` is the address of the stream of changes.
pub(crate) fn document(lang: Lang, theme: Theme, title: &str, live: Option<&str>, body: Markup) -> Markup {
    let assets::Addresses { style, script, mark } = assets::addresses();
    let fixed = (theme != Theme::Auto).then(|| theme.code());
    html! {
        (DOCTYPE)
        html lang=(lang.code()) data-theme=[fixed] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="color-scheme" content=(match theme {
                    Theme::Auto => "light dark",
                    Theme::Light => "light",
                    Theme::Dark => "dark",
                });
                title { (title) " · Khuê Văn" }
                link rel="icon" href=(mark) type="image/svg+xml";
                link rel="stylesheet" href=(style);
                script src=(script) defer {}
            }
            body data-stream=[live] data-slow=(t::shell_slow(lang)) data-failed=(t::shell_failed(lang))
                data-copied=(t::shell_copied(lang)) data-unsaved=(t::shell_unsaved(lang)) { (body) }
        }
    }
}

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
