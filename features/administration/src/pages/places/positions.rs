//! The positions of an agency: made, changed, ended; who holds them.

mod holder;

pub(crate) use holder::{appoint, vacate};

use super::super::{refused, typed_day};
use super::{Charge, Confirm, Tab, day_field, days, units, whole_number};
use crate::{handover, t};
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use duties::{Desk, Party};
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, SignedIn, see_other_saying};
use holder::{AppointForm, PersonQuery};
use maud::{Markup, html};
use organisation::actions::{change_position, end_position, make_position};
use organisation::model::PositionInput;
use organisation::{Place, Position, Rank};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, Share, Table};

const ONE: &str = "/admin/positions";

/// What is typed about a position.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PositionForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    rank: String,
    unit: Option<Uuid>,
    appointed: Option<String>,
    #[serde(default)]
    ordinal: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    version: i64,
}

impl PositionForm {
    fn of(position: &Position) -> PositionForm {
        PositionForm {
            title: position.title.clone(),
            rank: position.rank.code().to_owned(),
            unit: position.unit,
            appointed: position.is_appointed.then(|| "yes".to_owned()),
            ordinal: position.ordinal.to_string(),
            day: String::new(),
            version: position.version,
        }
    }

    fn input(&self, ctx: &Ctx, agency: Uuid) -> Result<PositionInput, Failure> {
        Ok(PositionInput {
            agency,
            unit: self.unit,
            title: self.title.clone(),
            rank: Rank::of(&self.rank).unwrap_or(Rank::Officer),
            is_appointed: self.appointed.is_some(),
            ordinal: whole_number(ctx, "ordinal", &self.ordinal)?,
        })
    }
}

/// Which positions are shown.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SeatQuery {
    unit: Option<Uuid>,
    q: Option<String>,
}

/// On which day something ends, and who goes on with what there is to do.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    day: String,
    into: Option<Uuid>,
}

/// The positions of an agency, or those of one unit.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<SeatQuery>,
) -> Answer {
    let typed = PositionForm { unit: query.unit, ..PositionForm::default() };
    list_page(&app, &reader, id, &query, &typed, &[])
}

fn list_page(
    app: &App,
    reader: &Reader,
    id: Uuid,
    query: &SeatQuery,
    typed: &PositionForm,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let today = ctx.now.day();
        let charge = Charge::managed(read, ctx, id)?;
        let all_units = organisation::units_kept(read, id, today)?;
        let mut seats = organisation::positions_kept(read, id, today)?;
        let all = seats.len();
        let sought = organisation::fold(query.q.as_deref().unwrap_or_default());
        seats.retain(|seat| {
            let words = format!("{} {}", seat.title, seat.person_name.as_deref().unwrap_or_default());
            query.unit.is_none_or(|unit| seat.unit == Some(unit)) && organisation::fold(&words).contains(&sought)
        });
        let mut every = units::options(ctx, &all_units, None);
        if let Some(first) = every.first_mut() {
            t::positions_everywhere(lang).clone_into(&mut first.name);
        }
        let address = charge.address(Tab::Positions);
        let chosen = query.unit.map(|unit| unit.to_string()).unwrap_or_default();
        let seek = Form::get(address.clone(), html! {
            (ui::row(&[
                Field::new("unit", t::places_unit(lang), Control::select(every, chosen)).id("f-in-unit").span(3),
                Field::new("q", t::positions_seek(lang), Control::text(query.q.clone().unwrap_or_default())).span(3),
            ]))
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        }).autosubmit();
        let fresh = html! {
            (summary(ctx, faults))
            (Form::post(address.clone(), ctx.new_id(), html! {
                (fields(ctx, units::options(ctx, &all_units, None), typed, faults))
                (day_field(ctx, t::places_starts(lang), &typed.day, faults))
                (Button::submit(t::positions_make_send(lang)).primary())
            }))
        };
        let body = html! {
            (ui::card("seats", Share::TwoThirds, t::places_seats(lang), &ui::count(i64::try_from(seats.len()).unwrap_or(i64::MAX)), &html! {
                (seek)
                @if all == 0 { (Empty::first_time(Icon::Users, t::positions_none(lang), t::positions_none_text(lang))) }
                @else if seats.is_empty() {
                    (Empty::filtered(t::places_nothing(lang), t::positions_filtered(lang)).button(Button::link(t::positions_everywhere(lang), address)))
                }
                @else { (table(ctx, &seats)) }
            }))
            @if charge.stands(ctx) { (ui::card("fresh", Share::Third, t::positions_make(lang), &html! {}, &fresh)) }
        };
        charge.page(app, reader, read, Tab::Positions, &body)
    })
}

/// Positions and who holds them.
pub(super) fn table(ctx: &Ctx, seats: &[Position]) -> Table {
    let lang = ctx.lang;
    let columns = vec![
        Column::head(t::own_position(lang)),
        Column::text(t::own_name(lang)),
        Column::text(t::places_unit(lang)).spare(),
        Column::text(t::people_rank(lang)).spare(),
    ];
    seats.iter().fold(Table::new(lang, t::places_seats(lang), columns), |table, seat| {
        table.row(vec![
            html! { a class="link" href={ (ONE) "/" (seat.id) } { (seat.title) } },
            html! {
                @match (&seat.person_name, seat.person) {
                    (Some(name), Some(person)) => { a class="link" href={ "/admin/people/" (person) } { (name) } }
                    _ => { span class="muted" { (t::places_vacant(lang)) } }
                }
            },
            html! { (seat.unit_name.as_deref().unwrap_or("–")) },
            html! { (seat.rank.words(lang)) },
        ])
    })
}

fn fields(ctx: &Ctx, units: Vec<Opt>, form: &PositionForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let ranks = Rank::ALL.iter().map(|rank| Opt::new(rank.code(), rank.words(lang))).collect();
    let rank = if form.rank.is_empty() { Rank::Officer.code() } else { form.rank.as_str() };
    let unit = form.unit.map(|unit| unit.to_string()).unwrap_or_default();
    html! {
        (Field::new("title", t::own_position(lang), Control::text(&form.title)).hint(t::positions_title_hint(lang)).fault(faults).required())
        (Field::new("unit", t::places_unit(lang), Control::select(units, unit)).fault(faults))
        (ui::row(&[
            Field::new("rank", t::people_rank(lang), Control::select(ranks, rank)).span(4),
            Field::new("ordinal", t::places_ordinal(lang), Control::digits(&form.ordinal)).fault(faults).span(2),
        ]))
        (Field::new("appointed", t::positions_appointed(lang), Control::check(form.appointed.is_some())).hint(t::positions_appointed_hint(lang)))
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels = [
        ("title", t::own_position(lang)),
        ("unit", t::places_unit(lang)),
        ("ordinal", t::places_ordinal(lang)),
        ("day", t::places_starts(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

/// Makes a position.
pub(crate) async fn make(State(app): State<App>, Path(id): Path<Uuid>, act: Act<PositionForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let made = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        Charge::managed(tx, ctx, id)?;
        Ok(make_position(tx, ctx, &typed.input(ctx, id)?, typed_day(&typed.day)?)?)
    });
    match made {
        // The next thing is to say who holds it.
        Ok(position) => Ok(see_other_saying(&format!("{ONE}/{position}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            let query = SeatQuery::default();
            refused(reader, failure, |faults| list_page(&app, reader, id, &query, typed, faults))
        }
    }
}

fn known(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Position, Charge), Failure> {
    let position = organisation::position(read, id, ctx.now.day())?.ok_or(Lacking::Page)?;
    let charge = Charge::managed(read, ctx, position.agency)?;
    Ok((position, charge))
}

/// Which form of a position's page was sent, with what is wrong with it.
#[derive(Clone, Copy)]
enum Typed<'a> {
    Nothing,
    Change(&'a PositionForm, &'a [FieldFault]),
    Appoint(&'a AppointForm, &'a [FieldFault]),
    End(&'a EndForm, &'a [FieldFault]),
}

/// One position.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<PersonQuery>,
) -> Answer {
    page(&app, &reader, id, query.q.as_deref(), Typed::Nothing)
}

fn page(app: &App, reader: &Reader, id: Uuid, sought: Option<&str>, typed: Typed<'_>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let today = ctx.now.day();
        let (position, charge) = known(read, ctx, id)?;
        let all_units = organisation::units_kept(read, position.agency, today)?;
        let spells = organisation::spells(read, id)?;
        let present = PositionForm::of(&position);
        let (form, faults) = match typed {
            Typed::Change(form, faults) => (form, faults),
            _ => (&present, &[][..]),
        };
        let change = html! {
            (summary(ctx, faults))
            (Form::post(format!("{ONE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, units::options(ctx, &all_units, None), form, faults))
                (Button::submit(t::places_change_send(lang)))
            }).version(form.version))
        };
        let taken = spells.first().is_some_and(|spell| spell.ends.is_none());
        let holder = if taken { holder::vacate_form(ctx, id) } else { {
            let appointing = match typed {
                Typed::Appoint(form, faults) => Some((form, faults)),
                _ => None,
            };
            holder::appoint_forms(read, ctx, &position, sought, appointing)?
        } };
        let columns = vec![Column::head(t::own_name(lang)), Column::text(t::places_days(lang)).fit()];
        let table = spells.iter().fold(Table::new(lang, t::positions_spells(lang), columns), |table, spell| {
            table.row(vec![
                html! { a class="link" href={ "/admin/people/" (spell.person) } { (spell.name) } },
                html! { (days(lang, spell.starts, spell.ends)) },
            ])
        });
        let others = takers(read, ctx, &position)?;
        let blank = EndForm::default();
        let (end, end_faults) = match typed {
            Typed::End(form, faults) => (form, faults),
            _ => (&blank, &[][..]),
        };
        let ending = Form::get(format!("{ONE}/{id}/end"), html! {
            (ui::error_summary(lang, None, end_faults, &[]))
            (day_field(ctx, t::positions_end_day(lang), &end.day, end_faults).id("f-end-day"))
            (Field::new("into", t::places_takes_over(lang), Control::select(others, "")))
            (Button::submit(t::positions_end_ask(lang)))
        });
        let grants = access::may(read, ctx, access::GRANTS, &Place::agency(position.agency))?;
        let roles = Button::link(t::menu_roles(lang), format!("{ONE}/{id}/roles")).small();
        let roles = html! { @if grants { (roles) } };
        let open = position.ends.is_none();
        let body = html! {
            (ui::card("holder", Share::Half, if taken { t::positions_holder(lang) } else { t::positions_appoint(lang) }, &roles, &html! {
                @if spells.is_empty() { p class="muted" { (t::positions_never(lang)) } } @else { (table) }
                @if open { (holder) }
            }))
            @if open {
                (ui::card("change", Share::Half, t::places_change(lang), &html! {}, &change))
                (ui::card("end", Share::Half, t::positions_end(lang), &html! {}, &html! { (ending) }))
            }
        };
        let title = format!("{}, {}", position.title, position.unit_name.as_deref().unwrap_or(&position.agency_name));
        charge.inner(app, reader, read, (Tab::Positions, &title), &body)
    })
}

/// Who may go on with what a position has to do: its unit or agency, and the others beside it.
fn takers(read: &mut Read<'_>, ctx: &Ctx, position: &Position) -> Result<Vec<Opt>, Failure> {
    let today = ctx.now.day();
    let beside = match position.unit {
        Some(unit) => organisation::positions_of_unit(read, unit, today)?,
        None => organisation::positions_of(read, position.agency, today)?,
    };
    let own = position.unit_name.as_deref().unwrap_or(&position.agency_name);
    let others = beside.into_iter().filter(|one| one.id != position.id).map(|one| {
        let name = match &one.person_name {
            Some(person) => format!("{person}, {}", one.title),
            None => one.title.clone(),
        };
        Opt::new(one.id.to_string(), name)
    });
    Ok(std::iter::once(Opt::new("", own)).chain(others).collect())
}

/// Changes a position.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<PositionForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        let (position, _) = known(tx, ctx, id)?;
        Ok(change_position(tx, ctx, id, typed.version, &typed.input(ctx, position.agency)?)?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, None, Typed::Change(typed, faults)))
        }
    }
}

/// What ending the position touches, before it ends.
pub(crate) async fn ask(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(form): Query<EndForm>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (position, charge) = known(read, ctx, id)?;
        let day = typed_day(&form.day)?;
        let (owed, lent) = duties::running_at(read, Desk::Position(id))?;
        let taker = taker(read, ctx, &position, form.into)?;
        let heir = match taker.position {
            Some(other) => organisation::position(read, other, ctx.now.day())?
                .map(|one| one.person_name.unwrap_or(one.title)),
            None => position.unit_name.clone(),
        };
        let confirm = Confirm {
            title: t::positions_end(lang),
            text: t::positions_end_text(lang, &position.title, ui::time::date(lang, day)),
            alarm: None,
            touches: vec![
                (
                    t::positions_holder(lang),
                    html! { (position.person_name.as_deref().unwrap_or(t::places_vacant(lang))) },
                ),
                (t::places_owed(lang), html! { (owed) }),
                (t::places_lent(lang), html! { (lent) }),
                (t::places_takes_over(lang), html! { (heir.unwrap_or(position.agency_name.clone())) }),
            ],
            action: format!("{ONE}/{id}/end"),
            fields: html! {
                input type="hidden" name="day" value=(form.day);
                @if let Some(into) = form.into { input type="hidden" name="into" value=(into); }
            },
            does: t::positions_end_send(lang),
            back: format!("{ONE}/{id}"),
        };
        charge.inner(&app, &reader, read, (Tab::Positions, &position.title), &confirm.show(ctx))
    })
}

/// Who goes on with what a position has to do: another position of the agency, else its unit or agency.
fn taker(read: &mut Read<'_>, ctx: &Ctx, position: &Position, into: Option<Uuid>) -> Result<Party, Failure> {
    let Some(into) = into else {
        return Ok(Party { agency: position.agency, unit: position.unit, position: None });
    };
    match organisation::position(read, into, ctx.now.day())? {
        Some(other) if other.agency == position.agency && other.ends.is_none() => {
            Ok(Party { agency: other.agency, unit: other.unit, position: Some(other.id) })
        }
        _ => Err(Lacking::Page.into()),
    }
}

/// Ends a position; from that day on another goes on with what it has to do.
pub(crate) async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    let ended = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let (position, _) = known(tx, ctx, id)?;
        let day = typed_day(&act.input.day)?;
        let to = taker(tx, ctx, &position, act.input.into)?;
        end_position(tx, ctx, id, day)?;
        handover::later(tx, ctx, Desk::Position(id), Some(to), day)?;
        Ok(position.agency)
    });
    match ended {
        Ok(agency) => Ok(see_other_saying(
            &format!("{}/{agency}/positions", super::BASE),
            t::places_said(ctx.lang),
            None,
        )),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, None, Typed::End(&act.input, faults)))
        }
    }
}
