//! Who asks: the session behind a request, its language and theme.

use crate::{App, COOKIE_LANG, COOKIE_SESSION, COOKIE_THEME, Failure, Lacking};
use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::{HeaderMap, header, request::Parts};
use context::{Actor, Ctx, Lang, Time, Uuid};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use ui::Theme;

/// Whoever looks at an open page: perhaps nobody that we know.
#[derive(Debug)]
pub struct Reader {
    /// The circumstances of what they do.
    pub ctx: Ctx,
    /// Light, dark, or as the device says.
    pub theme: Theme,
    /// The session, if they have signed in.
    pub session: Option<Uuid>,
    /// The path and query of the request: where a switch of language leads back to.
    pub path: String,
    /// The version that the request says it changes (`If-Match`).
    pub if_match: Option<i64>,
    /// Whether the page's script asks for a part of the page only.
    pub fragment: bool,
    /// What was just done, to be said once.
    pub said: Option<ui::Said>,
    /// The address that the request comes from.
    pub address: String,
    /// What the browser says of itself.
    pub agent: String,
}

/// Somebody who has signed in.
#[derive(Debug)]
pub struct SignedIn(pub Reader);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<SignedIn, Failure> {
        let reader = read(&parts.headers, parts, app)?;
        match reader.session {
            Some(_) => Ok(SignedIn(reader)),
            None => Err(Lacking::SignIn.into()),
        }
    }
}

impl FromRequestParts<App> for Reader {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Reader, Failure> {
        read(&parts.headers, parts, app)
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<SignedIn>, Infallible> {
        Ok(read(&parts.headers, parts, app).ok().filter(|reader| reader.session.is_some()).map(SignedIn))
    }
}

fn read(headers: &HeaderMap, parts: &Parts, app: &App) -> Result<Reader, Failure> {
    let now = Time::from_clock();
    let known = match token(headers) {
        Some(token) => app.sessions.find(app, &Sha256::digest(token.as_bytes()), now)?,
        None => None,
    };
    let (session, actor) = match known {
        Some((session, actor)) => (Some(session), actor),
        None => (None, Actor::nobody()),
    };
    let mut ctx = Ctx::new(actor, now, app.law.load_full());
    ctx.lang = language(headers);
    ctx.request = request_id(headers);
    if let Some(key) = text(headers, "idempotency-key") {
        ctx.once = Some(format!("{} {} {key}", parts.method, parts.uri.path()));
    }
    Ok(Reader {
        ctx,
        theme: theme(headers),
        session,
        path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        if_match: text(headers, "if-match").and_then(|tag| tag.trim_matches(['"', 'W', '/']).parse().ok()),
        fragment: headers.contains_key("x-fragment"),
        address: parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|peer| peer.0.ip().to_string())
            .unwrap_or_default(),
        agent: text(headers, "user-agent").unwrap_or_default().chars().take(200).collect(),
        said: cookie(headers, crate::page::COOKIE_SAID).and_then(crate::page::said),
    })
}

/// The token of the session: in the cookie, or as a bearer for programs.
fn token(headers: &HeaderMap) -> Option<&str> {
    match text(headers, header::AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer ")) {
        Some(token) => Some(token),
        None => cookie(headers, COOKIE_SESSION),
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value)
}

/// The language that the reader has chosen; programs say it in `Accept-Language`.
pub(crate) fn language(headers: &HeaderMap) -> Lang {
    cookie(headers, COOKIE_LANG)
        .or_else(|| text(headers, "accept-language").filter(|_| cookie(headers, COOKIE_SESSION).is_none()))
        .and_then(|code| Lang::of(code.get(..2).unwrap_or_default()))
        .unwrap_or_default()
}

pub(crate) fn theme(headers: &HeaderMap) -> Theme {
    Theme::of(cookie(headers, COOKIE_THEME).unwrap_or_default())
}

pub(crate) fn request_id(headers: &HeaderMap) -> String {
    text(headers, "x-request-id").unwrap_or_default().to_owned()
}

/// How long a session found is believed before it is looked up again.
const BELIEVED: i64 = 10 * Time::SECOND;
/// So many sessions are remembered at most.
const REMEMBERED: usize = 20_000;

/// Sessions found lately. Whatever changes a session, a role or a position announces `access`, and all are
/// forgotten; on other nodes within [`BELIEVED`] at the latest.
#[derive(Default)]
pub(crate) struct Sessions(Mutex<HashMap<Vec<u8>, (Time, Uuid, Actor)>>);

impl Sessions {
    fn find(&self, app: &App, digest: &[u8], now: Time) -> Result<Option<(Uuid, Actor)>, Failure> {
        if let Some((at, session, actor)) = self.known().get(digest)
            && now.0 - at.0 < BELIEVED
        {
            return Ok(Some((*session, actor.clone())));
        }
        let found = app
            .db
            .read(|read| access::actor_of_session(read, digest, now, &|permission| app.passes(permission)))?;
        if let Some(found) = found.as_ref().filter(|found| found.wants_touch) {
            let ctx = app.system();
            app.db.write(&ctx, |tx| access::actions::touch(tx, &ctx, found.session))?;
        }
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        Ok(found.map(|found| {
            known.insert(digest.to_vec(), (now, found.session, found.actor.clone()));
            (found.session, found.actor)
        }))
    }

    /// Forgets all sessions found.
    pub(crate) fn forget(&self) {
        self.known().clear();
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<Vec<u8>, (Time, Uuid, Actor)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
