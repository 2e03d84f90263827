//! How faults are told: a page for people, problem+json for programs, in the reader's language.

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use context::{Explain, Fault, Lang, Problem};
use serde_json::json;
use std::fmt;
use std::sync::Arc;

/// What a handler returns.
pub type Answer = Result<Response, Failure>;

/// Any error that can explain itself, on its way to its reader.
#[derive(Clone)]
pub struct Failure(Arc<dyn Explain + Send + Sync>);

impl<E: Explain + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(Arc::new(error))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Failure").field(&self.problem(Lang::En)).finish()
    }
}

impl Failure {
    /// The problem in a language: for handlers that show a form again with its faults.
    pub fn problem(&self, lang: Lang) -> Problem {
        self.0.explain(lang)
    }

    /// Whether the input is at fault or the record has changed, so that the form is shown again.
    pub fn concerns_input(&self) -> bool {
        matches!(self.problem(Lang::Vi).fault, Fault::Invalid | Fault::Conflict | Fault::TooLarge)
    }
}

impl IntoResponse for Failure {
    /// An empty answer that carries the failure; [`dress`] makes a page or problem+json of it.
    fn into_response(self) -> Response {
        let fault = self.problem(Lang::Vi).fault;
        let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Faults of the edge itself.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Lacking {
    /// Nobody has signed in.
    #[error("not signed in")]
    SignIn,
    /// There is no such page, or it is not for this reader.
    #[error("not found")]
    Page,
    /// The request came from another site.
    #[error("cross-site request")]
    CrossSite,
    /// A field of the request cannot be read.
    #[error("unreadable: {field}: {fault}")]
    Unreadable {
        /// The field, or `body`.
        field: String,
        /// What was wrong with it.
        fault: Unread,
    },
    /// The request is larger than this server takes.
    #[error("too large")]
    TooLarge,
    /// The server is as busy as it may be.
    #[error("busy")]
    Busy,
}

/// Why a field of a request cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// It is not there.
    #[error("missing")]
    Missing,
    /// It is no day.
    #[error("no day")]
    Day,
    /// It is written otherwise than this field is; what the decoder says stands in the log.
    #[error("{0}")]
    Malformed(String),
    /// Anything else, in the reader's language: what is wrong and how to mend it.
    #[error("{0}")]
    Words(String),
}

impl Unread {
    fn words(&self, lang: Lang) -> String {
        match self {
            Unread::Missing => lang.pick("Chưa có giá trị; hãy điền.", "No value is given; fill it in."),
            Unread::Day => lang.pick(
                "Không phải ngày; hãy viết ngày/tháng/năm, ví dụ 2/9/2023.",
                "This is no day; write day/month/year, for example 2/9/2023.",
            ),
            Unread::Malformed(_) => lang.pick(
                "Giá trị không đúng dạng của ô này; hãy kiểm tra rồi gửi lại.",
                "The value is not of this field's form; check it and send again.",
            ),
            Unread::Words(words) => words,
        }
        .to_owned()
    }
}

impl Explain for Lacking {
    fn explain(&self, lang: Lang) -> Problem {
        let (code, fault, title, remedy) = match self {
            Lacking::SignIn => (
                "edge.sign_in",
                Fault::SignIn,
                lang.pick("Bạn chưa đăng nhập", "You are not signed in"),
                lang.pick("Hãy đăng nhập rồi mở lại trang này.", "Sign in, then open this page again."),
            ),
            Lacking::Page => (
                "edge.not_found",
                Fault::NotFound,
                lang.pick(
                    "Không có trang này, hoặc trang không dành cho bạn",
                    "There is no such page, or it is not for you",
                ),
                lang.pick(
                    "Hãy kiểm tra địa chỉ, hoặc tìm từ ô tìm kiếm.",
                    "Check the address, or look for it with the search box.",
                ),
            ),
            Lacking::CrossSite => (
                "edge.cross_site",
                Fault::Invalid,
                lang.pick("Yêu cầu đến từ một trang khác", "The request came from another site"),
                lang.pick(
                    "Chưa có gì được ghi. Hãy mở lại trang và làm lại.",
                    "Nothing was written. Open the page again and repeat it.",
                ),
            ),
            Lacking::Unreadable { field, fault } => {
                return Problem::new(
                    "edge.unreadable",
                    Fault::Invalid,
                    lang.pick("Không đọc được dữ liệu gửi lên", "The request cannot be read"),
                    lang.pick(
                        "Chưa có gì được ghi. Hãy kiểm tra các ô được nêu.",
                        "Nothing was written. Check the named fields.",
                    ),
                )
                .at(field.clone(), fault.words(lang));
            }
            Lacking::TooLarge => (
                "edge.too_large",
                Fault::TooLarge,
                lang.pick("Nội dung gửi lên quá lớn", "The request is too large"),
                lang.pick(
                    "Hãy chia nhỏ hoặc nén tệp rồi gửi lại.",
                    "Split or compress the files and send them again.",
                ),
            ),
            Lacking::Busy => (
                "edge.busy",
                Fault::Unavailable,
                lang.pick("Máy chủ đang quá tải", "The server is overloaded"),
                lang.pick(
                    "Chưa có gì được ghi. Hãy thử lại sau ít giây.",
                    "Nothing was written. Try again in a few seconds.",
                ),
            ),
        };
        Problem::new(code, fault, title, remedy)
    }
}

/// Turns a failure that a handler left into what its reader sees.
pub(crate) async fn dress(request: Request, next: Next) -> Response {
    let lang = crate::reader::language(request.headers());
    let theme = crate::reader::theme(request.headers());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let api = path.starts_with("/api/");
    let wants_page = !api && request.method() == axum::http::Method::GET;
    let request_id = crate::reader::request_id(request.headers());
    let response = next.run(request).await;
    let Some(failure) = response.extensions().get::<Failure>().cloned().or_else(|| unmatched(&response))
    else {
        return response;
    };
    let problem = failure.problem(lang);
    if problem.fault == Fault::Internal {
        tracing::error!(code = problem.code, request = request_id, path, "a fault of ours");
    }
    if problem.fault == Fault::SignIn && wants_page {
        return crate::see_other(&format!("/sign-in?to={}", encode(&path)));
    }
    let status = response.status();
    if api {
        let body = json!({
            "type": "about:blank", "title": problem.title, "status": status.as_u16(), "code": problem.code,
            "detail": problem.remedy, "errors": problem.fields, "request": request_id,
        });
        let mut dressed = (status, Json(body)).into_response();
        dressed
            .headers_mut()
            .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        return dressed;
    }
    (status, ui::pages::problem(lang, theme, &problem, &request_id)).into_response()
}

/// A path or method that no route answers.
fn unmatched(response: &Response) -> Option<Failure> {
    let kind = response.headers().get(header::CONTENT_TYPE);
    let bare = kind.is_none();
    let page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED if bare => Some(Lacking::Page.into()),
        StatusCode::PAYLOAD_TOO_LARGE if !page => Some(Lacking::TooLarge.into()),
        _ => None,
    }
}

/// Percent-encodes what goes into a query's value.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
