//! The form of a draft: what it says of itself, its recipients and its files.

use super::{BASE, may_edit};
use crate::actions::outgoing::{self as actions, DraftInput, RecipientInput, RevisionInput};
use crate::model::document::{PartRole, Way};
use crate::pages::papers::paper;
use crate::pages::parts::{self, Brought};
use crate::pages::{date_value, day, name, secrecies, urgencies};
use crate::view::{self, DocumentView};
use crate::{Error, PartInput, t, words};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use context::{Ctx, FieldFault, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Page, Path, Query, Reader, SignedIn, Upload, see_other_saying};
use maud::{Markup, html};
use organisation::PickKind;
use serde::Deserialize;
use ui::{Button, Control, Empty, Field, Form, Icon, Opt, PageHead};

/// Where the form finds recipients.
const FIND: &str = "/recipients/options";
/// So many of each kind are found at once.
const FOUND: usize = 12;

/// What is sought among the recipients.
#[derive(Deserialize)]
pub(crate) struct FindQuery {
    #[serde(default)]
    q: String,
}

/// What the form of a draft sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct DraftForm {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    urgency: String,
    secrecy: Option<String>,
    body: Option<Uuid>,
    due_day: Option<String>,
    #[serde(default)]
    way: String,
    #[serde(default)]
    signing_form: String,
    signer: Option<Uuid>,
    #[serde(default)]
    recipients: Vec<String>,
    /// Names typed in addition, one a line.
    #[serde(default)]
    more_recipients: String,
    #[serde(default)]
    partners: Vec<Uuid>,
    /// Names of partners typed in addition, one a line.
    #[serde(default)]
    more_partners: String,
    answers: Option<Uuid>,
    #[serde(default)]
    reason: String,
    /// Files of an earlier try, kept so that nothing is chosen twice: `ROLE:DIGEST:NAME`.
    #[serde(default)]
    kept: Vec<String>,
    version: Option<i64>,
    /// write: go on with the text.
    #[serde(default)]
    then: String,
}

impl DraftForm {
    /// The input, with recipients that were typed by name looked up.
    fn input(&self, read: &mut Read<'_>, ctx: &Ctx) -> Result<DraftInput, Error> {
        let unknown = || Error::Unknown { field: "recipients" };
        let mut recipients = self
            .recipients
            .iter()
            .map(|text| RecipientInput::parse(text).ok_or_else(unknown))
            .collect::<Result<Vec<_>, _>>()?;
        let bodies = [PickKind::Agency, PickKind::Outside];
        for pick in by_name(read, ctx, "more_recipients", &self.more_recipients, &bodies)? {
            recipients.push(match pick.kind {
                organisation::PickKind::Outside => RecipientInput::Outside { id: pick.id },
                _ => RecipientInput::Agency { id: pick.id },
            });
        }
        let mut partners = self.partners.clone();
        let named = by_name(read, ctx, "more_partners", &self.more_partners, &[PickKind::Agency])?;
        partners.extend(named.into_iter().map(|pick| pick.id));
        Ok(DraftInput {
            kind: self.kind.clone(),
            subject: self.subject.clone(),
            urgency: self.urgency.clone(),
            secrecy: self.secrecy.clone(),
            body: self.body,
            due_day: day("due_day", self.due_day.as_deref())?,
            way: Way::of(&self.way).unwrap_or_default(),
            signing_form: self.signing_form.clone(),
            signer: self.signer,
            recipients,
            partners,
            answers: self.answers,
        })
    }
}

/// Those named in the lines of a field, each by its name, its symbol, or a part that no other has.
fn by_name(
    read: &mut Read<'_>,
    ctx: &Ctx,
    field: &'static str,
    lines: &str,
    kinds: &[PickKind],
) -> Result<Vec<organisation::Pick>, Error> {
    let mut picks = Vec::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let query = organisation::PickQuery { text: line, kinds, agency: None, day: ctx.now.day(), limit: 2 };
        let found = organisation::picker(read, &query)?;
        let exact = found.iter().position(|pick| pick.name == line || pick.symbol == line);
        let at = exact.or((found.len() == 1).then_some(0));
        let pick = at.and_then(|at| found.into_iter().nth(at));
        picks.push(pick.ok_or(Error::Input(vec![(field, crate::model::input::InputFault::Unknown)]))?);
    }
    Ok(picks)
}

/// The form of a new draft.
pub(crate) async fn blank(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    let form = DraftForm { kind: "CV".into(), urgency: "normal".into(), ..DraftForm::default() };
    form_page(&app, &reader, None, &form, &[], &[])
}

/// The form of a draft that is there.
pub(crate) async fn edit(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let seen = app.db.read(|read| view::document_view(read, &reader.ctx, id))?;
    if !may_edit(&reader.ctx, &seen) {
        return Err(Error::NotNow { state: seen.document.state().code() }.into());
    }
    let form = form_of(&seen);
    form_page(&app, &reader, Some(&seen), &form, &[], &[])
}

fn form_of(seen: &DocumentView) -> DraftForm {
    let document = &seen.document;
    let recipients = seen
        .recipients
        .iter()
        .map(|one| match (one.tier, one.target) {
            (Some(tier), _) => format!("tier:{tier}"),
            (None, Some(id)) => format!("{}:{id}", one.kind),
            (None, None) => String::new(),
        })
        .collect();
    DraftForm {
        kind: document.kind.clone(),
        subject: document.subject.clone(),
        urgency: document.urgency.clone(),
        body: document.body,
        due_day: document.due_day.map(|day| date_value(Some(day))),
        way: document.way.clone(),
        signing_form: document.signing_form.clone(),
        signer: document.signer,
        recipients,
        partners: seen.partners.iter().map(|one| one.agency).collect(),
        version: Some(document.version),
        ..DraftForm::default()
    }
}

/// Recipients of the list of agencies and outside bodies, as the form finds them while one types.
pub(crate) async fn find(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<FindQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    if !ctx.actor.holds(crate::DRAFT) {
        return Err(edge::Lacking::Page.into());
    }
    let query = organisation::PickQuery {
        text: &query.q,
        kinds: &[PickKind::Agency, PickKind::Outside],
        agency: None,
        day: ctx.now.day(),
        limit: FOUND,
    };
    let (found, inside) = app.db.read(|read| -> db::Result<_> {
        Ok((organisation::picker(read, &query)?, inside(read, ctx, query.text)?))
    })?;
    let mut options: Vec<Opt> = found
        .into_iter()
        .map(|pick| {
            let kind = if pick.kind == PickKind::Outside { "outside" } else { "agency" };
            Opt::new(format!("{kind}:{}", pick.id), pick.name)
        })
        .collect();
    options.extend(inside);
    Ok(ui::found("recipients", &options).into_response())
}

/// Units and people of the reader's own agency by a part of their name, for internal documents.
fn inside(read: &mut Read<'_>, ctx: &Ctx, text: &str) -> db::Result<Vec<Opt>> {
    let (Some(agency), sought) = (ctx.actor.agency, vietnamese::fold(text.trim())) else {
        return Ok(Vec::new());
    };
    if sought.is_empty() {
        return Ok(Vec::new());
    }
    let today = ctx.now.day();
    let units = organisation::units_of(read, agency, today)?;
    let units = units.into_iter().map(|unit| Opt::new(format!("unit:{}", unit.id), unit.name));
    let people = organisation::positions_of(read, agency, today)?.into_iter().filter_map(position_option);
    Ok(units.chain(people).filter(|one| vietnamese::fold(&one.name).contains(&sought)).take(FOUND).collect())
}

fn position_option(position: organisation::Position) -> Option<Opt> {
    let person = position.person_name?;
    Some(Opt::new(format!("position:{}", position.id), format!("{person}, {}", position.title)))
}

/// Begins a draft.
pub(crate) async fn create(State(app): State<App>, upload: Upload<DraftForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let brought = Brought::by(&app, &upload, &upload.input.kept);
    let made = brought.whole().and_then(|files| {
        let input = app.db.read(|read| upload.input.input(read, ctx))?;
        Ok(app.db.write(ctx, |tx| actions::create_draft(tx, ctx, &input, files))?)
    });
    match made {
        Ok(id) if upload.input.then == "write" => Ok(edge::see_other(&format!("/documents/{id}/write"))),
        Ok(id) => Ok(see_other_saying(&format!("/documents/{id}"), t::said_drafted(ctx.lang), None)),
        Err(failure) => refused(&app, &upload.reader, None, &upload.input, failure, &brought.parts),
    }
}

/// Changes a draft: what it says of itself and, if files came along, a new version of them.
pub(crate) async fn save(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<DraftForm>) -> Answer {
    let ctx = &upload.reader.ctx;
    let seen = app.db.read(|read| view::document_view(read, ctx, id))?;
    let brought = Brought::by(&app, &upload, &upload.input.kept);
    let saved = brought.whole().and_then(|files| {
        let input = app.db.read(|read| upload.input.input(read, ctx))?;
        let all = merged(&seen, files);
        let reason = match upload.input.reason.trim() {
            "" => t::page_revised_reason(Lang::Vi).to_owned(),
            given => given.to_owned(),
        };
        Ok(app.db.write(ctx, |tx| -> Result<(), Error> {
            actions::edit_draft(tx, ctx, id, &input, upload.input.version)?;
            if let Some(parts) = &all {
                let revision = RevisionInput { parts: parts.clone(), reason: reason.clone(), version: None };
                actions::revise(tx, ctx, id, &revision)?;
            }
            Ok(())
        })?)
    });
    match saved {
        Ok(()) => Ok(see_other_saying(&format!("/documents/{id}"), t::said_saved(ctx.lang), None)),
        Err(failure) => refused(&app, &upload.reader, Some(id), &upload.input, failure, &brought.parts),
    }
}

/// The files of the next version: a new main file takes the old one's place, others are added.
pub(super) fn merged(seen: &DocumentView, fresh: &[PartInput]) -> Option<Vec<PartInput>> {
    if fresh.is_empty() {
        return None;
    }
    let replaces_main = fresh.iter().any(|part| part.role == PartRole::Main);
    let kept = seen.parts.iter().filter_map(|part| {
        let role = PartRole::of(&part.role)?;
        if role == PartRole::Main && replaces_main {
            return None;
        }
        let file = files::Prepared {
            digest: part.digest.clone(),
            size: part.size,
            media: part.media.clone(),
            name: part.name.clone(),
        };
        Some(PartInput { role, file, pages: part.pages })
    });
    Some(kept.chain(fresh.iter().cloned()).collect())
}

/// The form again, with everything typed and what is wrong; a colleague's version beside it if that is why.
fn refused(
    app: &App,
    reader: &Reader,
    id: Option<Uuid>,
    form: &DraftForm,
    failure: Failure,
    files: &[PartInput],
) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let lang = reader.ctx.lang;
    let problem = failure.problem(lang);
    let seen = match id {
        Some(id) => Some(app.db.read(|read| view::document_view(read, &reader.ctx, id))?),
        None => None,
    };
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        faults.push(FieldFault { field: "form".into(), message: parts::said(&problem) });
    }
    let mut form = form.clone();
    if let Some(seen) = &seen {
        // What is sent next is meant for the version that is now shown beside it.
        form.version = Some(seen.document.version);
    }
    let mut answer = form_page(app, reader, seen.as_ref(), &form, &faults, files)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

fn form_page(
    app: &App,
    reader: &Reader,
    seen: Option<&DocumentView>,
    form: &DraftForm,
    faults: &[FieldFault],
    files: &[PartInput],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let fields = html! { (parts::kept_fields(files)) (fields(read, ctx, form, seen.is_some(), faults, files)?) };
        let action = match seen {
            Some(seen) => format!("/documents/{}/edit", seen.document.id),
            None => "/documents".to_owned(),
        };
        let stale = seen.filter(|seen| faults.iter().any(|fault| fault.field == "form") && form.version.is_some() && seen.document.changed_at.0 > 0);
        let bar = html! {
            (Button::link(t::act_cancel(lang), seen.map_or(BASE.to_owned(), |seen| format!("/documents/{}", seen.document.id))).quiet())
            span class="push" {}
            @if seen.is_none() { (Button::submit(t::write_save_and_write(lang)).value("then", "write").icon(Icon::Pen)) }
            (Button::submit(t::act_save(lang)).primary().key("Ctrl+Enter"))
        };
        let once = ctx.new_id();
        let mut entry = Form::post(action, once, ui::entry_form(&fields, &bar)).files().guard();
        if let Some(version) = form.version {
            entry = entry.version(version);
        }
        let paper = match seen {
            Some(seen) => html! {
                @if let Some(stale) = stale { (theirs(lang, stale)) }
                (paper(lang, &seen.parts))
            },
            None => html! { (Empty::first_time(Icon::Upload, t::draft_paper_title(lang), t::draft_paper_text(lang))) },
        };
        let scan = ui::entry_scan(t::reading_paper(lang), &html! {}, &paper, &html! {});
        let title = if seen.is_some() { t::page_edit(lang) } else { t::page_draft(lang) };
        let body = ui::framed(&PageHead::new(title), &ui::entry(&entry, &scan));
        edge::page(app, reader, read, Page { title, active: BASE, body })
    })
}

/// What a colleague has saved meanwhile.
fn theirs(lang: Lang, seen: &DocumentView) -> Markup {
    let document = &seen.document;
    ui::panel(
        t::draft_theirs(lang),
        &html! {},
        &ui::definitions(&[
            (t::draft_subject(lang), html! { (document.subject) }),
            (t::draft_urgency(lang), html! { (document.urgency) }),
            (t::draft_due(lang), html! { (date_value(document.due_day)) }),
        ]),
    )
}

fn fields(
    read: &mut Read<'_>,
    ctx: &Ctx,
    form: &DraftForm,
    exists: bool,
    faults: &[FieldFault],
    files: &[PartInput],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let agency = ctx.actor.agency.unwrap_or_default();
    let kinds =
        ctx.law.document_types(today).map(|kind| Opt::new(kind.code.clone(), name(lang, kind))).collect();
    let bodies: Vec<Opt> = organisation::issuing_bodies_of(read, agency, today)?
        .into_iter()
        .map(|body| Opt::new(body.id.to_string(), body.name))
        .collect();
    let chosen_body =
        form.body.map(|id| id.to_string()).or(bodies.first().map(|b| b.value.clone())).unwrap_or_default();
    let forms: Vec<Opt> = ctx
        .law
        .signing_forms(today)
        .map(|form| {
            Opt::new(form.code.clone(), format!("{} {}", form.prefix, name(lang, form)).trim().to_owned())
        })
        .collect();
    let mut choices: Vec<Opt> = organisation::tiers(read, today)?
        .into_iter()
        .map(|(tier, count)| Opt::new(format!("tier:{tier}"), format!("{} ({count})", words::tier(tier))))
        .collect();
    choices.extend(
        organisation::groups_of(read, agency)?
            .into_iter()
            .map(|group| Opt::new(format!("group:{}", group.id), group.name)),
    );
    let named = |kind: &str| -> Vec<Uuid> {
        form.recipients.iter().filter_map(|text| text.strip_prefix(kind)?.parse().ok()).collect()
    };
    choices.extend(
        organisation::agencies(read, &named("agency:"))?
            .into_iter()
            .map(|agency| Opt::new(format!("agency:{}", agency.id), agency.name)),
    );
    choices.extend(
        organisation::units_of(read, agency, today)?
            .into_iter()
            .map(|unit| Opt::new(format!("unit:{}", unit.id), t::way_unit(lang, unit.name))),
    );
    choices.extend(
        organisation::positions(read, &named("position:"), today)?.into_iter().filter_map(position_option),
    );
    for id in named("outside:") {
        choices.extend(
            organisation::outside(read, id)?.map(|body| Opt::new(format!("outside:{id}"), body.name)),
        );
    }
    let recipients = Control::Pick {
        options: choices,
        chosen: form.recipients.clone(),
        several: true,
        more: t::draft_more_recipients(lang).to_owned(),
        source: Some(FIND.to_owned()),
    };
    let recipients = Field::new("recipients", t::recipients_title(lang), recipients).fault(faults);
    let recipients = match ctx.actor.holds(organisation::ADDRESSES) {
        true => recipients.aside_link(t::draft_groups(lang), "/groups"),
        false => recipients,
    };
    let file = |role: PartRole, several: bool| {
        let accept =
            if role == PartRole::Main { ".pdf,application/pdf" } else { ".pdf,.docx,.xlsx,.png,.jpg,.zip" };
        let control =
            Control::Files { accept: accept.to_owned(), several, invite: t::draft_drop(lang).to_owned() };
        let field = Field::new(role.code(), words::part(lang, role), control).fault(faults);
        let kept: Vec<&str> =
            files.iter().filter(|part| part.role == role).map(|part| part.file.name.as_str()).collect();
        if kept.is_empty() { field } else { field.hint(t::draft_kept(lang, kept.join(", "))) }
    };
    let labels = [
        ("subject", t::draft_subject(lang)),
        ("kind", t::draft_kind(lang)),
        ("secrecy", t::enter_secrecy(lang)),
        ("due_day", t::draft_due(lang)),
        ("recipients", t::recipients_title(lang)),
        ("more_recipients", t::draft_by_name(lang)),
        ("partners", t::joint_partners(lang)),
        ("more_partners", t::joint_by_name(lang)),
        ("main", words::part(lang, PartRole::Main)),
        ("file", words::part(lang, PartRole::Main)),
        ("body", t::draft_body(lang)),
    ];
    let ways = Way::ALL.map(|way| Opt::new(way.code(), words::way(lang, way))).to_vec();
    Ok(html! {
        (ui::error_summary(lang, None, faults, &labels))
        @if let Some(answers) = form.answers { input type="hidden" name="answers" value=(answers); }
        (file(PartRole::Main, false).error(faults.iter().find(|fault| matches!(fault.field.as_str(), "main" | "file")).map(|fault| fault.message.clone())))
        (Field::new("subject", t::draft_subject(lang), Control::area(form.subject.clone(), 2)).fault(faults).required())
        (ui::row(&[
            Field::new("kind", t::draft_kind(lang), Control::select(kinds, form.kind.clone())).fault(faults).span(3),
            Field::new("body", t::draft_body(lang), Control::select(bodies, chosen_body)).fault(faults).span(3),
        ]))
        (Field::new("urgency", t::draft_urgency(lang), Control::segments(urgencies(ctx), form.urgency.clone())).fault(faults))
        (Field::new("way", t::way_title(lang), Control::segments(ways, Way::of(&form.way).unwrap_or_default().code())).hint(t::way_hint(lang)))
        (super::joint::fields(read, lang, &form.partners, &form.more_partners, Way::of(&form.way) == Some(Way::Joint), faults)?)
        (ui::row(&[
            Field::new("signing_form", t::draft_signing_form(lang), Control::select(forms, form.signing_form.clone())).span(3),
            Field::new("due_day", t::draft_due(lang), Control::date(form.due_day.clone().unwrap_or_default())).fault(faults).span(3),
        ]))
        (Field::new("secrecy", t::enter_secrecy(lang), Control::select(secrecies(ctx), form.secrecy.clone().unwrap_or_default())).hint(t::enter_secrecy_hint(lang)).fault(faults))
        (recipients)
        (Field::new("more_recipients", t::draft_by_name(lang), Control::area(form.more_recipients.clone(), 2)).hint(t::draft_by_name_hint(lang)).fault(faults))
        (file(PartRole::Annex, true))
        (file(PartRole::Enclosure, true))
        @if exists {
            (Field::new("reason", t::draft_reason(lang), Control::text(form.reason.clone())).hint(t::draft_reason_hint(lang)).fault(faults))
        }
    })
}
