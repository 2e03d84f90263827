//! Papers of folders: set when they are asked for, always in Vietnamese, as the law wants them; and uploaded files.

use super::folder::cells;
use super::names;
use crate::store::folder::Folder;
use crate::store::list::Item;
use crate::store::transfer::Transfer;
use crate::{view, words};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use context::{Ctx, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Path, SignedIn};
use paper::{Filing, FilingForm, FilingRow, Head, Signature};

/// The head of a paper of an agency.
fn head(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<Head> {
    let agency = organisation::agency(read, agency)?;
    let parent = match agency.as_ref().and_then(|agency| agency.parent) {
        Some(parent) => organisation::agency(read, parent)?.map(|parent| parent.name),
        None => None,
    };
    Ok(Head {
        parent,
        issuer: agency.map(|agency| agency.name).unwrap_or_default(),
        date: Some(ctx.now.day()),
        made: Some(ctx.now),
        ..Head::default()
    })
}

fn set(app: &App, filing: Filing, name: &str) -> Answer {
    let pdf = tokio::task::block_in_place(|| app.papers.set(filing))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, edge::disposition("inline", &format!("{name}.pdf"))),
    ];
    Ok((headers, pdf).into_response())
}

fn plain(cells: Vec<String>) -> FilingRow {
    FilingRow { heading: false, cells }
}

/// What lies in a folder (mục lục văn bản, tài liệu trong hồ sơ).
pub(crate) async fn contents(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let ctx = &reader.ctx;
    let filing = app.db.read(|read| -> Result<_, Failure> {
        let seen = view::folder_view(read, ctx, id)?;
        let folder = &seen.folder;
        let keeper = names(read, ctx, &[folder.keeper])?.remove(&folder.keeper).unwrap_or_default();
        let signature =
            Signature { authority: Vec::new(), position: "Người lập hồ sơ".into(), name: keeper };
        Ok(Filing {
            head: head(read, ctx, folder.agency)?,
            form: FilingForm::Contents,
            year: folder.year,
            code: folder.code.clone(),
            title: folder.title.clone(),
            from: Some(folder.starts),
            until: folder.ends,
            rows: cells(Lang::Vi, &seen.entries).into_iter().map(plain).collect(),
            count: folder.entries,
            pages: folder.pages,
            signatures: vec![signature],
            ..Filing::default()
        })
    })?;
    set(&app, filing, "muc-luc-van-ban")
}

/// The cells of a line of a yearly list: code, title, retention, keeper, remark.
pub(super) fn item_cells(
    ctx: &Ctx,
    lang: Lang,
    item: &Item,
    names: &std::collections::BTreeMap<Uuid, String>,
) -> Vec<String> {
    let day = ctx.now.day();
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id)).cloned();
    let keeper = [name(item.keeper), name(item.unit)].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let retention = match item.heading {
        true => String::new(),
        false => words::retention(ctx, lang, &item.retention, day),
    };
    vec![item.code.clone(), item.title.clone(), retention, keeper, item.note.clone()]
}

/// A yearly list (danh mục hồ sơ).
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let ctx = &reader.ctx;
    let filing = app.db.read(|read| -> Result<_, Failure> {
        let (list, items) = view::list_view(read, ctx, id)?;
        let ids: Vec<Uuid> = items.iter().flat_map(|item| [item.keeper, item.unit]).flatten().collect();
        let names = names(read, ctx, &ids)?;
        let folders = items.iter().filter(|item| !item.heading);
        let approver = Signature {
            authority: Vec::new(),
            position: list.approver_title.clone(),
            name: list.approver_name.clone(),
        };
        Ok(Filing {
            head: Head { date: list.approved_at.map(|at| at.day()), ..head(read, ctx, list.agency)? },
            form: FilingForm::List,
            year: list.year,
            rows: items
                .iter()
                .map(|item| FilingRow {
                    heading: item.heading,
                    cells: item_cells(ctx, Lang::Vi, item, &names),
                })
                .collect(),
            count: folders.clone().count() as i64,
            permanent: folders.filter(|item| is_permanent(ctx, &item.retention)).count() as i64,
            signatures: vec![approver],
            ..Filing::default()
        })
    })?;
    set(&app, filing, "danh-muc-ho-so")
}

fn is_permanent(ctx: &Ctx, retention: &str) -> bool {
    ctx.law.retention(retention, ctx.now.day()).is_some_and(|it| it.years.is_none())
}

/// What the list and the minutes of a hand-over say alike.
fn handed(
    read: &mut Read<'_>,
    ctx: &Ctx,
    transfer: &Transfer,
    folders: &[Folder],
    form: FilingForm,
) -> Result<Filing, Failure> {
    let side = |name: &str, title: &str| Signature {
        authority: Vec::new(),
        position: title.to_owned(),
        name: name.to_owned(),
    };
    let made = transfer.settled_at.unwrap_or(transfer.offered_at).day();
    let agency = head(read, ctx, transfer.agency)?;
    let unit = match transfer.unit {
        Some(unit) => organisation::unit(read, unit)?.map(|unit| unit.name),
        None => None,
    };
    Ok(Filing {
        form,
        year: folders.first().map_or(i64::from(made.year()), |folder| folder.year),
        title: unit.unwrap_or_else(|| agency.issuer.clone()),
        from: folders.iter().map(|folder| folder.starts).min(),
        until: folders.iter().filter_map(|folder| folder.ends).max(),
        count: folders.len() as i64,
        permanent: folders.iter().filter(|folder| is_permanent(ctx, &folder.retention)).count() as i64,
        pages: folders.iter().map(|folder| folder.pages).sum(),
        note: transfer.note.clone(),
        signatures: vec![
            side(&transfer.giver_name, &transfer.giver_title),
            side(&transfer.receiver_name, &transfer.receiver_title),
        ],
        head: Head { date: Some(made), ..agency },
        ..Filing::default()
    })
}

/// The folders of a hand-over (mục lục hồ sơ, tài liệu nộp lưu).
pub(crate) async fn transfer(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let ctx = &reader.ctx;
    let filing = app.db.read(|read| -> Result<_, Failure> {
        let (transfer, folders) = view::transfer_view(read, ctx, id)?;
        let date = |day| ui::time::date(Lang::Vi, day);
        let line = |(folder, place): (&Folder, i64)| {
            plain(vec![
                place.to_string(),
                folder.code.clone(),
                folder.title.clone(),
                match folder.ends {
                    Some(ends) => format!("{} – {}", date(folder.starts), date(ends)),
                    None => date(folder.starts),
                },
                words::retention(ctx, Lang::Vi, &folder.retention, folder.starts),
                folder.pages.to_string(),
                String::new(),
            ])
        };
        let rows = folders.iter().zip(1_i64..).map(line).collect();
        let filing = handed(read, ctx, &transfer, &folders, FilingForm::Transfer)?;
        Ok(Filing { rows, ..filing })
    })?;
    set(&app, filing, "muc-luc-ho-so-nop-luu")
}

/// The minutes of a hand-over (biên bản giao nhận hồ sơ, tài liệu).
pub(crate) async fn minutes(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let ctx = &reader.ctx;
    let filing = app.db.read(|read| -> Result<_, Failure> {
        let (transfer, folders) = view::transfer_view(read, ctx, id)?;
        handed(read, ctx, &transfer, &folders, FilingForm::Minutes)
    })?;
    set(&app, filing, "bien-ban-giao-nhan")
}

/// An uploaded file of a folder.
pub(crate) async fn download(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let entry = app.db.read(|read| view::file_view(read, &reader.ctx, id))?;
    let file = tokio::fs::File::open(app.files.path(&entry.digest)?).await.map_err(files::Error::from)?;
    let mut response = Body::from_stream(tokio_util::io::ReaderStream::new(file)).into_response();
    let headers = response.headers_mut();
    let media =
        HeaderValue::from_str(&entry.media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(entry.size));
    // What a browser could run is only ever saved.
    let shown = matches!(entry.media.as_str(), "application/pdf" | "image/png" | "image/jpeg");
    let how = if shown { "inline" } else { "attachment" };
    headers.insert(header::CONTENT_DISPOSITION, edge::disposition(how, &entry.name));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok(response)
}
