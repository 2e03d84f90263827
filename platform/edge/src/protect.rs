//! Protections that every answer and every request pass.

use crate::{App, Failure, Lacking};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The cookie that holds the session's token.
pub const COOKIE_SESSION: &str = "kv_session";
/// The cookie that holds the reader's language.
pub const COOKIE_LANG: &str = "kv_lang";
/// The cookie that holds the reader's theme.
pub const COOKIE_THEME: &str = "kv_theme";

/// Nothing is loaded from elsewhere, nothing inline runs, nobody frames us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'; manifest-src 'self'";

/// A cookie of ours. It is sent only over TLS wherever the public address has it.
pub fn cookie(app: &App, name: &str, value: &str, seconds: i64, script_may_read: bool) -> String {
    let secure = if app.settings.secure() { "; Secure" } else { "" };
    let hidden = if script_may_read { "" } else { "; HttpOnly" };
    format!("{name}={value}; Path=/; Max-Age={seconds}; SameSite=Lax{hidden}{secure}")
}

/// The same cookie, taken away.
pub fn expired_cookie(app: &App, name: &str) -> String {
    cookie(app, name, "", 0, false)
}

/// Refuses requests that act and come from another site.
///
/// Browsers of the last years say where a request comes from (`Sec-Fetch-Site`); for others the `Origin` must
/// be our own. Programs send neither and have no cookie that a browser would add for them.
pub(crate) async fn same_site(request: Request, next: Next) -> Response {
    if request.method().is_safe() || is_own(request.headers()) {
        return next.run(request).await;
    }
    Failure::from(Lacking::CrossSite).into_response()
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match (text(header::ORIGIN), text(header::HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, origin_host)| origin_host.eq_ignore_ascii_case(host))
        }
        (Some(_), None) => false,
    }
}

/// Adds the headers that keep a page to itself.
pub(crate) async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: &'static str, value: &'static str| {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    };
    set("content-security-policy", POLICY);
    set("x-content-type-options", "nosniff");
    set("referrer-policy", "same-origin");
    set("permissions-policy", "camera=(), microphone=(), geolocation=()");
    set("cross-origin-opener-policy", "same-origin");
    set("cross-origin-resource-policy", "same-origin");
    set("cache-control", "no-store");
    if app.settings.secure() {
        set("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn another_site_is_told_by_what_the_browser_says() {
        assert!(!is_own(&headers(&[("sec-fetch-site", "cross-site")])));
        assert!(!is_own(&headers(&[("sec-fetch-site", "same-site")])));
        assert!(!is_own(&headers(&[("origin", "https://evil.example"), ("host", "khuevan.example")])));
        assert!(!is_own(&headers(&[("origin", "null"), ("host", "khuevan.example")])));
        assert!(is_own(&headers(&[("sec-fetch-site", "same-origin")])));
        assert!(is_own(&headers(&[("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")])));
        assert!(is_own(&headers(&[])));
    }
}
