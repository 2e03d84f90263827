//! The reading pane: the document is shown, not described, and the decision lies beside it.

use crate::state::Empty;
use crate::t;
use crate::text::tied;
use maud::{Markup, Render, html};
use words::Lang;

/// The pane: bar, head, the paper, and what one does about it.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The subject, whole.
    pub title: String,
    /// The bar above: previous, next, position, quiet buttons.
    pub bar: Markup,
    /// Urgency, deadline, issuer, symbol, date: spans in one line.
    pub facts: Markup,
    /// The paper, as [`Desk`] or any other content shows it.
    pub desk: Markup,
    /// Panels beside it: direct, then timeline.
    pub side: Markup,
    /// What a phone offers at its foot, as [`action_bar`](crate::action_bar) shows it, with its sheets.
    pub actions: Markup,
}

impl Render for Reading {
    fn render(&self) -> Markup {
        html! {
            article class="reading" id="reading" aria-labelledby="reading-title" {
                div {
                    div class="reading__bar" { (self.bar) }
                    header class="reading__head" {
                        h2 id="reading-title" { (tied(&self.title)) }
                        p class="facts" { (self.facts) }
                    }
                }
                div class="reading__body" { (self.desk) div class="side" { (self.side) } }
                @if !self.actions.0.is_empty() { div class="reading__actions" { (self.actions) } }
            }
        }
    }
}

/// The pane while nothing is being read.
pub fn reading_none(empty: &Empty) -> Markup {
    html! { div class="reading reading--none" { (empty) } }
}

/// One page of a paper as a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageImage {
    /// Its address.
    pub address: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
    /// What it shows, for those who do not see it: “Trang 1 / 3”. The text itself is behind its own link.
    pub name: String,
}

/// The desk on which the paper lies.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Its accessible name: “Toàn văn văn bản”.
    pub name: String,
    /// Tools above the paper: page, attachments, enlarge.
    pub tools: Markup,
    /// The paper.
    pub paper: Markup,
}

impl Render for Desk {
    fn render(&self) -> Markup {
        html! {
            div class="desk" id="desk" tabindex="0" role="region" aria-label=(self.name) {
                div class="desk__tools" { (self.tools) }
                (self.paper)
            }
        }
    }
}

/// The pages of a paper, one beneath the other. Only those in sight are loaded.
pub fn pages_of_paper(pages: &[PageImage]) -> Markup {
    html! {
        @for page in pages {
            img class="paper" src=(page.address) width=(page.width) height=(page.height) alt=(page.name)
                loading="lazy" decoding="async";
        }
    }
}

/// A panel beside the paper: a heading, what stands at its far end, and its content.
pub fn panel(title: &str, aside: &Markup, content: &Markup) -> Markup {
    html! {
        section class="panel" {
            div class="panel__head" { h3 { (title) } (aside) }
            (content)
        }
    }
}

/// A panel that folds away: its heading opens it.
pub fn folded_panel(title: &str, aside: &str, content: &Markup) -> Markup {
    html! { section class="panel" aria-label=(title) { (crate::overlay::fold(title, aside, false, content)) } }
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened, with who did it in bold.
    pub what: Markup,
    /// What they said.
    pub said: Option<String>,
    /// When.
    pub at: Markup,
    /// Whether it is what one waits for now.
    pub now: bool,
}

/// What happened, newest first (diễn biến).
pub fn timeline(events: &[Event]) -> Markup {
    html! {
        ol class="line" {
            @for event in events {
                li class=[event.now.then_some("now")] {
                    span class="line__dot" {}
                    span { (event.what) @if let Some(said) = &event.said { q { (said) } } }
                    (event.at)
                }
            }
        }
    }
}

/// Pairs of a name and a value.
pub fn definitions(pairs: &[(&str, Markup)]) -> Markup {
    html! { dl class="kv" { @for (name, value) in pairs { dt { (name) } dd { (value) } } } }
}

/// What somebody proposes, before the page, on phones and in the side pane.
pub fn brief(who: &str, verb: &str, points: &[Markup]) -> Markup {
    html! {
        section class="brief" aria-label={ (who) " " (verb) } {
            p class="brief__who" { (crate::badge::avatar_small(who)) span { b { (who) } " " (verb) } }
            ul { @for point in points { li { (point) } } }
        }
    }
}

/// A file or a record that belongs to this one.
pub fn attachment(address: &str, name: &str, detail: &str) -> Markup {
    html! {
        a class="attach" href=(address) {
            (crate::icon::icon_large(crate::Icon::File))
            span { b { (name) } small { (detail) } }
            (crate::icon::icon(crate::Icon::Right))
        }
    }
}

/// A letter in the layout of Decree 30/2020/NĐ-CP, drawn by the browser: the draft while it is being written.
/// What is signed is set by `paper`.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The issuer's superior, if the layout names it.
    pub superior: Option<Markup>,
    /// The issuer.
    pub issuer: Markup,
    /// “Số: 2587/UBND-KSTTHC”.
    pub number: Markup,
    /// “V/v …”, for letters (công văn).
    pub about: Markup,
    /// The urgency, if any: “KHẨN”.
    pub urgency: Option<String>,
    /// “Hà Nội, ngày 15 tháng 8 năm 2023”.
    pub place_and_date: Markup,
    /// Addressees.
    pub to: Vec<String>,
    /// Paragraphs.
    pub body: Vec<Markup>,
    /// Recipients at the foot (nơi nhận).
    pub recipients: Vec<String>,
    /// The capacity in which it is signed, line by line.
    pub capacity: Vec<String>,
    /// The signer.
    pub signer: String,
}

impl Letter {
    /// The letter on its paper. `name` says what the paper is.
    pub fn show(&self, name: &str) -> Markup {
        html! {
            article class="paper" aria-label=(name) lang=(Lang::Vi.code()) {
                div class="paper__in" {
                    div class="paper__head" {
                        div {
                            @if let Some(superior) = &self.superior { p class="paper__up" { (superior) } }
                            p class="paper__org" { (self.issuer) }
                            p class="paper__no" { (self.number) }
                            p class="paper__re" { (self.about) }
                            @if let Some(urgency) = &self.urgency { p class="paper__urgent" { (urgency) } }
                        }
                        div {
                            p class="paper__nation" { "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" }
                            p class="paper__motto" { "Độc lập - Tự do - Hạnh phúc" }
                            p class="paper__date" { (self.place_and_date) }
                        }
                    }
                    div class="paper__to" {
                        @match self.to.as_slice() {
                            [one] => p { "Kính gửi: " (one) "." },
                            several => {
                                p { "Kính gửi:" }
                                p class="in" { (lines(several, "- ", ";", ".")) }
                            }
                        }
                    }
                    div class="paper__body" { @for paragraph in &self.body { p { (paragraph) } } }
                    div class="paper__foot" {
                        div class="paper__cc" {
                            b { "Nơi nhận:" } br; (lines(&self.recipients, "- ", ";", "."))
                        }
                        div class="paper__sign" {
                            p { (lines(&self.capacity, "", "", "")) }
                            p class="who" { (self.signer) }
                        }
                    }
                }
            }
        }
    }
}

fn lines(lines: &[String], before: &str, after: &str, end: &str) -> Markup {
    html! {
        @for (place, line) in lines.iter().enumerate() {
            @if place > 0 { br; }
            (before) (line) (if place + 1 == lines.len() { end } else { after })
        }
    }
}

/// The bar that leads to the row before and after, with the position between.
pub fn steps(lang: Lang, previous: Option<&str>, next: Option<&str>, position: &str) -> Markup {
    use crate::{Button, Icon};
    html! {
        @if let Some(address) = previous {
            (Button::link(t::reading_previous(lang), address).quiet().only_icon(Icon::Up).key("k").swap("inbox"))
        }
        @if let Some(address) = next {
            (Button::link(t::reading_next(lang), address).quiet().only_icon(Icon::Down).key("j").swap("inbox"))
        }
        span class="count" { (position) }
    }
}
