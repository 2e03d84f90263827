//! What the buttons do: each reads its form, calls one action, and says what was done.

use super::boxes::ListQuery;
use super::incoming::{self, Typed};
use super::outgoing::steps;
use super::{day, outgoing};
use crate::actions::incoming as arrivals;
use crate::actions::outgoing as documents;
use crate::model::boxes::Pile;
use crate::model::direction::{Target, Wording};
use crate::model::route::StepKind;
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Uuid};
use edge::{Act, Answer, App, Failure, Path, Reader, Routes, see_other, see_other_saying};
use serde::Deserialize;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/arrivals/{id}/accept", accept)
        .post("/arrivals/{id}/refuse", refuse)
        .post("/arrivals/{id}/propose", propose)
        .post("/arrivals/{id}/direct", direct)
        .post("/arrivals/{id}/sort", sort)
        .post("/arrivals/{id}/word", record_word)
        .post("/directions/{id}/confirm-word", confirm_word)
        .post("/arrivals/{id}/file", file)
        .post("/arrivals/{id}/reply", reply)
        .post("/directions/{id}/confirm", confirm)
        .post("/directions/{id}/take-back", take_back_direction)
        .post("/assignments/{id}/progress", progress)
        .post("/assignments/{id}/finish", finish)
        .post("/assignments/{id}/pass-down", pass_down)
        .post("/assignments/{id}/return", return_direction)
        .post("/assignments/{id}/reopen", reopen)
        .post("/documents/{id}/submit", submit)
        .post("/documents/{id}/take-back", take_back)
        .post("/documents/{id}/number", number)
        .post("/documents/{id}/void-number", void_number)
        .post("/documents/{id}/issue", issue)
        .post("/documents/{id}/discard", discard)
        .post("/documents/{id}/withdraw", withdraw)
        .post("/steps/{id}/approve", approve)
        .post("/steps/{id}/return", return_to)
        .post("/steps/{id}/initial-again", initial_again)
}

#[derive(Deserialize)]
pub(crate) struct Empty {}

#[derive(Deserialize)]
pub(crate) struct Reason {
    #[serde(default)]
    pub(super) reason: String,
}

#[derive(Deserialize)]
pub(crate) struct DirectForm {
    lead: Option<String>,
    #[serde(default)]
    support: Vec<String>,
    #[serde(default)]
    inform: Vec<String>,
    due: Option<String>,
    #[serde(default)]
    words: String,
    version: Option<i64>,
    giver: Option<Uuid>,
}

impl DirectForm {
    fn wording(&self) -> Result<Wording, Error> {
        let target = |text: &String| Target::parse(text).ok_or(Error::Unknown { field: "lead" });
        let targets = |texts: &[String]| texts.iter().map(target).collect::<Result<Vec<_>, _>>();
        Ok(Wording {
            lead: self.lead.as_ref().map(target).transpose()?,
            support: targets(&self.support)?,
            inform: targets(&self.inform)?,
            due: day("due", self.due.as_deref())?,
            words: self.words.clone(),
        })
    }

    fn typed(&self) -> Typed {
        Typed {
            lead: self.lead.clone(),
            support: self.support.clone(),
            inform: self.inform.clone(),
            due: self.due.clone(),
            words: Some(self.words.clone()),
        }
    }
}

/// Shows an arrival again with what was typed and what is wrong with it; other failures go their way.
pub(super) fn again(app: &App, reader: &Reader, arrival: Uuid, failure: Failure, typed: &Typed) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    if problem.fields.is_empty() {
        return Err(failure);
    }
    let mut answer = incoming::answer(app, reader, arrival, &ListQuery::default(), &problem.fields, typed)?;
    *answer.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

pub(super) fn done(address: String, text: &str) -> Answer {
    Ok(see_other_saying(&address, text, None))
}

/// Says what was directed, and offers to take it back: whoever is named has hardly begun.
fn directed(app: &App, ctx: &Ctx, arrival: Uuid, address: String, text: &str) -> Answer {
    let given = app.db.read(|read| crate::store::direction::directions(read, arrival))?;
    let own = given.iter().rev().find(|given| given.giver.is_some() && given.giver == ctx.actor.position);
    let undo = own.map(|own| format!("/directions/{}/take-back", own.id));
    Ok(see_other_saying(&address, text, undo.as_deref()))
}

async fn accept(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    let number = app.db.write(ctx, |tx| arrivals::accept(tx, ctx, id))?;
    done(format!("/arrivals/{id}"), &t::said_accepted(ctx.lang, number))
}

async fn refuse(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| arrivals::refuse(tx, ctx, id, &act.input.reason)) {
        Ok(()) => done("/incoming".into(), t::said_refused(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), &Typed::default()),
    }
}

async fn propose(State(app): State<App>, Path(id): Path<Uuid>, act: Act<DirectForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let proposed = act.input.wording().and_then(|wording| {
        let giver = act.input.giver.ok_or(Error::Unknown { field: "giver" })?;
        app.db.write(ctx, |tx| arrivals::propose(tx, ctx, id, giver, &wording))
    });
    match proposed {
        Ok(_) => done(format!("/arrivals/{id}"), t::said_proposed(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), &act.input.typed()),
    }
}

async fn direct(State(app): State<App>, Path(id): Path<Uuid>, act: Act<DirectForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.input.version.or(act.reader.if_match);
    let given = act.input.wording().and_then(|wording| {
        let input = arrivals::DirectInput { wording, behalf: String::new(), version };
        app.db.write(ctx, |tx| arrivals::direct(tx, ctx, id, &input))
    });
    match given {
        Ok(()) => directed(&app, ctx, id, format!("/arrivals/{id}"), t::said_directed(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), &act.input.typed()),
    }
}

#[derive(Deserialize)]
pub(crate) struct SortForm {
    pile: Pile,
}

async fn sort(State(app): State<App>, Path(id): Path<Uuid>, act: Act<SortForm>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| arrivals::sort(tx, ctx, id, act.input.pile))?;
    done(format!("/arrivals/{id}"), t::said_sorted(ctx.lang))
}

async fn record_word(State(app): State<App>, Path(id): Path<Uuid>, act: Act<DirectForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let entered = act.input.wording().and_then(|wording| {
        let giver = act.input.giver.ok_or(Error::Unknown { field: "giver" })?;
        app.db.write(ctx, |tx| arrivals::record_word(tx, ctx, id, giver, &wording))
    });
    match entered {
        Ok(()) => done(format!("/arrivals/{id}"), t::said_word(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), &act.input.typed()),
    }
}

async fn confirm_word(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    let arrival = app.db.write(ctx, |tx| {
        arrivals::confirm_word(tx, ctx, id)?;
        Ok::<_, Error>(crate::store::direction::direction(tx, id)?.map(|given| given.arrival))
    })?;
    let address = arrival.map_or_else(|| "/incoming".to_owned(), |id| format!("/arrivals/{id}"));
    done(address, t::said_word_confirmed(ctx.lang))
}

async fn file(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| arrivals::close_without_direction(tx, ctx, id, &act.input.reason)) {
        Ok(()) => done(format!("/arrivals/{id}"), t::said_filed(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), &Typed::default()),
    }
}

async fn reply(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    let draft = app.db.write(ctx, |tx| {
        let seen = crate::view::arrival_view(tx, ctx, id)?;
        let subject = t::page_reply_subject(context::Lang::Vi, &seen.document.symbol, &seen.document.subject);
        let subject: String = subject.chars().take(crate::model::input::MOST_SUBJECT).collect();
        documents::reply_to(tx, ctx, id, &subject)
    })?;
    Ok(see_other(&format!("/documents/{draft}/edit")))
}

async fn confirm(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| arrivals::confirm_proposal(tx, ctx, id))?;
    let undo = format!("/directions/{id}/take-back");
    Ok(see_other_saying("/incoming?box=direct", t::said_directed(ctx.lang), Some(&undo)))
}

async fn take_back_direction(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| arrivals::take_back_direction(tx, ctx, id))?;
    done("/incoming?box=direct".into(), t::said_taken_back(ctx.lang))
}

#[derive(Deserialize)]
pub(crate) struct ProgressForm {
    percent: i64,
    #[serde(default)]
    words: String,
}

async fn progress(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ProgressForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let report = arrivals::ProgressInput { percent: act.input.percent, words: act.input.words.clone() };
    match app.db.write(ctx, |tx| arrivals::progress(tx, ctx, id, &report)) {
        Ok(()) => back(&app, id, t::said_progress(ctx.lang)),
        Err(error) => again_at(&app, &act.reader, id, error.into(), &Typed::default()),
    }
}

#[derive(Deserialize)]
pub(crate) struct FinishForm {
    #[serde(default)]
    result: String,
    reply: Option<Uuid>,
}

async fn finish(State(app): State<App>, Path(id): Path<Uuid>, act: Act<FinishForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let report = arrivals::FinishInput { result: act.input.result.clone(), reply: act.input.reply };
    match app.db.write(ctx, |tx| arrivals::finish(tx, ctx, id, &report)) {
        Ok(()) => back(&app, id, t::said_finished(ctx.lang)),
        Err(error) => again_at(&app, &act.reader, id, error.into(), &Typed::default()),
    }
}

async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| arrivals::reopen(tx, ctx, id, &act.input.reason)) {
        Ok(()) => back(&app, id, t::said_reopened(ctx.lang)),
        Err(error) => again_at(&app, &act.reader, id, error.into(), &Typed::default()),
    }
}

async fn pass_down(State(app): State<App>, Path(id): Path<Uuid>, act: Act<DirectForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let passed = act
        .input
        .wording()
        .and_then(|wording| app.db.write(ctx, |tx| arrivals::pass_down(tx, ctx, id, &wording)));
    match passed {
        Ok(()) => {
            let arrival = arrival_of(&app, id)?;
            directed(&app, ctx, arrival, format!("/arrivals/{arrival}"), t::said_passed_down(ctx.lang))
        }
        Err(error) => again_at(&app, &act.reader, id, error.into(), &act.input.typed()),
    }
}

async fn return_direction(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| arrivals::return_direction(tx, ctx, id, &act.input.reason)) {
        Ok(()) => back(&app, id, t::said_returned(ctx.lang)),
        Err(error) => again_at(&app, &act.reader, id, error.into(), &Typed::default()),
    }
}

/// The arrival of an assignment.
fn arrival_of(app: &App, assignment: Uuid) -> Result<Uuid, Failure> {
    let found = app.db.read(|read| crate::store::direction::assignment(read, assignment))?;
    Ok(found.ok_or(Error::NotFound)?.arrival)
}

fn back(app: &App, assignment: Uuid, text: &str) -> Answer {
    done(format!("/arrivals/{}", arrival_of(app, assignment)?), text)
}

fn again_at(app: &App, reader: &Reader, assignment: Uuid, failure: Failure, typed: &Typed) -> Answer {
    again(app, reader, arrival_of(app, assignment)?, failure, typed)
}

#[derive(Deserialize)]
pub(crate) struct SubmitForm {
    #[serde(default)]
    step_kind: Vec<String>,
    #[serde(default)]
    step_who: Vec<String>,
    #[serde(default)]
    words: String,
    version: Option<i64>,
    /// The name under which the route is kept, if it is.
    keep_as: Option<String>,
}

async fn submit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<SubmitForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let submitted = steps::planned(&act.input.step_kind, &act.input.step_who).and_then(|steps| {
        let version = act.input.version.or(act.reader.if_match);
        let input = documents::SubmitInput { steps, words: act.input.words.clone(), version };
        let laid = set_for_signer(&app, ctx, id, &input)?;
        app.db.write(ctx, |tx| {
            let input = documents::SubmitInput {
                version: documents::papers::lay(tx, ctx, id, &laid, input.version)?,
                ..input.clone()
            };
            if let Some(name) = &act.input.keep_as {
                documents::save_template(tx, ctx, name, "", &input.steps)?;
            }
            documents::submit(tx, ctx, id, &input)
        })
    });
    match submitted {
        Ok(()) => {
            let undo = format!("/documents/{id}/take-back");
            Ok(see_other_saying(&format!("/documents/{id}"), t::said_submitted(ctx.lang), Some(&undo)))
        }
        Err(error) => {
            let (lines, words) =
                (steps::typed(&act.input.step_kind, &act.input.step_who), act.input.words.clone());
            let typed = outgoing::Typed { route: None, lines, words };
            outgoing::again_typed(&app, &act.reader, id, error.into(), &typed)
        }
    }
}

async fn initial_again(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ApproveForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.input.version.or(act.reader.if_match);
    let input = documents::StepInput { comment: act.input.comment.clone(), version };
    let document = document_of(&app, id)?;
    match app.db.write(ctx, |tx| documents::initial_again(tx, ctx, id, &input)) {
        Ok(()) => done(format!("/documents/{document}"), t::initials_said_again(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, document, error.into()),
    }
}

/// Sets what is written of a document as its signer will sign it.
pub(crate) fn set_for_signer(
    app: &App,
    ctx: &Ctx,
    id: Uuid,
    input: &documents::SubmitInput,
) -> Result<Vec<documents::papers::Laid>, Error> {
    // Whoever may not see it is told nothing of it, not even what is wrong with its text.
    app.db.read(|read| crate::view::document_view(read, ctx, id))?;
    let signer = input.steps.iter().find(|step| step.kind == StepKind::Signer).map(|step| step.who.desk());
    tokio::task::block_in_place(|| {
        documents::papers::set(
            &app.db,
            &app.files,
            &app.papers,
            ctx,
            id,
            documents::papers::Which::Written,
            |read, document| documents::papers::sign_by(read, ctx, document, signer),
        )
    })
}

/// Sets the papers of a document whose number was drawn or voided. What fails here is done by the job.
pub(crate) fn settle(app: &App, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    app.db.read(|read| crate::view::document_view(read, ctx, id))?;
    tokio::task::block_in_place(|| documents::papers::settle(&app.db, &app.files, &app.papers, ctx, id))
}

async fn take_back(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| documents::take_back(tx, ctx, id))?;
    done(format!("/documents/{id}"), t::said_taken_back(ctx.lang))
}

#[derive(Deserialize)]
pub(crate) struct NumberForm {
    number: Option<i64>,
    series: Option<Uuid>,
    day: Option<String>,
    version: Option<i64>,
}

async fn number(State(app): State<App>, Path(id): Path<Uuid>, act: Act<NumberForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let numbered = day("day", act.input.day.as_deref()).and_then(|day| {
        let version = act.input.version.or(act.reader.if_match);
        let input =
            documents::NumberInput { number: act.input.number, series: act.input.series, day, version };
        app.db.write(ctx, |tx| documents::number(tx, ctx, id, &input))
    });
    match numbered {
        Ok(symbol) => {
            // Where this fails, the job does it and tells why.
            settle(&app, ctx, id).ok();
            done(format!("/documents/{id}"), &t::said_numbered(ctx.lang, symbol))
        }
        Err(error) => outgoing::again(&app, &act.reader, id, error.into()),
    }
}

async fn void_number(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| documents::void_number(tx, ctx, id, &act.input.reason)) {
        Ok(()) => done(format!("/documents/{id}"), t::said_voided(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, id, error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct IssueForm {
    due_day: Option<String>,
    version: Option<i64>,
}

async fn issue(State(app): State<App>, Path(id): Path<Uuid>, act: Act<IssueForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let issued = day("due_day", act.input.due_day.as_deref()).and_then(|due_day| {
        settle(&app, ctx, id)?;
        let input = documents::IssueInput { due_day, version: act.input.version.or(act.reader.if_match) };
        app.db.write(ctx, |tx| documents::issue(tx, ctx, id, &input))
    });
    match issued {
        Ok(()) => done(format!("/documents/{id}"), t::said_issued(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, id, error.into()),
    }
}

async fn discard(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| documents::discard(tx, ctx, id))?;
    done("/outgoing".into(), t::said_discarded(ctx.lang))
}

async fn withdraw(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Reason>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| documents::withdraw(tx, ctx, id, &act.input.reason)) {
        Ok(()) => done(format!("/documents/{id}"), t::said_withdrawn(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, id, error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct ApproveForm {
    #[serde(default)]
    comment: String,
    version: Option<i64>,
}

async fn approve(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ApproveForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.input.version.or(act.reader.if_match);
    let input = documents::StepInput { comment: act.input.comment.clone(), version };
    match app.db.write(ctx, |tx| documents::approve(tx, ctx, id, &input)) {
        Ok(()) => done(format!("/documents/{}", document_of(&app, id)?), t::said_approved(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, document_of(&app, id)?, error.into()),
    }
}

#[derive(Deserialize)]
pub(crate) struct ReturnForm {
    to: Option<Uuid>,
    #[serde(default)]
    reason: String,
}

async fn return_to(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReturnForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| documents::return_to(tx, ctx, id, act.input.to, &act.input.reason)) {
        Ok(()) => done("/outgoing?box=review".into(), t::said_sent_back(ctx.lang)),
        Err(error) => outgoing::again(&app, &act.reader, document_of(&app, id)?, error.into()),
    }
}

/// The document of a step.
fn document_of(app: &App, step: Uuid) -> Result<Uuid, Failure> {
    let found = app.db.read(|read| crate::store::route::step(read, step))?;
    Ok(found.ok_or(Error::NotFound)?.document)
}
