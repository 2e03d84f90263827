//! For whom the reader stands in: what waits there, and the way to do it.

use crate::t;
use context::Ctx;
use db::Read;
use edge::Failure;
use maud::{Markup, html};
use ui::{Button, Form, Icon, Note};

/// A note for each position in which the reader may act for another, with what is owed there; none while they do so.
pub(super) fn notes(read: &mut Read<'_>, ctx: &Ctx) -> Result<Markup, Failure> {
    let Some(person) = ctx.actor.person.filter(|_| ctx.actor.stead.is_none()) else { return Ok(html! {}) };
    let lang = ctx.lang;
    let mut notes = Vec::new();
    for it in organisation::stands_in(read, person, ctx.now.day())? {
        let (owed, _) = duties::running_at(read, duties::Desk::Position(it.held.id))?;
        let stead = organisation::stead_words(lang, &it.stead);
        let act = if it.stead.assists { t::work_stead_assist(lang) } else { t::work_stead_act(lang) };
        let form = Form::set(
            "/position",
            html! {
                input type="hidden" name="position" value=(it.held.id);
                input type="hidden" name="to" value="/work";
                (Button::submit(act).small())
            },
        );
        let text = html! {
            b { (stead) } ", " (it.held.title) ": " (t::work_stead_owed(lang, ui::number::count(owed)))
            " " (form.class("inline"))
        };
        notes.push(Note::plain(Icon::Users, text));
    }
    Ok(html! { @for note in &notes { (note) } })
}
