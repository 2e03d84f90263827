//! Forms: every field has a label, may have a hint, its source, and an error at its place.

mod control;

pub use control::{Control, Opt, found};

use crate::badge::keys;
use crate::icon::{Icon, icon, icon_small};
use crate::t;
use context::{FieldFault, Uuid};
use maud::{Markup, Render, html};
use words::Lang;

/// A form.
///
/// What changes something is `post`: it carries the key that makes a double submit one act, and the version of
/// the record that the reader saw. What only filters is `get`.
#[derive(Clone, Debug)]
pub struct Form {
    action: String,
    post: bool,
    id: Option<String>,
    class: String,
    once: Option<Uuid>,
    version: Option<i64>,
    files: bool,
    swap: Option<String>,
    autosubmit: bool,
    guard: bool,
    writes: Option<(String, String)>,
    label: Option<String>,
    content: Markup,
}

impl Form {
    fn new(action: impl Into<String>, post: bool, content: Markup) -> Form {
        Form {
            action: action.into(),
            post,
            id: None,
            class: "form".to_owned(),
            once: None,
            version: None,
            files: false,
            swap: None,
            autosubmit: false,
            guard: false,
            writes: None,
            label: None,
            content,
        }
    }

    /// A form that acts; `once` makes its key (`ctx.new_id()`).
    pub fn post(action: impl Into<String>, once: Uuid, content: Markup) -> Form {
        Form { once: Some(once), ..Form::new(action, true, content) }
    }

    /// A form that sets something to a value, where twice is the same as once: a preference, signing out.
    pub fn set(action: impl Into<String>, content: Markup) -> Form {
        Form::new(action, true, content)
    }

    /// A form that asks: search, filters.
    pub fn get(action: impl Into<String>, content: Markup) -> Form {
        Form::new(action, false, content)
    }

    /// Its id, for buttons that stand elsewhere.
    pub fn id(mut self, id: impl Into<String>) -> Form {
        self.id = Some(id.into());
        self
    }

    /// Its accessible name, where no heading names it.
    pub fn label(mut self, label: impl Into<String>) -> Form {
        self.label = Some(label.into());
        self
    }

    /// Other classes than `form`.
    pub fn class(mut self, class: impl Into<String>) -> Form {
        self.class = class.into();
        self
    }

    /// The version of the record that the reader saw; the action refuses another.
    pub fn version(mut self, version: i64) -> Form {
        self.version = Some(version);
        self
    }

    /// Brings files along.
    pub fn files(mut self) -> Form {
        self.files = true;
        self
    }

    /// Replaces only the element of that id by its counterpart in the answer.
    pub fn swap(mut self, id: impl Into<String>) -> Form {
        self.swap = Some(id.into());
        self
    }

    /// Submits itself when a field changes. Keep a button for those without scripts.
    pub fn autosubmit(mut self) -> Form {
        self.autosubmit = true;
        self
    }

    /// Holds a text: saved by itself a moment after typing stops, replacing only the element of an id, and cleaned of a
    /// word processor's rubbish by an address when pasted.
    pub fn writes(mut self, id: impl Into<String>, paste: impl Into<String>) -> Form {
        self.writes = Some((id.into(), paste.into()));
        self
    }

    /// Asks before a page with unsent changes is left.
    pub fn guard(mut self) -> Form {
        self.guard = true;
        self
    }
}

impl Render for Form {
    fn render(&self) -> Markup {
        let method = if self.post { "post" } else { "get" };
        html! {
            form action=(self.action) method=(method) id=[self.id.as_deref()] class=(self.class)
                enctype=[self.files.then_some("multipart/form-data")] aria-label=[self.label.as_deref()]
                data-swap=[self.swap.as_deref()] data-autosubmit[self.autosubmit] data-guard[self.guard]
                data-saves=[self.writes.as_ref().map(|(id, _)| id.as_str())]
                data-paste=[self.writes.as_ref().map(|(_, paste)| paste.as_str())] {
                @if let Some(once) = self.once { input type="hidden" name="once" value=(once); }
                @if let Some(version) = self.version { input type="hidden" name="version" value=(version); }
                (self.content)
            }
        }
    }
}

/// One field of a form.
///
/// ```
/// use ui::{Control, Field};
/// let field = Field::new("issued", "Ngày ban hành", Control::date("14/8/2023")).hint("còn 6 ngày làm việc").span(3);
/// # let _ = field;
/// ```
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    label: String,
    control: Control,
    hint: Option<String>,
    aside: Option<Markup>,
    error: Option<String>,
    doubtful: bool,
    required: bool,
    bare: bool,
    span: u8,
    key: Option<String>,
    id: Option<String>,
}

impl Field {
    /// A field: its name in the form and in the API, its label, and what one fills in.
    pub fn new(name: impl Into<String>, label: impl Into<String>, control: Control) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            control,
            hint: None,
            aside: None,
            error: None,
            doubtful: false,
            required: false,
            bare: false,
            span: 6,
            key: None,
            id: None,
        }
    }

    /// What helps to fill it in.
    pub fn hint(mut self, hint: impl Into<String>) -> Field {
        self.hint = Some(hint.into());
        self
    }

    /// What stands beside the label at its far end: a link, where the value comes from.
    pub fn aside(mut self, aside: impl Into<String>) -> Field {
        let text: String = aside.into();
        self.aside = Some(html! { span class="opt" { (text) } });
        self
    }

    /// A link beside the label.
    pub fn aside_link(mut self, name: &str, address: &str) -> Field {
        self.aside = Some(html! { a class="link opt" href=(address) { (name) } });
        self
    }

    /// The value was read from a scan.
    pub fn read_from_scan(mut self, lang: Lang) -> Field {
        self.aside = Some(
            html! { span class="from" { (icon_small(Icon::Scan)) span class="sr" { (t::form_from_scan(lang)) } } },
        );
        self
    }

    /// The value was read but is doubtful, and says why. `F2` leads to the next of these.
    pub fn doubtful(mut self, why: impl Into<String>) -> Field {
        let why: String = why.into();
        self.doubtful = true;
        self.aside = Some(html! { span class="from" { (icon_small(Icon::Alert)) (why) } });
        self
    }

    /// What is wrong with it.
    pub fn error(mut self, error: Option<String>) -> Field {
        self.error = error;
        self
    }

    /// Takes its error from the faults of a problem, if one is its own.
    pub fn fault(self, faults: &[FieldFault]) -> Field {
        let own = faults.iter().find(|fault| fault.field == self.name).map(|fault| fault.message.clone());
        self.error(own)
    }

    /// Must be filled in.
    pub fn required(mut self) -> Field {
        self.required = true;
        self
    }

    /// Its label is heard but not seen: where a heading just above says the same.
    pub fn bare(mut self) -> Field {
        self.bare = true;
        self
    }

    /// Its share of a row of six: 2, 3, 4 or 6.
    pub fn span(mut self, sixths: u8) -> Field {
        self.span = sixths;
        self
    }

    /// A shortcut that leads into it.
    pub fn key(mut self, shortcut: impl Into<String>) -> Field {
        self.key = Some(shortcut.into());
        self
    }

    /// An id other than `f-NAME`, where a page holds two forms with the same field.
    pub fn id(mut self, id: impl Into<String>) -> Field {
        self.id = Some(id.into());
        self
    }

    fn class(&self) -> String {
        let span = match self.span {
            2 => " field--2",
            3 => " field--3",
            4 => " field--4",
            _ => "",
        };
        format!("field{span}{}", if self.doubtful { " field--check" } else { "" })
    }

    fn beneath(&self, id: &str) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { span class="hint" id={ (id) "-hint" } { (hint) } }
            @if let Some(error) = &self.error { p class="err" id={ (id) "-error" } { (error) } }
        }
    }

    fn beside(&self) -> Markup {
        html! {
            @if let Some(aside) = &self.aside { (aside) }
            @if let Some(key) = &self.key { (keys(key)) }
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        let id = self.id.clone().unwrap_or_else(|| format!("f-{}", self.name));
        let described: Vec<String> = [(self.hint.is_some(), "hint"), (self.error.is_some(), "error")]
            .iter()
            .filter(|(present, _)| *present)
            .map(|(_, what)| format!("{id}-{what}"))
            .collect();
        let place = control::Place {
            id: &id,
            name: &self.name,
            described: (!described.is_empty()).then(|| described.join(" ")),
            invalid: self.error.is_some(),
            required: self.required,
            key: self.key.as_deref(),
        };
        if let Control::Check { value, on } = &self.control {
            return html! {
                div class=(self.class()) {
                    label class="check" {
                        input type="checkbox" id=(id) name=(self.name) value=(value) checked[*on]
                            aria-describedby=[place.described.as_deref()];
                        span { (self.label) }
                    }
                    (self.beneath(&id))
                }
            };
        }
        html! {
            @if self.control.is_group() {
                fieldset class=(self.class()) id=(id) tabindex="-1" aria-describedby=[place.described.as_deref()] {
                    legend class=[self.bare.then_some("sr")] { (self.label) (self.beside()) }
                    (self.control.render(&place))
                    (self.beneath(&id))
                }
            } @else {
                div class=(self.class()) {
                    label for=(id) class=[self.bare.then_some("sr")] { (self.label) (self.beside()) }
                    (self.control.render(&place))
                    (self.beneath(&id))
                }
            }
        }
    }
}

/// Fields side by side, in sixths of the row.
pub fn row(fields: &[Field]) -> Markup {
    html! { div class="row" { @for field in fields { (field) } } }
}

/// What is to be mended, above a form: links to the fields at fault. `labels` are pairs of a field's name and
/// its label; a fault of no known field is told in its own words. Nothing where there is no fault.
pub fn error_summary(
    lang: Lang,
    title: Option<&str>,
    faults: &[FieldFault],
    labels: &[(&str, &str)],
) -> Markup {
    let label = |name: &str| labels.iter().find(|(field, _)| *field == name).map(|(_, label)| *label);
    let heading = match title {
        Some(title) if faults.is_empty() => title.to_owned(),
        _ => t::form_to_mend(lang, faults.len()),
    };
    html! {
        @if title.is_some() || !faults.is_empty() {
            div class="note note--bad" role="alert" tabindex="-1" {
                (icon(Icon::Alert))
                b { (heading) }
                @if !faults.is_empty() {
                    ul class="note__list" {
                        @for fault in faults {
                            li {
                                @match label(&fault.field) {
                                    Some(label) => {
                                        a class="link" href={ "#f-" (fault.field) } { (label) } ": " (fault.message)
                                    }
                                    None => (fault.message),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::Vi;

    fn fault() -> Vec<FieldFault> {
        vec![FieldFault { field: "issued".into(), message: "Tháng 9 chỉ có 30 ngày.".into() }]
    }

    #[test]
    fn a_field_at_fault_keeps_its_value_and_names_its_error() {
        let html = Field::new("issued", "Ngày ban hành", Control::date("31/9/2023"))
            .hint("ngày/tháng/năm")
            .fault(&fault())
            .render()
            .into_string();
        assert!(html.contains(r#"<label for="f-issued">Ngày ban hành</label>"#), "{html}");
        assert!(html.contains(r#"value="31/9/2023""#), "{html}");
        assert!(
            html.contains(r#"aria-invalid="true" aria-describedby="f-issued-hint f-issued-error""#),
            "{html}"
        );
        assert!(html.contains(r#"<p class="err" id="f-issued-error">Tháng 9 chỉ có 30 ngày.</p>"#), "{html}");
    }

    #[test]
    fn another_fields_fault_is_not_its_own() {
        let html =
            Field::new("symbol", "Số ký hiệu", Control::text("1/A")).fault(&fault()).render().into_string();
        assert!(!html.contains("err") && !html.contains("aria-invalid"), "{html}");
    }

    #[test]
    fn the_summary_leads_to_the_field() {
        let html = error_summary(Vi, None, &fault(), &[("issued", "Ngày ban hành")]).into_string();
        assert!(html.contains("Còn 1 chỗ cần sửa"), "{html}");
        assert!(html.contains(r##"<a class="link" href="#f-issued">Ngày ban hành</a>: Tháng 9"##), "{html}");
        assert_eq!(error_summary(Vi, None, &[], &[]).into_string(), "");
    }

    #[test]
    fn a_form_that_acts_carries_its_key_and_the_version_seen() {
        let once = Uuid::from_u128(7);
        let html = Form::post("/documents", once, html! {}).version(3).render().into_string();
        assert!(html.contains(r#"name="once" value="00000000-0000-0000-0000-000000000007""#), "{html}");
        assert!(html.contains(r#"name="version" value="3""#), "{html}");
        assert!(!Form::get("/search", html! {}).render().into_string().contains("once"));
    }
}
