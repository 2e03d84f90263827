//! What ends something is asked twice: once on its own page, once with what it touches before one's eyes.

use super::trail::date;
use crate::t;
use context::{Ctx, FieldFault};
use maud::{Markup, html};
use ui::{Button, Control, Field, Form, Note};

/// The second step before something ends: what it is, what it touches, and the button that does it.
pub(super) struct Confirm<'a> {
    pub(super) title: &'a str,
    /// What is to happen, in one sentence.
    pub(super) text: String,
    /// What must be known before, if anything.
    pub(super) alarm: Option<String>,
    /// What it touches, each with how much.
    pub(super) touches: Vec<(&'static str, Markup)>,
    /// Where the form goes.
    pub(super) action: String,
    /// What the form carries.
    pub(super) fields: Markup,
    /// What the button says.
    pub(super) does: &'static str,
    /// Where one goes who does not want it.
    pub(super) back: String,
}

impl Confirm<'_> {
    pub(super) fn show(&self, ctx: &Ctx) -> Markup {
        let lang = ctx.lang;
        let form = Form::post(
            self.action.clone(),
            ctx.new_id(),
            html! {
                (self.fields)
                (ui::buttons(&[
                    Button::submit(self.does).danger(),
                    Button::link(t::places_keep(lang), self.back.clone()).quiet(),
                ]))
            },
        );
        let content = html! {
            (Note::warning(&self.text))
            @if let Some(alarm) = &self.alarm { (Note::error(alarm)) }
            @if !self.touches.is_empty() { (ui::definitions(&self.touches)) }
            (form)
        };
        ui::card("confirm", ui::Share::Half, self.title, &html! {}, &content)
    }
}

/// The field of a first or last day, filled with what was typed or else today.
pub(super) fn day_field(ctx: &Ctx, label: &str, typed: &str, faults: &[FieldFault]) -> Field {
    Field::new("day", label, Control::date(day_text(ctx, typed))).fault(faults).required()
}

/// The day that was typed, or today as a field shows it.
fn day_text(ctx: &Ctx, typed: &str) -> String {
    if typed.is_empty() { date(ctx.now.day()) } else { typed.to_owned() }
}
