//! What the buttons of a folder do: each reads its form, calls one action, and says what was done.

use super::folder::{PieceForm, again};
use super::{BASE, day};
use crate::model::input::{CloseInput, EditInput, InputFault, PieceInput};
use crate::store::entry;
use crate::{Error, actions, t};
use axum::extract::State;
use context::{Ref, Uuid};
use edge::{Act, Answer, App, Failure, Path, Routes, Upload, see_other_saying};
use serde::Deserialize;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/folders/{id}/edit", edit)
        .post("/folders/{id}/close", close)
        .post("/folders/{id}/reopen", reopen)
        .post("/folders/{id}/records", put)
        .post("/folders/{id}/files", upload)
        .post("/folders/{id}/papers", paper)
        .post("/folder-filings", file)
        .post("/folder-entries/{id}/move", move_entry)
        .post("/folder-entries/{id}/remove", remove)
}

fn to(id: Uuid, said: &str) -> Answer {
    Ok(see_other_saying(&format!("{BASE}/{id}"), said, None))
}

#[derive(Deserialize)]
struct EditForm {
    #[serde(default)]
    title: String,
    keeper: Option<Uuid>,
    #[serde(default)]
    kind: String,
    starts: Option<String>,
    version: Option<i64>,
}

async fn edit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EditForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let form = &act.input;
    let edited = day("starts", form.starts.as_deref()).and_then(|starts| {
        let input = EditInput {
            title: form.title.clone(),
            keeper: form.keeper,
            kind: form.kind.clone(),
            starts,
            version: form.version,
        };
        app.db.write(ctx, |tx| actions::edit(tx, ctx, id, &input))
    });
    match edited {
        Ok(()) => to(id, t::said_saved(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), PieceForm::default()),
    }
}

#[derive(Deserialize)]
struct CloseForm {
    settled: Option<String>,
    version: Option<i64>,
}

async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<CloseForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let closed = day("settled", act.input.settled.as_deref()).and_then(|settled| {
        let input = CloseInput { settled, version: act.input.version };
        app.db.write(ctx, |tx| actions::close(tx, ctx, id, &input))
    });
    match closed {
        Ok(()) => to(id, t::said_closed(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), PieceForm::default()),
    }
}

#[derive(Deserialize)]
struct ReasonForm {
    #[serde(default)]
    reason: String,
}

async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::reopen(tx, ctx, id, &act.input.reason)) {
        Ok(()) => to(id, t::said_reopened(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), PieceForm::default()),
    }
}

#[derive(Deserialize)]
struct RecordForm {
    record: String,
    #[serde(default)]
    note: String,
    folder: Option<Uuid>,
}

/// A record as a form names it: `arrival:ID`.
pub(crate) fn record(text: &str) -> Result<Ref, Error> {
    let unknown = || Error::at("record", InputFault::Unknown);
    let (kind, id) = text.split_once(':').ok_or_else(unknown)?;
    let id = id.parse().map_err(|_| unknown())?;
    match kind {
        documents::DOCUMENT => Ok(Ref::new(documents::DOCUMENT, id)),
        documents::ARRIVAL => Ok(Ref::new(documents::ARRIVAL, id)),
        _ => Err(unknown()),
    }
}

async fn put(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RecordForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let filed = record(&act.input.record)
        .and_then(|it| app.db.write(ctx, |tx| actions::file_record(tx, ctx, id, &it, &act.input.note)));
    match filed {
        Ok(_) => to(id, t::said_filed(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), PieceForm::default()),
    }
}

/// From the page of the document itself, to which it leads back.
async fn file(State(app): State<App>, act: Act<RecordForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let it = record(&act.input.record)?;
    let folder = act.input.folder.ok_or(Error::at("folder", InputFault::Missing))?;
    app.db.write(ctx, |tx| actions::file_record(tx, ctx, folder, &it, &act.input.note))?;
    let back = if it.kind == documents::ARRIVAL { "arrivals" } else { "documents" };
    Ok(see_other_saying(&format!("/{back}/{}", it.id), t::said_filed(ctx.lang), None))
}

impl PieceForm {
    pub(crate) fn input(&self) -> Result<PieceInput, Error> {
        Ok(PieceInput {
            symbol: self.symbol.clone(),
            day: day("day", self.day.as_deref())?,
            issuer: self.issuer.clone(),
            subject: self.subject.clone(),
            pages: self.pages,
            note: self.note.clone(),
        })
    }
}

/// The file that a form has brought, and its pages where it has such.
pub(crate) fn brought<T>(app: &App, upload: &Upload<T>) -> Result<(files::Prepared, i64), Failure> {
    let file = upload.whole()?.first().ok_or(Error::at("file", InputFault::Missing))?.file.clone();
    let pages = match file.media.as_str() {
        "application/pdf" => {
            let path = app.files.path(&file.digest)?;
            i64::from(tokio::task::block_in_place(|| app.papers.inspect(path.as_path()))?.pages())
        }
        _ => 0,
    };
    Ok((file, pages))
}

async fn upload(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<PieceForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let added = || -> Result<Uuid, Failure> {
        let mut input = upload.input.input()?;
        let (file, pages) = brought(&app, &upload)?;
        if input.pages == 0 {
            input.pages = pages;
        }
        Ok(app.db.write(ctx, |tx| actions::add_file(tx, ctx, id, &file, &input))?)
    };
    match added() {
        Ok(_) => to(id, t::said_filed(ctx.lang)),
        Err(failure) => again(&app, &upload.reader, id, failure, upload.input.clone()),
    }
}

async fn paper(State(app): State<App>, Path(id): Path<Uuid>, act: Act<PieceForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let added =
        act.input.input().and_then(|input| app.db.write(ctx, |tx| actions::add_paper(tx, ctx, id, &input)));
    match added {
        Ok(_) => to(id, t::said_paper(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into(), act.input.clone()),
    }
}

#[derive(Deserialize)]
struct MoveForm {
    to: i64,
}

async fn move_entry(State(app): State<App>, Path(id): Path<Uuid>, act: Act<MoveForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let folder = app.db.write(ctx, |tx| actions::move_entry(tx, ctx, id, act.input.to))?;
    to(folder, t::said_moved(ctx.lang))
}

async fn remove(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::remove_entry(tx, ctx, id, &act.input.reason)) {
        Ok(folder) => to(folder, t::said_removed(ctx.lang)),
        Err(error) => {
            let of = app.db.read(|read| entry::entry(read, id))?.ok_or(Error::NotFound)?.folder;
            again(&app, &act.reader, of, error.into(), PieceForm::default())
        }
    }
}
