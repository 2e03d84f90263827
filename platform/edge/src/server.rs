//! The whole of what is served: the features' routes, what belongs to no feature, and the protections.

use crate::{Access, App, Route, failure, live, protect};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::time::Instant;
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The server of all features, ready to be listened with.
pub fn router(app: App) -> Router {
    let features =
        app.features.iter().fold(Router::new(), |router, feature| router.merge(feature.routes.router()));
    // A form's text; files are limited as they stream in.
    let largest = usize::try_from(app.settings.largest_file).unwrap_or(usize::MAX).saturating_mul(4);
    let pages = features
        .route("/live", get(live::stream))
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), admitted))
                .layer(from_fn(failure::dress))
                .layer(from_fn(protect::same_site)),
        )
        .layer(DefaultBodyLimit::max(largest));
    Router::new()
        .merge(pages)
        .fallback(|| async { crate::Failure::from(crate::Lacking::Page) })
        .route("/assets/{name}", get(asset))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .layer(
            ServiceBuilder::new()
                .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
                .layer(from_fn(observed))
                .layer(PropagateRequestIdLayer::new(REQUEST_ID))
                .layer(CompressionLayer::new())
                .layer(from_fn_with_state(app.clone(), protect::headers))
                .layer(from_fn(failure::dress)),
        )
        .with_state(app)
}

/// The routes that belong to no feature, for the test that tries them all.
pub fn own_routes() -> Vec<(axum::http::Method, &'static str, Access)> {
    let open = |path| (axum::http::Method::GET, path, Access::Open);
    vec![
        open("/healthz"),
        open("/readyz"),
        open("/assets/{name}"),
        (axum::http::Method::GET, "/live", Access::SignedIn),
    ]
}

/// Every route of every feature.
pub fn routes(app: &App) -> Vec<&Route> {
    app.features.iter().flat_map(|feature| feature.routes.iter()).collect()
}

/// Lets only so many requests work at once; the others wait a while and are then told.
async fn admitted(State(app): State<App>, request: Request, next: Next) -> Response {
    // A page that listens works at nothing.
    if request.uri().path() == "/live" {
        return next.run(request).await;
    }
    let wait = std::time::Duration::from_secs(10);
    match tokio::time::timeout(wait, app.gate.acquire()).await {
        Ok(Ok(_permit)) => next.run(request).await,
        _ => crate::Failure::from(crate::Lacking::Busy).into_response(),
    }
}

/// One line and two figures for each request.
async fn observed(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let id = crate::reader::request_id(request.headers());
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), started.elapsed().as_secs_f64());
    metrics::counter!("khuevan_requests", "method" => method.to_string(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("khuevan_request_seconds").record(seconds);
    tracing::info!(request = id, %method, path, status, millis = (seconds * 1000.0) as u64, "answered");
    response
}

async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = ui::assets().iter().find(|asset| asset.name == name) else {
        return crate::Failure::from(crate::Lacking::Page).into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.bytes).into_response()
}

/// Whether this node can serve: its database answers.
async fn ready(State(app): State<App>) -> Response {
    match app.db.ping() {
        Ok(()) => "ready\n".into_response(),
        Err(error) => (StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")).into_response(),
    }
}
