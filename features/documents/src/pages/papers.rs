//! Papers: served only through a record that the reader may see.

use super::readers;
use crate::actions::opening::Opened;
use crate::model::document::PartRole;
use crate::store::document::Part;
use crate::{t, view, words};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use context::{Lang, Uuid};
use edge::{Answer, App, Path, Query, SignedIn};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Desk, Empty, Icon, PageImage};

/// Widths in which pages are drawn: few, so that the cache serves many.
const WIDTHS: [u32; 3] = [480, 960, 1440];

/// The paper: the pages of the main file, then the other files.
pub(crate) fn paper(lang: Lang, parts: &[Part]) -> Markup {
    let Some(main) = parts.iter().find(|part| part.role == "main") else {
        return html! { (Empty::new(Icon::File, t::reading_no_paper_title(lang), t::reading_no_paper_text(lang))) };
    };
    let others: Vec<&Part> = parts.iter().filter(|part| part.role != "main").collect();
    let images: Vec<PageImage> = (1..=main.pages.min(60))
        .map(|number| PageImage {
            address: format!("/parts/{}/pages/{number}.png?width=960", main.id),
            width: 960,
            height: 1358,
            name: t::reading_page(lang, number, main.pages),
        })
        .collect();
    let desk = Desk {
        name: t::reading_paper(lang).to_owned(),
        tools: html! {
            span { (t::reading_pages(lang, main.pages)) }
            a class="link" href={ "/parts/" (main.id) "/text" } { (t::reading_as_text(lang)) }
            span class="push" {}
            (Button::link(t::act_enlarge(lang), format!("/parts/{}", main.id)).quiet().small().icon(Icon::ZoomIn).key("z"))
        },
        paper: html! {
            (ui::pages_of_paper(&images))
            @for part in others {
                (ui::attachment(&format!("/parts/{}", part.id), &part.name, &part_detail(lang, part)))
            }
        },
    };
    html! { (desk) }
}

pub(crate) fn part_detail(lang: Lang, part: &Part) -> String {
    let role = PartRole::of(&part.role).map_or("", |role| words::part(lang, role));
    let size = ui::number::decimal(lang, part.size * 10 / 1024, 1);
    format!("{role} · {size} kB")
}

#[derive(Deserialize)]
pub(crate) struct PageQuery {
    width: Option<u32>,
}

/// A file of a document, or of what the reader's agency received.
#[utoipa::path(get, path = "/api/v1/parts/{id}", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "its bytes"), (status = 404, description = "not there, or not for this reader")))]
pub(crate) async fn download(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let (part, record) = app.db.read(|read| view::part_view(read, &reader.ctx, id))?;
    readers::opened(&app, &reader.ctx, Opened::Paper(record))?;
    let file = tokio::fs::File::open(app.files.path(&part.digest)?).await.map_err(files::Error::from)?;
    let stream = tokio_util::io::ReaderStream::new(file);
    let mut response = Body::from_stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header_text(&part.media));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(part.size));
    // What a browser could run is only ever saved.
    let shown = matches!(part.media.as_str(), "application/pdf" | "image/png" | "image/jpeg");
    let how = if shown { "inline" } else { "attachment" };
    headers.insert(header::CONTENT_DISPOSITION, edge::disposition(how, &part.name));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}

/// One page of a paper as a picture, drawn once and kept.
pub(crate) async fn page(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path((id, number)): Path<(Uuid, String)>,
    Query(query): Query<PageQuery>,
) -> Answer {
    let number = number.trim_end_matches(".png").parse::<u32>().map_err(|_| edge::Lacking::Page)?;
    let (part, record) = app.db.read(|read| view::part_view(read, &reader.ctx, id))?;
    readers::opened(&app, &reader.ctx, Opened::Paper(record))?;
    let wanted = query.width.unwrap_or(WIDTHS[1]);
    let width = WIDTHS.into_iter().find(|width| *width >= wanted).unwrap_or(WIDTHS[2]);
    let png = picture(&app, &part.digest, number, width)?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        // The address names the content; only this reader's browser may keep it.
        (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
    ];
    Ok((headers, png).into_response())
}

/// A page drawn, or found drawn.
pub(crate) fn picture(app: &App, digest: &str, number: u32, width: u32) -> Result<Vec<u8>, edge::Failure> {
    tokio::task::block_in_place(|| {
        app.files.derived(&format!("page {digest} {number} {width}"), || {
            let path = app.files.path(digest)?;
            Ok(app.papers.render(path.as_path(), number, width)?.png)
        })
    })
}

/// The words of a paper, for those who do not see it.
pub(crate) async fn text_of(app: &App, digest: &str) -> Result<String, edge::Failure> {
    let words = tokio::task::block_in_place(|| {
        app.files.derived(&format!("text {digest}"), || {
            let path = app.files.path(digest)?;
            Ok::<_, edge::Failure>(app.papers.text(path.as_path())?.join("\n\n").into_bytes())
        })
    })?;
    Ok(String::from_utf8_lossy(&words).into_owned())
}

/// The words of such a file as plain text.
#[utoipa::path(get, path = "/api/v1/parts/{id}/text", tag = "documents", params(("id" = Uuid, Path)),
    responses((status = 200, description = "its words"), (status = 404, description = "not there, or not for this reader")))]
pub(crate) async fn text(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let (part, record) = app.db.read(|read| view::part_view(read, &reader.ctx, id))?;
    readers::opened(&app, &reader.ctx, Opened::Paper(record))?;
    let words = text_of(&app, &part.digest).await?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], words).into_response())
}

fn header_text(value: &str) -> HeaderValue {
    HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
