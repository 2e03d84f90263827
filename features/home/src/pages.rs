//! Pages on which a day begins.

pub(crate) mod find;
mod notices;
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
        .get("/search", find::show);
    crate::api::routes(routes)
}

/// A day begins with one's own work.
async fn home(SignedIn(_): SignedIn) -> Response {
    see_other("/work").into_response()
}

/// A query: names and values, those without a value left out.
fn query(pairs: &[(&str, Option<String>)]) -> String {
    let filled: Vec<String> = pairs
        .iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| format!("{name}={}", encoded(value))))
        .collect();
    if filled.is_empty() { String::new() } else { format!("?{}", filled.join("&")) }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn values_are_encoded_and_empty_ones_left_out() {
        assert_eq!(query(&[("q", None)]), "");
        let full = [("q", Some("đất &1".to_owned())), ("kind", None), ("day", Some("2023-08-17".to_owned()))];
        assert_eq!(query(&full), "?q=%C4%91%E1%BA%A5t%20%261&day=2023-08-17");
    }
}
