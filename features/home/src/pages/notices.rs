//! What one was told (thông báo).

use crate::view::{self, Cards, Told, sources};
use crate::{Error, t};
use axum::extract::State;
use context::{Ctx, Ref, Uuid};
use edge::{Act, Answer, App, Page, Query, SignedIn, see_other, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Empty, Form, Icon, PageHead, Pager};

const BASE: &str = "/notices";
/// Notices of one page.
const ROWS: usize = 50;

/// What the address says.
#[derive(Deserialize)]
pub(crate) struct ListQuery {
    behind: Option<String>,
}

/// The reader's notices, the newest first.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    let behind = match &query.behind {
        Some(text) => Some(text.parse().map_err(|_| Error::Cursor(text.clone()))?),
        None => None,
    };
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let unread = notify::unread(read, ctx)?;
        let page = view::notices(read, &app, ctx, behind, ROWS)?;
        let next = page.rows.last().filter(|_| page.more).map(|last| {
            let behind = notify::Cursor::behind(&last.notice).to_string();
            format!("{BASE}{}", edge::query(&[("behind", Some(behind))]))
        });
        let pager = Pager { previous: behind.map(|_| BASE.to_owned()), next };
        let mut head = PageHead::new(t::notices_title(lang));
        if unread > 0 {
            head = head.note(t::notices_unread(lang, ui::number::count(unread))).tools(html! {
                (Form::set("/notices/read", html! { (Button::submit(t::notices_mark_all(lang)).small().icon(Icon::Check)) }).class("inline"))
            });
        }
        let body = ui::page(&head, &html! {
            div id="notices" data-live="desk" data-list {
                @if page.rows.is_empty() {
                    (Empty::new(Icon::Bell, t::notices_none_title(lang), t::notices_none_text(lang)))
                }
                ul { @for told in &page.rows { (row(ctx, told)) } }
                (ui::pager(lang, &pager))
            }
        });
        edge::page(&app, &reader, read, Page { title: t::notices_title(lang), active: BASE, body })
    })
}

fn row(ctx: &Ctx, told: &Told) -> Markup {
    let lang = ctx.lang;
    let unread = told.notice.read.is_none();
    let class = if unread { "item item--unread" } else { "item" };
    // Opening goes through the notice, so that it is read then.
    let subject = &told.notice.subject;
    let detail = match &told.record {
        Some((_, card)) => card.detail.as_str(),
        None => t::work_hidden(lang),
    };
    html! {
        li {
            a class=(class) href=(open_address(told.record.as_ref().map_or(subject, |(record, _)| record), subject)) {
                span class="item__dot" { @if unread { span class="sr" { (t::notices_is_unread(lang)) } } }
                span {
                    span class="item__top" { span { (detail) } (ui::time::time(lang, told.notice.at, ctx.now)) }
                    span class="item__subject" { (ui::tied(&told.words)) }
                }
            }
        }
    }
}

/// The address that opens a record and marks the notices about `about` as read.
fn open_address(record: &Ref, about: &Ref) -> String {
    let pairs = [
        ("kind", Some(record.kind.to_string())),
        ("id", Some(record.id.to_string())),
        ("about", (about != record).then(|| about.id.to_string())),
    ];
    format!("/notices/open{}", edge::query(&pairs))
}

/// Which record to open.
#[derive(Deserialize)]
pub(crate) struct OpenQuery {
    kind: String,
    id: Uuid,
    about: Option<Uuid>,
}

/// Marks the reader's notices about a record as read and leads to its page. Reading twice is reading once, so a link
/// does for it.
pub(crate) async fn open(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OpenQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let record = Ref { kind: query.kind.into(), id: query.id };
    let about = Ref { kind: record.kind.clone(), id: query.about.unwrap_or(query.id) };
    app.db.write(ctx, |tx| notify::mark_read_about(tx, ctx, &about))?;
    let cards = app.db.read(|read| Cards::of(read, ctx, &sources(&app), [record.clone()]))?;
    Ok(match cards.record(&record) {
        Some(card) => see_other(&card.address),
        None => see_other_saying(BASE, t::said_gone(ctx.lang), None),
    })
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// Marks all of the reader's notices as read.
pub(crate) async fn mark_all(State(app): State<App>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| notify::mark_all_read(tx, ctx))?;
    Ok(see_other_saying(BASE, t::said_read(ctx.lang), None))
}
