//! The register of arrivals: entering what came on paper, by post or by mail; the book itself and its copies.

use super::{capital, date_value, day, name, papers, parts, secrecies, urgencies};
use crate::actions::incoming::{self, EnterInput, Entered};
use crate::model::arrival::Channel;
use crate::model::document::PartRole;
use crate::store::arrival::Likeness;
use crate::store::lists::{self, RegisterLine};
use crate::{Error, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Uuid};
use edge::{Answer, App, Failure, Page, Query, Reader, SignedIn, Upload, see_other_saying};
use maud::{Markup, html};
use organisation::Place;
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Note, Opt, PageHead, Pager, Table};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct EnterForm {
    #[serde(default)]
    issuer: String,
    outside: Option<Uuid>,
    #[serde(default)]
    symbol: String,
    issued_day: Option<String>,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    urgency: String,
    secrecy: Option<String>,
    due_day: Option<String>,
    channel: Option<String>,
    #[serde(default)]
    signer_name: String,
    #[serde(default)]
    signer_title: String,
    although_alike: Option<String>,
    /// Files of an earlier try, kept so that nothing is chosen twice: `ROLE:DIGEST:SIZE:PAGES:MEDIA:NAME`.
    #[serde(default)]
    kept: Vec<String>,
    /// Stay on this form for the next one.
    then: Option<String>,
}

impl EnterForm {
    fn input(&self, parts: Vec<crate::PartInput>) -> Result<EnterInput, Error> {
        Ok(EnterInput {
            issuer: self.issuer.clone(),
            outside: self.outside,
            symbol: self.symbol.clone(),
            issued_day: day("issued_day", self.issued_day.as_deref())?,
            kind: self.kind.clone(),
            subject: self.subject.clone(),
            urgency: self.urgency.clone(),
            secrecy: self.secrecy.clone(),
            due_day: day("due_day", self.due_day.as_deref())?,
            channel: self.channel.as_deref().and_then(Channel::of),
            signer_name: self.signer_name.clone(),
            signer_title: self.signer_title.clone(),
            parts,
            although_alike: self.although_alike.is_some(),
        })
    }
}

/// The form.
pub(crate) async fn form(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let agency = reader.ctx.actor.agency.ok_or(Error::NotFound)?;
    app.db.read(|read| access::require(read, &reader.ctx, crate::ENTER, &Place::agency(agency)))?;
    let fresh = EnterForm {
        kind: "CV".into(),
        urgency: "normal".into(),
        channel: Some("paper".into()),
        issued_day: Some(date_value(Some(reader.ctx.now.day()))),
        ..EnterForm::default()
    };
    form_page(&app, &reader, &fresh, &[], &[], &[])
}

/// Enters what was typed; shows first what looks alike.
pub(crate) async fn enter(State(app): State<App>, upload: Upload<EnterForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let lang = ctx.lang;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    app.db.read(|read| access::require(read, ctx, crate::ENTER, &Place::agency(agency)))?;
    let looked = parts::look_at(&app, &upload.files);
    let mut found = match looked {
        Ok(found) => found,
        Err(failure) => return refused(&app, &upload.reader, &upload.input, failure, &[]),
    };
    if !found.iter().any(|part| part.role == PartRole::Main) {
        found.extend(upload.input.kept.iter().filter_map(|text| kept(&app, text)));
    }
    let entered = upload
        .input
        .input(found.clone())
        .and_then(|input| app.db.write(ctx, |tx| incoming::enter(tx, ctx, &input)));
    match entered {
        Ok(Entered::Registered { arrival, number }) => {
            let said = t::said_entered(lang, number);
            let address = match upload.input.then.as_deref() {
                Some("next") => "/arrivals/new".to_owned(),
                _ => format!("/arrivals/{arrival}"),
            };
            Ok(see_other_saying(&address, &said, None))
        }
        Ok(Entered::Alike { found: alike }) => {
            let mut answer = form_page(&app, &upload.reader, &upload.input, &[], &alike, &found)?;
            *answer.status_mut() = StatusCode::CONFLICT;
            Ok(answer)
        }
        Err(error) => refused(&app, &upload.reader, &upload.input, error.into(), &found),
    }
}

fn refused(
    app: &App,
    reader: &Reader,
    form: &EnterForm,
    failure: Failure,
    parts: &[crate::PartInput],
) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault {
            field: "main".into(),
            message: format!("{}. {}", problem.title, problem.remedy),
        });
    }
    let mut answer = form_page(app, reader, form, &faults, &[], parts)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

/// A file of an earlier try, which lies on disk under its digest and is looked at again.
fn kept(app: &App, text: &str) -> Option<crate::PartInput> {
    let mut parts = text.splitn(3, ':');
    let (role, digest, file_name) = (PartRole::of(parts.next()?)?, parts.next()?, parts.next()?);
    let content = app.files.read(digest).ok()?;
    let file = app.files.put(file_name, &content).ok()?;
    let pages = match file.media.as_str() {
        "application/pdf" => {
            let path = app.files.path(&file.digest).ok()?;
            i64::from(tokio::task::block_in_place(|| app.papers.inspect(path.as_path())).ok()?.pages())
        }
        _ => 0,
    };
    Some(crate::PartInput { role, file, pages })
}

fn form_page(
    app: &App,
    reader: &Reader,
    form: &EnterForm,
    faults: &[FieldFault],
    alike: &[Likeness],
    found: &[crate::PartInput],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let bar = html! {
            (Button::link(t::act_cancel(lang), "/incoming").quiet().key("Escape"))
            span class="push" {}
            (Button::submit(t::act_enter_next(lang)).value("then", "next").key("Alt+Enter"))
            (Button::submit(t::act_enter_send(lang)).primary().key("Ctrl+Enter"))
        };
        let entry = Form::post(
            "/arrivals",
            ctx.new_id(),
            ui::entry_form(&fields(ctx, form, faults, alike, found), &bar),
        )
        .files()
        .guard();
        let invite =
            html! { (Empty::first_time(Icon::Scan, t::enter_scan_title(lang), t::enter_scan_text(lang))) };
        let scan = ui::entry_scan(t::reading_paper(lang), &html! {}, &invite, &html! {});
        let body = ui::framed(&PageHead::new(t::page_enter(lang)), &ui::entry(&entry, &scan));
        edge::page(app, reader, read, Page { title: t::page_enter(lang), active: "/incoming", body })
    })
}

fn fields(
    ctx: &Ctx,
    form: &EnterForm,
    faults: &[FieldFault],
    alike: &[Likeness],
    found: &[crate::PartInput],
) -> Markup {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let kinds =
        ctx.law.document_types(today).map(|kind| Opt::new(kind.code.clone(), name(lang, kind))).collect();
    let channels = Channel::BY_HAND
        .into_iter()
        .map(|channel| {
            let words = match channel {
                Channel::Paper => t::enter_paper(lang),
                Channel::Post => t::enter_post(lang),
                Channel::Mail => t::enter_mail(lang),
                Channel::System => t::state_arrived(lang),
            };
            Opt::new(channel.code(), words)
        })
        .collect();
    let file = Control::Files {
        accept: ".pdf,application/pdf".to_owned(),
        several: false,
        invite: t::draft_drop(lang).to_owned(),
    };
    let file_fault =
        faults.iter().find(|f| matches!(f.field.as_str(), "main" | "file")).map(|f| f.message.clone());
    let labels = [
        ("main", words::part(lang, PartRole::Main)),
        ("file", words::part(lang, PartRole::Main)),
        ("issuer", t::enter_issuer(lang)),
        ("symbol", t::enter_symbol(lang)),
        ("issued_day", t::enter_issued(lang)),
        ("subject", t::draft_subject(lang)),
        ("secrecy", t::enter_secrecy(lang)),
        ("due_day", t::draft_due(lang)),
    ];
    html! {
        (ui::error_summary(lang, None, faults, &labels))
        @if !alike.is_empty() { (alike_note(ctx, alike)) }
        @for part in found {
            input type="hidden" name="kept" value={ (part.role.code()) ":" (part.file.digest) ":" (part.file.name) };
        }
        @if let Some(main) = found.iter().find(|part| part.role == PartRole::Main) {
            (Field::new("main", words::part(lang, PartRole::Main), file).hint(t::enter_kept(lang, &main.file.name)).error(file_fault))
        } @else {
            (Field::new("main", words::part(lang, PartRole::Main), file).error(file_fault))
        }
        (Field::new("issuer", t::enter_issuer(lang), Control::text(form.issuer.clone())).fault(faults).required())
        (ui::row(&[
            Field::new("symbol", t::enter_symbol(lang), Control::text(form.symbol.clone())).fault(faults).required().span(3),
            Field::new("issued_day", t::enter_issued(lang), Control::date(form.issued_day.clone().unwrap_or_default())).fault(faults).required().span(3),
        ]))
        (Field::new("subject", t::draft_subject(lang), Control::area(form.subject.clone(), 2)).fault(faults).required())
        (ui::row(&[
            Field::new("kind", t::draft_kind(lang), Control::select(kinds, form.kind.clone())).fault(faults).span(3),
            Field::new("due_day", t::draft_due(lang), Control::date(form.due_day.clone().unwrap_or_default())).fault(faults).span(3),
        ]))
        (Field::new("urgency", t::draft_urgency(lang), Control::segments(urgencies(ctx), form.urgency.clone())).fault(faults))
        (Field::new("channel", t::enter_channel(lang), Control::segments(channels, form.channel.clone().unwrap_or_default())))
        (ui::row(&[
            Field::new("signer_name", t::enter_signer(lang), Control::text(form.signer_name.clone())).fault(faults).span(3),
            Field::new("signer_title", t::enter_signer_title(lang), Control::text(form.signer_title.clone())).fault(faults).span(3),
        ]))
        (Field::new("secrecy", t::enter_secrecy(lang), Control::select(secrecies(ctx), form.secrecy.clone().unwrap_or_default())).hint(t::enter_secrecy_hint(lang)).fault(faults))
        @if !alike.is_empty() {
            (Field::new("although_alike", t::enter_although(lang), Control::check(false)))
        }
    }
}

/// What the register has of the same symbol and date.
fn alike_note(ctx: &Ctx, alike: &[Likeness]) -> Markup {
    let lang = ctx.lang;
    html! {
        (Note::warning(html! {
            ul {
                @for one in alike {
                    li {
                        a class="link" href={ "/arrivals/" (one.arrival) } { (one.subject) }
                        " · " (ui::code(&one.symbol)) " · " (one.issuer)
                        @if let Some(number) = one.number { " · " (t::list_arrival_number(lang, number)) }
                    }
                }
            }
        }).title(t::enter_alike_title(lang)))
    }
}

#[derive(Deserialize)]
pub(crate) struct BookQuery {
    year: Option<i64>,
    below: Option<i64>,
    format: Option<String>,
}

/// The register of arrivals of the reader's agency (sổ đăng ký văn bản đến).
pub(crate) async fn book(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
        access::require(read, ctx, crate::ENTER, &Place::agency(agency))?;
        let year = query.year.unwrap_or_else(|| ctx.now.day().year().into());
        let page = lists::register(read, agency, year, query.below.unwrap_or(i64::MAX), 100)?;
        let columns = columns(ctx)
            .into_iter()
            .enumerate()
            .map(|(at, name)| match at {
                0 => Column::text(name).fit(),
                1 | 4 | 5 => Column::text(name).spare(),
                2 | 6 => Column::text(name).wide(),
                _ => Column::text(name),
            })
            .collect();
        let mut table = Table::new(lang, t::page_register(lang), columns);
        for line in &page.rows {
            let cells = cells(ctx, line);
            table = table.row(
                cells
                    .into_iter()
                    .enumerate()
                    .map(|(at, cell)| match at {
                        6 => html! { a href={ "/arrivals/" (line.arrival) } { (cell) } },
                        3 => ui::code(&cell),
                        _ => html! { (cell) },
                    })
                    .collect(),
            );
        }
        let next = page
            .more
            .then(|| page.rows.last())
            .flatten()
            .map(|line| format!("/register?year={year}&below={}", line.number));
        let export = |format: &str| format!("/register/export?year={year}&format={format}");
        let head = PageHead::new(t::page_register(lang)).note(year.to_string()).tools(html! {
            (Button::link("XLSX", export("xlsx")).quiet().icon(Icon::Download))
            (Button::link("CSV", export("csv")).quiet().icon(Icon::Download))
        });
        let empty = page.rows.is_empty();
        let body = ui::page(&head, &html! {
            @if empty { (Empty::first_time(Icon::Register, t::book_empty_title(lang), t::book_empty_text(lang))
                .button(Button::link(t::act_enter(lang), "/arrivals/new"))) }
            @else { (table) }
            (ui::pager(lang, &Pager { previous: None, next }))
        });
        edge::page(&app, &reader, read, Page { title: t::page_register(lang), active: "/incoming", body })
    })
}

fn columns(ctx: &Ctx) -> Vec<&'static str> {
    let lang = ctx.lang;
    vec![
        t::book_number(lang),
        t::book_arrived(lang),
        t::enter_issuer(lang),
        t::enter_symbol(lang),
        t::enter_issued(lang),
        t::draft_kind(lang),
        t::draft_subject(lang),
        t::book_state(lang),
    ]
}

fn cells(ctx: &Ctx, line: &RegisterLine) -> Vec<String> {
    let lang = ctx.lang;
    let kind = ctx.law.document_type(&line.kind, line.arrived_day).map_or("", |kind| name(lang, kind));
    vec![
        line.number.to_string(),
        ui::time::date(lang, line.arrived_day),
        line.issuer.clone(),
        line.symbol.clone(),
        line.issued_day.map(|day| ui::time::date(lang, day)).unwrap_or_default(),
        capital(kind),
        line.subject.clone(),
        words::state(lang, &line.state).to_owned(),
    ]
}

/// The most lines of one copy of the register.
const MOST_LINES: usize = 50_000;

/// A copy of the register as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<BookQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let year = query.year.unwrap_or_else(|| ctx.now.day().year().into());
    let lines = app.db.read(|read| -> Result<_, Error> {
        access::require(read, ctx, crate::ENTER, &Place::agency(agency))?;
        Ok(lists::register(read, agency, year, i64::MAX, MOST_LINES)?.rows)
    })?;
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(ctx, line)).collect();
    let (media, bytes, ending) = match query.format.as_deref() {
        Some("xlsx") => {
            let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            (media, tables::xlsx(t::page_register(ctx.lang), &columns(ctx), &rows)?, "xlsx")
        }
        _ => ("text/csv; charset=utf-8", tables::csv(&columns(ctx), &rows), "csv"),
    };
    Ok(papers::saved_as(&format!("so-van-ban-den-{year}.{ending}"), media, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreadable_date_is_named() {
        let form = EnterForm { issued_day: Some("32/13/2023".into()), ..EnterForm::default() };
        match form.input(Vec::new()) {
            Err(Error::Input(faults)) => assert_eq!(faults[0].0, "issued_day"),
            other => panic!("{other:?}"),
        }
    }
}
