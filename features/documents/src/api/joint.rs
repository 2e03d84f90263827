//! What a partner does with a joint document. Where each partner stands is told with the document.

use super::{Empty, ReasonInput, nothing, on_document};
use crate::actions::outgoing::{self, StepInput};
use crate::model::route::PlannedStep;
use axum::extract::State;
use context::Uuid;
use edge::{Act, Answer, App, Path, Routes};
use serde::Deserialize;
use utoipa::OpenApi;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .post("/api/v1/documents/{id}/partners/{agency}/route", route)
        .post("/api/v1/documents/{id}/partners/{agency}/agree", agree)
        .post("/api/v1/documents/{id}/partners/{agency}/return", send_back)
        .post("/api/v1/documents/{id}/partners/{agency}/refuse", refuse)
}

#[derive(OpenApi)]
#[openapi(paths(route, agree, send_back, refuse))]
pub(super) struct Description;

#[derive(Deserialize)]
struct RouteInput {
    steps: Vec<PlannedStep>,
}

/// Puts a joint draft on a route of the partner's own. `If-Match` is the document's version.
#[utoipa::path(post, path = "/api/v1/documents/{id}/partners/{agency}/route", tag = "documents",
    params(("id" = Uuid, Path), ("agency" = Uuid, Path)),
    responses((status = 204, description = "on its route there"), (status = 409, description = "changed, not asked, or on a route already"), (status = 422, description = "what is wrong with the route")))]
async fn route(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<RouteInput>,
) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| outgoing::cosign_by(tx, ctx, id, agency, &act.input.steps))?;
    nothing()
}

/// Approves a joint draft for the partner at once, as its leader. `If-Match` is the document's version.
#[utoipa::path(post, path = "/api/v1/documents/{id}/partners/{agency}/agree", tag = "documents",
    params(("id" = Uuid, Path), ("agency" = Uuid, Path)),
    responses((status = 204, description = "approved"), (status = 409, description = "changed, not asked, or on a route already")))]
async fn agree(State(app): State<App>, Path((id, agency)): Path<(Uuid, Uuid)>, act: Act<Empty>) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| {
        outgoing::cosign(tx, ctx, id, agency, &StepInput::default())
    })?;
    nothing()
}

/// Sends a joint draft back to the lead, with a reason. `If-Match` is the document's version.
#[utoipa::path(post, path = "/api/v1/documents/{id}/partners/{agency}/return", tag = "documents",
    params(("id" = Uuid, Path), ("agency" = Uuid, Path)),
    responses((status = 204, description = "a draft again"), (status = 409, description = "changed, or not asked"), (status = 422, description = "no reason")))]
async fn send_back(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<ReasonInput>,
) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| {
        outgoing::return_joint(tx, ctx, id, agency, &act.input.reason)
    })?;
    nothing()
}

/// Goes back on the partner's approval before the document is issued, with a reason. `If-Match` is the document's
/// version.
#[utoipa::path(post, path = "/api/v1/documents/{id}/partners/{agency}/refuse", tag = "documents",
    params(("id" = Uuid, Path), ("agency" = Uuid, Path)),
    responses((status = 204, description = "it is not issued"), (status = 409, description = "changed, not approved, or issued"), (status = 422, description = "no reason")))]
async fn refuse(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<ReasonInput>,
) -> Answer {
    on_document(&app, &act.reader, id, |tx, ctx| {
        outgoing::refuse_joint(tx, ctx, id, agency, &act.input.reason)
    })?;
    nothing()
}
