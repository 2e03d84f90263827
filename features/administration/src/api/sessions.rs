//! Sessions of programs.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use edge::{Answer, App, Routes, SignedIn, Visit};
use serde::Deserialize;
use serde_json::json;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.open_post("/api/v1/sessions", sign_in).get("/api/v1/me", me)
}

#[derive(Deserialize)]
pub(super) struct Credentials {
    user_name: String,
    password: String,
    code: Option<String>,
}

/// Opens a session. Send its token as `Authorization: Bearer …`.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions",
    responses((status = 201, description = "the token"), (status = 422, description = "wrong credentials, or a code is needed"), (status = 429, description = "too many attempts")))]
pub(super) async fn sign_in(State(app): State<App>, visit: Visit<Credentials>) -> Answer {
    let signed = crate::pages::gate::open(
        &app,
        &visit.reader,
        &visit.input.user_name,
        &visit.input.password,
        visit.input.code.as_deref(),
    )?;
    Ok((StatusCode::CREATED, Json(json!({ "token": signed.token, "session": signed.session })))
        .into_response())
}

/// Who the session's holder is and in which position they act.
#[utoipa::path(get, path = "/api/v1/me", tag = "sessions", responses((status = 200, description = "the actor")))]
pub(super) async fn me(SignedIn(reader): SignedIn) -> Answer {
    Ok(Json(&reader.ctx.actor).into_response())
}
