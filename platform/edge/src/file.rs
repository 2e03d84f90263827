//! Files as answers: what is saved, and lists as table files, sent while they are read.

use crate::{Answer, Failure};
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use context::Lang;
use serde::Deserialize;

/// How a list is taken away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableFormat {
    /// Of any length: it is sent while it is read.
    #[default]
    Csv,
    /// A spreadsheet, of at most [`tables::MOST_ROWS`] rows.
    Xlsx,
}

impl TableFormat {
    /// As an address and a file's name end.
    pub fn code(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Xlsx => "xlsx",
        }
    }
}

/// A list as a table file. `next` reads the rows one batch after the other until it gives an empty one.
///
/// A spreadsheet is made whole before it is sent; a CSV is sent batch by batch, so it holds one batch in memory, and
/// ends as soon as whoever asked goes away. One that fails on the way breaks off, so that nobody takes it for whole.
///
/// # Errors
/// Those of `next`, and [`tables::Error::TooMany`].
pub fn table_file(
    name: &str,
    title: &str,
    format: TableFormat,
    columns: Vec<String>,
    mut next: impl FnMut() -> Result<Vec<Vec<String>>, Failure> + Send + 'static,
) -> Answer {
    let name = format!("{name}.{}", format.code());
    if format == TableFormat::Csv {
        return Ok(saved(&name, "text/csv; charset=utf-8", stream(columns, next)));
    }
    let mut rows = Vec::new();
    loop {
        let batch = next()?;
        if batch.is_empty() {
            break;
        }
        rows.extend(batch);
        if rows.len() > tables::MOST_ROWS {
            return Err(tables::Error::TooMany.into());
        }
    }
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(saved_as(&name, media, tables::xlsx(title, &columns, &rows)?))
}

/// Batches wait for the network here: enough to read ahead, too few to fill the memory.
const AHEAD: usize = 2;

fn stream(
    columns: Vec<String>,
    mut next: impl FnMut() -> Result<Vec<Vec<String>>, Failure> + Send + 'static,
) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(AHEAD);
    tokio::task::spawn_blocking(move || {
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut chunk = tables::csv(&columns, &[]);
        while send.blocking_send(Ok(chunk.into())).is_ok() {
            match next() {
                Ok(rows) if rows.is_empty() => break,
                Ok(rows) => chunk = tables::csv_rows(&rows),
                Err(failure) => {
                    let problem = failure.problem(Lang::En);
                    tracing::warn!(code = %problem.code, "a list broke off while it was sent");
                    // Nobody listens any more if this fails.
                    let _ = send.blocking_send(Err(std::io::Error::other(problem.title)));
                    break;
                }
            }
        }
    });
    let chunks = futures_util::stream::unfold(receive, |mut receive| async {
        receive.recv().await.map(|chunk| (chunk, receive))
    });
    Body::from_stream(chunks)
}

/// Bytes that are only ever saved.
pub fn saved_as(name: &str, media: &'static str, bytes: Vec<u8>) -> Response {
    saved(name, media, Body::from(bytes))
}

fn saved(name: &str, media: &'static str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_DISPOSITION, disposition("attachment", name)),
    ];
    (headers, body).into_response()
}

/// Whether a file is shown (`inline`) or saved (`attachment`), with its name in the form that every browser reads.
pub fn disposition(how: &str, name: &str) -> HeaderValue {
    let name: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    HeaderValue::from_str(&format!("{how}; filename*=UTF-8''{name}"))
        .unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batches(count: usize, size: usize) -> impl FnMut() -> Result<Vec<Vec<String>>, Failure> + Send {
        let mut left = count;
        move || {
            let row = vec!["Đất đai".to_owned()];
            let rows = if left == 0 { Vec::new() } else { vec![row; size] };
            left = left.saturating_sub(1);
            Ok(rows)
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_csv_is_sent_whole_and_once_with_its_head() {
        let answer = table_file("so", "Sổ", TableFormat::Csv, vec!["Tên".into()], batches(3, 2)).unwrap();
        assert_eq!(answer.headers()[header::CONTENT_DISPOSITION], "attachment; filename*=UTF-8''so.csv");
        let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(text, format!("\u{feff}Tên\r\n{}", "Đất đai\r\n".repeat(6)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_csv_that_fails_on_the_way_breaks_off() {
        let mut first = true;
        let next = move || match std::mem::take(&mut first) {
            true => Ok(vec![vec!["1".to_owned()]]),
            false => Err(crate::Lacking::Page.into()),
        };
        let answer = table_file("so", "Sổ", TableFormat::Csv, vec!["Số".into()], next).unwrap();
        assert!(axum::body::to_bytes(answer.into_body(), 1 << 20).await.is_err());
    }

    #[test]
    fn a_spreadsheet_of_too_many_rows_says_so() {
        let endless = batches(usize::MAX, 10_000);
        let failure = table_file("so", "Sổ", TableFormat::Xlsx, vec!["Số".into()], endless).unwrap_err();
        assert!(failure.problem(Lang::En).remedy.contains("CSV"), "{failure:?}");
    }
}
