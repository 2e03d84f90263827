//! Sets submitted upward (hồ sơ trình): those to examine, those one has submitted, and one of them with every step of
//! its draft.

use super::parts::{self, Brought};
use super::{name, papers};
use crate::actions::sets::{self as actions, SetInput};
use crate::model::boxes::{Box, holders};
use crate::model::document::{DocumentState, PartRole};
use crate::model::route::StepState;
use crate::model::set::SetState;
use crate::store::document::{self, Document};
use crate::store::set::{self as rows, Opinion, Set};
use crate::store::{desk, route};
use crate::{Error, t, view, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{
    Act, Answer, App, Failure, Page, Path, Query, Reader, Routes, SignedIn, Upload, see_other_saying,
};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Choice, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Pager, Share, Table};

/// The address of the sets, as the menu knows it.
pub(crate) const BASE: &str = "/sets";
/// Rows on one page.
const ROWS: usize = 50;
/// Lines for opinions that a form offers at least.
const LINES: usize = 3;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, list)
        .get("/sets/new", fresh)
        .post(BASE, submit)
        .get("/sets/{id}", show)
        .post("/sets/{id}/take-up", take_up)
        .post("/sets/{id}/return", return_set)
        .post("/sets/{id}/resubmit", resubmit)
        .post("/sets/{id}/withdraw", withdraw)
}

#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SetsQuery {
    #[serde(rename = "box")]
    place: Option<String>,
    behind: Option<i64>,
}

/// The sets in one box of the reader's desks.
async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<SetsQuery>) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let examines = ctx.actor.holds(crate::EXAMINE);
    let votes = ctx.actor.holds(crate::REVIEW);
    if !examines && !votes && !ctx.actor.holds(crate::DRAFT) {
        return Err(edge::Lacking::Page.into());
    }
    let offered = |place: &Box| match place {
        Box::SetSent => ctx.actor.holds(crate::DRAFT),
        Box::Ballot => votes,
        Box::SetIn => examines,
        _ => examines || votes,
    };
    let boxes: Vec<Box> =
        [Box::SetIn, Box::Ballot, Box::SetSent, Box::SetDone].into_iter().filter(offered).collect();
    let wanted = query.place.as_deref().and_then(Box::of).filter(|place| boxes.contains(place));
    let place = wanted.or(boxes.first().copied()).unwrap_or(Box::SetSent);
    app.db.read(|read| {
        let behind = query.behind.unwrap_or(i64::MAX);
        let mut found = Vec::new();
        let mut more = false;
        for holder in holders(ctx) {
            let page = rows::page(read, holder, place, behind, ROWS)?;
            more |= page.more;
            found.extend(page.rows);
        }
        found.sort_by_key(|row| (std::cmp::Reverse(row.sort_key), row.id));
        found.dedup_by_key(|row| row.id);
        more |= found.len() > ROWS;
        found.truncate(ROWS);
        let chips: Vec<Choice> = boxes
            .iter()
            .map(|one| {
                Choice::new(words::place(lang, *one), format!("{BASE}?box={}", one.code())).current(*one == place)
            })
            .collect();
        let columns = vec![
            Column::head(t::set_subject(lang)).wide(),
            Column::text(t::set_from(lang)),
            Column::text(t::set_issuer(lang)).spare(),
            Column::text(t::delivery_state(lang)),
        ];
        let table = found.iter().fold(Table::new(lang, t::set_title(lang), columns).wrap(), |table, row| {
            let state = SetState::of(&row.state).unwrap_or(SetState::Withdrawn);
            table.row(vec![
                html! { a class="link" href={ (BASE) "/" (row.id) } { (row.subject) } },
                html! { (row.from) },
                html! { (row.issuer) },
                html! { (words::set_state(lang, state, &row.paper_state)) @if !row.symbol.is_empty() { " " (ui::code(&row.symbol)) } },
            ])
        });
        let next = found.last().filter(|_| more).map(|row| format!("{BASE}?box={}&behind={}", place.code(), row.sort_key));
        let body = html! {
            @if found.is_empty() { (Empty::first_time(Icon::Dossier, t::set_empty_title(lang), t::set_empty_text(lang))) }
            @else { (table) (ui::pager(lang, &Pager { previous: None, next })) }
        };
        let head = PageHead::new(t::set_title(lang)).scope(ui::chips(t::list_boxes(lang), &chips));
        edge::page(&app, &reader, read, Page { title: t::set_title(lang), active: BASE, body: ui::page(&head, &body) })
    })
}

/// A set as a form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SetForm {
    cover: Option<Uuid>,
    body: Option<Uuid>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    who: Vec<String>,
    #[serde(default)]
    said: Vec<String>,
    #[serde(default)]
    taken: Vec<String>,
    /// Files of an earlier try: `ROLE:DIGEST:NAME`.
    #[serde(default)]
    kept: Vec<String>,
}

impl SetForm {
    fn opinions(&self) -> Vec<Opinion> {
        let text = |texts: &[String], at: usize| texts.get(at).cloned().unwrap_or_default();
        (0..self.who.len())
            .map(|at| Opinion {
                who: text(&self.who, at),
                said: text(&self.said, at),
                taken: text(&self.taken, at),
            })
            .collect()
    }
}

#[derive(Deserialize)]
pub(crate) struct FreshQuery {
    cover: Uuid,
}

/// The form of a new set, behind the submission that is its cover.
async fn fresh(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<FreshQuery>,
) -> Answer {
    let cover = app.db.read(|read| view::document_view(read, &reader.ctx, query.cover))?.document;
    let form =
        SetForm { cover: Some(cover.id), kind: "QĐ".into(), subject: cover.subject, ..SetForm::default() };
    fresh_page(&app, &reader, &form, &[], &[])
}

fn fresh_page(
    app: &App,
    reader: &Reader,
    form: &SetForm,
    faults: &[FieldFault],
    files: &[crate::PartInput],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let cover = view::document_view(read, ctx, form.cover.unwrap_or_default())?.document;
        let kinds: Vec<Opt> = ctx
            .law
            .document_types(ctx.now.day())
            .map(|kind| Opt::new(kind.code.clone(), name(lang, kind)))
            .collect();
        let bodies = above(read, ctx, cover.agency)?;
        let chosen = form.body.map(|id| id.to_string()).or(bodies.first().map(|body| body.value.clone()));
        let fields = html! {
            (summary(lang, faults))
            (parts::kept_fields(files))
            input type="hidden" name="cover" value=(cover.id);
            p { (t::set_cover(lang)) ": " a class="link" href={ "/documents/" (cover.id) } { (cover.symbol) " " (cover.subject) } }
            (file(lang, PartRole::Main, t::set_draft(lang), files, faults))
            (Field::new("subject", t::set_subject(lang), Control::area(&form.subject, 2)).fault(faults).required())
            (ui::row(&[
                Field::new("kind", t::draft_kind(lang), Control::select(kinds, form.kind.clone())).fault(faults).span(3),
                Field::new("body", t::set_issuer(lang), Control::select(bodies, chosen.unwrap_or_default())).fault(faults).span(3),
            ]))
            (file(lang, PartRole::Enclosure, words::part(lang, PartRole::Enclosure), files, faults))
            (opinion_fields(lang, &form.opinions(), faults))
            (ui::buttons(&[Button::submit(t::set_submit_send(lang)).primary().key("Ctrl+Enter").online(), Button::link(t::act_cancel(lang), format!("/documents/{}", cover.id))]))
        };
        let entry = Form::post(BASE, ctx.new_id(), fields).files().guard();
        let title = t::set_submit(lang);
        let body = ui::page(&PageHead::new(title), &ui::column(&ui::panel(title, &html! {}, &html! { (entry) })));
        edge::page(app, reader, read, Page { title, active: BASE, body })
    })
}

/// The bodies that can issue for those above an agency: whatever the desks of the agencies above it serve.
fn above(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<Vec<Opt>> {
    let today = ctx.now.day();
    let mut options = Vec::new();
    for above in organisation::ancestors(read, agency, today)?.into_iter().filter(|id| *id != agency) {
        for standing in organisation::issuing_bodies_standing_for(read, above, today)? {
            options.push(Opt::new(standing.id.to_string(), standing.name));
        }
    }
    Ok(options)
}

fn summary(lang: Lang, faults: &[FieldFault]) -> Markup {
    let labels = [
        ("main", t::set_draft(lang)),
        ("file", t::set_draft(lang)),
        ("subject", t::set_subject(lang)),
        ("kind", t::draft_kind(lang)),
        ("body", t::set_issuer(lang)),
        ("opinions", t::set_opinions(lang)),
        ("reason", t::review_reason(lang)),
        ("question", t::ballot_question(lang)),
        ("due_day", t::ballot_due(lang)),
        ("choice", t::ballot_choice(lang)),
        ("words", t::ballot_words(lang)),
        ("form", t::set_title(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

fn file(
    lang: Lang,
    role: PartRole,
    label: &str,
    files: &[crate::PartInput],
    faults: &[FieldFault],
) -> Markup {
    let main = role == PartRole::Main;
    let accept = if main { ".pdf,application/pdf" } else { ".pdf,.docx,.xlsx,.png,.jpg,.zip" };
    let control =
        Control::Files { accept: accept.to_owned(), several: !main, invite: t::draft_drop(lang).to_owned() };
    let kept: Vec<&str> =
        files.iter().filter(|part| part.role == role).map(|part| part.file.name.as_str()).collect();
    let of_main = |fault: &&FieldFault| main && matches!(fault.field.as_str(), "main" | "file");
    let field = Field::new(role.code(), label, control)
        .error(faults.iter().find(of_main).map(|fault| fault.message.clone()));
    html! { @if kept.is_empty() { (field) } @else { (field.hint(t::draft_kept(lang, kept.join(", ")))) } }
}

/// The lines of opinions: who, what, how it was taken up.
fn opinion_fields(lang: Lang, opinions: &[Opinion], faults: &[FieldFault]) -> Markup {
    let fault = faults.iter().find(|fault| fault.field == "opinions");
    let lines = (opinions.len() + 1).max(LINES);
    let line = |at: usize| {
        let one = opinions.get(at).cloned().unwrap_or_default();
        let n = at + 1;
        ui::row(&[
            Field::new("who", t::set_who(lang, n), Control::text(one.who)).id(format!("f-who-{n}")).span(2),
            Field::new("said", t::set_said(lang, n), Control::text(one.said))
                .id(format!("f-said-{n}"))
                .span(2),
            Field::new("taken", t::set_taken(lang, n), Control::text(one.taken))
                .id(format!("f-taken-{n}"))
                .span(2),
        ])
    };
    html! {
        div id="f-opinions" tabindex="-1" {
            @if let Some(fault) = fault { p class="field__error" { (fault.message) } }
            @for at in 0..lines { (line(at)) }
        }
        p class="muted" { (t::set_opinions_hint(lang)) }
    }
}

async fn submit(State(app): State<App>, upload: Upload<SetForm>) -> Answer {
    let (ctx, form) = (&upload.reader.ctx, &upload.input);
    let brought = Brought::by(&app, &upload, &form.kept);
    let submitted = brought.whole().and_then(|files| {
        let input = SetInput {
            cover: form.cover.unwrap_or_default(),
            body: form.body,
            kind: form.kind.clone(),
            subject: form.subject.clone(),
            opinions: form.opinions(),
        };
        Ok(app.db.write(ctx, |tx| actions::submit_set(tx, ctx, &input, files))?)
    });
    match submitted {
        Ok(id) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::set_said_submitted(ctx.lang), None)),
        Err(failure) => {
            let (faults, status) = faults(&upload.reader, failure)?;
            let mut answer = fresh_page(&app, &upload.reader, form, &faults, &brought.parts)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Faults of what was sent, to be shown beside it; other failures go their way.
fn faults(reader: &Reader, failure: Failure) -> Result<(Vec<FieldFault>, StatusCode), Failure> {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault { field: "form".into(), message: parts::said(&problem) });
    }
    Ok((faults, StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)))
}

/// A set that the reader may see: it lies on one of their desks.
fn seen(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Set, Document), Error> {
    let set = rows::set(read, id)?.ok_or(Error::NotFound)?;
    if !desk::holds(read, id, &holders(ctx))? {
        return Err(Error::NotFound);
    }
    let paper = document::document(read, set.paper)?.ok_or(Error::NotFound)?;
    Ok((set, paper))
}

/// One set.
async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, None, &[])
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Option<&SetForm>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (set, paper) = seen(read, ctx, id)?;
        let opinions = rows::opinions(read, id)?;
        let nothing = html! {};
        let about = about(read, ctx, &set, &paper)?;
        let steps = steps(read, ctx, &set, &paper)?;
        let mut cards = vec![
            ui::card("about", Share::Third, t::set_about(lang), &nothing, &about),
            ui::card("steps", Share::TwoThirds, t::set_steps(lang), &nothing, &steps),
        ];
        if let Some(decide) = decide(ctx, &set, &paper, &opinions, typed, faults) {
            cards.push(ui::card("decide", Share::Third, t::set_decide(lang), &nothing, &decide));
        }
        if let Some(ballots) = super::ballots::panel(read, ctx, &set, &paper, faults)? {
            cards.push(ui::card("ballots", Share::TwoThirds, t::ballot_title(lang), &nothing, &ballots));
        }
        let said = opinions_table(lang, &opinions);
        cards.push(ui::card("opinions", Share::TwoThirds, t::set_opinions(lang), &nothing, &said));
        let content = html! { (summary(lang, faults)) (ui::board(&ui::cards(&cards))) };
        let head = PageHead::new(paper.subject.clone())
            .note(words::set_state(lang, set.state(), &paper.state))
            .tools(html! { (Button::link(t::set_title(lang), BASE).quiet().icon(Icon::Left)) });
        edge::page(
            app,
            reader,
            read,
            Page { title: &paper.subject, active: BASE, body: ui::page(&head, &content) },
        )
    })
}

fn about(read: &mut Read<'_>, ctx: &Ctx, set: &Set, paper: &Document) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let ids: Vec<Uuid> = [Some(set.agency), Some(set.drafter), set.officer].into_iter().flatten().collect();
    let names = view::names(read, ctx, &ids)?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let cover = document::document(read, set.cover)?;
    let kind = ctx.law.document_type(&paper.kind, ctx.now.day());
    let parts = document::parts(read, paper.id, paper.content)?;
    let reads_cover = view::may_see(read, ctx, set.cover, set.agency)?;
    let reads_paper = view::may_see(read, ctx, set.paper, set.target)?;
    Ok(html! {
        (ui::definitions(&[
            (t::set_from(lang), html! { (name(set.agency)) }),
            (t::set_submitter(lang), html! { (name(set.drafter)) }),
            (t::set_issuer(lang), html! { (paper.issuer) }),
            (t::draft_kind(lang), html! { @if let Some(kind) = kind { (self::name(lang, kind)) } }),
            (t::set_officer(lang), html! { @if let Some(officer) = set.officer { (name(officer)) } @else { (t::set_nobody(lang)) } }),
            (t::set_cover(lang), html! {
                @if let Some(cover) = &cover {
                    @if reads_cover { a class="link" href={ "/documents/" (cover.id) } { (cover.symbol) } }
                    @else { (cover.symbol) }
                }
            }),
        ]))
        @if !set.reason.is_empty() { (ui::Note::warning(&set.reason).title(words::set_state(lang, set.state(), &paper.state))) }
        @if reads_paper {
            p { a class="link" href={ "/documents/" (paper.id) } { (t::set_open_draft(lang)) } }
            @for part in &parts { (ui::attachment(&format!("/parts/{}", part.id), &part.name, &papers::part_detail(lang, part))) }
        }
    })
}

/// Every step of the draft, the latest first, for the department as for those who decide.
fn steps(read: &mut Read<'_>, ctx: &Ctx, set: &Set, paper: &Document) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let steps = route::steps(read, paper.id)?;
    let ids: Vec<Uuid> = steps.iter().flat_map(|step| [step.person, step.desk()]).flatten().collect();
    let told = super::told(read, ctx, &[set.subject_ref(), paper.subject_ref()])?;
    let names = view::names(read, ctx, &ids)?;
    let waiting: Vec<ui::Event> = steps
        .iter()
        .filter(|step| step.state() == StepState::Current)
        .map(|step| ui::Event {
            what: html! {
                b { (step.desk().and_then(|id| names.get(&id)).cloned().unwrap_or_default()) }
                " · " (words::step(lang, step.kind())) ": " (words::step_state(lang, step.state()))
            },
            said: None,
            at: step.opened_at.map_or(html! {}, |at| ui::time::time(lang, at, ctx.now)),
            now: true,
        })
        .collect();
    let done = told.iter().rev().filter_map(|(fact, who)| super::story::event(ctx, fact, who.as_deref()));
    Ok(ui::timeline(&waiting.into_iter().chain(done).collect::<Vec<_>>()))
}

fn opinions_table(lang: Lang, opinions: &[Opinion]) -> Markup {
    if opinions.is_empty() {
        return html! { p class="muted" { (t::set_no_opinions(lang)) } };
    }
    let columns = vec![
        Column::head(t::set_column_who(lang)),
        Column::text(t::set_column_said(lang)),
        Column::text(t::set_column_taken(lang)),
    ];
    let table = Table::new(lang, t::set_opinions(lang), columns).wrap();
    let table = opinions.iter().fold(table, |table, one| {
        table.row(vec![html! { (one.who) }, html! { (one.said) }, html! { (one.taken) }])
    });
    html! { (table) }
}

/// What the reader can do about a set now.
fn decide(
    ctx: &Ctx,
    set: &Set,
    paper: &Document,
    opinions: &[Opinion],
    typed: Option<&SetForm>,
    faults: &[FieldFault],
) -> Option<Markup> {
    let lang = ctx.lang;
    let id = set.id;
    if paper.state() != DocumentState::Draft {
        return None;
    }
    let position = ctx.actor.position;
    let post = |act: &str, content: Markup| Form::post(format!("{BASE}/{id}/{act}"), ctx.new_id(), content);
    let reason = |label: &str, id: &str| {
        Field::new("reason", label, Control::area("", 2)).id(format!("f-{id}")).fault(faults).required()
    };
    let withdraw = html! {
        (ui::fold(t::set_withdraw(lang), "", false, &html! {
            (post("withdraw", html! {
                (reason(t::act_withdraw_reason(lang), "withdraw-reason"))
                (Button::submit(t::set_withdraw_send(lang)).danger())
            }))
        }))
    };
    match set.state() {
        SetState::Submitted if ctx.actor.holds(crate::EXAMINE) && ctx.actor.agency == Some(set.target) => {
            Some(html! {
                p { (t::set_take_up_text(lang)) }
                (post("take-up", html! { (Button::submit(t::set_take_up(lang)).primary().wide().key("Ctrl+Enter")) }))
            })
        }
        SetState::Examined if set.officer.is_some() && set.officer == position => Some(html! {
            p { (t::set_examine_text(lang)) }
            (Button::link(t::set_to_route(lang), format!("/documents/{}", set.paper)).primary().wide())
            (ui::fold(t::set_return(lang), "", !faults.is_empty(), &html! {
                (post("return", html! {
                    (reason(t::review_reason(lang), "reason"))
                    (Button::submit(t::set_return_send(lang)).danger())
                }))
            }))
        }),
        SetState::Returned if position == Some(set.drafter) => {
            let opinions = typed.map_or_else(|| opinions.to_vec(), SetForm::opinions);
            Some(html! {
                (Form::post(format!("{BASE}/{id}/resubmit"), ctx.new_id(), html! {
                    (file(lang, PartRole::Main, t::set_draft(lang), &[], faults))
                    (file(lang, PartRole::Enclosure, words::part(lang, PartRole::Enclosure), &[], faults))
                    (opinion_fields(lang, &opinions, faults))
                    (Button::submit(t::set_resubmit(lang)).primary().wide().online())
                }).files().guard())
                (withdraw)
            })
        }
        SetState::Submitted | SetState::Examined if position == Some(set.drafter) => Some(withdraw),
        _ => None,
    }
}

pub(super) fn again(
    app: &App,
    reader: &Reader,
    id: Uuid,
    typed: Option<&SetForm>,
    failure: Failure,
) -> Answer {
    let (faults, status) = faults(reader, failure)?;
    let mut answer = page(app, reader, id, typed, &faults)?;
    *answer.status_mut() = status;
    Ok(answer)
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

#[derive(Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    reason: String,
}

async fn take_up(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::take_up(tx, ctx, id))?;
    Ok(see_other_saying(&format!("{BASE}/{id}"), t::set_said_taken_up(ctx.lang), None))
}

async fn return_set(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::return_set(tx, ctx, id, &act.input.reason)) {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::set_said_returned(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, id, None, error.into()),
    }
}

async fn resubmit(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<SetForm>) -> Answer {
    let (ctx, form) = (&upload.reader.ctx, &upload.input);
    let brought = Brought::by(&app, &upload, &form.kept);
    let submitted = brought.whole().and_then(|files| {
        Ok(app.db.write(ctx, |tx| actions::resubmit(tx, ctx, id, &form.opinions(), files))?)
    });
    match submitted {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::set_said_submitted(ctx.lang), None)),
        Err(failure) => again(&app, &upload.reader, id, Some(form), failure),
    }
}

async fn withdraw(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::withdraw_set(tx, ctx, id, &act.input.reason)) {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::set_said_withdrawn(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, id, None, error.into()),
    }
}
