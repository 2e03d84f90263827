//! Beside a document: in which folders it lies, and a way to file it.

use super::BASE;
use crate::store::{entry, folder};
use crate::{t, view, words};
use context::{Ctx, Ref, Uuid};
use db::Read;
use edge::Failure;
use maud::{Markup, html};
use ui::{Button, Control, Field, Form, Icon, Opt};

/// So many open folders are offered.
const OFFERED: usize = 100;

/// The panel; nothing for whoever does not work with folders.
pub(crate) fn beside(read: &mut Read<'_>, ctx: &Ctx, record: &Ref) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    if !matches!(record.kind.as_ref(), documents::DOCUMENT | documents::ARRIVAL) {
        return Ok(html! {});
    }
    let (keeps, reads) = (ctx.actor.holds(crate::KEEP), ctx.actor.holds(crate::READ));
    if !keeps && !reads {
        return Ok(html! {});
    }
    let ids: Vec<Uuid> = entry::folders_of(read, record.id)?.into_iter().map(|(id,)| id).collect();
    let mut lies = Vec::new();
    for folder in folder::folders(read, &ids)? {
        if view::may_see(read, ctx, &folder)? {
            lies.push(folder);
        }
    }
    let offered = if keeps { view::to_fill(read, ctx, OFFERED)? } else { Vec::new() };
    let offered: Vec<Opt> = std::iter::once(Opt::new("", t::form_choose(lang)))
        .chain(
            offered
                .into_iter()
                .filter(|folder| !ids.contains(&folder.id))
                .map(|folder| Opt::new(folder.id.to_string(), format!("{} · {}", folder.code, folder.title))),
        )
        .collect();
    if lies.is_empty() && !keeps {
        return Ok(html! {});
    }
    let content = html! {
        @if lies.is_empty() { p class="muted" { (t::panel_nowhere(lang)) } }
        @for folder in &lies {
            (ui::attachment(&format!("{BASE}/{}", folder.id), &folder.title, &format!("{} · {}", folder.code, words::state(lang, &folder.state))))
        }
        @if keeps && offered.len() > 1 {
            (ui::fold(t::panel_file(lang), "", false, &html! {
                (Form::post("/folder-filings", ctx.new_id(), html! {
                    input type="hidden" name="record" value={ (record.kind) ":" (record.id) };
                    (Field::new("folder", t::panel_folder(lang), Control::select(offered, "")).required())
                    (Button::submit(t::act_put(lang)).wide().icon(Icon::Archive))
                }))
            }))
        } @else if keeps && lies.is_empty() {
            (Button::link(t::act_open(lang), "/folders/new").quiet().small().icon(Icon::Plus))
        }
    };
    let aside = html! { @if !lies.is_empty() { (ui::count(lies.len() as i64)) } };
    Ok(ui::panel(t::panel_title(lang), &aside, &content))
}
