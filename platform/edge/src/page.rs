//! A page of the house: the reader's menu, name and language around what a feature shows.

use crate::{App, Failure, Reader};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use context::Uuid;
use db::Read;
use maud::Markup;

/// What a feature shows.
pub struct Page<'a> {
    /// The page's title.
    pub title: &'a str,
    /// The address of the menu's entry that is current.
    pub active: &'a str,
    /// The content.
    pub body: Markup,
}

/// The page with everything around it.
///
/// # Errors
/// When the counts of the menu cannot be read.
pub fn page(app: &App, reader: &Reader, read: &mut Read<'_>, page: Page<'_>) -> Result<Response, Failure> {
    let mut items = Vec::new();
    for feature in &app.features {
        items.extend((feature.menu)(app, read, &reader.ctx)?);
    }
    // A group is one group, whichever features it comes from.
    items.sort_by_key(|item| item.group);
    let entries: Vec<ui::Entry> = items
        .into_iter()
        .map(|item| ui::Entry {
            current: item.address == page.active,
            address: item.address.to_owned(),
            name: item.name,
            icon: item.icon,
            count: item.count,
            key: item.key,
            group: item.group,
        })
        .collect();
    let positions = match (reader.ctx.actor.person, reader.session) {
        (Some(person), Some(_)) => organisation::positions_of_person(read, person, reader.ctx.now.day())?,
        _ => Vec::new(),
    };
    let stands_in = match (reader.ctx.actor.person, reader.session) {
        (Some(person), Some(_)) => organisation::stands_in(read, person, reader.ctx.now.day())?,
        _ => Vec::new(),
    };
    let lang = reader.ctx.lang;
    let stead = reader.ctx.actor.stead.as_ref().map(|stead| organisation::stead_words(lang, stead));
    let held = |id: Uuid, name: String| ui::Held {
        id: id.to_string(),
        current: Some(id) == reader.ctx.actor.position,
        name,
    };
    let own = positions.into_iter().map(|it| held(it.id, format!("{}, {}", it.title, it.place)));
    let others = stands_in.into_iter().map(|it| {
        let stead = organisation::stead_words(lang, &it.stead);
        held(it.held.id, format!("{stead}: {}, {}", it.held.title, it.held.place))
    });
    let positions = own.chain(others).collect();
    let agency = match reader.ctx.actor.agency {
        Some(agency) => organisation::agency(read, agency)?.map(|agency| agency.name).unwrap_or_default(),
        None => String::new(),
    };
    let shell = ui::Shell {
        lang: reader.ctx.lang,
        theme: reader.theme,
        title: page.title.to_owned(),
        path: reader.path.clone(),
        entries,
        person: reader.ctx.actor.name.clone(),
        position: reader.ctx.actor.title.clone(),
        agency,
        positions,
        stead,
        demo: app.settings.demo,
        largest_file: app.settings.largest_file,
        said: reader.said.clone(),
    };
    Ok(said_once(reader, shell.render(page.body)))
}

/// A page that has said what was just done, so that the next one does not.
pub fn said_once(reader: &Reader, page: Markup) -> Response {
    let mut response = page.into_response();
    if reader.said.is_some() {
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_static(SAID_ALREADY));
    }
    response
}

/// Leads to another page after an act.
pub fn see_other(address: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    // An address of our own; anything that cannot stand in a header leads home.
    let value = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    response.headers_mut().insert(header::LOCATION, value);
    response
}

/// The cookie that carries what was just done to the next page.
pub(crate) const COOKIE_SAID: &str = "kv_said";
const SAID_ALREADY: &str = "kv_said=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly";

/// Leads to another page and has it say, once, what was done; `undo` is the address that undoes it.
pub fn see_other_saying(address: &str, text: &str, undo: Option<&str>) -> Response {
    let mut response = see_other(address);
    let note = format!("{}\n{text}", undo.unwrap_or_default());
    let value = data_encoding::BASE64URL_NOPAD.encode(note.as_bytes());
    let cookie = format!("{COOKIE_SAID}={value}; Path=/; Max-Age=60; SameSite=Lax; HttpOnly");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Reads what [`see_other_saying`] wrote. Only an address of our own can undo.
pub(crate) fn said(value: &str) -> Option<ui::Said> {
    let note = String::from_utf8(data_encoding::BASE64URL_NOPAD.decode(value.as_bytes()).ok()?).ok()?;
    let (undo, text) = note.split_once('\n')?;
    let own = undo.starts_with('/') && !undo.starts_with("//");
    Some(ui::Said { text: text.to_owned(), undo: own.then(|| undo.to_owned()) })
}

/// The reader's copy is still the current one.
pub fn not_modified() -> Response {
    StatusCode::NOT_MODIFIED.into_response()
}
