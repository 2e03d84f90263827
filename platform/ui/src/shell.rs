//! The frame of every page: rail, bottom bar, search, the reader's own menu.

use crate::badge::{avatar, count};
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
    /// In whose stead they act, if they do: “Thay …, đến 30/8”. Every page says it.
    pub stead: Option<String>,
    /// Whether all figures and people are invented.
    pub demo: bool,
    /// The largest file that is taken, in bytes: a larger one is told before it is sent.
    pub largest_file: u64,
    /// What was just done.
    pub said: Option<Said>,
}

impl Shell {
    /// The whole page around its content.
    pub fn render(&self, content: Markup) -> Markup {
        let body = html! {
            a class="skip" href="#content" { (t::shell_skip(self.lang)) }
            div class="app" data-most=(self.largest_file) data-too-big=(t::shell_too_big(self.lang, self.largest_file / 1_048_576)) {
                (self.rail())
                main id="content" tabindex="-1" {
                    div class="strips" {
                        div class="offline" id="offline" role="status" hidden {
                            (icon(Icon::Offline)) (t::shell_offline(self.lang))
                        }
                        @if let Some(stead) = &self.stead {
                            div class="offline" { (icon(Icon::Users)) (t::shell_stead(self.lang, stead)) }
                        }
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
                        // What is seen is part of its name, so that one can say it to press it.
                        button class="rail__user" type="button" popovertarget="own-menu" {
                            (avatar(&self.person))
                            span { b { (self.person) } small { (self.position) } }
                            span class="sr" { (t::shell_own_menu(self.lang)) }
                        }
                    }
                }
            }
        }
    }

    fn links(&self) -> Markup {
        html! {
            @for group in self.entries.chunk_by(|one, next| one.group == next.group) {
                @if let Some(name) = group.first().and_then(|first| group_name(self.lang, first.group)) {
                    p class="rail__group" { (name) }
                }
                @for entry in group { (self.link(entry)) }
            }
        }
    }

    fn link(&self, entry: &Entry) -> Markup {
        html! {
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

/// Daily work needs no heading.
fn group_name(lang: Lang, group: u8) -> Option<&'static str> {
    match group {
        0 => None,
        1 => Some(t::shell_group_steering(lang)),
        _ => Some(t::shell_group_administration(lang)),
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
