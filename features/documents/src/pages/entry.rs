//! Entering what came on paper, by post or by mail. A scan with words in it fills the form in; whoever registers it
//! confirms what was read, with the paper beside it.

use super::parts::{self, Brought};
use super::{capital, date_value, day, name, papers, secrecies, urgencies};
use crate::actions::incoming::{self, EnterInput, Entered};
use crate::model::arrival::Channel;
use crate::model::document::PartRole;
use crate::model::recognise::{Recognised, recognise};
use crate::store::arrival::Likeness;
use crate::store::lists;
use crate::{Error, PartInput, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Reader, SignedIn, Upload, see_other_saying};
use maud::{Markup, html};
use organisation::{Pick, PickKind, PickQuery, Place};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Note, Opt, PageHead, PageImage, Table};

/// The form's id, so that a button beside the scan belongs to it.
const FORM: &str = "entry";
/// So many pages of a scan are shown beside the form.
const PAGES_SHOWN: i64 = 3;
/// So many entries are recalled beneath the form.
const RECENT: usize = 3;

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
    restricted: Option<String>,
    /// Files of an earlier try, kept so that nothing is chosen twice: `ROLE:DIGEST:NAME`.
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
            restricted: self.restricted.is_some(),
        })
    }
}

/// What the page shows: the form as it is filled in, and what there is to say about it.
#[derive(Default)]
struct Sheet {
    form: EnterForm,
    faults: Vec<FieldFault>,
    alike: Vec<Likeness>,
    parts: Vec<PartInput>,
    /// Fields that were read from the scan; a doubtful one says why.
    marks: BTreeMap<&'static str, Option<&'static str>>,
    /// That nothing could be read from the scan.
    unreadable: bool,
}

impl Sheet {
    fn main(&self) -> Option<&PartInput> {
        self.parts.iter().find(|part| part.role == PartRole::Main)
    }
}

/// The form as nobody has filled it in.
fn fresh(ctx: &Ctx) -> EnterForm {
    EnterForm {
        kind: "CV".into(),
        urgency: "normal".into(),
        channel: Some("paper".into()),
        issued_day: Some(date_value(Some(ctx.now.day()))),
        ..EnterForm::default()
    }
}

/// The form.
pub(crate) async fn form(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    may_enter(&app, &reader.ctx)?;
    show(&app, &reader, &Sheet { form: fresh(&reader.ctx), ..Sheet::default() })
}

fn may_enter(app: &App, ctx: &Ctx) -> Result<Uuid, Failure> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    app.db.read(|read| access::require(read, ctx, crate::ENTER, &Place::agency(agency)))?;
    Ok(agency)
}

/// Fills the form in from the words of the scan. Nothing is entered yet.
pub(crate) async fn read_scan(State(app): State<App>, upload: Upload<EnterForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let agency = may_enter(&app, ctx)?;
    let brought = Brought::by(&app, &upload, &upload.input.kept);
    if let Err(failure) = brought.whole() {
        return refused(&app, &upload.reader, &upload.input, failure, brought.parts);
    }
    let parts = brought.parts;
    let Some(main) = parts.iter().find(|part| part.role == PartRole::Main) else {
        let lacking = Error::Input(vec![("main", crate::model::input::InputFault::NoMain)]);
        return refused(&app, &upload.reader, &upload.input, lacking.into(), parts);
    };
    let path = app.files.path(&main.file.digest)?;
    let pages = tokio::task::block_in_place(|| app.papers.text(path.as_path()))?;
    let read = recognise(&pages, &ctx.law, ctx.now.day());
    let sheet = app.db.read(|db| -> Result<Sheet, Error> {
        let known = known_issuer(db, ctx, read.issuer.as_deref())?;
        let (form, marks) = filled(ctx, &upload.input, &read, known.as_ref());
        let day = day("issued_day", form.issued_day.as_deref()).unwrap_or_default();
        let alike = incoming::alike(db, agency, &form.symbol, day, &form.issuer)?;
        let unreadable = read == Recognised::default();
        Ok(Sheet { form, marks, alike, unreadable, ..Sheet::default() })
    })?;
    show(&app, &upload.reader, &Sheet { parts, ..sheet })
}

/// The issuer as the lists of agencies and outside bodies spell it.
fn known_issuer(read: &mut Read<'_>, ctx: &Ctx, issuer: Option<&str>) -> db::Result<Option<Pick>> {
    let Some(issuer) = issuer else { return Ok(None) };
    let query = PickQuery {
        text: issuer,
        kinds: &[PickKind::Body, PickKind::Agency, PickKind::Outside],
        agency: None,
        day: ctx.now.day(),
        limit: 10,
    };
    let wanted = vietnamese::fold(issuer);
    Ok(organisation::picker(read, &query)?.into_iter().find(|pick| vietnamese::fold(&pick.name) == wanted))
}

/// The form with what was read in every field that nobody has touched, and how sure each of them is.
fn filled(
    ctx: &Ctx,
    form: &EnterForm,
    read: &Recognised,
    known: Option<&Pick>,
) -> (EnterForm, BTreeMap<&'static str, Option<&'static str>>) {
    let lang = ctx.lang;
    let fresh = fresh(ctx);
    let mut form = form.clone();
    let mut marks = BTreeMap::new();
    let mut take = |field, now: &mut String, untouched: &str, value: Option<String>| {
        if let Some(value) = value.filter(|_| now.is_empty() || now == untouched) {
            *now = value;
            marks.insert(field, None);
        }
    };
    let issuer = known.map(|pick| pick.name.clone()).or_else(|| read.issuer.clone());
    take("issuer", &mut form.issuer, "", issuer);
    take("symbol", &mut form.symbol, "", read.symbol.clone());
    take("subject", &mut form.subject, "", read.subject.clone().map(|subject| capital(&subject)));
    take("kind", &mut form.kind, &fresh.kind, read.kind.clone());
    take("urgency", &mut form.urgency, &fresh.urgency, read.urgency.clone());
    take("signer_name", &mut form.signer_name, "", read.signer_name.clone());
    take("signer_title", &mut form.signer_title, "", read.signer_title.clone());
    let days = [
        ("issued_day", &mut form.issued_day, fresh.issued_day.unwrap_or_default(), read.issued_day),
        ("due_day", &mut form.due_day, String::new(), read.due_day),
    ];
    for (field, now, untouched, value) in days {
        take(field, now.get_or_insert_default(), &untouched, value.map(|day| date_value(Some(day))));
    }
    take("secrecy", form.secrecy.get_or_insert_default(), "", read.secrecy.clone());
    if known.is_some_and(|pick| pick.kind == PickKind::Outside) {
        form.outside = known.map(|pick| pick.id);
    }
    if marks.contains_key("issuer") && known.is_none() {
        marks.insert("issuer", Some(t::enter_doubt_issuer(lang)));
    }
    for (field, value) in [("issuer", &form.issuer), ("symbol", &form.symbol), ("subject", &form.subject)] {
        if value.is_empty() {
            marks.insert(field, Some(t::enter_doubt_unread(lang)));
        }
    }
    if read.issued_day.is_none() {
        marks.insert("issued_day", Some(t::enter_doubt_unread(lang)));
    }
    (form, marks)
}

/// Enters what was typed; shows first what looks alike.
pub(crate) async fn enter(State(app): State<App>, upload: Upload<EnterForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    may_enter(&app, ctx)?;
    let brought = Brought::by(&app, &upload, &upload.input.kept);
    if let Err(failure) = brought.whole() {
        return refused(&app, &upload.reader, &upload.input, failure, brought.parts);
    }
    let parts = brought.parts;
    let entered = upload
        .input
        .input(parts.clone())
        .and_then(|input| app.db.write(ctx, |tx| incoming::enter(tx, ctx, &input)));
    match entered {
        Ok(Entered::Registered { arrival, number }) => {
            let said = t::said_entered(ctx.lang, number);
            let address = match upload.input.then.as_deref() {
                Some("next") => "/arrivals/new".to_owned(),
                _ => format!("/arrivals/{arrival}"),
            };
            Ok(see_other_saying(&address, &said, None))
        }
        Ok(Entered::Alike { found: alike }) => {
            let sheet = Sheet { form: upload.input.clone(), alike, parts, ..Sheet::default() };
            let mut answer = show(&app, &upload.reader, &sheet)?;
            *answer.status_mut() = StatusCode::CONFLICT;
            Ok(answer)
        }
        Err(error) => refused(&app, &upload.reader, &upload.input, error.into(), parts),
    }
}

fn refused(app: &App, reader: &Reader, form: &EnterForm, failure: Failure, parts: Vec<PartInput>) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault { field: "main".into(), message: parts::said(&problem) });
    }
    let mut answer = show(app, reader, &Sheet { form: form.clone(), faults, parts, ..Sheet::default() })?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

fn show(app: &App, reader: &Reader, sheet: &Sheet) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let scan = scan(app, lang, sheet)?;
    app.db.read(|read| {
        let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
        let year = ctx.now.day().year().into();
        let recent = lists::register(read, agency, year, i64::MAX, RECENT)?.rows;
        let next = recent.first().map_or(1, |last| last.number + 1);
        let bar = html! {
            (Button::link(t::act_cancel(lang), "/incoming").quiet().key("Escape"))
            span class="push" {}
            (Button::submit(t::act_enter_next(lang)).value("then", "next").key("Alt+Enter"))
            (Button::submit(t::act_enter_send(lang)).primary().key("Ctrl+Enter"))
        };
        let content = html! {
            (fields(ctx, sheet))
            @if !recent.is_empty() { (recalled(lang, &recent)) }
        };
        let entry =
            Form::post("/arrivals", ctx.new_id(), ui::entry_form(&content, &bar)).id(FORM).files().guard();
        let head = PageHead::new(t::page_enter(lang))
            .scope(ui::next_number(t::enter_next_number(lang), &next.to_string()));
        let body = ui::framed(&head, &ui::entry(&entry, &scan));
        edge::page(app, reader, read, Page { title: t::page_enter(lang), active: "/incoming", body })
    })
}

/// The scan beside the form. It is not in the register yet, so no address leads to it: its first pages come with
/// the page itself.
fn scan(app: &App, lang: Lang, sheet: &Sheet) -> Result<Markup, Failure> {
    let reads = Button::submit(t::enter_read(lang)).small().icon(Icon::Scan).form(FORM).to("/arrivals/read");
    let reads = reads.unchecked().swap("content").when_files_are_chosen();
    let Some(main) = sheet.main() else {
        let invite = Empty::first_time(Icon::Scan, t::enter_scan_title(lang), t::enter_scan_text(lang));
        return Ok(ui::entry_scan(
            t::reading_paper(lang),
            &html! { span class="push" {} (reads) },
            &html! { (invite) },
            &html! {},
        ));
    };
    let images = (1..=main.pages.min(PAGES_SHOWN))
        .map(|number| {
            let png = papers::picture(app, &main.file.digest, u32::try_from(number).unwrap_or(1), 960)?;
            Ok(PageImage {
                address: format!("data:image/png;base64,{}", data_encoding::BASE64.encode(&png)),
                width: 960,
                height: 1358,
                name: t::reading_page(lang, number, main.pages),
            })
        })
        .collect::<Result<Vec<PageImage>, Failure>>()?;
    let tools = html! {
        b { (main.file.name) }
        span { (t::reading_pages(lang, main.pages)) }
        span class="push" {}
        (reads)
    };
    Ok(ui::entry_scan(t::reading_paper(lang), &tools, &ui::pages_of_paper(&images), &html! {}))
}

/// What was entered lately.
fn recalled(lang: Lang, recent: &[lists::RegisterLine]) -> Markup {
    let columns = vec![
        Column::text(t::book_number(lang)).fit(),
        Column::text(t::draft_subject(lang)).wide(),
        Column::text(t::enter_symbol(lang)),
    ];
    let table = recent.iter().fold(Table::new(lang, t::enter_recent(lang), columns), |table, line| {
        table.row(vec![
            html! { (line.number) },
            html! { a href={ "/arrivals/" (line.arrival) } { (line.subject) } },
            ui::code(&line.symbol),
        ])
    });
    ui::recent(t::enter_recent(lang), "", &html! { (table) })
}

/// What was read, in numbers.
fn readout(lang: Lang, sheet: &Sheet) -> Markup {
    let doubtful = sheet.marks.values().filter(|why| why.is_some()).count();
    let read = sheet.marks.len() - doubtful;
    let text = html! {
        (t::enter_readout(lang, read)) " "
        @if doubtful > 0 { b { (t::enter_to_check(lang, doubtful)) } }
    };
    ui::readout(&text, "F2")
}

fn fields(ctx: &Ctx, sheet: &Sheet) -> Markup {
    let Sheet { form, faults, alike, .. } = sheet;
    let lang = ctx.lang;
    let today = ctx.now.day();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
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
    let field = |name: &'static str, label: &str, control: Control| {
        let field = Field::new(name, label, control).fault(faults);
        match sheet.marks.get(name) {
            Some(Some(why)) => field.doubtful(*why),
            Some(None) => field.read_from_scan(lang),
            None => field,
        }
    };
    let main = Field::new("main", words::part(lang, PartRole::Main), file).error(file_fault);
    html! {
        (ui::error_summary(lang, None, faults, &labels))
        @if sheet.unreadable { (Note::info(html! { (t::enter_unreadable(lang)) })) }
        @else if !sheet.marks.is_empty() { (readout(lang, sheet)) }
        @if !alike.is_empty() { (alike_note(ctx, alike)) }
        (parts::kept_fields(&sheet.parts))
        @match sheet.main() {
            Some(kept) => (ui::fold(t::enter_kept(lang), &kept.file.name, false, &html! { (main.bare()) })),
            None => (main),
        }
        (field("issuer", t::enter_issuer(lang), Control::text(form.issuer.clone())).required())
        (ui::row(&[
            field("symbol", t::enter_symbol(lang), Control::text(form.symbol.clone())).required().span(3),
            field("issued_day", t::enter_issued(lang), Control::date(text(&form.issued_day))).required().span(3),
        ]))
        (field("subject", t::draft_subject(lang), Control::area(form.subject.clone(), 2)).required())
        (ui::row(&[
            field("kind", t::draft_kind(lang), Control::select(kinds, form.kind.clone())).span(3),
            field("due_day", t::draft_due(lang), Control::date(text(&form.due_day))).span(3),
        ]))
        (field("urgency", t::draft_urgency(lang), Control::segments(urgencies(ctx), form.urgency.clone())))
        (field("channel", t::enter_channel(lang), Control::segments(channels, text(&form.channel))))
        (ui::row(&[
            field("signer_name", t::enter_signer(lang), Control::text(form.signer_name.clone())).span(3),
            field("signer_title", t::enter_signer_title(lang), Control::text(form.signer_title.clone())).span(3),
        ]))
        (field("secrecy", t::enter_secrecy(lang), Control::select(secrecies(ctx), text(&form.secrecy))).hint(t::enter_secrecy_hint(lang)))
        (Field::new("restricted", t::enter_restricted(lang), Control::check(form.restricted.is_some())).hint(t::enter_restricted_hint(lang)))
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
