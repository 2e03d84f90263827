//! What an agency keeps ready for those who write: model texts, and pieces to insert.

use crate::actions::outgoing::writing::{self, ModelInput};
use crate::model::writing::NAMES;
use crate::pages::name;
use crate::store::text;
use crate::{Error, t};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Uuid};
use edge::{Act, Answer, App, Failure, Page, Path, Reader, Routes, SignedIn, see_other_saying};
use maud::{Markup, html};
use prose::Prose;
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Share, Table};

/// Where they are listed.
pub(crate) const BASE: &str = "/models";

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, list)
        .post(BASE, create)
        .get("/models/new", blank)
        .get("/models/{id}", show)
        .post("/models/{id}", change)
        .post("/models/{id}/remove", remove)
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ModelForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    text: String,
    version: Option<i64>,
}

impl ModelForm {
    fn input(&self) -> Result<ModelInput, Error> {
        let letters = self.text.chars().count();
        if letters > 2 * prose::MOST_LETTERS {
            return Err(Error::Text(vec![prose::Fault::Letters { letters }]));
        }
        Ok(ModelInput {
            piece: self.sort == "piece",
            kind: self.kind.clone(),
            name: self.name.clone(),
            body: Prose::parse(&self.text),
            version: self.version,
        })
    }
}

/// The agency whose models the reader keeps: whoever drafts for it.
fn agency(ctx: &Ctx) -> Result<Uuid, Failure> {
    match ctx.actor.agency.filter(|_| ctx.actor.holds(crate::DRAFT)) {
        Some(agency) => Ok(agency),
        None => Err(edge::Lacking::Page.into()),
    }
}

async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let agency = agency(ctx)?;
    app.db.read(|read| {
        let models = text::models(read, agency)?;
        let columns = vec![
            Column::head(t::models_name(lang)),
            Column::text(t::models_sort(lang)),
            Column::text(t::models_kind(lang)).spare(),
            Column::text(t::models_changed(lang)).spare(),
        ];
        let mut table = Table::new(lang, t::models_table(lang), columns);
        for model in &models {
            let kind = ctx.law.document_type(&model.kind, ctx.now.day());
            table = table.row(vec![
                html! { a class="link" href={ (BASE) "/" (model.id) } { (model.name) } },
                html! { (sort(ctx, &model.sort)) },
                html! { (kind.map_or(t::models_any(lang), |kind| name(lang, kind))) },
                ui::time::time(lang, model.changed_at, ctx.now),
            ]);
        }
        let new = Button::link(t::models_new(lang), "/models/new").icon(Icon::Plus).primary();
        let head = PageHead::new(t::models_title(lang)).note(models.len().to_string());
        let body = match models.is_empty() {
            true => ui::page(&head, &html! {
                (Empty::first_time(Icon::Pen, t::models_empty_title(lang), t::models_empty_text(lang)).button(new))
            }),
            false => ui::page(&head.action(new), &html! { (table) }),
        };
        edge::page(&app, &reader, read, Page { title: t::models_title(lang), active: super::outgoing::BASE, body })
    })
}

fn sort(ctx: &Ctx, code: &str) -> &'static str {
    if code == "piece" { t::models_sort_piece(ctx.lang) } else { t::models_sort_body(ctx.lang) }
}

async fn blank(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    agency(&reader.ctx)?;
    page(&app, &reader, None, &ModelForm { sort: "body".into(), ..ModelForm::default() }, &[])
}

async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let agency = agency(&reader.ctx)?;
    let model = app.db.read(|read| text::model(read, id))?;
    let model = model.filter(|model| model.agency == agency).ok_or(Error::NotFound)?;
    let form = ModelForm {
        text: model.prose().markup(),
        name: model.name,
        sort: model.sort,
        kind: model.kind,
        version: Some(model.version),
    };
    page(&app, &reader, Some(id), &form, &[])
}

async fn create(State(app): State<App>, act: Act<ModelForm>) -> Answer {
    keep(&app, &act, None)
}

async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ModelForm>) -> Answer {
    keep(&app, &act, Some(id))
}

fn keep(app: &App, act: &Act<ModelForm>, id: Option<Uuid>) -> Answer {
    let ctx = &act.reader.ctx;
    let kept =
        act.input.input().and_then(|input| app.db.write(ctx, |tx| writing::save_model(tx, ctx, id, &input)));
    let failure = match kept {
        Ok(_) => return Ok(see_other_saying(BASE, t::models_said_saved(ctx.lang), None)),
        Err(error) => Failure::from(error),
    };
    let problem = failure.problem(ctx.lang);
    if !failure.concerns_input() || matches!(problem.code, "documents.not_found") {
        return Err(failure);
    }
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault { field: "form".into(), message: super::parts::said(&problem) });
    }
    let mut answer = page(app, &act.reader, id, &act.input, &faults)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

#[derive(Deserialize)]
struct Nothing {}

async fn remove(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| writing::remove_model(tx, ctx, id))?;
    Ok(see_other_saying(BASE, t::models_said_removed(ctx.lang), None))
}

fn page(app: &App, reader: &Reader, id: Option<Uuid>, form: &ModelForm, faults: &[FieldFault]) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let title = if id.is_some() { t::models_edit(lang) } else { t::models_new(lang) };
    let names: Vec<String> = NAMES.iter().map(|name| format!("{{{name}}}")).collect();
    let kinds = std::iter::once(Opt::new("", t::models_any(lang)))
        .chain(
            ctx.law.document_types(ctx.now.day()).map(|kind| Opt::new(kind.code.clone(), name(lang, kind))),
        )
        .collect();
    let sorts =
        vec![Opt::new("body", t::models_sort_body(lang)), Opt::new("piece", t::models_sort_piece(lang))];
    let labels =
        [("name", t::models_name(lang)), ("text", t::models_text(lang)), ("kind", t::models_kind(lang))];
    let fields = html! {
        (ui::error_summary(lang, None, faults, &labels))
        (Field::new("name", t::models_name(lang), Control::text(form.name.clone())).fault(faults).required())
        (Field::new("sort", t::models_sort(lang), Control::segments(sorts, form.sort.clone())))
        (Field::new("kind", t::models_kind(lang), Control::select(kinds, form.kind.clone())).fault(faults))
        (Field::new("text", t::models_text(lang), Control::area(form.text.clone(), 16))
            .hint(t::models_hint(lang, names.join(", "))).fault(faults).required())
        (ui::buttons(&[Button::submit(t::models_save(lang)).primary().key("Ctrl+Enter")]))
    };
    let mut entry =
        Form::post(id.map_or(BASE.to_owned(), |id| format!("{BASE}/{id}")), ctx.new_id(), fields).guard();
    if let Some(version) = form.version {
        entry = entry.version(version);
    }
    let removal: Markup = match id {
        Some(id) => ui::fold(
            t::models_remove(lang),
            "",
            false,
            &html! {
                (Form::post(format!("{BASE}/{id}/remove"), ctx.new_id(), html! {
                    (Button::submit(t::models_remove_send(lang)).danger().icon(Icon::Trash))
                }))
            },
        ),
        None => html! {},
    };
    let card = ui::card("model", Share::TwoThirds, title, &html! {}, &html! { (entry) (removal) });
    let head = PageHead::new(title).scope(ui::trail(lang, &[(t::models_title(lang), BASE)]));
    let body = ui::page(&head, &ui::board(&ui::cards(&[card])));
    app.db.read(|read| {
        edge::page(app, reader, read, Page { title, active: super::outgoing::BASE, body: body.clone() })
    })
}
