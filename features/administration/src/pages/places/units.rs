//! The units of an agency: their tree, opened, changed, closed.

use super::super::{refused, typed_day};
use super::{Charge, Confirm, Tab, day_field, days, whole_number};
use crate::{handover, t};
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use duties::{Desk, Party};
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::Unit;
use organisation::actions::{change_unit, close_unit, open_unit};
use organisation::model::UnitInput;
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, Share, Table};

const ONE: &str = "/admin/units";

/// What is typed about a unit.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct UnitForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    symbol: String,
    parent: Option<Uuid>,
    #[serde(default)]
    ordinal: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    version: i64,
}

impl UnitForm {
    fn of(unit: &Unit) -> UnitForm {
        UnitForm {
            name: unit.name.clone(),
            symbol: unit.symbol.clone(),
            parent: unit.parent,
            ordinal: unit.ordinal.to_string(),
            day: String::new(),
            version: unit.version,
        }
    }

    fn input(&self, ctx: &Ctx, agency: Uuid) -> Result<UnitInput, Failure> {
        Ok(UnitInput {
            agency,
            parent: self.parent,
            symbol: self.symbol.clone(),
            name: self.name.clone(),
            ordinal: whole_number(ctx, "ordinal", &self.ordinal)?,
        })
    }
}

/// On which day a unit closes, and who goes on with what it has to do: a unit, or the agency itself.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct CloseForm {
    #[serde(default)]
    day: String,
    into: Option<Uuid>,
}

/// The units of an agency.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    list_page(&app, &reader, id, &UnitForm::default(), &[])
}

fn list_page(app: &App, reader: &Reader, id: Uuid, typed: &UnitForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let charge = Charge::managed(read, ctx, id)?;
        let units = organisation::units_kept(read, id, ctx.now.day())?;
        let positions = organisation::positions_kept(read, id, ctx.now.day())?;
        let columns = vec![
            Column::head(t::places_name(lang)),
            Column::text(t::places_symbol(lang)).fit(),
            Column::number(t::places_seats(lang)),
            Column::text(t::places_days(lang)).fit().spare(),
        ];
        let mut table = Table::new(lang, t::places_units(lang), columns);
        for (depth, unit) in in_order(&units) {
            let seats = positions.iter().filter(|position| position.unit == Some(unit.id)).count();
            let all = format!("{}?unit={}", charge.address(Tab::Positions), unit.id);
            table = table.row(vec![
                html! { ("\u{2003}".repeat(depth)) a class="link" href={ (ONE) "/" (unit.id) } { (unit.name) } },
                html! { (unit.symbol) },
                html! { a class="link" href=(all) { (seats) } },
                html! { (days(lang, unit.starts, unit.ends)) },
            ]);
        }
        let fresh = html! {
            (summary(ctx, faults))
            (Form::post(charge.address(Tab::Units), ctx.new_id(), html! {
                (fields(ctx, &units, None, typed, faults))
                (day_field(ctx, t::places_starts(lang), &typed.day, faults))
                (Button::submit(t::units_open_send(lang)).primary())
            }))
        };
        let body = html! {
            (ui::card("units", Share::TwoThirds, t::places_units(lang), &html! {}, &html! {
                @if units.is_empty() { (Empty::first_time(Icon::Tree, t::units_none(lang), t::units_none_text(lang))) } @else { (table) }
            }))
            @if charge.stands(ctx) { (ui::card("fresh", Share::Third, t::units_open(lang), &html! {}, &fresh)) }
        };
        charge.page(app, reader, read, Tab::Units, &body)
    })
}

/// Units in the order of their tree, each with how many stand above it.
pub(super) fn in_order(units: &[Unit]) -> Vec<(usize, &Unit)> {
    let mut order = Vec::with_capacity(units.len());
    let known = |id: Uuid| units.iter().any(|unit| unit.id == id);
    let roots = units.iter().filter(|unit| unit.parent.is_none_or(|parent| !known(parent)));
    let mut open: Vec<(usize, &Unit)> = roots.map(|unit| (0, unit)).rev().collect();
    while let Some((depth, unit)) = open.pop() {
        order.push((depth, unit));
        open.extend(units.iter().filter(|one| one.parent == Some(unit.id)).map(|one| (depth + 1, one)).rev());
    }
    order
}

/// The units of an agency to choose from, the agency itself first.
pub(super) fn options(ctx: &Ctx, units: &[Unit], but: Option<Uuid>) -> Vec<Opt> {
    let own = Opt::new("", t::units_agency_itself(ctx.lang));
    let units = in_order(units).into_iter().filter(|(_, unit)| Some(unit.id) != but);
    std::iter::once(own)
        .chain(units.map(|(depth, unit)| {
            Opt::new(unit.id.to_string(), format!("{}{}", "\u{2003}".repeat(depth), unit.name))
        }))
        .collect()
}

fn fields(ctx: &Ctx, units: &[Unit], own: Option<Uuid>, form: &UnitForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let parent = form.parent.map(|id| id.to_string()).unwrap_or_default();
    html! {
        (Field::new("name", t::places_name(lang), Control::text(&form.name)).fault(faults).required())
        (ui::row(&[
            Field::new("symbol", t::places_symbol(lang), Control::text(&form.symbol)).hint(t::units_symbol_hint(lang)).fault(faults).span(3),
            Field::new("ordinal", t::places_ordinal(lang), Control::digits(&form.ordinal)).fault(faults).span(3),
        ]))
        (Field::new("parent", t::units_parent(lang), Control::select(options(ctx, units, own), parent)).fault(faults))
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels = [
        ("name", t::places_name(lang)),
        ("symbol", t::places_symbol(lang)),
        ("parent", t::units_parent(lang)),
        ("ordinal", t::places_ordinal(lang)),
        ("day", t::places_starts(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

/// Opens a unit.
pub(crate) async fn open(State(app): State<App>, Path(id): Path<Uuid>, act: Act<UnitForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let opened = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        Charge::managed(tx, ctx, id)?;
        Ok(open_unit(tx, ctx, &typed.input(ctx, id)?, typed_day(&typed.day)?)?)
    });
    match opened {
        Ok(_) => Ok(see_other_saying(&format!("{}/{id}/units", super::BASE), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| list_page(&app, reader, id, typed, faults)),
    }
}

fn known(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Unit, Charge), Failure> {
    let unit = organisation::unit(read, id)?.ok_or(Lacking::Page)?;
    let charge = Charge::managed(read, ctx, unit.agency)?;
    Ok((unit, charge))
}

/// One unit.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, Typed::Nothing)
}

/// Which form of a unit's page was sent, with what is wrong with it.
#[derive(Clone, Copy)]
enum Typed<'a> {
    Nothing,
    Change(&'a UnitForm, &'a [FieldFault]),
    Close(&'a CloseForm, &'a [FieldFault]),
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Typed<'_>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let today = ctx.now.day();
        let (unit, charge) = known(read, ctx, id)?;
        let units = organisation::units_kept(read, unit.agency, today)?;
        let seats = organisation::positions_of_unit(read, id, today)?;
        let present = UnitForm::of(&unit);
        let (form, faults) = match typed {
            Typed::Change(form, faults) => (form, faults),
            _ => (&present, &[][..]),
        };
        let blank = CloseForm::default();
        let (close, close_faults) = match typed {
            Typed::Close(form, faults) => (form, faults),
            _ => (&blank, &[][..]),
        };
        let change = html! {
            (summary(ctx, faults))
            (Form::post(format!("{ONE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, &units, Some(id), form, faults))
                (Button::submit(t::places_change_send(lang)).primary())
            }).version(form.version))
        };
        let mut takers = options(ctx, &units, Some(id));
        if let Some(own) = takers.first_mut() {
            own.name.clone_from(&charge.agency.name);
        }
        let closing = Form::get(format!("{ONE}/{id}/close"), html! {
            (ui::error_summary(lang, None, close_faults, &[]))
            (day_field(ctx, t::units_close_day(lang), &close.day, close_faults).id("f-close-day"))
            (Field::new("into", t::places_takes_over(lang), Control::select(takers, "")))
            (Button::submit(t::units_close_ask(lang)))
        });
        let all = Button::link(t::positions_make(lang), format!("{}?unit={id}", charge.address(Tab::Positions)));
        let open = unit.ends.is_none();
        let body = html! {
            (ui::card("seats", Share::TwoThirds, t::places_seats(lang), &html! { (all.small()) }, &html! {
                @if seats.is_empty() { (Empty::new(Icon::Users, t::positions_none(lang), t::positions_none_text(lang))) }
                @else { (super::positions::table(ctx, &seats)) }
            }))
            @if open {
                (ui::card("change", Share::Third, t::places_change(lang), &html! {}, &change))
                (ui::card("close", Share::Third, t::units_close(lang), &html! {}, &html! { (closing) }))
            }
        };
        charge.inner(app, reader, read, (Tab::Units, &unit.name), &body)
    })
}

/// Renames or moves a unit.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<UnitForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        let (unit, _) = known(tx, ctx, id)?;
        Ok(change_unit(tx, ctx, id, typed.version, &typed.input(ctx, unit.agency)?)?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, Typed::Change(typed, faults)))
        }
    }
}

/// What closing the unit touches, before it is closed.
pub(crate) async fn ask(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(form): Query<CloseForm>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (unit, charge) = known(read, ctx, id)?;
        let day = typed_day(&form.day)?;
        let seats = organisation::positions_of_unit(read, id, day)?.len();
        let (owed, lent) = duties::running_at(read, Desk::Unit(id))?;
        let heir = match form.into {
            Some(into) => organisation::unit(read, into)?.ok_or(Lacking::Page)?.name,
            None => charge.agency.name.clone(),
        };
        let confirm = Confirm {
            title: t::units_close(lang),
            text: t::units_close_text(lang, &unit.name, ui::time::date(lang, day)),
            alarm: None,
            touches: vec![
                (t::places_seats(lang), html! { (seats) }),
                (t::places_owed(lang), html! { (owed) }),
                (t::places_lent(lang), html! { (lent) }),
                (t::places_takes_over(lang), html! { (heir) }),
            ],
            action: format!("{ONE}/{id}/close"),
            fields: html! {
                input type="hidden" name="day" value=(form.day);
                @if let Some(into) = form.into { input type="hidden" name="into" value=(into); }
            },
            does: t::units_close_send(lang),
            back: format!("{ONE}/{id}"),
        };
        charge.inner(&app, &reader, read, (Tab::Units, &unit.name), &confirm.show(ctx))
    })
}

/// Closes a unit; from that day on another goes on with what it has to do.
pub(crate) async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<CloseForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    let closed = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let (unit, _) = known(tx, ctx, id)?;
        let day = typed_day(&act.input.day)?;
        close_unit(tx, ctx, id, day)?;
        let to = match act.input.into {
            Some(into) => match organisation::unit(tx, into)? {
                Some(heir) if heir.agency == unit.agency && heir.ends.is_none() => {
                    Party::unit(unit.agency, into)
                }
                _ => return Err(Lacking::Page.into()),
            },
            None => Party::agency(unit.agency),
        };
        handover::later(tx, ctx, Desk::Unit(id), Some(to), day)?;
        Ok(unit.agency)
    });
    match closed {
        Ok(agency) => {
            Ok(see_other_saying(&format!("{}/{agency}/units", super::BASE), t::places_said(ctx.lang), None))
        }
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, Typed::Close(&act.input, faults)))
        }
    }
}
