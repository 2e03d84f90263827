//! The directory of bodies outside the system, which all agencies share.

use super::super::{Confirm, day_field, refused, typed_day};
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{add_outside, change_outside, end_outside};
use organisation::model::OutsideInput;
use organisation::{ADDRESSES, Delivery, Outside};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Pager, Share, Table};

pub(crate) const BASE: &str = "/admin/outside-bodies";
const ROWS: usize = 50;

/// What is sought, and behind which body the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct OutsideQuery {
    q: Option<String>,
    behind: Option<Uuid>,
}

/// What is typed about a body.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct OutsideForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    symbol: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    delivery: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    version: i64,
}

impl OutsideForm {
    fn of(outside: &Outside) -> OutsideForm {
        OutsideForm {
            name: outside.name.clone(),
            symbol: outside.symbol.clone(),
            kind: outside.kind.clone(),
            delivery: outside.delivery.code().to_owned(),
            address: outside.address.clone(),
            email: outside.email.clone(),
            version: outside.version,
        }
    }

    fn input(&self) -> OutsideInput {
        OutsideInput {
            name: self.name.clone(),
            symbol: self.symbol.clone(),
            kind: self.kind.clone(),
            delivery: Delivery::of(&self.delivery).unwrap_or(Delivery::Post),
            address: self.address.clone(),
            email: self.email.clone(),
        }
    }
}

/// From which day on a body is no more.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    day: String,
}

pub(super) fn require(ctx: &Ctx) -> Result<(), Failure> {
    if ctx.actor.holds(ADDRESSES) { Ok(()) } else { Err(Lacking::Page.into()) }
}

/// The directory.
pub(crate) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<OutsideQuery>,
) -> Answer {
    list_page(&app, &reader, &query, &OutsideForm::default(), &[])
}

fn list_page(
    app: &App,
    reader: &Reader,
    query: &OutsideQuery,
    typed: &OutsideForm,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require(ctx)?;
        let text = query.q.as_deref().unwrap_or_default();
        let last = match query.behind {
            Some(id) => organisation::outside(read, id)?,
            None => None,
        };
        let behind = last.as_ref().map(|last| (last.name.as_str(), last.id));
        let page = organisation::outsides_after(read, text, ctx.now.day(), behind, ROWS)?;
        let next = page.more.then(|| page.rows.last()).flatten().map(|last| {
            let q = if text.is_empty() { String::new() } else { format!("q={}&", edge::encode(text)) };
            format!("{BASE}?{q}behind={}", last.id)
        });
        let columns = vec![
            Column::head(t::places_name(lang)),
            Column::text(t::places_symbol(lang)).fit(),
            Column::text(t::places_kind(lang)).fit().spare(),
            Column::text(t::outside_delivery(lang)).fit(),
            Column::text(t::outside_where(lang)).spare(),
        ];
        let table = page.rows.iter().fold(Table::new(lang, t::menu_outside(lang), columns).wrap(), |table, one| {
            table.row(vec![
                html! { a class="link" href={ (BASE) "/" (one.id) } { (one.name) } },
                html! { (one.symbol) },
                html! { (one.kind) },
                html! { (one.delivery.words(lang)) },
                html! { @if one.delivery == Delivery::Mail { (one.email) } @else { (one.address) } },
            ])
        });
        let seek = Form::get(BASE, html! {
            (Field::new("q", t::outside_seek(lang), Control::text(text)))
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        });
        let fresh = html! {
            (summary(ctx, faults))
            (Form::post(BASE, ctx.new_id(), html! {
                (fields(ctx, typed, faults))
                (Button::submit(t::outside_add_send(lang)).primary())
            }))
        };
        let empty = page.rows.is_empty();
        let body = html! {
            (ui::card("bodies", Share::TwoThirds, t::menu_outside(lang), &html! {}, &html! {
                (seek)
                @if empty && text.is_empty() { (Empty::first_time(Icon::Agency, t::outside_none(lang), t::outside_none_text(lang))) }
                @else if empty { (Empty::filtered(t::places_nothing(lang), t::outside_filtered(lang)).button(Button::link(t::outside_all(lang), BASE))) }
                @else { (table) }
                (ui::pager(lang, &Pager { previous: None, next }))
            }))
            (ui::card("fresh", Share::Third, t::outside_add(lang), &html! {}, &fresh))
        };
        let doubles = Button::link(t::alike_title(lang), super::alike::BASE).quiet().icon(Icon::Users);
        let head = PageHead::new(t::menu_outside(lang)).tools(html! { (doubles) });
        let body = ui::page(&head, &ui::board(&ui::cards(&[body])));
        edge::page(app, reader, read, Page { title: t::menu_outside(lang), active: BASE, body })
    })
}

fn fields(ctx: &Ctx, form: &OutsideForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let ways = Delivery::ALL.iter().map(|way| Opt::new(way.code(), way.words(lang))).collect();
    let way = if form.delivery.is_empty() { Delivery::Post.code() } else { form.delivery.as_str() };
    html! {
        (Field::new("name", t::places_name(lang), Control::text(&form.name)).fault(faults).required())
        (ui::row(&[
            Field::new("symbol", t::places_symbol(lang), Control::text(&form.symbol)).fault(faults).span(3),
            Field::new("kind", t::places_kind(lang), Control::text(&form.kind)).fault(faults).span(3),
        ]))
        (Field::new("delivery", t::outside_delivery(lang), Control::select(ways, way)).fault(faults))
        (Field::new("address", t::outside_address(lang), Control::text(&form.address)).hint(t::outside_address_hint(lang)).fault(faults))
        (Field::new("email", t::persons_email(lang), Control::typed("email", "off", &form.email)).hint(t::outside_email_hint(lang)).fault(faults))
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels = [
        ("name", t::places_name(lang)),
        ("symbol", t::places_symbol(lang)),
        ("kind", t::places_kind(lang)),
        ("address", t::outside_address(lang)),
        ("email", t::persons_email(lang)),
        ("day", t::bodies_end_day(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

/// Adds a body.
pub(crate) async fn add(State(app): State<App>, act: Act<OutsideForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let added =
        app.db.write(ctx, |tx| -> Result<Uuid, Failure> { Ok(add_outside(tx, ctx, &typed.input())?) });
    match added {
        Ok(_) => Ok(see_other_saying(BASE, t::places_said(ctx.lang), None)),
        Err(failure) => {
            let query = OutsideQuery::default();
            refused(reader, failure, |faults| list_page(&app, reader, &query, typed, faults))
        }
    }
}

/// One body.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, None, &[])
}

pub(super) fn inner(
    app: &App,
    reader: &Reader,
    read: &mut db::Read<'_>,
    title: &str,
    content: &Markup,
) -> Answer {
    let lang = reader.ctx.lang;
    let head = PageHead::new(title).scope(ui::trail(lang, &[(t::menu_outside(lang), BASE)]));
    let body = ui::page(&head, &ui::board(&ui::cards(std::slice::from_ref(content))));
    edge::page(app, reader, read, Page { title, active: BASE, body })
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Option<&OutsideForm>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require(ctx)?;
        let outside = organisation::outside(read, id)?.ok_or(Lacking::Page)?;
        let present = OutsideForm::of(&outside);
        let form = typed.unwrap_or(&present);
        let change = html! {
            (summary(ctx, faults))
            (Form::post(format!("{BASE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, form, faults))
                (Button::submit(t::places_change_send(lang)).primary())
            }).version(form.version))
        };
        let ending = Form::get(
            format!("{BASE}/{id}/end"),
            html! {
                (day_field(ctx, t::bodies_end_day(lang), "", faults))
                (Button::submit(t::outside_end_ask(lang)))
            },
        );
        let content = match outside.ends {
            Some(ends) => html! { (ui::Note::info(t::outside_ended(lang, ui::time::date(lang, ends)))) },
            None => html! {
                (ui::card("change", Share::Half, t::places_change(lang), &html! {}, &change))
                (ui::card("end", Share::Half, t::outside_end(lang), &html! {}, &html! { (ending) }))
            },
        };
        inner(app, reader, read, &outside.name, &content)
    })
}

/// Changes a body.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<OutsideForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        Ok(change_outside(tx, ctx, id, typed.version, &typed.input())?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, Some(typed), faults)),
    }
}

/// Asks once more before a body leaves the directory.
pub(crate) async fn ask(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(form): Query<EndForm>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require(ctx)?;
        let outside = organisation::outside(read, id)?.ok_or(Lacking::Page)?;
        let day = typed_day(&form.day)?;
        let confirm = Confirm {
            title: t::outside_end(lang),
            text: t::outside_end_text(lang, &outside.name, ui::time::date(lang, day)),
            alarm: None,
            touches: Vec::new(),
            action: format!("{BASE}/{id}/end"),
            fields: html! { input type="hidden" name="day" value=(form.day); },
            does: t::outside_end_send(lang),
            back: format!("{BASE}/{id}"),
        };
        inner(&app, &reader, read, &outside.name, &confirm.show(ctx))
    })
}

/// Takes a body out of the directory.
pub(crate) async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    let ended = app.db.write(ctx, |tx| -> Result<(), Failure> {
        require(ctx)?;
        Ok(end_outside(tx, ctx, id, typed_day(&act.input.day)?)?)
    });
    match ended {
        Ok(()) => Ok(see_other_saying(BASE, t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, None, faults)),
    }
}
