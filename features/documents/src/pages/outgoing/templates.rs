//! The routes that an agency keeps ready (mẫu luồng trình): listed, made, changed, removed.

use super::steps::{self, Line};
use crate::actions::outgoing as actions;
use crate::pages::name;
use crate::store::route::{self as rows, Template};
use crate::{Error, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Page, Path, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Table};

const BASE: &str = "/routes";

/// A template as a form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TemplateForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    step_kind: Vec<String>,
    #[serde(default)]
    step_who: Vec<String>,
    #[serde(default)]
    version: i64,
}

/// Whose routes the reader keeps.
fn keeps(ctx: &Ctx) -> Result<Uuid, Error> {
    ctx.actor.agency.filter(|_| ctx.actor.holds(crate::DRAFT)).ok_or(Error::NotFound)
}

/// All templates of the reader's agency.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let all = rows::templates(read, keeps(ctx)?)?;
        let ids: Vec<Uuid> = all.iter().flat_map(Template::planned).map(|step| step.who.desk()).collect();
        let names = crate::view::names(read, ctx, &ids)?;
        let columns = vec![
            Column::head(t::routes_name(lang)),
            Column::text(t::routes_kind(lang)),
            Column::text(t::submit_route(lang)).wide(),
        ];
        let table = all.iter().fold(Table::new(lang, t::routes_title(lang), columns).wrap(), |table, one| {
            let way: Vec<String> = one
                .planned()
                .iter()
                .map(|step| {
                    let gone = t::routes_gone(lang).to_owned();
                    let who = names.get(&step.who.desk()).cloned().unwrap_or(gone);
                    format!("{}: {who}", words::step(lang, step.kind))
                })
                .collect();
            table.row(vec![
                html! { a class="link" href={ (BASE) "/" (one.id) } { (one.name) } },
                html! { (kind_name(ctx, &one.kind)) },
                html! { (way.join(" → ")) },
            ])
        });
        let add = Button::link(t::routes_add(lang), format!("{BASE}/new")).icon(Icon::Plus).primary();
        let head = PageHead::new(t::routes_title(lang)).note(t::routes_note(lang));
        let body = html! {
            @if all.is_empty() {
                (Empty::first_time(Icon::Send, t::routes_empty_title(lang), t::routes_empty_text(lang)).button(add.clone()))
            } @else { (table) }
        };
        let head = if all.is_empty() { head } else { head.action(add) };
        edge::page(&app, &reader, read, Page { title: t::routes_title(lang), active: super::BASE, body: ui::page(&head, &body) })
    })
}

fn kind_name(ctx: &Ctx, code: &str) -> String {
    match ctx.law.document_type(code, ctx.now.day()) {
        Some(kind) => name(ctx.lang, kind).to_owned(),
        None => t::routes_any(ctx.lang).to_owned(),
    }
}

/// The form of a new template.
pub(crate) async fn fresh(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    keeps(&reader.ctx)?;
    form_page(&app, &reader, None, &TemplateForm::default(), &[], &[])
}

/// The form of a template that is there.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let agency = keeps(&reader.ctx)?;
    let known = app.db.read(|read| rows::template(read, agency, id))?.ok_or(Error::NotFound)?;
    let lines = steps::lines_of(&known.planned());
    let form =
        TemplateForm { name: known.name, kind: known.kind, version: known.version, ..Default::default() };
    form_page(&app, &reader, Some(id), &form, &lines, &[])
}

fn form_page(
    app: &App,
    reader: &Reader,
    id: Option<Uuid>,
    form: &TemplateForm,
    lines: &[Line],
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let title = if id.is_some() { t::routes_change(lang) } else { t::routes_add(lang) };
        let fields = fields(read, ctx, form, lines, faults)?;
        let action = id.map_or(BASE.to_owned(), |id| format!("{BASE}/{id}"));
        let entry = html! {
            (ui::error_summary(lang, None, faults, &[("name", t::routes_name(lang)), ("kind", t::routes_kind(lang)), ("steps", t::submit_route(lang)), ("form", title)]))
            (Form::post(action, ctx.new_id(), html! {
                (fields)
                (ui::buttons(&[Button::submit(t::routes_save(lang)).primary().key("Ctrl+Enter"), Button::link(t::act_cancel(lang), BASE)]))
            }).version(form.version).guard())
            @if let Some(id) = id {
                (ui::fold(t::routes_remove(lang), "", false, &html! {
                    (Form::post(format!("{BASE}/{id}/delete"), ctx.new_id(), html! {
                        (Button::submit(t::routes_remove_send(lang, &form.name)).danger().icon(Icon::Trash))
                    }))
                }))
            }
        };
        let body = ui::page(&PageHead::new(title), &ui::column(&ui::panel(title, &html! {}, &entry)));
        edge::page(app, reader, read, Page { title, active: super::BASE, body })
    })
}

fn fields(
    read: &mut Read<'_>,
    ctx: &Ctx,
    form: &TemplateForm,
    lines: &[Line],
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let mut kinds = vec![Opt::new("", t::routes_any(lang))];
    let known = ctx.law.document_types(ctx.now.day());
    kinds.extend(known.map(|kind| Opt::new(kind.code.clone(), name(lang, kind))));
    Ok(html! {
        (Field::new("name", t::routes_name(lang), Control::text(&form.name)).hint(t::routes_name_hint(lang)).fault(faults).required())
        (Field::new("kind", t::routes_kind(lang), Control::select(kinds, form.kind.clone())).fault(faults))
        (steps::fields(read, ctx, keeps(ctx)?, None, lines, faults)?)
    })
}

/// The form again, with everything typed and what is wrong.
fn refused(app: &App, reader: &Reader, id: Option<Uuid>, form: &TemplateForm, failure: Failure) -> Answer {
    let problem = failure.problem(reader.ctx.lang);
    if !failure.concerns_input() {
        return Err(failure);
    }
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault { field: "form".into(), message: crate::pages::parts::said(&problem) });
    }
    let mut answer =
        form_page(app, reader, id, form, &steps::typed(&form.step_kind, &form.step_who), &faults)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

/// Keeps a new one.
pub(crate) async fn make(State(app): State<App>, act: Act<TemplateForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    let made = steps::planned(&form.step_kind, &form.step_who).and_then(|steps| {
        app.db.write(ctx, |tx| actions::save_template(tx, ctx, &form.name, &form.kind, &steps))
    });
    match made {
        Ok(_) => Ok(see_other_saying(BASE, t::said_saved(ctx.lang), None)),
        Err(error) => refused(&app, &act.reader, None, form, error.into()),
    }
}

/// Changes one.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<TemplateForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    let changed = steps::planned(&form.step_kind, &form.step_who).and_then(|steps| {
        let wanted = (form.name.as_str(), form.kind.as_str(), steps.as_slice());
        app.db.write(ctx, |tx| actions::change_template(tx, ctx, id, form.version, wanted))
    });
    match changed {
        Ok(()) => Ok(see_other_saying(BASE, t::said_saved(ctx.lang), None)),
        Err(error) => refused(&app, &act.reader, Some(id), form, error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// Removes one.
pub(crate) async fn delete(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::delete_template(tx, ctx, id))?;
    Ok(see_other_saying(BASE, t::routes_removed(ctx.lang), None))
}
