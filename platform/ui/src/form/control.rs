//! What one fills in: texts, choices, days, files. All of them work without scripts.

use crate::icon::{Icon, icon, icon_small};
use maud::{Markup, html};

/// One of several values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub name: String,
    /// Whether choosing it is an alarm: urgent, destructive.
    pub hot: bool,
}

impl Opt {
    /// An option.
    pub fn new(value: impl Into<String>, name: impl Into<String>) -> Opt {
        Opt { value: value.into(), name: name.into(), hot: false }
    }

    /// An option that alarms when chosen.
    pub fn hot(mut self) -> Opt {
        self.hot = true;
        self
    }
}

/// What one fills in.
#[derive(Clone, Debug)]
pub enum Control {
    /// One line. `kind` is HTML's `type`, `fill` its `autocomplete`.
    Text {
        /// The present value.
        value: String,
        /// `text`, `email`, `password`, `search`, `tel`, `url`.
        kind: &'static str,
        /// What the browser may fill in.
        fill: &'static str,
        /// The keyboard of a phone: `numeric`, `text`.
        keyboard: Option<&'static str>,
        /// Taller, on a page of its own.
        large: bool,
        /// Shown while empty.
        placeholder: Option<String>,
    },
    /// Several lines.
    Area {
        /// The present value.
        value: String,
        /// Lines shown at least.
        rows: u8,
    },
    /// A list to choose from; for more than four options.
    Select {
        /// The options.
        options: Vec<Opt>,
        /// The value chosen.
        chosen: String,
    },
    /// A type-ahead: one line with proposals. The server takes the text and finds what it means.
    Combo {
        /// The present text.
        value: String,
        /// Proposals known already.
        proposals: Vec<String>,
        /// Where more are found while one types: an address to which `q=` is added and that answers `<option>`s.
        source: Option<String>,
    },
    /// Up to four options side by side.
    Segments {
        /// The options.
        options: Vec<Opt>,
        /// The value chosen.
        chosen: String,
    },
    /// Round options to tap, one (`radio`) or several.
    Pills {
        /// The options.
        options: Vec<Opt>,
        /// The values chosen.
        chosen: Vec<String>,
        /// Whether several may be chosen.
        several: bool,
    },
    /// Options one beneath the other, one or several.
    Choices {
        /// The options.
        options: Vec<Opt>,
        /// The values chosen.
        chosen: Vec<String>,
        /// Whether several may be chosen.
        several: bool,
    },
    /// Chosen ones shown as tokens, the others behind “Thêm…”: lead unit (one), coordinating units (several).
    Pick {
        /// The options.
        options: Vec<Opt>,
        /// The values chosen.
        chosen: Vec<String>,
        /// Whether several may be chosen.
        several: bool,
        /// What opens the others: “Thêm…”, “Đổi…”.
        more: String,
        /// Where more are found while one types: an address to which `q=` is added and that answers [`found`].
        source: Option<String>,
    },
    /// Files, chosen or dropped.
    Files {
        /// What may be chosen, as HTML's `accept`.
        accept: String,
        /// Whether several may be chosen.
        several: bool,
        /// What the place says: “Kéo tệp vào đây hoặc bấm để chọn”.
        invite: String,
    },
    /// One box to tick; the label stands beside it.
    Check {
        /// What is sent when ticked.
        value: String,
        /// Whether it is ticked.
        on: bool,
    },
}

/// Where a control stands.
pub(super) struct Place<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) described: Option<String>,
    pub(super) invalid: bool,
    pub(super) required: bool,
    pub(super) key: Option<&'a str>,
}

impl Control {
    /// One line of text.
    pub fn text(value: impl Into<String>) -> Control {
        Control::typed("text", "off", value)
    }

    /// A secret, new or current (`fill`: `current-password`, `new-password`, `one-time-code`).
    pub fn secret(fill: &'static str) -> Control {
        Control::typed("password", fill, "")
    }

    /// One line of another type.
    pub fn typed(kind: &'static str, fill: &'static str, value: impl Into<String>) -> Control {
        Control::Text { value: value.into(), kind, fill, keyboard: None, large: false, placeholder: None }
    }

    /// Digits only: a PIN, a code, a number.
    pub fn digits(value: impl Into<String>) -> Control {
        Control::Text {
            value: value.into(),
            kind: "text",
            fill: "off",
            keyboard: Some("numeric"),
            large: false,
            placeholder: None,
        }
    }

    /// A day, typed as 14/8/2023 or 2023-08-14.
    pub fn date(value: impl Into<String>) -> Control {
        Control::digits(value)
    }

    /// Several lines of text.
    pub fn area(value: impl Into<String>, rows: u8) -> Control {
        Control::Area { value: value.into(), rows }
    }

    /// A list to choose from.
    pub fn select(options: Vec<Opt>, chosen: impl Into<String>) -> Control {
        Control::Select { options, chosen: chosen.into() }
    }

    /// Up to four options side by side.
    pub fn segments(options: Vec<Opt>, chosen: impl Into<String>) -> Control {
        Control::Segments { options, chosen: chosen.into() }
    }

    /// One box to tick, sending `yes`.
    pub fn check(on: bool) -> Control {
        Control::Check { value: "yes".to_owned(), on }
    }

    /// The same control, taller; only one line of text can be.
    pub fn large(mut self) -> Control {
        if let Control::Text { large, .. } = &mut self {
            *large = true;
        }
        self
    }

    /// The same control with a text shown while it is empty; only one line of text can have it.
    pub fn placeholder(mut self, text: impl Into<String>) -> Control {
        if let Control::Text { placeholder, .. } = &mut self {
            *placeholder = Some(text.into());
        }
        self
    }

    pub(super) fn is_group(&self) -> bool {
        matches!(
            self,
            Control::Segments { .. } | Control::Pills { .. } | Control::Choices { .. } | Control::Pick { .. }
        )
    }

    pub(super) fn render(&self, place: &Place<'_>) -> Markup {
        let Place { id, name, described, invalid, required, key } = place;
        let described = described.as_deref();
        let invalid = invalid.then_some("true");
        match self {
            Control::Text { value, kind, fill, keyboard, large, placeholder } => {
                let class = if *large { "input input--l" } else { "input" };
                html! {
                    input class=(class) id=(id) name=(name) type=(kind) value=(value) autocomplete=(fill)
                        inputmode=[*keyboard] placeholder=[placeholder.as_deref()] required[*required]
                        aria-invalid=[invalid] aria-describedby=[described] data-key=[*key];
                }
            }
            Control::Area { value, rows } => html! {
                textarea class="input" id=(id) name=(name) rows=(rows) required[*required] aria-invalid=[invalid]
                    aria-describedby=[described] data-key=[*key] { (value) }
            },
            Control::Select { options, chosen } => html! {
                select class="input" id=(id) name=(name) required[*required] aria-invalid=[invalid]
                    aria-describedby=[described] data-key=[*key] {
                    @for option in options {
                        option value=(option.value) selected[option.value == *chosen] { (option.name) }
                    }
                }
            },
            Control::Combo { value, proposals, source } => html! {
                input class="input" id=(id) name=(name) value=(value) list={ (id) "-list" } autocomplete="off"
                    required[*required] aria-invalid=[invalid] aria-describedby=[described] data-key=[*key]
                    data-source=[source.as_deref()];
                datalist id={ (id) "-list" } { @for proposal in proposals { option value=(proposal) {} } }
            },
            Control::Segments { options, chosen } => html! {
                div class="seg" {
                    @for option in options {
                        label class=[option.hot.then_some("hot")] {
                            input type="radio" name=(name) value=(option.value) checked[option.value == *chosen]
                                required[*required];
                            (option.name)
                        }
                    }
                }
            },
            Control::Pills { options, chosen, several } => {
                html! { div class="pills" { (ticks(options, chosen, *several, name, "pill")) } }
            }
            Control::Choices { options, chosen, several } => {
                html! { div class="stack-2" { (ticks(options, chosen, *several, name, "check")) } }
            }
            Control::Pick { options, chosen, several, more, source } => html! {
                div class=(if *several { "pick" } else { "pick pick--one" }) {
                    details {
                        summary { (more) }
                        input class="input input--s" type="search" autocomplete="off" aria-label=(more) data-filter
                            data-source=[source.as_deref()] hidden;
                    }
                    (tokens(place.name, options, chosen, *several))
                }
            },
            Control::Files { accept, several, invite } => html! {
                div class="drop" {
                    (icon(Icon::Upload))
                    span { (invite) }
                    input id=(id) name=(name) type="file" accept=(accept) multiple[*several] required[*required]
                        aria-invalid=[invalid] aria-describedby=[described] data-key=[*key];
                }
            },
            // A single box stands beside its label; the field itself shows it.
            Control::Check { .. } => html! {},
        }
    }
}

fn ticks(options: &[Opt], chosen: &[String], several: bool, name: &str, class: &str) -> Markup {
    let kind = if several { "checkbox" } else { "radio" };
    html! {
        @for option in options {
            label class=(class) {
                input type=(kind) name=(name) value=(option.value) checked[chosen.contains(&option.value)];
                span { (option.name) }
            }
        }
    }
}

/// What was found for a [`Control::Pick`] of several while somebody typed: the answer of its `source`.
pub fn found(name: &str, options: &[Opt]) -> Markup {
    tokens(name, options, &[], true)
}

/// All options are boxes to tick; style shows the ticked ones as tokens and the others only when opened. So one
/// adds and removes without scripts and without asking the server.
fn tokens(name: &str, options: &[Opt], chosen: &[String], several: bool) -> Markup {
    let kind = if several { "checkbox" } else { "radio" };
    html! {
        @for option in options {
            label class="token" {
                input type=(kind) name=(name) value=(option.value) checked[chosen.contains(&option.value)];
                span { (option.name) }
                (icon_small(Icon::Close))
            }
        }
    }
}
