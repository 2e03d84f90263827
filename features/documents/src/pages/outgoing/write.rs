//! Writing: the text on the left, the paper it becomes on the right.

use super::{BASE, is_drafter};
use crate::actions::outgoing::papers::{self, Which};
use crate::actions::outgoing::writing::{self, WriteInput};
use crate::model::document::DocumentState;
use crate::model::route::StepState;
use crate::model::writing::{MOST_ANNEXES, Written};
use crate::pages::models;
use crate::store::text::{self, Model, Text};
use crate::view::{self, DocumentView};
use crate::{Error, t};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use context::{Ctx, FieldFault, Lang, Problem, Uuid};
use edge::{Act, Answer, App, Failure, Page, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use prose::Prose;
use serde::Deserialize;
use serde_json::json;
use ui::{Button, Choice, Control, Empty, Field, Form, Icon, Note, PageHead, PageImage};

/// The id of the form.
const FORM: &str = "write";
/// The id of the part that a save changes.
const PREVIEW: &str = "preview";
/// The width of a preview's pages.
const WIDTH: u32 = 960;
/// The most pages that a preview shows.
const MOST_PAGES: u32 = 60;
/// The most letters of HTML that are taken at once.
const MOST_PASTED: usize = 8_000_000;

#[derive(Deserialize)]
pub(crate) struct WriteQuery {
    #[serde(default)]
    part: i64,
    /// What the agency keeps ready, to begin with.
    model: Option<Uuid>,
}

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct WriteForm {
    #[serde(default)]
    part: i64,
    #[serde(default)]
    title: String,
    #[serde(default)]
    text: String,
    version: Option<i64>,
    /// lay | unwrite | remove; nothing to save and look at it.
    #[serde(default)]
    then: String,
    /// A piece to put at the end: where scripts run, they put it where one writes.
    piece: Option<Uuid>,
}

/// Whether the reader may write on a document now.
pub(crate) fn may_write(ctx: &Ctx, seen: &DocumentView) -> bool {
    let holds = || {
        seen.steps.iter().any(|step| {
            step.round == seen.document.round
                && step.state() == StepState::Current
                && step.position.is_some()
                && step.position == ctx.actor.position
        })
    };
    match seen.document.state() {
        _ if seen.document.origin != "drafted" => false,
        DocumentState::Draft => is_drafter(ctx, seen),
        DocumentState::InReview => holds(),
        _ => false,
    }
}

/// What the page of a document says of a text beside its paper, above what is to be decided.
pub(super) fn beside(ctx: &Ctx, seen: &DocumentView, texts: &[Text], decision: &Markup) -> Markup {
    let lang = ctx.lang;
    if !texts.iter().any(Text::is_ahead) || !may_write(ctx, seen) {
        return decision.clone();
    }
    let words = match seen.document.state() {
        DocumentState::InReview => t::write_unset_review(lang),
        _ => t::write_unset(lang),
    };
    html! {
        div {
            div class="panel" {
                (Note::info(words).button(Button::link(t::write_ahead(lang), address(seen.document.id, 0)).small()))
            }
            (decision)
        }
    }
}

fn address(id: Uuid, part: i64) -> String {
    match part {
        0 => format!("/documents/{id}/write"),
        part => format!("/documents/{id}/write?part={part}"),
    }
}

/// What the page shows.
struct Sheet<'s> {
    seen: &'s DocumentView,
    form: &'s WriteForm,
    faults: &'s [FieldFault],
    /// What went wrong as a whole.
    problem: Option<&'s Problem>,
    /// What somebody else has saved.
    theirs: Option<&'s Text>,
}

/// The text of a document, to be written.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<WriteQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let (seen, form) = app.db.read(|read| -> Result<_, Error> {
        let seen = view::document_view(read, ctx, id)?;
        if !may_write(ctx, &seen) {
            return Err(Error::NotNow { state: seen.document.state().code() });
        }
        let mut form = match papers::written(read, id, query.part)? {
            Some((text, written)) => form_of(&text, &written),
            None => WriteForm { part: query.part, ..WriteForm::default() },
        };
        if let Some(model) = query.model.filter(|_| form.text.is_empty()) {
            form.text = writing::from_model(read, ctx, &seen.document, model)?.markup();
        }
        Ok((seen, form))
    })?;
    page(&app, &reader, &Sheet { seen: &seen, form: &form, faults: &[], problem: None, theirs: None })
}

fn form_of(text: &Text, written: &Written) -> WriteForm {
    WriteForm {
        part: text.ordinal,
        title: written.title.clone(),
        text: written.body.markup(),
        version: Some(text.version),
        ..WriteForm::default()
    }
}

/// Saves the text; then shows the paper that it becomes, sets it, or gives it up.
pub(crate) async fn save(State(app): State<App>, Path(id): Path<Uuid>, act: Act<WriteForm>) -> Answer {
    let (reader, ctx) = (&act.reader, &act.reader.ctx);
    let mut form = act.input.clone();
    match form.then.as_str() {
        "unwrite" => {
            app.db.write(ctx, |tx| writing::unwrite(tx, ctx, id, form.part))?;
            return Ok(see_other_saying(
                &format!("/documents/{id}"),
                t::write_said_unwritten(ctx.lang),
                None,
            ));
        }
        "remove" => {
            app.db.write(ctx, |tx| writing::remove_annex(tx, ctx, id, form.part))?;
            return Ok(see_other_saying(&address(id, 0), t::write_said_removed(ctx.lang), None));
        }
        _ => {}
    }
    let saved = (|| -> Result<i64, Failure> {
        if let Some(piece) = form.piece.take() {
            let piece = app.db.read(|read| text::model(read, piece))?;
            let piece =
                piece.filter(|piece| Some(piece.agency) == ctx.actor.agency).ok_or(Error::NotFound)?;
            form.text = format!("{}\n\n{}", form.text, piece.prose().markup());
        }
        // Far more than could be set is not even read.
        let letters = form.text.chars().count();
        if letters > 2 * prose::MOST_LETTERS {
            return Err(Error::Text(vec![prose::Fault::Letters { letters }]).into());
        }
        let body = Prose::parse(&form.text);
        let input = WriteInput { title: form.title.clone(), body, version: form.version };
        Ok(app.db.write(ctx, |tx| writing::write(tx, ctx, id, form.part, &input))?)
    })();
    let failure = match saved {
        Ok(version) if form.then == "lay" => match lay(&app, reader, id) {
            Ok(()) => {
                return Ok(see_other_saying(&format!("/documents/{id}"), t::write_said_laid(ctx.lang), None));
            }
            Err(failure) => {
                form.version = Some(version);
                failure
            }
        },
        Ok(version) => {
            form.version = Some(version);
            let seen = app.db.read(|read| view::document_view(read, ctx, id))?;
            return page(
                &app,
                reader,
                &Sheet { seen: &seen, form: &form, faults: &[], problem: None, theirs: None },
            );
        }
        Err(failure) => failure,
    };
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(ctx.lang);
    let (seen, theirs) = app.db.read(|read| -> Result<_, Error> {
        Ok((view::document_view(read, ctx, id)?, text::text(read, id, form.part)?))
    })?;
    let stale = problem.code == "documents.stale";
    let theirs = theirs.filter(|theirs| stale && Some(theirs.version) != form.version);
    if let Some(theirs) = theirs.as_ref().filter(|_| !reader.fragment) {
        // What is sent next is meant to take the place of what is now shown beside it.
        form.version = Some(theirs.version);
    }
    let sheet = Sheet {
        seen: &seen,
        form: &form,
        faults: &problem.fields,
        problem: Some(&problem),
        theirs: theirs.as_ref(),
    };
    let mut answer = page(&app, reader, &sheet)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

/// Sets what is written and takes the papers up.
fn lay(app: &App, reader: &Reader, id: Uuid) -> Result<(), Failure> {
    let ctx = &reader.ctx;
    let laid = tokio::task::block_in_place(|| {
        papers::set(&app.db, &app.files, &app.papers, ctx, id, Which::Written, |_, _| Ok(()))
    })?;
    app.db.write(ctx, |tx| papers::lay(tx, ctx, id, &laid, None))?;
    Ok(())
}

fn page(app: &App, reader: &Reader, sheet: &Sheet<'_>) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let id = sheet.seen.document.id;
    let preview = preview(app, ctx, sheet);
    app.db.read(|read| {
        let texts = text::texts(read, id)?;
        let models = match ctx.actor.agency {
            Some(agency) => text::models(read, agency)?,
            None => Vec::new(),
        };
        let who = match sheet.theirs.and_then(|theirs| theirs.changed_by) {
            Some(position) => view::names(read, ctx, &[position])?.remove(&position),
            None => None,
        };
        let fields = html! {
            (ui::error_summary(lang, None, sheet.faults, &[("text", t::write_text(lang)), ("title", t::write_text_title(lang))]))
            @if let Some(theirs) = sheet.theirs { (conflict(ctx, theirs, who.as_deref())) }
            (fields(ctx, sheet, &texts, &models))
        };
        let bar = html! {
            (Button::link(t::act_cancel(lang), format!("/documents/{id}")).quiet())
            span class="push" {}
            (Button::submit(t::write_preview(lang)))
            (Button::submit(if sheet.theirs.is_some() { t::write_keep_mine(lang) } else { t::write_lay(lang) })
                .value("then", "lay").primary().key("Ctrl+Enter"))
        };
        let entry = Form::set(format!("/documents/{id}/write"), ui::entry_form(&fields, &bar))
            .id(FORM)
            .guard()
            .writes(PREVIEW, "/documents/paste");
        let scan = ui::entry_scan(t::write_preview_name(lang), &html! {}, &preview, &html! {});
        let head = PageHead::new(t::write_title(lang)).note(sheet.seen.document.subject.clone());
        let body = ui::framed(&head, &ui::entry(&entry, &scan));
        edge::page(app, reader, read, Page { title: t::write_title(lang), active: BASE, body })
    })
}

fn conflict(ctx: &Ctx, theirs: &Text, who: Option<&str>) -> Markup {
    let lang = ctx.lang;
    let who = who.unwrap_or(t::write_conflict_somebody(lang));
    let words = t::write_conflict_text(lang, who, ui::time::clock(theirs.changed_at));
    html! {
        (Note::warning(words).title(t::write_conflict(lang)).button(
            Button::link(t::write_take_theirs(lang), address(theirs.document, theirs.ordinal)).small()))
        (Field::new("theirs", t::write_theirs(lang), Control::area(theirs.written().body.markup(), 6)))
    }
}

fn fields(ctx: &Ctx, sheet: &Sheet<'_>, texts: &[Text], models: &[Model]) -> Markup {
    let lang = ctx.lang;
    let (form, id) = (sheet.form, sheet.seen.document.id);
    let mut parts = vec![Choice::new(t::write_main(lang), address(id, 0)).current(form.part == 0)];
    let known = texts.iter().map(|text| text.ordinal).chain([form.part]);
    let last = known.max().unwrap_or(0);
    for part in 1..=last {
        let there = part == form.part || texts.iter().any(|text| text.ordinal == part);
        if there {
            parts.push(Choice::new(t::write_annex(lang, part), address(id, part)).current(form.part == part));
        }
    }
    if !texts.is_empty() && last < MOST_ANNEXES {
        parts.push(Choice::new(t::write_add_annex(lang), address(id, last + 1)));
    }
    let fits = |model: &&Model| model.kind.is_empty() || model.kind == sheet.seen.document.kind;
    let (bodies, pieces): (Vec<&Model>, Vec<&Model>) =
        models.iter().filter(fits).partition(|model| model.sort == "body");
    let text = texts.iter().find(|text| text.ordinal == form.part);
    html! {
        input type="hidden" name="part" value=(form.part);
        (ui::chips(t::write_parts(lang), &parts))
        @if form.part == 0 && form.text.is_empty() && form.version.is_none() && !bodies.is_empty() {
            (ui::panel(t::write_model(lang), &html! { a class="link" href=(models::BASE) { (t::write_models(lang)) } }, &html! {
                (ui::buttons(&bodies.iter().map(|model| {
                    Button::link(model.name.clone(), format!("/documents/{id}/write?model={}", model.id)).small()
                }).collect::<Vec<_>>()))
            }))
        }
        @if form.part > 0 {
            (Field::new("title", t::write_text_title(lang), Control::text(form.title.clone())).fault(sheet.faults))
        }
        (tools(lang))
        (Field::new("text", t::write_text(lang), Control::area(form.text.clone(), 24)).hint(t::write_hint(lang)).fault(sheet.faults))
        @if !pieces.is_empty() {
            (ui::fold(t::write_pieces(lang), "", false, &ui::buttons(&pieces.iter().map(|piece| {
                Button::submit(piece.name.clone()).small().value("piece", piece.id.to_string())
                    .inserts(format!("{}\n", piece.prose().markup()), "")
            }).collect::<Vec<_>>())))
        }
        (ui::fold(t::write_how(lang), "", false, &how(lang)))
        @if let Some(text) = text.filter(|text| text.is_ahead() || text.ordinal > 0) {
            @let (name, button) = match text.ordinal {
                0 => (t::write_unwrite(lang), Button::submit(t::write_unwrite_send(lang)).value("then", "unwrite")),
                n => (
                    t::write_remove_annex(lang),
                    Button::submit(t::write_remove_annex_send(lang, n)).value("then", "remove"),
                ),
            };
            (ui::fold(name, "", false, &html! {
                p class="muted small" { (t::write_no_way_back(lang)) }
                (button.small().danger())
            }))
        }
    }
}

/// Buttons that put signs of the markup where one writes; only scripts can.
fn tools(lang: Lang) -> Markup {
    let table = t::write_table_text(lang);
    let tools = [
        (t::write_bold(lang), "**", "**"),
        (t::write_italic(lang), "*", "*"),
        (t::write_basis(lang), "\n> ", ""),
        (t::write_heading(lang), "\n## ", ""),
        (t::write_article(lang), "\nĐiều 1. ", ""),
        (t::write_point(lang), "\n1. ", ""),
        (t::write_item(lang), "\n- ", ""),
        (t::write_table(lang), "\n\n", table),
    ];
    let buttons: Vec<Button> = tools
        .into_iter()
        .map(|(name, before, after)| Button::types(name).inserts(before, after).small().quiet())
        .collect();
    ui::buttons(&buttons)
}

fn how(lang: Lang) -> Markup {
    let code = |text: &str| html! { code { (text) } };
    let rows = [
        (t::write_how_basis(lang), t::write_how_basis_text(lang)),
        (t::write_how_article(lang), t::write_how_article_text(lang)),
        (t::write_how_point(lang), t::write_how_point_text(lang)),
        (t::write_how_heading(lang), t::write_how_heading_text(lang)),
        (t::write_how_table(lang), t::write_how_table_text(lang)),
        (t::write_how_resolve(lang), t::write_how_resolve_text(lang)),
        (t::write_how_bold(lang), t::write_how_bold_text(lang)),
    ];
    html! { dl class="kv" { @for (sign, words) in rows { dt { (code(sign)) } dd { (words) } } } }
}

/// The paper that the text becomes, with the version that the next save is meant for.
fn preview(app: &App, ctx: &Ctx, sheet: &Sheet<'_>) -> Markup {
    let lang = ctx.lang;
    let (form, id) = (sheet.form, sheet.seen.document.id);
    let saved = form.version.is_some() && sheet.problem.is_none();
    let pages = if form.version.is_some() { Some(pages(app, ctx, sheet.seen, form.part)) } else { None };
    html! {
        div id=(PREVIEW) {
            @if let Some(version) = form.version { input type="hidden" name="version" value=(version) form=(FORM); }
            @if sheet.theirs.is_some() { (Note::warning(t::write_stale(lang))) }
            @else if let Some(problem) = sheet.problem { (Note::error(problem.remedy.clone()).title(problem.title.clone())) }
            p class="muted small" role="status" {
                @if saved { (t::write_saved_at(lang, ui::time::clock(ctx.now))) } @else { (t::write_not_saved(lang)) }
            }
            @match pages {
                None => (Empty::first_time(Icon::Pen, t::write_empty_title(lang), t::write_empty_text(lang))),
                Some(Err(failure)) => {
                    @let problem = failure.problem(lang);
                    @if sheet.problem.is_none() { (Note::error(problem.remedy.clone()).title(problem.title.clone())) }
                },
                Some(Ok((count, source))) => {
                    (ui::pages_of_paper(&(1..=count.min(MOST_PAGES)).map(|number| PageImage {
                        address: format!("/documents/{id}/preview/{number}?part={}&of={}", form.part, source.get(..16).unwrap_or_default()),
                        width: WIDTH,
                        height: 1358,
                        name: t::reading_page(lang, number, count),
                    }).collect::<Vec<_>>()))
                },
            }
        }
    }
}

/// The paper that a text becomes, set once for each state of it.
fn draft(app: &App, ctx: &Ctx, seen: &DocumentView, part: i64) -> Result<(Vec<u8>, String), Failure> {
    let (sheet, source) = app.db.read(|read| papers::preview(read, ctx, &seen.document, part))?;
    let pdf = tokio::task::block_in_place(|| {
        app.files.derived(&format!("draft {source}"), || Ok::<_, Failure>(app.papers.set(sheet)?))
    })?;
    Ok((pdf, source))
}

fn pages(app: &App, ctx: &Ctx, seen: &DocumentView, part: i64) -> Result<(u32, String), Failure> {
    let (pdf, source) = draft(app, ctx, seen, part)?;
    Ok((tokio::task::block_in_place(|| app.papers.inspect(&pdf))?.pages(), source))
}

#[derive(Deserialize)]
pub(crate) struct PictureQuery {
    #[serde(default)]
    part: i64,
}

/// One page of the paper that a text becomes.
pub(crate) async fn picture(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path((id, number)): Path<(Uuid, u32)>,
    Query(query): Query<PictureQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let seen = app.db.read(|read| view::document_view(read, ctx, id))?;
    if !may_write(ctx, &seen) {
        return Err(Error::NotFound.into());
    }
    let (pdf, source) = draft(&app, ctx, &seen, query.part)?;
    let png = tokio::task::block_in_place(|| {
        app.files.derived(&format!("draft page {source} {number} {WIDTH}"), || {
            Ok::<_, Failure>(app.papers.render(&pdf, number, WIDTH)?.png)
        })
    })?;
    let kept = HeaderValue::from_static("private, max-age=600");
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("image/png")), (header::CACHE_CONTROL, kept)], png)
        .into_response())
}

#[derive(Deserialize)]
pub(crate) struct PasteForm {
    #[serde(default)]
    html: String,
}

/// What was pasted out of a word processor, as markup.
pub(crate) async fn paste(act: Act<PasteForm>) -> Answer {
    let lang = act.reader.ctx.lang;
    if act.input.html.len() > MOST_PASTED {
        return Ok(Json(json!({ "text": "", "said": t::write_pasted_large(lang) })).into_response());
    }
    let pasted = prose::from_html(&act.input.html);
    let mut said = Vec::new();
    if pasted.pictures > 0 {
        said.push(t::write_pasted_pictures(lang, pasted.pictures));
    }
    if pasted.nested > 0 {
        said.push(t::write_pasted_nested(lang, pasted.nested));
    }
    Ok(Json(json!({ "text": pasted.prose.markup(), "said": said.join(" ") })).into_response())
}
