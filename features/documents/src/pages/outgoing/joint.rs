//! Joint documents on the page of a document: where each partner stands, and what the reader can do for theirs.

use super::{again, again_typed, decide::Typed, steps};
use crate::actions::outgoing::{self as actions, StepInput};
use crate::model::boxes::Box;
use crate::model::document::DocumentState;
use crate::model::joint::PartnerState;
use crate::model::route::{Asked, StepKind};
use crate::store::joint::Partner;
use crate::view::{self, DocumentView};
use crate::{Error, t, words};
use axum::extract::State;
use axum::response::IntoResponse;
use context::{Ctx, FieldFault, Lang, Scope, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Path, Query, Routes, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::{PickKind, Rank};
use serde::Deserialize;
use ui::{Button, Control, Field, Form, Icon, Note, Opt};

/// Where the form of a draft finds partners.
const FIND: &str = "/partners/options";
/// So many are found at once.
const FOUND: usize = 12;

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .get(FIND, find)
        .post("/documents/{id}/partners/{agency}/route", route)
        .post("/documents/{id}/partners/{agency}/agree", agree)
        .post("/documents/{id}/partners/{agency}/return", send_back)
        .post("/documents/{id}/partners/{agency}/refuse", refuse)
}

#[derive(Deserialize)]
struct FindQuery {
    #[serde(default)]
    q: String,
}

/// Agencies by a part of their name, as the form finds them while one types.
async fn find(State(app): State<App>, SignedIn(reader): SignedIn, Query(query): Query<FindQuery>) -> Answer {
    let ctx = &reader.ctx;
    if !ctx.actor.holds(crate::DRAFT) {
        return Err(edge::Lacking::Page.into());
    }
    let query = organisation::PickQuery {
        text: &query.q,
        kinds: &[PickKind::Agency],
        agency: None,
        day: ctx.now.day(),
        limit: FOUND,
    };
    let found = app.db.read(|read| organisation::picker(read, &query))?;
    let others = found.into_iter().filter(|pick| Some(pick.id) != ctx.actor.agency);
    let options: Vec<Opt> = others.map(|pick| Opt::new(pick.id.to_string(), pick.name)).collect();
    Ok(ui::found("partners", &options).into_response())
}

/// The fields of the form of a draft: those named, and others by their names.
pub(super) fn fields(
    read: &mut Read<'_>,
    lang: Lang,
    chosen: &[Uuid],
    more: &str,
    open: bool,
    faults: &[FieldFault],
) -> db::Result<Markup> {
    let known = organisation::agencies(read, chosen)?;
    let pick = Control::Pick {
        options: known.into_iter().map(|one| Opt::new(one.id.to_string(), one.name)).collect(),
        chosen: chosen.iter().map(Uuid::to_string).collect(),
        several: true,
        more: t::joint_more(lang).to_owned(),
        source: Some(FIND.to_owned()),
    };
    let wrong = faults.iter().any(|fault| matches!(fault.field.as_str(), "partners" | "more_partners"));
    let content = html! {
        (Field::new("partners", t::joint_partners(lang), pick).hint(t::joint_hint(lang)).fault(faults))
        (Field::new("more_partners", t::joint_by_name(lang), Control::area(more, 2)).hint(t::draft_by_name_hint(lang)).fault(faults))
    };
    Ok(ui::fold(t::joint_title(lang), "", open || wrong, &content))
}

/// Where each partner stands.
pub(super) fn panel(read: &mut Read<'_>, ctx: &Ctx, seen: &DocumentView) -> Result<Markup, Failure> {
    if seen.partners.is_empty() {
        return Ok(html! {});
    }
    let lang = ctx.lang;
    let ids: Vec<Uuid> = seen.partners.iter().filter_map(|one| one.person).collect();
    let names = view::names(read, ctx, &ids)?;
    let rows: Vec<(&str, Markup)> = seen
        .partners
        .iter()
        .map(|one| {
            let state = words::partner(lang, one.state());
            let said = !matches!(one.state(), PartnerState::Waiting | PartnerState::Asked);
            let hot = matches!(one.state(), PartnerState::Returned | PartnerState::Refused);
            let row = html! {
                @if hot { (ui::urgency_tag(state)) } @else { (ui::tag(state)) }
                @if let Some(person) = one.person.filter(|_| said) {
                    " " (names.get(&person).map(String::as_str).unwrap_or_default())
                }
                @if let Some(at) = one.at.filter(|_| said) { " " span class="muted" { (ui::time::time(lang, at, ctx.now)) } }
                @if hot { p { q { (one.reason) } } }
            };
            (one.name.as_str(), row)
        })
        .collect();
    Ok(ui::panel(t::joint_title(lang), &html! {}, &ui::definitions(&rows)))
}

/// What stands in the way of numbering and issuing: who has not approved, or went back on it.
pub(super) fn blocked(lang: Lang, seen: &DocumentView) -> Option<Note> {
    let missing: Vec<&Partner> =
        seen.partners.iter().filter(|one| one.state() != PartnerState::Agreed).collect();
    if missing.is_empty() {
        return None;
    }
    let names = missing.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
    let refused = missing.iter().any(|one| one.state() == PartnerState::Refused);
    Some(Note::warning(match (refused, seen.document.symbol.as_str()) {
        (true, "") => t::joint_refused_text(lang, names),
        (true, symbol) => t::joint_refused_number(lang, names, symbol),
        (false, _) => t::joint_error_open(lang, names),
    }))
}

/// Whether the reader's agency is a partner: what the lead alone can do is not offered there.
pub(super) fn is_partner(ctx: &Ctx, seen: &DocumentView) -> bool {
    seen.partners.iter().any(|one| Some(one.agency) == ctx.actor.agency)
}

/// The partner for which the reader acts, if any: their own agency, or one whose desk theirs has taken over.
fn own<'a>(read: &mut Read<'_>, ctx: &Ctx, seen: &'a DocumentView) -> db::Result<Option<&'a Partner>> {
    let acts = ctx.actor.holds(crate::PROPOSE) || directs(ctx);
    if !acts {
        return Ok(None);
    }
    if let Some(own) = seen.partners.iter().find(|one| Some(one.agency) == ctx.actor.agency) {
        return Ok(Some(own));
    }
    if seen.boxes.contains(&Box::Cosign) {
        for one in &seen.partners {
            if Some(organisation::acting(read, one.agency, ctx.now.day())?) == ctx.actor.agency {
                return Ok(Some(one));
            }
        }
    }
    Ok(None)
}

/// Whether the reader directs their agency.
pub(super) fn directs(ctx: &Ctx) -> bool {
    ctx.actor.scope(crate::DIRECT) >= Some(Scope::Agency)
}

/// What the reader can do for the partner for which they act.
pub(super) fn answer(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &DocumentView,
    faults: &[FieldFault],
    typed: &Typed,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let Some(own) = own(read, ctx, seen)? else { return Ok(html! {}) };
    let document = &seen.document;
    let routed =
        seen.steps.iter().any(|step| step.round == document.round && step.partner == Some(own.agency));
    let post = |act: &str, content: Markup| {
        let address = format!("/documents/{}/partners/{}/{act}", document.id, own.agency);
        Form::post(address, ctx.new_id(), content).version(document.version)
    };
    let because = faults.iter().any(|fault| fault.field == "reason");
    match (own.state(), document.state()) {
        (PartnerState::Asked, DocumentState::InReview) if !routed => {
            let acting = organisation::acting(read, own.agency, ctx.now.day())?;
            let lines = if typed.lines.is_empty() { usual(read, ctx, acting)? } else { typed.lines.clone() };
            let on_route = html! {
                (post("route", html! {
                    (steps::fields(read, ctx, acting, None, &lines, faults)?)
                    (Button::submit(t::joint_route(lang)).wide())
                }))
            };
            let content = html! {
                (ui::error_summary(lang, None, faults, &[("steps", t::submit_route(lang)), ("reason", t::review_reason(lang))]))
                p { (t::joint_asked_text(lang, &document.issuer)) }
                @if directs(ctx) {
                    (post("agree", html! {
                        (Field::new("comment", t::review_comment(lang), Control::area("", 2)).key("b"))
                        (Button::submit(t::joint_agree(lang)).primary().wide().key("Ctrl+Enter"))
                    }).id("decide"))
                }
                (ui::fold(t::joint_own_route(lang), "", !directs(ctx) || !typed.lines.is_empty(), &on_route))
                (ui::fold(t::joint_return(lang), "", because, &html! {
                    (post("return", html! {
                        (Field::new("reason", t::review_reason(lang), Control::area("", 2)).fault(faults).required())
                        (Button::submit(t::joint_return_send(lang)).danger().icon(Icon::Undo))
                    }))
                }))
            };
            Ok(ui::panel(t::joint_box(lang), &html! {}, &content))
        }
        (
            PartnerState::Agreed,
            DocumentState::InReview | DocumentState::Approved | DocumentState::Numbered,
        ) => Ok(ui::folded_panel(
            t::joint_refuse(lang),
            "",
            &html! {
                (post("refuse", html! {
                    p class="muted" { (t::joint_refuse_hint(lang)) }
                    (Field::new("reason", t::review_reason(lang), Control::area("", 2)).id("f-refuse-reason").fault(faults).required())
                    (Button::submit(t::joint_refuse_send(lang)).danger())
                }))
            },
        )),
        _ => Ok(html! {}),
    }
}

/// The usual route of a partner: its leader signs; who is asked before can be added.
fn usual(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<Vec<steps::Line>> {
    let positions = organisation::positions_of(read, agency, ctx.now.day())?;
    let leader = positions.iter().find(|one| one.rank == Rank::Leader && one.person.is_some());
    Ok(vec![
        (StepKind::Head, None),
        (StepKind::Opinion, None),
        (StepKind::Signer, leader.map(|one| Asked::Position(one.id))),
    ])
}

#[derive(Deserialize)]
struct RouteForm {
    #[serde(default)]
    step_kind: Vec<String>,
    #[serde(default)]
    step_who: Vec<String>,
}

async fn route(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<RouteForm>,
) -> Answer {
    let ctx = &act.reader.ctx;
    let routed = steps::planned(&act.input.step_kind, &act.input.step_who)
        .and_then(|steps| app.db.write(ctx, |tx| actions::cosign_by(tx, ctx, id, agency, &steps)));
    match routed {
        Ok(()) => said(id, t::joint_said_routed(ctx.lang)),
        Err(error) => {
            let lines = steps::typed(&act.input.step_kind, &act.input.step_who);
            again_typed(&app, &act.reader, id, error.into(), &Typed { lines, ..Typed::default() })
        }
    }
}

#[derive(Deserialize)]
struct AgreeForm {
    #[serde(default)]
    comment: String,
    version: Option<i64>,
}

async fn agree(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<AgreeForm>,
) -> Answer {
    let ctx = &act.reader.ctx;
    let version = act.input.version.or(act.reader.if_match);
    let input = StepInput { comment: act.input.comment.clone(), version };
    match app.db.write(ctx, |tx| actions::cosign(tx, ctx, id, agency, &input)) {
        Ok(()) => said(id, t::joint_said_agreed(ctx.lang)),
        Err(error) => again(&app, &act.reader, id, error.into()),
    }
}

#[derive(Deserialize)]
struct ReasonForm {
    #[serde(default)]
    reason: String,
}

async fn send_back(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<ReasonForm>,
) -> Answer {
    let ctx = &act.reader.ctx;
    answered(&app, &act, id, t::joint_said_returned(ctx.lang), |tx| {
        actions::return_joint(tx, ctx, id, agency, &act.input.reason)
    })
}

async fn refuse(
    State(app): State<App>,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    act: Act<ReasonForm>,
) -> Answer {
    let ctx = &act.reader.ctx;
    answered(&app, &act, id, t::joint_said_refused(ctx.lang), |tx| {
        actions::refuse_joint(tx, ctx, id, agency, &act.input.reason)
    })
}

fn answered(
    app: &App,
    act: &Act<ReasonForm>,
    id: Uuid,
    text: &str,
    done: impl FnMut(&mut db::Tx<'_>) -> Result<(), Error>,
) -> Answer {
    match app.db.write(&act.reader.ctx, done) {
        Ok(()) => said(id, text),
        Err(error) => again(app, &act.reader, id, error.into()),
    }
}

fn said(id: Uuid, text: &str) -> Answer {
    Ok(see_other_saying(&format!("/documents/{id}"), text, None))
}
