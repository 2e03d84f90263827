//! Sets submitted upward.

use super::{Empty, ReasonInput, nothing, unreadable, versioned};
use crate::actions::ballots::{self, BallotInput, VoteInput};
use crate::actions::sets::{self as actions, SetInput};
use crate::model::ballot::count;
use crate::model::boxes::holders;
use crate::store::{ballot, desk, document, route, set as rows};
use crate::{Error, pages};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use context::{Ctx, Uuid};
use db::Tx;
use edge::{Act, Answer, App, Path, Reader, Routes, SignedIn, Upload};
use serde::Deserialize;
use serde_json::json;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/api/v1/sets", submit)
        .get("/api/v1/sets/{id}", show)
        .post("/api/v1/sets/{id}/take-up", take_up)
        .post("/api/v1/sets/{id}/return", return_set)
        .post("/api/v1/sets/{id}/resubmit", resubmit)
        .post("/api/v1/sets/{id}/withdraw", withdraw)
        .post("/api/v1/sets/{id}/ballot", open_ballot)
        .post("/api/v1/ballots/{id}/vote", vote)
}

#[derive(OpenApi)]
#[openapi(paths(submit, show, take_up, return_set, resubmit, withdraw, open_ballot, vote))]
pub(super) struct Description;

#[derive(Deserialize)]
struct SetForm {
    set: String,
}

#[derive(Deserialize)]
struct Again {
    #[serde(default)]
    opinions: Vec<rows::Opinion>,
}

/// Acts on a set, if it still is as the caller has seen it.
fn on_set(
    app: &App,
    reader: &Reader,
    id: Uuid,
    mut act: impl FnMut(&mut Tx<'_>, &Ctx) -> Result<(), Error>,
) -> Result<(), Error> {
    let ctx = &reader.ctx;
    app.db.write(ctx, |tx| {
        if let Some(seen) = reader.if_match {
            let now = rows::locked(tx, id)?.ok_or(Error::NotFound)?;
            // Whoever may not see it is not told that it has changed either.
            if !desk::holds(tx, id, &holders(ctx))? {
                return Err(Error::NotFound);
            }
            if now.version != seen {
                return Err(Error::Stale);
            }
        }
        act(tx, ctx)
    })
}

/// Submits a set from a multipart form: field `set` holds it as JSON, the draft comes in the field `main`, what goes
/// along in `annex` and `enclosure`.
#[utoipa::path(post, path = "/api/v1/sets", tag = "documents",
    responses((status = 201, description = "its id"), (status = 409, description = "the submission has no number, or covers a set already"), (status = 422, description = "every wrong field")))]
async fn submit(State(app): State<App>, upload: Upload<SetForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let input: SetInput =
        serde_json::from_str(&upload.input.set).map_err(|error| unreadable("set", error))?;
    let parts = pages::look_at(&app, &upload)?;
    let id = app.db.write(ctx, |tx| actions::submit_set(tx, ctx, &input, &parts))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))).into_response())
}

/// A set with its opinions and every step of its draft.
#[utoipa::path(get, path = "/api/v1/sets/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "the set; ETag is its version"), (status = 404, description = "not there, or not for this reader")))]
async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let (version, body) = app.db.read(|read| -> Result<_, Error> {
        let set = rows::set(read, id)?.ok_or(Error::NotFound)?;
        if !desk::holds(read, id, &holders(&reader.ctx))? {
            return Err(Error::NotFound);
        }
        let paper = document::document(read, set.paper)?.ok_or(Error::NotFound)?;
        let steps = route::steps(read, set.paper)?;
        let opinions = rows::opinions(read, id)?;
        let mut ballots = Vec::new();
        for ballot in ballot::of_set(read, id)? {
            let votes = ballot::votes(read, ballot.id)?;
            let counts = count(votes.iter().map(ballot::Vote::choice), ballot.due_day, reader.ctx.now.day());
            ballots.push(json!({ "ballot": ballot, "votes": votes, "counts": counts }));
        }
        let body = json!({
            "set": set, "paper": paper, "steps": steps, "opinions": opinions, "ballots": ballots,
        });
        Ok((set.version, body))
    })?;
    Ok(versioned(version, body))
}

/// Takes a set up to examine it.
#[utoipa::path(post, path = "/api/v1/sets/{id}/take-up", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "the reader examines it"), (status = 409, description = "somebody does already")))]
async fn take_up(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    on_set(&app, &act.reader, id, |tx, ctx| actions::take_up(tx, ctx, id))?;
    nothing()
}

/// Sends a set back to the department with a reason.
#[utoipa::path(post, path = "/api/v1/sets/{id}/return", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "returned"), (status = 409, description = "its draft is on its route"), (status = 422, description = "no reason")))]
async fn return_set(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_set(&app, &act.reader, id, |tx, ctx| actions::return_set(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Submits a set again that came back; a multipart form as for a new one, whose `set` holds the opinions.
#[utoipa::path(post, path = "/api/v1/sets/{id}/resubmit", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "submitted"), (status = 409, description = "it did not come back"), (status = 422, description = "every wrong field")))]
async fn resubmit(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<SetForm>) -> Answer {
    let Again { opinions } =
        serde_json::from_str(&upload.input.set).map_err(|error| unreadable("set", error))?;
    let parts = pages::look_at(&app, &upload)?;
    on_set(&app, &upload.reader, id, |tx, ctx| actions::resubmit(tx, ctx, id, &opinions, &parts))?;
    nothing()
}

/// Gives a set up before its draft is on its route.
#[utoipa::path(post, path = "/api/v1/sets/{id}/withdraw", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "given up"), (status = 409, description = "its draft is on its route"), (status = 422, description = "no reason")))]
async fn withdraw(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonInput>) -> Answer {
    on_set(&app, &act.reader, id, |tx, ctx| actions::withdraw_set(tx, ctx, id, &act.input.reason))?;
    nothing()
}

/// Asks the members of the issuing body about the draft, until a day.
#[utoipa::path(post, path = "/api/v1/sets/{id}/ballot", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 201, description = "the ballot's id"), (status = 409, description = "one is open, or it is not being examined"), (status = 422, description = "every wrong field")))]
async fn open_ballot(State(app): State<App>, Path(id): Path<Uuid>, act: Act<BallotInput>) -> Answer {
    let ctx = &act.reader.ctx;
    let ballot = app.db.write(ctx, |tx| ballots::open_ballot(tx, ctx, id, &act.input))?;
    Ok((StatusCode::CREATED, Json(json!({ "id": ballot }))).into_response())
}

/// Says what the reader as a member thinks: `agree`, `disagree` or `other`.
#[utoipa::path(post, path = "/api/v1/ballots/{id}/vote", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 204, description = "noted"), (status = 409, description = "the last day has passed"), (status = 422, description = "no choice, or no words")))]
async fn vote(State(app): State<App>, Path(id): Path<Uuid>, act: Act<VoteInput>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| ballots::vote(tx, ctx, id, &act.input))?;
    nothing()
}
