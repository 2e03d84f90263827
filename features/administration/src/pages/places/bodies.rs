//! The issuing bodies that an agency's records desk serves: established, changed, ended.

use super::super::{refused, typed_day};
use super::{Charge, Confirm, Tab, day_field, days};
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{change_body, end_body, establish_body};
use organisation::model::BodyInput;
use organisation::{Body, BodyKind};
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Share, Table};

const ONE: &str = "/admin/bodies";

/// What is typed about an issuing body.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct BodyForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    symbol: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    version: i64,
}

impl BodyForm {
    /// A committee of an agency: the body that the agency itself is follows it.
    fn input(&self, agency: Uuid) -> BodyInput {
        BodyInput {
            agency,
            stands_for: None,
            symbol: self.symbol.clone(),
            name: self.name.clone(),
            kind: BodyKind::Committee,
        }
    }
}

/// On which day a body ends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    day: String,
}

/// The issuing bodies of an agency.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    list_page(&app, &reader, id, &BodyForm::default(), &[])
}

fn list_page(app: &App, reader: &Reader, id: Uuid, typed: &BodyForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let charge = Charge::managed(read, ctx, id)?;
        let bodies = organisation::bodies_kept(read, id, ctx.now.day())?;
        let columns = vec![
            Column::head(t::places_name(lang)),
            Column::text(t::places_symbol(lang)).fit(),
            Column::text(t::places_kind(lang)).spare(),
            Column::text(t::places_days(lang)).fit().spare(),
            Column::text(t::members_list(lang)).fit(),
        ];
        let table = bodies.iter().fold(Table::new(lang, t::places_bodies(lang), columns).wrap(), |table, body| {
            table.row(vec![
                html! {
                    @if body.stands_for.is_some() { (body.name) }
                    @else { a class="link" href={ (ONE) "/" (body.id) } { (body.name) } }
                },
                html! { (body.symbol) },
                html! { (body.kind.words(lang)) },
                html! { (days(lang, body.starts, body.ends)) },
                html! { a class="link" href={ (ONE) "/" (body.id) "/members" } { (t::members_list(lang)) } },
            ])
        });
        let fresh = html! {
            (summary(ctx, faults))
            (Form::post(charge.address(Tab::Bodies), ctx.new_id(), html! {
                (fields(ctx, typed, faults))
                (day_field(ctx, t::places_starts(lang), &typed.day, faults))
                (Button::submit(t::bodies_establish_send(lang)).primary())
            }))
        };
        let body = html! {
            (ui::card("bodies", Share::TwoThirds, t::places_bodies(lang), &html! {}, &html! {
                p class="muted" { (t::bodies_hint(lang)) }
                (table)
            }))
            @if charge.stands(ctx) { (ui::card("fresh", Share::Third, t::bodies_establish(lang), &html! {}, &fresh)) }
        };
        charge.page(app, reader, read, Tab::Bodies, &body)
    })
}

fn fields(ctx: &Ctx, form: &BodyForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    html! {
        (Field::new("name", t::places_name(lang), Control::text(&form.name)).hint(t::bodies_name_hint(lang)).fault(faults).required())
        (Field::new("symbol", t::places_symbol(lang), Control::text(&form.symbol)).hint(t::bodies_symbol_hint(lang)).fault(faults).required())
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels =
        [("name", t::places_name(lang)), ("symbol", t::places_symbol(lang)), ("day", t::places_starts(lang))];
    ui::error_summary(lang, None, faults, &labels)
}

/// Establishes a committee, a council or a working group.
pub(crate) async fn establish(State(app): State<App>, Path(id): Path<Uuid>, act: Act<BodyForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let established = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        Charge::managed(tx, ctx, id)?;
        Ok(establish_body(tx, ctx, &typed.input(id), typed_day(&typed.day)?)?)
    });
    match established {
        Ok(_) => {
            Ok(see_other_saying(&format!("{}/{id}/bodies", super::BASE), t::places_said(ctx.lang), None))
        }
        Err(failure) => refused(reader, failure, |faults| list_page(&app, reader, id, typed, faults)),
    }
}

/// A body that is no agency itself.
fn known(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<(Body, Charge), Failure> {
    let body = organisation::body(read, id)?.filter(|body| body.stands_for.is_none()).ok_or(Lacking::Page)?;
    let charge = Charge::managed(read, ctx, body.agency)?;
    Ok((body, charge))
}

/// One issuing body.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, None, &[])
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Option<&BodyForm>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (body, charge) = known(read, ctx, id)?;
        let present = BodyForm {
            name: body.name.clone(),
            symbol: body.symbol.clone(),
            day: String::new(),
            version: body.version,
        };
        let form = typed.unwrap_or(&present);
        let change = html! {
            (summary(ctx, faults))
            (Form::post(format!("{ONE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, form, faults))
                (Button::submit(t::places_change_send(lang)).primary())
            }).version(form.version))
        };
        let ending = Form::get(
            format!("{ONE}/{id}/end"),
            html! {
                (day_field(ctx, t::bodies_end_day(lang), "", faults))
                (Button::submit(t::bodies_end_ask(lang)))
            },
        );
        let facts = [
            (t::places_symbol(lang), html! { (body.symbol) }),
            (t::places_kind(lang), html! { (body.kind.words(lang)) }),
            (t::places_days(lang), html! { (days(lang, body.starts, body.ends)) }),
        ];
        let open = body.ends.is_none();
        let content = html! {
            (ui::card("body", Share::Third, t::places_about(lang), &html! {}, &html! {
                (ui::definitions(&facts))
                p { a class="link" href={ (ONE) "/" (id) "/members" } { (t::members_list(lang)) } }
            }))
            @if open {
                (ui::card("change", Share::Third, t::places_change(lang), &html! {}, &change))
                (ui::card("end", Share::Third, t::bodies_end(lang), &html! {}, &html! { (ending) }))
            }
        };
        charge.inner(app, reader, read, (Tab::Bodies, &body.name), &content)
    })
}

/// Changes the name or symbol of a body.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<BodyForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        let (body, _) = known(tx, ctx, id)?;
        let input = BodyInput { kind: body.kind, ..typed.input(body.agency) };
        Ok(change_body(tx, ctx, id, typed.version, &input)?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{ONE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, Some(typed), faults)),
    }
}

/// Asks once more before a body ends.
pub(crate) async fn ask(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(form): Query<EndForm>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let (body, charge) = known(read, ctx, id)?;
        let day = typed_day(&form.day)?;
        let confirm = Confirm {
            title: t::bodies_end(lang),
            text: t::bodies_end_text(lang, &body.name, ui::time::date(lang, day)),
            alarm: None,
            touches: vec![(t::places_symbol(lang), html! { (body.symbol) })],
            action: format!("{ONE}/{id}/end"),
            fields: html! { input type="hidden" name="day" value=(form.day); },
            does: t::bodies_end_send(lang),
            back: format!("{ONE}/{id}"),
        };
        charge.inner(&app, &reader, read, (Tab::Bodies, &body.name), &confirm.show(ctx))
    })
}

/// Ends a body.
pub(crate) async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    let ended = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let (body, _) = known(tx, ctx, id)?;
        end_body(tx, ctx, id, typed_day(&act.input.day)?)?;
        Ok(body.agency)
    });
    match ended {
        Ok(agency) => {
            Ok(see_other_saying(&format!("{}/{agency}/bodies", super::BASE), t::places_said(ctx.lang), None))
        }
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, None, faults)),
    }
}
