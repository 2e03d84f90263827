//! Buttons and links that act.

use crate::badge::keys;
use crate::icon::{Icon, icon, icon_large};
use maud::{Markup, Render, html};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Primary,
    Secondary,
    Quiet,
    Danger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Size {
    Small,
    Usual,
    Large,
    Tap,
}

#[derive(Clone, Debug)]
enum Does {
    Leads(String),
    Submits,
    Opens(String),
    Closes(String),
    Copies(String),
    Types,
}

/// A button. It is named by its result (“Chuyển Phòng CCHC”), never “OK”. A view has one primary.
///
/// ```
/// use ui::{Button, Icon};
/// let primary = Button::submit("Vào sổ, mở bản kế").primary().key("Ctrl+Enter").value("then", "next");
/// let quiet = Button::link("Chuyển", "/documents/1/forward").quiet().icon(Icon::Forward).key("f");
/// # let _ = (primary, quiet);
/// ```
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    does: Does,
    kind: Kind,
    size: Size,
    icon: Option<Icon>,
    only_icon: bool,
    pushed: bool,
    grown: bool,
    narrow: bool,
    wide: bool,
    key: Option<String>,
    value: Option<(String, String)>,
    form: Option<String>,
    address: Option<String>,
    swap: Option<String>,
    unchecked: bool,
    on_files: bool,
    disabled: Option<String>,
    online: bool,
    inserts: Option<(String, String)>,
}

impl Button {
    fn new(label: impl Into<String>, does: Does) -> Button {
        Button {
            label: label.into(),
            does,
            kind: Kind::Secondary,
            size: Size::Usual,
            icon: None,
            only_icon: false,
            pushed: false,
            grown: false,
            narrow: false,
            wide: false,
            key: None,
            value: None,
            form: None,
            address: None,
            swap: None,
            unchecked: false,
            on_files: false,
            disabled: None,
            online: false,
            inserts: None,
        }
    }

    /// Types into the text of its form ([`Button::inserts`]); there only where scripts run.
    pub fn types(label: impl Into<String>) -> Button {
        Button::new(label, Does::Types)
    }

    /// Leads to an address.
    pub fn link(label: impl Into<String>, address: impl Into<String>) -> Button {
        Button::new(label, Does::Leads(address.into()))
    }

    /// Submits the form it stands in.
    pub fn submit(label: impl Into<String>) -> Button {
        Button::new(label, Does::Submits)
    }

    /// Opens the menu, dialog or sheet of that id. Works without scripts.
    pub fn opens(label: impl Into<String>, id: impl Into<String>) -> Button {
        Button::new(label, Does::Opens(id.into()))
    }

    /// Closes the menu, dialog or sheet of that id.
    pub fn closes(label: impl Into<String>, id: impl Into<String>) -> Button {
        Button::new(label, Does::Closes(id.into()))
    }

    /// Copies a text to the clipboard. Needs scripts and is not shown without them.
    pub fn copies(label: impl Into<String>, text: impl Into<String>) -> Button {
        Button::new(label, Does::Copies(text.into()))
    }

    /// The one that a view is about.
    pub fn primary(mut self) -> Button {
        self.kind = Kind::Primary;
        self
    }

    /// Without an edge, for tool bars.
    pub fn quiet(mut self) -> Button {
        self.kind = Kind::Quiet;
        self
    }

    /// Destroys or takes away. Its question repeats the object.
    pub fn danger(mut self) -> Button {
        self.kind = Kind::Danger;
        self
    }

    /// Smaller, within rows.
    pub fn small(mut self) -> Button {
        self.size = Size::Small;
        self
    }

    /// Larger, on its own page.
    pub fn large(mut self) -> Button {
        self.size = Size::Large;
        self
    }

    /// For a thumb: 48 px high.
    pub fn tap(mut self) -> Button {
        self.size = Size::Tap;
        self
    }

    /// As wide as its place.
    pub fn wide(mut self) -> Button {
        self.wide = true;
        self
    }

    /// At the far end of its row.
    pub fn pushed(mut self) -> Button {
        self.pushed = true;
        self
    }

    /// Takes what room is left in its row.
    pub fn grow(mut self) -> Button {
        self.grown = true;
        self
    }

    /// Shown only where list and reading pane do not stand side by side: the way back to the list.
    pub fn for_narrow(mut self) -> Button {
        self.narrow = true;
        self
    }

    /// With an icon before the label.
    pub fn icon(mut self, icon: Icon) -> Button {
        self.icon = Some(icon);
        self
    }

    /// With an icon instead of the label, which becomes its accessible name.
    pub fn only_icon(mut self, icon: Icon) -> Button {
        self.only_icon = true;
        self.icon(icon)
    }

    /// With a shortcut: `b`, `g v`, `Ctrl+Enter`, `Alt+1`, `F2`, `Escape`.
    pub fn key(mut self, shortcut: impl Into<String>) -> Button {
        self.key = Some(shortcut.into());
        self
    }

    /// Submits this name and value too.
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Button {
        self.value = Some((name.into(), value.into()));
        self
    }

    /// Submits the form of that id, which it does not stand in.
    pub fn form(mut self, id: impl Into<String>) -> Button {
        self.form = Some(id.into());
        self
    }

    /// Submits to another address than its form's.
    pub fn to(mut self, address: impl Into<String>) -> Button {
        self.address = Some(address.into());
        self
    }

    /// Replaces only the element of that id by its counterpart in the answer.
    pub fn swap(mut self, id: impl Into<String>) -> Button {
        self.swap = Some(id.into());
        self
    }

    /// Sends the form although not everything is filled in: what it asks for does not need it.
    pub fn unchecked(mut self) -> Button {
        self.unchecked = true;
        self
    }

    /// Pressed by itself, where scripts run, as soon as a file is chosen in its form.
    pub fn when_files_are_chosen(mut self) -> Button {
        self.on_files = true;
        self
    }

    /// Locked, and says why.
    pub fn disabled_because(mut self, reason: impl Into<String>) -> Button {
        self.disabled = Some(reason.into());
        self
    }

    /// Locked while there is no network.
    pub fn online(mut self) -> Button {
        self.online = true;
        self
    }

    /// Puts words around what is picked in the text of its form; where scripts are off it does what it does otherwise.
    pub fn inserts(mut self, before: impl Into<String>, after: impl Into<String>) -> Button {
        self.inserts = Some((before.into(), after.into()));
        self
    }

    fn class(&self) -> String {
        let mut class = String::from("btn");
        class.push_str(match self.kind {
            Kind::Primary => " btn--primary",
            Kind::Secondary => "",
            Kind::Quiet => " btn--quiet",
            Kind::Danger => " btn--danger",
        });
        class.push_str(match self.size {
            Size::Small => " btn--s",
            Size::Usual => "",
            Size::Large => " btn--l",
            Size::Tap => " btn--tap",
        });
        let places = [
            (self.only_icon, " btn--icon"),
            (self.wide, " btn--block"),
            (self.pushed, " push"),
            (self.grown, " grow"),
            (self.narrow, " only-narrow"),
        ];
        for (applies, name) in places {
            if applies {
                class.push_str(name);
            }
        }
        class
    }

    fn inside(&self) -> Markup {
        html! {
            @if let Some(shape) = self.icon {
                @if self.size == Size::Tap { (icon_large(shape)) } @else { (icon(shape)) }
            }
            @if !self.only_icon {
                @if self.icon.is_some() { span class="btn__label" { (self.label) } } @else { (self.label) }
                @if let Some(key) = &self.key { " " (keys(key)) }
            }
        }
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let class = self.class();
        let name = self.only_icon.then_some(self.label.as_str());
        let key = self.key.as_deref();
        let shortcut = key.map(aria_keys);
        let (value_name, value) = self.value.as_ref().map(|(n, v)| (n.as_str(), v.as_str())).unzip();
        if let (Does::Leads(address), None) = (&self.does, &self.disabled) {
            return html! {
                a class=(class) href=(address) aria-label=[name] title=[name] data-key=[key]
                    aria-keyshortcuts=[shortcut] data-swap=[self.swap.as_deref()] { (self.inside()) }
            };
        }
        let (opens, closes, copies) = match &self.does {
            Does::Opens(id) => (Some(id.as_str()), None, None),
            Does::Closes(id) => (Some(id.as_str()), Some("hide"), None),
            Does::Copies(text) => (None, None, Some(text.as_str())),
            Does::Leads(_) | Does::Submits | Does::Types => (None, None, None),
        };
        let kind = if matches!(self.does, Does::Submits) { "submit" } else { "button" };
        html! {
            button class=(class) type=(kind) aria-label=[name] title=[self.disabled.as_deref().or(name)]
                popovertarget=[opens] popovertargetaction=[closes] data-copy=[copies]
                hidden[copies.is_some() || matches!(self.does, Does::Types)]
                data-insert=[self.inserts.as_ref().map(|(before, _)| before.as_str())]
                data-after=[self.inserts.as_ref().map(|(_, after)| after.as_str())]
                name=[value_name] value=[value] form=[self.form.as_deref()]
                formaction=[self.address.as_deref()] formnovalidate[self.unchecked] data-on-files[self.on_files] data-swap=[self.swap.as_deref()]
                data-key=[key] aria-keyshortcuts=[shortcut] data-online[self.online]
                disabled[self.disabled.is_some()] { (self.inside()) }
            @if let Some(reason) = &self.disabled { span class="muted small" { (reason) } }
        }
    }
}

/// Shortcuts as assistive technology wants them. Sequences (`g v`) cannot be said there.
fn aria_keys(shortcut: &str) -> String {
    if shortcut.contains(' ') { String::new() } else { shortcut.replace("Ctrl", "Control") }
}

/// Buttons in a row.
pub fn buttons(buttons: &[Button]) -> Markup {
    html! { div class="btns" { @for button in buttons { (button) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primary_button_submits_its_name_and_shows_its_key() {
        let html =
            Button::submit("Vào sổ").primary().key("Ctrl+Enter").value("then", "next").render().into_string();
        assert_eq!(
            html,
            "<button class=\"btn btn--primary\" type=\"submit\" name=\"then\" value=\"next\" data-key=\"Ctrl+Enter\" \
             aria-keyshortcuts=\"Control+Enter\">Vào sổ <kbd>Ctrl ↵</kbd></button>"
        );
    }

    #[test]
    fn a_button_of_an_icon_keeps_its_name() {
        let html = Button::link("Văn bản sau", "?at=2").quiet().only_icon(Icon::Down).render().into_string();
        assert!(html.contains("aria-label=\"Văn bản sau\""), "{html}");
        assert!(!html.contains(">Văn bản sau"), "{html}");
    }

    #[test]
    fn a_locked_link_leads_nowhere_and_says_why() {
        let html = Button::link("Ký số", "/sign").disabled_because("Cần mạng để ký").render().into_string();
        assert!(!html.contains("href"), "{html}");
        assert!(html.contains(" disabled>") && html.contains(">Cần mạng để ký</span>"), "{html}");
    }

    #[test]
    fn what_people_wrote_cannot_become_markup() {
        let html = Button::link("<b>", "\"><script>").render().into_string();
        assert!(!html.contains("<b>") && !html.contains("<script>"), "{html}");
    }
}
