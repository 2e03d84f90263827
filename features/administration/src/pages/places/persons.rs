//! The people who work in an agency: found by name, entered, changed.

use super::super::{refused, typed_day, unreadable};
use super::{Charge, Tab, day_field};
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{appoint, change_person, register_person};
use organisation::model::PersonInput;
use organisation::{MANAGE, Person, Place};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, Pager, Share, Table};

const ONE: &str = "/admin/people";
const ROWS: usize = 50;

/// Who is sought, and behind whom the page begins: `KEY.ID`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PeopleQuery {
    q: Option<String>,
    behind: Option<Uuid>,
}

/// What is typed about a person.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PersonForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    /// The position that a new person gets.
    position: Option<Uuid>,
    #[serde(default)]
    day: String,
    #[serde(default)]
    version: i64,
}

impl PersonForm {
    fn of(person: &Person) -> PersonForm {
        PersonForm {
            name: person.name.clone(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            version: person.version,
            ..PersonForm::default()
        }
    }

    fn input(&self) -> PersonInput {
        PersonInput { name: self.name.clone(), email: self.email.clone(), phone: self.phone.clone() }
    }
}

/// The people of an agency, by name.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<PeopleQuery>,
) -> Answer {
    list_page(&app, &reader, id, &query, &PersonForm::default(), &[])
}

fn list_page(
    app: &App,
    reader: &Reader,
    id: Uuid,
    query: &PeopleQuery,
    typed: &PersonForm,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let today = ctx.now.day();
        let charge = Charge::managed(read, ctx, id)?;
        let text = query.q.as_deref().unwrap_or_default();
        let behind = match query.behind {
            Some(id) => organisation::person(read, id)?.map(|person| (organisation::name_key(&person.name), id)),
            None => None,
        };
        let behind = behind.as_ref().map(|(key, id)| (key.as_str(), *id));
        let page = organisation::people_of(read, id, text, today, behind, ROWS)?;
        let address = charge.address(Tab::People);
        let next = page.more.then(|| page.rows.last()).flatten().map(|last| {
            let q = if text.is_empty() { String::new() } else { format!("q={}&", edge::encode(text)) };
            format!("{address}?{q}behind={}", last.id)
        });
        let ids: Vec<Uuid> = page.rows.iter().map(|person| person.id).collect();
        let seats = organisation::positions_of_people(read, &ids, today)?;
        let columns = vec![
            Column::head(t::own_name(lang)),
            Column::text(t::own_position(lang)).wide(),
            Column::text(t::persons_email(lang)).spare(),
            Column::text(t::persons_phone(lang)).fit().spare(),
        ];
        let table = page.rows.iter().fold(Table::new(lang, t::places_people(lang), columns), |table, person| {
            let held = seats.iter().filter(|seat| seat.person == Some(person.id) && seat.agency == id);
            table.row(vec![
                html! { a class="link" href={ (ONE) "/" (person.id) } { (person.name) } },
                html! { @for (n, seat) in held.enumerate() { @if n > 0 { br; } (seat.title) @if let Some(unit) = &seat.unit_name { ", " (unit) } } },
                html! { (person.email) },
                html! { (person.phone) },
            ])
        });
        let seek = Form::get(address.clone(), html! {
            (Field::new("q", t::persons_seek(lang), Control::text(text)).hint(t::persons_seek_hint(lang)))
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        });
        let fresh = fresh(read, ctx, &charge, typed, faults)?;
        let empty = page.rows.is_empty();
        let body = html! {
            (ui::card("people", Share::TwoThirds, t::places_people(lang), &html! {}, &html! {
                (seek)
                @if empty && text.is_empty() { (Empty::first_time(Icon::Users, t::persons_none(lang), t::persons_none_text(lang))) }
                @else if empty { (Empty::filtered(t::places_nothing(lang), t::persons_filtered(lang)).button(Button::link(t::persons_all(lang), address))) }
                @else { (table) }
                (ui::pager(lang, &Pager { previous: None, next }))
            }))
            @if charge.stands(ctx) { (ui::card("fresh", Share::Third, t::persons_register(lang), &html! {}, &fresh)) }
        };
        charge.page(app, reader, read, Tab::People, &body)
    })
}

/// The form of a person who comes to the agency; they get a position that is vacant.
fn fresh(
    read: &mut Read<'_>,
    ctx: &Ctx,
    charge: &Charge,
    typed: &PersonForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let vacant: Vec<Opt> = organisation::positions_kept(read, charge.agency.id, ctx.now.day())?
        .into_iter()
        .filter(|seat| seat.person.is_none() && seat.ends.is_none())
        .map(|seat| {
            let place = seat.unit_name.map(|unit| format!(", {unit}")).unwrap_or_default();
            Opt::new(seat.id.to_string(), format!("{}{place}", seat.title))
        })
        .collect();
    if vacant.is_empty() {
        return Ok(html! {
            p { (t::persons_no_vacancy(lang)) }
            (ui::buttons(&[Button::link(t::positions_make(lang), charge.address(Tab::Positions))]))
        });
    }
    let chosen = typed.position.map(|id| id.to_string()).unwrap_or_default();
    Ok(html! {
        (summary(ctx, faults))
        (Form::post(charge.address(Tab::People), ctx.new_id(), html! {
            (fields(ctx, typed, faults))
            (Field::new("position", t::own_position(lang), Control::select(vacant, chosen)).hint(t::persons_position_hint(lang)).fault(faults))
            (day_field(ctx, t::places_starts(lang), &typed.day, faults))
            (Button::submit(t::persons_register_send(lang)).primary())
        }))
    })
}

fn fields(ctx: &Ctx, form: &PersonForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    html! {
        (Field::new("name", t::own_name(lang), Control::text(&form.name)).fault(faults).required())
        (Field::new("email", t::persons_email(lang), Control::typed("email", "off", &form.email)).fault(faults))
        (Field::new("phone", t::persons_phone(lang), Control::typed("tel", "off", &form.phone)).fault(faults))
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels = [
        ("name", t::own_name(lang)),
        ("email", t::persons_email(lang)),
        ("phone", t::persons_phone(lang)),
        ("position", t::own_position(lang)),
        ("day", t::places_starts(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

/// Enters a person and gives them a position.
pub(crate) async fn register(State(app): State<App>, Path(id): Path<Uuid>, act: Act<PersonForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let registered = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        Charge::managed(tx, ctx, id)?;
        let day = typed_day(&typed.day)?;
        let unchosen = || unreadable("position", t::persons_position_hint(ctx.lang));
        let position = typed.position.ok_or_else(unchosen)?;
        let seat = organisation::position(tx, position, day)?.filter(|seat| seat.agency == id);
        let seat = seat.ok_or_else(unchosen)?;
        let person = register_person(tx, ctx, id, &typed.input())?;
        appoint(tx, ctx, seat.id, person, day)?;
        Ok(person)
    });
    match registered {
        Ok(person) => Ok(see_other_saying(&format!("{ONE}/{person}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            let query = PeopleQuery::default();
            refused(reader, failure, |faults| list_page(&app, reader, id, &query, typed, faults))
        }
    }
}

/// A person, and an agency in which they work and that the reader looks after.
fn known(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Person, Option<Charge>), Failure> {
    let person = organisation::person(read, id)?.ok_or(Lacking::Page)?;
    for agency in organisation::agencies_of_person(read, id, ctx.now.day())? {
        if access::may(read, ctx, MANAGE, &Place::agency(agency))? {
            return Ok((person, Some(Charge::managed(read, ctx, agency)?)));
        }
    }
    access::require(read, ctx, MANAGE, &Place::SYSTEM)?;
    Ok((person, None))
}

/// One person.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, None, &[])
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Option<&PersonForm>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (person, charge) = known(read, ctx, id)?;
        let seats = organisation::positions_of_people(read, &[id], ctx.now.day())?;
        let columns = vec![
            Column::head(t::own_position(lang)),
            Column::text(t::places_unit(lang)),
            Column::text(t::trail_agency(lang)),
        ];
        let table = seats.iter().fold(Table::new(lang, t::places_seats(lang), columns), |table, seat| {
            table.row(vec![
                html! { a class="link" href={ "/admin/positions/" (seat.id) } { (seat.title) } },
                html! { (seat.unit_name.as_deref().unwrap_or("–")) },
                html! { (seat.agency_name) },
            ])
        });
        let present = PersonForm::of(&person);
        let form = typed.unwrap_or(&present);
        let change = html! {
            (summary(ctx, faults))
            (Form::post(format!("{ONE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, form, faults))
                (Button::submit(t::places_change_send(lang)).primary())
            }).version(form.version))
        };
        let none = seats.is_empty();
        let body = html! {
            (ui::card("seats", Share::TwoThirds, t::places_seats(lang), &html! {}, &html! {
                @if none { p class="muted" { (t::positions_holds_none(lang)) } } @else { (table) }
                p class="muted" { (t::persons_another(lang)) }
            }))
            (ui::card("change", Share::Third, t::places_change(lang), &html! {}, &change))
        };
        match charge {
            Some(charge) => charge.inner(app, reader, read, (Tab::People, &person.name), &body),
            None => {
                let trail = ui::trail(lang, &[(t::menu_agencies(lang), super::BASE)]);
                let head = ui::PageHead::new(person.name.clone()).scope(trail);
                let body = ui::page(&head, &ui::board(&ui::cards(&[body])));
                edge::page(app, reader, read, edge::Page { title: &person.name, active: super::BASE, body })
            }
        }
    })
}

/// Changes what is known of a person.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<PersonForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        known(tx, ctx, id)?;
        Ok(change_person(tx, ctx, id, typed.version, &typed.input())?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, Some(typed), faults)),
    }
}
