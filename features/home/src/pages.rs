//! Pages on which a day begins.

pub(crate) mod find;
mod notices;
pub(crate) mod overview;
mod work;

use axum::response::{IntoResponse, Response};
use edge::{Routes, SignedIn, see_other};

pub(crate) fn routes() -> Routes {
    let routes = Routes::new()
        .get("/", home)
        .get("/work", work::show)
        .post("/work/remind", work::remind_overdue)
        .post("/work/remind/{duty}", work::remind)
        .get("/notices", notices::list)
        .get("/notices/open", notices::open)
        .post("/notices/read", notices::mark_all)
        .get("/search", find::show)
        .get("/overview", overview::show)
        .get("/overview/records", overview::records::records)
        .get("/overview/export", overview::records::export)
        .get("/overview/late", overview::late::late);
    crate::api::routes(routes)
}

/// A day begins with one's own work.
async fn home(SignedIn(_): SignedIn) -> Response {
    see_other("/work").into_response()
}
