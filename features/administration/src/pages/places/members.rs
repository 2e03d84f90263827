//! The members of an issuing body from whichever agencies, its standing agency and the seal it borrows.

use super::super::{refused, typed_day};
use super::{Charge, Tab, day_field, days};
use crate::t;
use axum::extract::State;
use axum::response::IntoResponse;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{MemberInput, constitute, end_member, take_member};
use organisation::{Body, BodyKind, MANAGE};
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Opt, Share, Table};

const ONE: &str = "/admin/bodies";
/// So many people are found at once.
const FOUND: usize = 12;

/// A member as a form sends them.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct MemberForm {
    position: Option<Uuid>,
    #[serde(default)]
    title: String,
    signs: Option<String>,
    #[serde(default)]
    day: String,
}

/// What a committee borrows, as a form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct BorrowForm {
    #[serde(default)]
    standing: String,
    seal: Option<Uuid>,
}

#[derive(Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    day: String,
}

#[derive(Deserialize)]
pub(crate) struct FindQuery {
    #[serde(default)]
    q: String,
}

/// A body that the reader's charge serves.
fn known(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Body, Charge), Failure> {
    let body = organisation::body(read, id)?.ok_or(Lacking::Page)?;
    let charge = Charge::managed(read, ctx, body.agency)?;
    Ok((body, charge))
}

/// The members of a body.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, &MemberForm::default(), &[])
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: &MemberForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let today = ctx.now.day();
        let (body, charge) = known(read, ctx, id)?;
        let open = body.ends.is_none_or(|ends| ends > today);
        let members = organisation::members_of_body(read, id, today)?;
        let columns = vec![
            Column::head(t::members_name(lang)),
            Column::text(t::members_title(lang)),
            Column::text(t::members_post(lang)).spare(),
            Column::text(t::members_signs(lang)).fit(),
            Column::text(t::places_days(lang)).fit().spare(),
            Column::actions(t::members_end(lang)),
        ];
        let table = members.iter().fold(Table::new(lang, t::members_list(lang), columns).wrap(), |table, one| {
            let ending = html! {
                (ui::fold(t::members_end(lang), "", false, &html! {
                    (Form::post(format!("{ONE}/members/{}/end", one.id), ctx.new_id(), html! {
                        (day_field(ctx, t::members_end_day(lang), "", &[]).id(format!("f-day-{}", one.ordinal)))
                        (Button::submit(t::members_end_send(lang)).danger().small())
                    }))
                }))
            };
            table.row(vec![
                html! { (one.person_name.as_deref().unwrap_or(t::members_vacant(lang))) },
                html! { (one.title) },
                html! { (one.post) ", " (one.agency_name) },
                html! { @if one.signs { (t::members_yes(lang)) } },
                html! { (days(lang, one.starts, one.ends)) },
                html! { @if open && one.ends.is_none() { (ending) } },
            ])
        });
        let content = html! {
            (ui::card("members", Share::TwoThirds, t::members_list(lang), &html! {}, &html! {
                @if members.is_empty() { p class="muted" { (t::members_none(lang)) } } @else { (table) }
            }))
            @if open {
                (ui::card("take", Share::Third, t::members_take(lang), &html! {}, &take_form(read, ctx, id, typed, faults)?))
                @if body.kind == BodyKind::Committee {
                    (ui::card("borrow", Share::Third, t::members_borrow(lang), &html! {}, &borrow_form(read, ctx, &body, faults)?))
                }
            }
        };
        charge.inner(app, reader, read, (Tab::Bodies, &body.name), &content)
    })
}

fn take_form(
    read: &mut Read<'_>,
    ctx: &Ctx,
    id: Uuid,
    typed: &MemberForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let chosen: Vec<Uuid> = typed.position.into_iter().collect();
    let known = organisation::positions(read, &chosen, ctx.now.day())?;
    let position = Control::Pick {
        options: known.iter().map(option).collect(),
        chosen: chosen.iter().map(Uuid::to_string).collect(),
        several: false,
        more: t::members_find(lang).to_owned(),
        source: Some(format!("{ONE}/positions")),
    };
    let labels = [
        ("position", t::members_position(lang)),
        ("title", t::members_title(lang)),
        ("day", t::places_starts(lang)),
        ("standing", t::members_standing(lang)),
        ("seal", t::members_seal(lang)),
    ];
    Ok(html! {
        (ui::error_summary(lang, None, faults, &labels))
        (Form::post(format!("{ONE}/{id}/members"), ctx.new_id(), html! {
            (Field::new("position", t::members_position(lang), position).hint(t::members_position_hint(lang)).fault(faults))
            (Field::new("title", t::members_title(lang), Control::text(&typed.title)).hint(t::members_title_hint(lang)).fault(faults).required())
            (Field::new("signs", t::members_signs_field(lang), Control::check(typed.signs.is_some())))
            (day_field(ctx, t::places_starts(lang), &typed.day, faults))
            (Button::submit(t::members_take_send(lang)).primary())
        }))
    })
}

fn option(position: &organisation::Position) -> Opt {
    let name = position.person_name.as_deref().unwrap_or_default();
    Opt::new(position.id.to_string(), format!("{name}, {}, {}", position.title, position.agency_name))
}

/// Positions by the names of whoever holds them, as the form finds them while one types.
pub(crate) async fn find(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<FindQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    if !ctx.actor.holds(MANAGE) {
        return Err(Lacking::Page.into());
    }
    let options: Vec<Opt> = app.db.read(|read| -> db::Result<_> {
        if query.q.trim().is_empty() {
            return Ok(Vec::new());
        }
        let people = organisation::people_named(read, query.q.trim(), FOUND)?;
        let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
        Ok(organisation::positions_of_people(read, &ids, ctx.now.day())?.iter().map(option).collect())
    })?;
    Ok(ui::found("position", &options).into_response())
}

fn borrow_form(
    read: &mut Read<'_>,
    ctx: &Ctx,
    body: &Body,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let now = organisation::committee(read, body.id)?;
    let standing: Vec<Opt> = match now.standing {
        Some(agency) => organisation::agency(read, agency)?
            .into_iter()
            .map(|agency| Opt::new(agency.code, agency.name))
            .collect(),
        None => Vec::new(),
    };
    let chosen = standing.iter().map(|one| one.value.clone()).collect();
    let mut seals = vec![Opt::new("", t::members_own_seal(lang))];
    let lenders = organisation::issuing_bodies_of(read, body.agency, today)?;
    let mut lenders: Vec<Body> = lenders.into_iter().filter(|lender| lender.id != body.id).collect();
    if let Some(seal) = now.seal.filter(|seal| lenders.iter().all(|lender| lender.id != *seal)) {
        lenders.extend(organisation::body(read, seal)?);
    }
    // The body above, whose chair leads the committee, lends its seal most often.
    if let Some(parent) = organisation::agency(read, body.agency)?.and_then(|agency| agency.parent) {
        for lender in organisation::issuing_bodies_standing_for(read, parent, today)? {
            if lenders.iter().all(|known| known.id != lender.id) {
                lenders.push(lender);
            }
        }
    }
    seals.extend(lenders.into_iter().map(|lender| Opt::new(lender.id.to_string(), lender.name)));
    let seal = now.seal.map(|seal| seal.to_string()).unwrap_or_default();
    let standing = Control::Pick {
        options: standing,
        chosen,
        several: false,
        more: t::members_find_agency(lang).to_owned(),
        source: Some(format!("{ONE}/agencies")),
    };
    Ok(html! {
        (Form::post(format!("{ONE}/{}/borrow", body.id), ctx.new_id(), html! {
            (Field::new("standing", t::members_standing(lang), standing).fault(faults))
            (Field::new("seal", t::members_seal(lang), Control::select(seals, seal)).fault(faults))
            (Button::submit(t::members_borrow_send(lang)))
        }))
    })
}

/// Agencies by name, as the form finds them while one types.
pub(crate) async fn find_agency(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<FindQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    if !ctx.actor.holds(MANAGE) {
        return Err(Lacking::Page.into());
    }
    let options: Vec<Opt> = app.db.read(|read| -> db::Result<_> {
        let query = organisation::PickQuery {
            text: &query.q,
            kinds: &[organisation::PickKind::Agency],
            agency: None,
            day: ctx.now.day(),
            limit: FOUND,
        };
        let ids: Vec<Uuid> = organisation::picker(read, &query)?.into_iter().map(|pick| pick.id).collect();
        let found = organisation::agencies(read, &ids)?;
        Ok(found.into_iter().map(|agency| Opt::new(agency.code, agency.name)).collect())
    })?;
    Ok(ui::found("standing", &options).into_response())
}

/// Takes a member in.
pub(crate) async fn take(State(app): State<App>, Path(id): Path<Uuid>, act: Act<MemberForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let taken = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        known(tx, ctx, id)?;
        let input = MemberInput {
            position: typed.position.unwrap_or_default(),
            title: typed.title.clone(),
            signs: typed.signs.is_some(),
        };
        Ok(take_member(tx, ctx, id, &input, typed_day(&typed.day)?)?)
    });
    match taken {
        Ok(_) => Ok(see_other_saying(&format!("{ONE}/{id}/members"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, typed, faults)),
    }
}

/// Says what a committee borrows.
pub(crate) async fn borrow(State(app): State<App>, Path(id): Path<Uuid>, act: Act<BorrowForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let said = app.db.write(ctx, |tx| -> Result<(), Failure> {
        known(tx, ctx, id)?;
        let standing = match typed.standing.trim() {
            "" => None,
            code => {
                let found = organisation::by_code(tx, code, ctx.now.day())?;
                Some(found.ok_or(organisation::Error::NotFound)?.id)
            }
        };
        Ok(constitute(tx, ctx, id, standing, typed.seal)?)
    });
    match said {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{id}/members"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, &MemberForm::default(), faults))
        }
    }
}

/// Ends a membership.
pub(crate) async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    let body = app.db.read(|read| -> Result<Uuid, Failure> {
        let member = organisation::body_member(read, id, ctx.now.day())?.ok_or(Lacking::Page)?;
        known(read, ctx, member.body)?;
        Ok(member.body)
    })?;
    let ended = app
        .db
        .write(ctx, |tx| -> Result<(), Failure> { Ok(end_member(tx, ctx, id, typed_day(&act.input.day)?)?) });
    match ended {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{body}/members"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, body, &MemberForm::default(), faults))
        }
    }
}
