//! Opening a folder: of an item of the approved list, or with a reason beside it.

use super::{BASE, LISTS, date_value, day, keepers, retentions};
use crate::actions;
use crate::model::folder::FolderKind;
use crate::model::input::OpenInput;
use crate::store::list;
use crate::{Error, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{FieldFault, Uuid};
use edge::{Act, Answer, App, Failure, Page, Query, Reader, SignedIn, see_other_saying};
use maud::html;
use serde::Deserialize;
use ui::{Button, Control, Field, Form, Note, Opt, PageHead};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct OpenForm {
    item: Option<Uuid>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    retention: String,
    keeper: Option<Uuid>,
    #[serde(default)]
    kind: String,
    secret: Option<String>,
    starts: Option<String>,
}

/// The form; an address may name the item.
pub(crate) async fn blank(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(form): Query<OpenForm>,
) -> Answer {
    page(&app, &reader, &form, None, &[])
}

fn page(app: &App, reader: &Reader, form: &OpenForm, title: Option<&str>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = ctx.actor.agency.filter(|_| ctx.actor.holds(crate::KEEP)).ok_or(Error::NotFound)?;
        let year = i64::from(ctx.now.day().year());
        let items = list::to_open(read, agency, year)?;
        let mut options = vec![Opt::new("", t::begin_beside(lang))];
        options.extend(items.iter().map(|it| Opt::new(it.id.to_string(), format!("{} · {}", it.code, it.title))));
        let chosen = form.item.map(|id| id.to_string()).unwrap_or_default();
        let kinds = FolderKind::ALL.map(|kind| Opt::new(kind.code(), words::kind(lang, kind.code())));
        let kind = if form.kind.is_empty() { FolderKind::Ordinary.code() } else { form.kind.as_str() };
        let mut people = vec![Opt::new("", t::begin_keeper_listed(lang))];
        people.extend(keepers(read, ctx, agency)?);
        let keeper = form.keeper.map(|id| id.to_string()).unwrap_or_default();
        let starts = form.starts.clone().unwrap_or_else(|| date_value(Some(ctx.now.day())));
        let listed = html! {
            @if items.is_empty() {
                (Note::info(t::begin_no_items(lang, year)).button(Button::link(t::page_lists(lang), LISTS)))
            }
            (Field::new("item", t::begin_item(lang), Control::select(options, chosen)).hint(t::begin_item_hint(lang)).fault(faults))
            (Field::new("title", t::folder_title(lang), Control::area(&form.title, 2)).hint(t::begin_title_hint(lang)).fault(faults))
            (ui::row(&[
                Field::new("keeper", t::folder_keeper(lang), Control::select(people, keeper)).fault(faults).span(3),
                Field::new("starts", t::folder_starts(lang), Control::date(starts)).fault(faults).span(3),
            ]))
            (Field::new("kind", t::folder_kind(lang), Control::segments(kinds.to_vec(), kind)).hint(t::begin_kind_hint(lang)).fault(faults))
            (Field::new("secret", t::begin_secret(lang), Control::check(form.secret.is_some())).hint(t::begin_secret_hint(lang)))
        };
        let beside = html! {
            p class="muted" { (t::begin_beside_text(lang)) }
            (Field::new("reason", t::begin_reason(lang), Control::text(&form.reason)).fault(faults))
            (ui::row(&[
                Field::new("code", t::folder_code(lang), Control::text(&form.code)).hint(t::begin_code_hint(lang)).fault(faults).span(3),
                Field::new("retention", t::folder_retention(lang), Control::select(retentions(ctx), &form.retention)).fault(faults).span(3),
            ]))
        };
        let open = !form.reason.is_empty() || !form.code.is_empty() || items.is_empty();
        let labels = [
            ("item", t::begin_item(lang)),
            ("title", t::folder_title(lang)),
            ("keeper", t::folder_keeper(lang)),
            ("starts", t::folder_starts(lang)),
            ("reason", t::begin_reason(lang)),
            ("code", t::folder_code(lang)),
            ("retention", t::folder_retention(lang)),
        ];
        let body = html! {
            (ui::error_summary(lang, title, faults, &labels))
            (Form::post(BASE, ctx.new_id(), html! {
                (listed)
                (ui::fold(t::begin_beside(lang), "", open, &beside))
                div class="btns" {
                    (Button::submit(t::act_open(lang)).primary().key("Ctrl+Enter"))
                    (Button::link(t::act_back(lang), BASE).quiet())
                }
            }).guard())
        };
        let head = PageHead::new(t::begin_title(lang));
        let body = ui::page(&head, &ui::column(&body));
        edge::page(app, reader, read, Page { title: t::begin_title(lang), active: BASE, body })
    })
}

/// Opens it.
pub(crate) async fn open(State(app): State<App>, act: Act<OpenForm>) -> Answer {
    let (reader, form) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let opened = day("starts", form.starts.as_deref()).and_then(|starts| {
        let input = OpenInput {
            item: form.item,
            reason: form.reason.clone(),
            code: form.code.clone(),
            title: form.title.clone(),
            retention: form.retention.clone(),
            keeper: form.keeper,
            kind: form.kind.clone(),
            secret: form.secret.is_some(),
            starts,
        };
        app.db.write(ctx, |tx| actions::open(tx, ctx, &input))
    });
    match opened {
        Ok(id) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::said_opened(ctx.lang), None)),
        Err(error) => {
            let failure = Failure::from(error);
            if !failure.concerns_input() {
                return Err(failure);
            }
            let problem = failure.problem(ctx.lang);
            let mut answer = page(&app, reader, form, Some(&problem.title), &problem.fields)?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
    }
}
