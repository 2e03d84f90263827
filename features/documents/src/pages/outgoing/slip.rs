//! The submission slip (phiếu trình): every step of every round, with who did what to which version; on the page and
//! printed.

use crate::model::route::{self, Initials, StepKind, StepState};
use crate::store::route::Step;
use crate::view::{self, DocumentView};
use crate::{Error, t, words};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use context::{Ctx, Lang, Uuid};
use db::Read;
use edge::{Answer, App, Failure, Path, SignedIn};
use maud::{Markup, html};
use std::collections::BTreeMap;
use ui::{Button, Icon};

/// So many characters of a digest are shown: enough to tell versions apart.
const SHOWN: usize = 12;

/// What the initials of a step are worth now; none for steps of earlier rounds, which are over.
fn initials(seen: &DocumentView, step: &Step) -> Option<Initials> {
    let present = step.round == seen.document.round;
    route::initials(step.kind(), step.state(), &step.digests, step.voided_at.is_some()).filter(|_| present)
}

/// What was done at a step.
fn act(lang: Lang, seen: &DocumentView, step: &Step) -> String {
    let content = step.content.unwrap_or_default();
    match (initials(seen, step), step.kind(), step.state()) {
        (Some(Initials::Hold), ..) => t::initials_given(lang, content),
        (Some(Initials::Void), ..) => t::initials_given_void(lang, content, seen.document.content),
        (None, StepKind::Opinion, StepState::Approved) => t::fact_opined(lang).to_owned(),
        (None, _, state) => words::step_state(lang, state).to_owned(),
    }
}

/// The slip as a panel of the document's page.
pub(super) fn panel(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<Markup, Failure> {
    if seen.steps.is_empty() {
        return Ok(html! {});
    }
    let lang = ctx.lang;
    let names = view::marked(read, ctx, &asked(seen))?;
    let events: Vec<ui::Event> = seen
        .steps
        .iter()
        .rev()
        .map(|step| {
            let at = step.acted_at.or(step.opened_at);
            let void = initials(seen, step) == Some(Initials::Void);
            ui::Event {
                what: html! {
                    b { (who(&names, step)) } " · " (words::step(lang, step.kind())) ": "
                    @if void { (ui::urgency_tag(&act(lang, seen, step))) }
                    @else { (act(lang, seen, step)) }
                    @if let Some(content) = step.content.filter(|_| !step.kind().initials()) {
                        " " (ui::tag(&t::slip_version(lang, content)))
                    }
                },
                said: (!step.comment.is_empty()).then(|| step.comment.clone()),
                at: match at {
                    Some(at) => ui::time::time(lang, at, ctx.now),
                    None => html! {},
                },
                now: step.state() == StepState::Current,
            }
        })
        .collect();
    let print = Button::link(t::initials_print(lang), format!("/documents/{}/slip", seen.document.id));
    Ok(ui::panel(
        t::slip_title(lang),
        &html! { (print.quiet().small().icon(Icon::Print)) },
        &ui::timeline(&events),
    ))
}

/// Whoever acted on the route, and whoever is to act.
fn asked(seen: &DocumentView) -> Vec<Uuid> {
    seen.steps.iter().flat_map(|step| [step.person, step.desk()]).flatten().collect()
}

/// Who acted, else who is to act.
fn who(names: &BTreeMap<Uuid, String>, step: &Step) -> String {
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&id)).cloned();
    name(step.person).or_else(|| name(step.desk())).unwrap_or_default()
}

/// The slip as it is printed and kept with the document; always in Vietnamese.
pub(crate) async fn print(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
) -> Answer {
    let sheet = app.db.read(|read| -> Result<_, Failure> {
        let seen = view::document_view(read, &reader.ctx, id)?;
        if seen.steps.is_empty() {
            return Err(Error::NotFound.into());
        }
        sheet(read, &reader.ctx, &seen)
    })?;
    let pdf = tokio::task::block_in_place(|| app.papers.set(sheet))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (header::CONTENT_DISPOSITION, edge::disposition("inline", "phieu-trinh.pdf")),
    ];
    Ok((headers, pdf).into_response())
}

fn sheet(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<paper::Slip, Failure> {
    let lang = Lang::Vi;
    let document = &seen.document;
    let today = ctx.now.day();
    let agency = organisation::agency(read, document.agency)?;
    let parent = match agency.as_ref().and_then(|agency| agency.parent) {
        Some(parent) => organisation::agency(read, parent)?.map(|parent| parent.name),
        None => None,
    };
    let names = view::names(read, ctx, &asked(seen))?;
    let positions: Vec<Uuid> = seen.steps.iter().filter_map(|step| step.actor.or(step.position)).collect();
    let positions = organisation::positions(read, &positions, today)?;
    let units: Vec<Uuid> = positions.iter().filter_map(|position| position.unit).collect();
    let units = organisation::units(read, &units)?;
    let title = |step: &Step| {
        let position = positions.iter().find(|one| Some(one.id) == step.actor.or(step.position));
        let unit = position.and_then(|one| units.iter().find(|unit| Some(unit.id) == one.unit));
        let title = position.map(|one| one.title.as_str()).unwrap_or_default();
        unit.map_or_else(|| title.to_owned(), |unit| format!("{title}, {}", unit.name))
    };
    let opinion = |step: &Step| {
        Some(paper::Opinion {
            at: step.acted_at?,
            name: who(&names, step),
            position: title(step),
            act: format!("{}: {}", words::step(lang, step.kind()), act(lang, seen, step)),
            words: (!step.comment.is_empty()).then(|| step.comment.clone()),
            digest: Some(step.digests.chars().take(SHOWN).collect())
                .filter(|digest: &String| !digest.is_empty()),
        })
    };
    let drafter = match document.drafter {
        Some(drafter) => organisation::position(read, drafter, today)?,
        None => None,
    };
    let slip = facts::of(read, &[document.subject_ref()], 200)?
        .into_iter()
        .filter(|fact| fact.action == "documents.submitted")
        .max_by_key(|fact| fact.at);
    let said = slip.as_ref().and_then(|fact| match &fact.note {
        facts::Note::Text(text) => Some(text.clone()),
        _ => None,
    });
    Ok(paper::Slip {
        head: paper::Head {
            parent,
            issuer: agency.map(|agency| agency.name).unwrap_or_default(),
            date: slip.as_ref().map(|fact| fact.at.day()),
            made: Some(ctx.now),
            ..paper::Head::default()
        },
        subject: document.subject.clone(),
        addressees: vec![[document.signer_title.as_str(), document.signer_name.as_str()].join(" ")],
        summary: said.into_iter().collect(),
        enclosures: seen.parts.iter().map(|part| part.name.clone()).collect(),
        opinions: seen.steps.iter().filter_map(opinion).collect(),
        signature: paper::Signature {
            authority: Vec::new(),
            position: drafter.as_ref().map(|one| one.title.clone()).unwrap_or_default(),
            name: drafter.and_then(|one| one.person_name).unwrap_or_default(),
        },
    })
}
