//! `khuevan serve`: listens, works, and stops in order.

use crate::config::Config;
use crate::failure::{Exit, Failure, Outcome, lang};
use crate::terminal::say;
use crate::watch::{self, Sealer};
use crate::{house, t, workers};
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use edge::App;
use jobs::{Runner, Running, Worker};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// How long running requests, and then running jobs, may take to finish.
const FAREWELL: Duration = Duration::from_secs(10);
/// So many jobs are done at once for each core. Most of a job is waiting for the disk, which those who write at the
/// same time share.
const JOBS_PER_CORE: usize = 4;
/// Bounds of the histograms of seconds.
const SECONDS: &[f64] = &[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Serves until told to stop.
pub(crate) fn run(config: &Config) -> Outcome {
    let listener = bind(&config.listen)?;
    let config = at_home(config.clone(), &listener)?;
    let law = house::law(&config)?;
    let db = house::database(&config)?;
    let ran = house::migrate(&db, &house::system(law))?;
    if !ran.is_empty() {
        tracing::info!(migrations = ran.len(), "the tables are up to date");
    }
    let app = house::furnish(&config, db, false)?;
    serve(&config, app, listener, |_| Vec::new(), |url| say(t::serve_ready(lang(), url)))
}

/// Takes the port. `HOST:0` takes any free one.
pub(crate) fn bind(listen: &str) -> Outcome<TcpListener> {
    let taken = |cause: io::Error| {
        let exit = match cause.kind() {
            io::ErrorKind::AddrInUse | io::ErrorKind::AddrNotAvailable => Exit::Unavailable,
            _ => Exit::Usage,
        };
        Failure::new(exit, t::error_listen(lang(), listen, cause), t::error_listen_remedy(lang()))
    };
    let listener = TcpListener::bind(listen).map_err(taken)?;
    listener.set_nonblocking(true).map_err(taken)?;
    Ok(listener)
}

/// The configuration with the address that was really taken.
pub(crate) fn at_home(mut config: Config, listener: &TcpListener) -> Outcome<Config> {
    let taken = listener.local_addr().map_err(|cause| {
        Failure::new(Exit::Unavailable, t::error_listen(lang(), &config.listen, cause), "")
    })?;
    if config.public_url == format!("http://{}", config.listen) {
        config.public_url = format!("http://{}", reachable(taken));
    }
    config.listen = taken.to_string();
    Ok(config)
}

/// Where a browser on this machine reaches an address on which one listens.
fn reachable(taken: SocketAddr) -> SocketAddr {
    let mut address = taken;
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// Serves an app until told to stop. `more` gives further workers; `ready` is told the address once it answers.
pub(crate) fn serve(
    config: &Config,
    app: App,
    listener: TcpListener,
    more: impl FnOnce(&App) -> Vec<Worker>,
    ready: impl FnOnce(&str),
) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|cause| Failure::new(Exit::Unavailable, cause.to_string(), ""))?;
    let metrics = measure()?;
    let sealer = Sealer::start(config, &app)?;
    let running = work(config, &app, more(&app))?;
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(watch::listen(app.clone(), config.clone()));
        tokio::spawn(watch::upkeep(metrics.clone()));
        let router = router(app.clone(), metrics, config.metrics_token.clone());
        ready(&config.public_url);
        answer(listener, router, app.clone()).await
    });
    // Handlers that still block are left behind after this; whatever they had not committed is undone.
    runtime.shutdown_timeout(Duration::from_secs(1));
    stop_jobs(running);
    sealer.stop();
    tracing::info!("stopped");
    served.map_err(|cause| Failure::new(Exit::Unavailable, cause.to_string(), ""))
}

/// Answers requests until told to stop, and then those that had begun.
async fn answer(listener: tokio::net::TcpListener, router: Router, app: App) -> io::Result<()> {
    let (stop, mut stopped) = tokio::sync::watch::channel(false);
    let mut told = stop.subscribe();
    let told_to_stop = async move {
        // The sender lives as long as the server.
        let _ = told.wait_for(|stop| *stop).await;
    };
    let end = end()?;
    tokio::spawn(async move {
        end.await;
        tracing::info!("stopping: no new requests are taken");
        let _ = stop.send(true);
        app.end_streams();
        // Whoever says it again does not want to wait.
        if let Ok(again) = self::end() {
            again.await;
            std::process::exit(Exit::Unavailable as i32);
        }
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(told_to_stop);
    let too_long = async {
        let _ = stopped.wait_for(|stop| *stop).await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        served = serving => served,
        () = too_long => {
            tracing::warn!("requests were cut off after {} s", FAREWELL.as_secs());
            Ok(())
        }
    }
}

/// Waits for a signal to stop.
fn end() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// The pages, and what programs ask.
fn router(app: App, metrics: PrometheusHandle, token: Option<String>) -> Router {
    let description = house::openapi().to_json().unwrap_or_default();
    let plain = |kind: &'static str, body: String| {
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        (headers, body).into_response()
    };
    let measurements =
        async move |ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap| match may_measure(
            peer,
            &headers,
            token.as_deref(),
        ) {
            true => plain("text/plain; version=0.0.4", metrics.render()),
            false => StatusCode::NOT_FOUND.into_response(),
        };
    Router::new()
        .route("/metrics", get(measurements))
        .route("/api/openapi.json", get(move || async move { plain("application/json", description) }))
        .merge(edge::router(app))
}

/// Whether somebody may read the measurements: from this machine, or with the token. What a proxy on this machine
/// passes on comes from elsewhere.
fn may_measure(peer: SocketAddr, headers: &HeaderMap, token: Option<&str>) -> bool {
    let shown =
        headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    // Compared by digest, so that the time it takes tells nothing.
    let fits = |(shown, token): (&[u8], &str)| Sha256::digest(shown) == Sha256::digest(token);
    let passed_on = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];
    let here = peer.ip().to_canonical().is_loopback();
    (here && !passed_on.iter().any(|name| headers.contains_key(*name))) || shown.zip(token).is_some_and(fits)
}

/// Begins to measure.
fn measure() -> Outcome<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets(SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| Failure::new(Exit::Unavailable, error.to_string(), ""))
}

/// Begins to work on jobs.
pub(crate) fn work(config: &Config, app: &App, more: Vec<Worker>) -> Outcome<Running> {
    let mailer = config.mail.as_ref().map(notify::Mailer::new).transpose().map_err(|error| {
        Failure::new(Exit::Usage, t::error_configuration(lang()), "").with(format_args!("mail: {error}"))
    })?;
    let mut all = workers::workers(app, mailer);
    all.extend(more);
    let threads = std::thread::available_parallelism().map_or(2, usize::from) * JOBS_PER_CORE;
    let circumstances = app.clone();
    Runner::new(app.db.clone(), move || circumstances.system(), all, threads)
        .timers(workers::timers())
        .start()
        .map_err(|cause| Failure::new(Exit::Unavailable, cause.to_string(), ""))
}

/// Lets the present jobs finish, for a while; one that is cut off is done again by the next node to start.
fn stop_jobs(running: Running) {
    let (done, finished) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        running.stop();
        let _ = done.send(());
    });
    if finished.recv_timeout(FAREWELL).is_err() {
        tracing::warn!("jobs were cut off after {} s", FAREWELL.as_secs());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_address_can_be_opened() {
        let listener = bind("0.0.0.0:0").unwrap();
        let taken = listener.local_addr().unwrap();
        assert_eq!(reachable(taken).to_string(), format!("127.0.0.1:{}", taken.port()));
    }

    #[test]
    fn measurements_are_for_this_machine_and_for_the_token() {
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter().map(|(name, value)| (*name, *value));
            let named = pairs.map(|(name, value)| {
                (axum::http::HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            named.collect::<HeaderMap>()
        };
        let (here, there) = ("127.0.0.1:9".parse().unwrap(), "10.0.0.7:9".parse().unwrap());
        let token = Some("a-long-enough-token");
        assert!(may_measure(here, &headers(&[]), None));
        assert!(may_measure("[::ffff:127.0.0.1]:9".parse().unwrap(), &headers(&[]), None));
        assert!(!may_measure(here, &headers(&[("x-forwarded-for", "10.0.0.7")]), token));
        assert!(!may_measure(there, &headers(&[]), token));
        assert!(!may_measure(there, &headers(&[("authorization", "Bearer ")]), None));
        assert!(!may_measure(there, &headers(&[("authorization", "Bearer another")]), token));
        assert!(may_measure(there, &headers(&[("authorization", "Bearer a-long-enough-token")]), token));
    }

    #[test]
    fn a_taken_port_is_told() {
        let listener = bind("127.0.0.1:0").unwrap();
        let taken = listener.local_addr().unwrap().to_string();
        let text = bind(&taken).unwrap_err().text();
        assert!(text.contains(&taken) && text.contains("--listen"), "{text}");
    }
}
