//! The JSON API of signing in and of administration: the same actions and rows as the pages.

mod absences;
mod accounts;
mod agencies;
mod roles;
mod sessions;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use edge::{Answer, Routes};
use serde::Serialize;
use utoipa::OpenApi;

pub(crate) fn routes(routes: Routes) -> Routes {
    absences::routes(agencies::routes(roles::routes(accounts::routes(sessions::routes(routes)))))
}

#[derive(OpenApi)]
#[openapi(paths(
    sessions::sign_in,
    sessions::me,
    accounts::list,
    accounts::show,
    accounts::create,
    accounts::reset,
    accounts::close,
    accounts::reopen,
    agencies::list,
    agencies::found,
    agencies::show,
    agencies::units,
    agencies::positions,
    agencies::people,
    agencies::bodies,
    agencies::change,
    agencies::end,
    agencies::merge,
    agencies::split,
    agencies::reschedule,
    absences::list,
    absences::enter,
    absences::end,
    absences::acting,
    absences::name,
    absences::end_assistant,
    absences::delegate,
    absences::end_delegation,
    roles::list,
    roles::show,
    roles::create,
    roles::change,
    roles::grants,
    roles::give,
    roles::take
))]
struct Description;

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    Description::openapi()
}

/// An answer whose ETag is the record's version.
fn versioned(version: i64, body: impl Serialize) -> Response {
    let mut response = Json(body).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Something was made and lies at an address.
fn created(address: String, body: impl Serialize) -> Response {
    (StatusCode::CREATED, [(header::LOCATION, address)], Json(body)).into_response()
}

fn nothing() -> Answer {
    Ok(StatusCode::NO_CONTENT.into_response())
}
