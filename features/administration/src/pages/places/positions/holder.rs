//! Who holds a position: found by name or new, appointed, and when their time in it ends.

use super::super::super::{refused, typed_day, unreadable};
use super::{EndForm, ONE, Typed, day_field, known, page};
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Path, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{appoint as appoint_person, end_tenure, register_person};
use organisation::model::PersonInput;
use organisation::{Person, Position};
use serde::Deserialize;
use ui::{Button, Control, Field, Form, Icon, Opt};

/// How many people are offered for a position.
const OFFERED: usize = 20;

/// Who is sought for a position.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PersonQuery {
    pub(super) q: Option<String>,
}

/// Who is to hold a position from when: somebody known, or somebody new by name.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct AppointForm {
    person: Option<Uuid>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    day: String,
}

/// The form that ends the time of whoever holds a position.
pub(super) fn vacate_form(ctx: &Ctx, id: Uuid) -> Markup {
    let lang = ctx.lang;
    html! {
        (ui::fold(t::positions_vacate(lang), "", false, &html! {
            (Form::post(format!("{ONE}/{id}/vacate"), ctx.new_id(), html! {
                (day_field(ctx, t::positions_vacate_day(lang), "", &[]).id("f-vacate-day").hint(t::positions_vacate_hint(lang)))
                (Button::submit(t::positions_vacate_send(lang)).danger())
            }))
        }))
    }
}

/// Choosing who is to hold a position: a search by name, those found, and somebody new.
pub(super) fn appoint_forms(
    read: &mut Read<'_>,
    ctx: &Ctx,
    position: &Position,
    sought: Option<&str>,
    typed: Option<(&AppointForm, &[FieldFault])>,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = position.id;
    let blank = AppointForm::default();
    let (form, faults) = typed.unwrap_or((&blank, &[]));
    let found = match sought {
        Some(text) => candidates(read, ctx, position.agency, text)?,
        None => Vec::new(),
    };
    let people: Vec<Opt> = found
        .iter()
        .map(|(person, seat)| Opt::new(person.id.to_string(), format!("{} · {seat}", person.name)))
        .collect();
    let labels =
        [("name", t::own_name(lang)), ("day", t::places_starts(lang)), ("email", t::persons_email(lang))];
    let action = format!("{ONE}/{id}/appoint");
    Ok(html! {
        (ui::error_summary(lang, None, faults, &labels))
        (Form::get(format!("{ONE}/{id}"), html! {
            (Field::new("q", t::positions_whom(lang), Control::text(sought.unwrap_or_default())).hint(t::positions_whom_hint(lang)).required())
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        }))
        @if sought.is_some() && people.is_empty() { p role="status" { (t::positions_nobody(lang)) } }
        @if !people.is_empty() {
            (Form::post(action.clone(), ctx.new_id(), html! {
                (Field::new("person", t::positions_found(lang), Control::Choices { chosen: people.first().map(|one| one.value.clone()).into_iter().collect(), options: people, several: false }))
                (day_field(ctx, t::places_starts(lang), &form.day, faults))
                (Button::submit(t::positions_appoint_send(lang)).primary())
            }))
        }
        (ui::fold(t::positions_newcomer(lang), "", !form.name.is_empty() || !faults.is_empty(), &html! {
            (Form::post(action, ctx.new_id(), html! {
                (Field::new("name", t::own_name(lang), Control::text(&form.name)).fault(faults).required())
                (ui::row(&[
                    Field::new("email", t::persons_email(lang), Control::typed("email", "off", &form.email)).fault(faults).span(3),
                    Field::new("phone", t::persons_phone(lang), Control::typed("tel", "off", &form.phone)).fault(faults).span(3),
                ]))
                (day_field(ctx, t::places_starts(lang), &form.day, faults).id("f-new-day"))
                (Button::submit(t::positions_newcomer_send(lang)))
            }))
        }))
    })
}

/// Whom somebody means: people of the agency whose name begins so; and everywhere, whose whole name it is.
fn candidates(
    read: &mut Read<'_>,
    ctx: &Ctx,
    agency: Uuid,
    text: &str,
) -> Result<Vec<(Person, String)>, Failure> {
    let today = ctx.now.day();
    let own = organisation::people_of(read, agency, text, today, None, OFFERED)?;
    let mut ids: Vec<Uuid> = own.rows.into_iter().map(|person| person.id).collect();
    let whole = organisation::fold(text);
    let everywhere = organisation::people_named(read, text, OFFERED)?;
    ids.extend(
        everywhere.iter().filter(|person| organisation::fold(&person.name) == whole).map(|person| person.id),
    );
    let seats = organisation::positions_of_people(read, &ids, today)?;
    let people = organisation::people(read, &ids)?;
    Ok(people
        .into_iter()
        .map(|person| {
            let held: Vec<String> = seats
                .iter()
                .filter(|seat| seat.person == Some(person.id))
                .map(|seat| format!("{}, {}", seat.title, seat.place()))
                .collect();
            let held =
                if held.is_empty() { t::positions_holds_none(ctx.lang).to_owned() } else { held.join("; ") };
            (person, held)
        })
        .collect())
}

/// Appoints somebody, known or new, to a position.
pub(crate) async fn appoint(State(app): State<App>, Path(id): Path<Uuid>, act: Act<AppointForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let appointed = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let (position, _) = known(tx, ctx, id)?;
        let day = typed_day(&typed.day)?;
        let person = match typed.person {
            Some(person) => person,
            None if typed.name.trim().is_empty() => {
                return Err(unreadable("name", t::positions_choose(ctx.lang)));
            }
            None => {
                let input = PersonInput {
                    name: typed.name.clone(),
                    email: typed.email.clone(),
                    phone: typed.phone.clone(),
                };
                register_person(tx, ctx, position.agency, &input)?
            }
        };
        Ok(appoint_person(tx, ctx, id, person, day)?)
    });
    match appointed {
        Ok(_) => Ok(see_other_saying(&format!("{ONE}/{id}"), t::positions_appointed_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, None, Typed::Appoint(typed, faults)))
        }
    }
}

/// Ends the time of whoever holds a position.
pub(crate) async fn vacate(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    let vacated = app.db.write(ctx, |tx| -> Result<(), Failure> {
        known(tx, ctx, id)?;
        Ok(end_tenure(tx, ctx, id, typed_day(&act.input.day)?)?)
    });
    match vacated {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| {
            page(&app, reader, id, None, Typed::Appoint(&AppointForm::default(), faults))
        }),
    }
}
