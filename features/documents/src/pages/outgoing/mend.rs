//! Whoever holds the present step mends the files: a new version with the reason, which voids the initials given before.

use super::draft::merged;
use crate::actions::outgoing::{self as actions, RevisionInput};
use crate::model::document::PartRole;
use crate::pages::parts::Brought;
use crate::view::{self, DocumentView};
use crate::{t, words};
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use edge::{Answer, App, Path, Upload, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Control, Field, Form};

/// A new version as the form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct MendForm {
    #[serde(default)]
    reason: String,
    version: Option<i64>,
}

/// The form, folded away: most who hold a step only read.
pub(super) fn form(ctx: &Ctx, seen: &DocumentView, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let file = |role: PartRole, several: bool| {
        let accept =
            if role == PartRole::Main { ".pdf,application/pdf" } else { ".pdf,.docx,.xlsx,.png,.jpg,.zip" };
        let control =
            Control::Files { accept: accept.to_owned(), several, invite: t::draft_drop(lang).to_owned() };
        Field::new(role.code(), words::part(lang, role), control).error(
            faults
                .iter()
                .find(|fault| fault.field == role.code() || fault.field == "file")
                .map(|fault| fault.message.clone()),
        )
    };
    let wrong = faults.iter().any(|fault| matches!(fault.field.as_str(), "main" | "file"));
    ui::fold(
        t::initials_mend(lang),
        "",
        wrong,
        &html! {
            p class="muted" { (t::initials_mend_text(lang)) }
            (Form::post(format!("/documents/{}/revise", seen.document.id), ctx.new_id(), html! {
                (file(PartRole::Main, false))
                (file(PartRole::Annex, true))
                (Field::new("reason", t::draft_reason(lang), Control::text("")).id("f-mend-reason").required())
                (Button::submit(t::initials_mend_send(lang)))
            }).files().version(seen.document.version))
        },
    )
}

/// Puts the new version in place of the present one.
pub(crate) async fn revise(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<MendForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let seen = app.db.read(|read| view::document_view(read, ctx, id))?;
    let brought = Brought::by(&app, &upload, &[]);
    let revised = brought.whole().and_then(|files| {
        let parts = merged(&seen, files).unwrap_or_default();
        let version = upload.input.version.or(upload.reader.if_match);
        let revision = RevisionInput { parts, reason: upload.input.reason.clone(), version };
        Ok(app.db.write(ctx, |tx| actions::revise(tx, ctx, id, &revision))?)
    });
    match revised {
        Ok(()) => Ok(see_other_saying(&format!("/documents/{id}"), t::initials_said_mended(ctx.lang), None)),
        Err(failure) => super::again(&app, &upload.reader, id, failure),
    }
}
