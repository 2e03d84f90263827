//! What a page says of itself: notes, what was done, emptiness, waiting.

use crate::button::Button;
use crate::icon::{Icon, icon};
use crate::t;
use maud::{Markup, Render, html};
use words::Lang;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Plain,
    Info,
    Success,
    Warning,
    Bad,
}

/// A note in its place: what is true, then what can be done.
#[derive(Clone, Debug)]
pub struct Note {
    tone: Tone,
    title: Option<String>,
    text: Markup,
    buttons: Vec<Button>,
    icon: Icon,
}

impl Note {
    fn new(tone: Tone, icon: Icon, text: impl Render) -> Note {
        Note { tone, title: None, text: text.render(), buttons: Vec::new(), icon }
    }

    /// A note without colour.
    pub fn plain(icon: Icon, text: impl Render) -> Note {
        Note::new(Tone::Plain, icon, text)
    }

    /// Worth knowing.
    pub fn info(text: impl Render) -> Note {
        Note::new(Tone::Info, Icon::Info, text)
    }

    /// Done.
    pub fn success(text: impl Render) -> Note {
        Note::new(Tone::Success, Icon::Check, text)
    }

    /// Needs care before going on.
    pub fn warning(text: impl Render) -> Note {
        Note::new(Tone::Warning, Icon::Alert, text)
    }

    /// Went wrong: what happened, what is safe, what to do.
    pub fn error(text: impl Render) -> Note {
        Note::new(Tone::Bad, Icon::Alert, text)
    }

    /// A first line in bold.
    pub fn title(mut self, title: impl Into<String>) -> Note {
        self.title = Some(title.into());
        self
    }

    /// A button.
    pub fn button(mut self, button: Button) -> Note {
        self.buttons.push(button);
        self
    }
}

impl Render for Note {
    fn render(&self) -> Markup {
        let class = match self.tone {
            Tone::Plain => "note",
            Tone::Info => "note note--info",
            Tone::Success => "note note--done",
            Tone::Warning => "note note--warn",
            Tone::Bad => "note note--bad",
        };
        let role = if self.tone == Tone::Bad { "alert" } else { "status" };
        html! {
            div class=(class) role=(role) {
                (icon(self.icon))
                @if let Some(title) = &self.title { b { (title) } }
                div { (self.text) }
                @if !self.buttons.is_empty() {
                    div class="btns" { @for button in &self.buttons { (button.clone().small()) } }
                }
            }
        }
    }
}

/// What was just done, and how to take it back. Shown once, after the act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The result: “Đã chuyển Phòng CCHC, hạn mai 18/8”.
    pub text: String,
    /// The address that undoes it, while it can be undone.
    pub undo: Option<String>,
}

/// What was just done, floating; `Z` takes it back.
pub fn toast(lang: Lang, said: &Said) -> Markup {
    html! {
        div class="toast" role="status" data-toast {
            (icon(Icon::Check))
            span { (said.text) }
            @if let Some(address) = &said.undo {
                form action=(address) method="post" { (Button::submit(t::undo(lang)).small().key("z")) }
            }
        }
    }
}

/// Nothing to show: what is true, then the way on.
#[derive(Clone, Debug)]
pub struct Empty {
    icon: Icon,
    title: String,
    text: Markup,
    buttons: Vec<Button>,
}

impl Empty {
    /// An emptiness of any kind.
    pub fn new(icon: Icon, title: impl Into<String>, text: impl Render) -> Empty {
        Empty { icon, title: title.into(), text: text.render(), buttons: Vec::new() }
    }

    /// Everything is done. Praises nothing.
    pub fn done(title: impl Into<String>, text: impl Render) -> Empty {
        Empty::new(Icon::Check, title, text)
    }

    /// A filter hides everything; the text says which one to drop.
    pub fn filtered(title: impl Into<String>, text: impl Render) -> Empty {
        Empty::new(Icon::Search, title, text)
    }

    /// Nothing was ever here; a button offers the first step.
    pub fn first_time(icon: Icon, title: impl Into<String>, text: impl Render) -> Empty {
        Empty::new(icon, title, text)
    }

    /// A way on.
    pub fn button(mut self, button: Button) -> Empty {
        self.buttons.push(button);
        self
    }
}

impl Render for Empty {
    fn render(&self) -> Markup {
        html! {
            div class="empty" {
                (icon(self.icon))
                h2 { (self.title) }
                p { (self.text) }
                @if !self.buttons.is_empty() { (crate::button::buttons(&self.buttons)) }
            }
        }
    }
}

/// Rows that are not there yet, with a sentence once it takes long.
pub fn skeleton(rows: u8, sentence: &str) -> Markup {
    html! {
        div aria-hidden="true" { @for _ in 0..rows { div class="skel" { i {} i {} i {} } } }
        p class="pad muted" role="status" { (sentence) }
    }
}

/// Two versions of a record that two people changed at once: the reader's own input is never lost.
pub fn versions(lang: Lang, mine: &Markup, theirs: &Markup, who: &str) -> Markup {
    html! {
        div class="versions" {
            section class="card" aria-labelledby="version-mine" {
                h2 id="version-mine" { (t::conflict_mine(lang)) } (mine)
            }
            section class="card" aria-labelledby="version-theirs" {
                h2 id="version-theirs" { (t::conflict_theirs(lang, who)) } (theirs)
            }
        }
    }
}

/// A sample of a state, with its name: for the page that shows them all.
pub fn sample(name: &str, content: &Markup) -> Markup {
    html! {
        section class="state" aria-label=(name) { header { h2 { (name) } } div class="pad" { (content) } }
    }
}

/// Samples beside each other.
pub fn samples(samples: &[Markup]) -> Markup {
    html! { div class="states" { @for sample in samples { (sample) } } }
}
