//! The agencies: their tree, what is in each, and how they begin, go on as others, and end.

use super::gate::Nothing;
use super::people::files;
use super::{again, typed_day, unreadable};
use crate::t;
use axum::extract::State;
use calendar::Day;
use context::{Ctx, FieldFault, Uuid};
use db::Tx;
use duties::{Desk, Party};
use edge::{
    Act, Answer, App, Failure, Lacking, Page, Path, Query, Reader, SignedIn, Upload, see_other_saying,
};
use maud::{Markup, html};
use organisation::actions::{end_agency, found_agency, merge_agencies};
use organisation::model::AgencyInput;
use organisation::{AgencyFile, AgencyKind, Place, RESTRUCTURE};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Table};

const BASE: &str = "/admin/agencies";

/// What is sought, and the day whose tree is shown.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TreeQuery {
    q: Option<String>,
    day: Option<String>,
}

/// The tree on a day.
pub(crate) async fn tree(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TreeQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        let day = query.day.as_deref().and_then(Day::parse).unwrap_or(ctx.now.day());
        let sought = organisation::fold(query.q.as_deref().unwrap_or_default());
        let tree = organisation::tree(read, day)?;
        let all = tree.len();
        let columns = vec![
            Column::head(t::places_name(lang)),
            Column::text(t::places_code(lang)).fit(),
            Column::text(t::places_kind(lang)).fit().spare(),
            Column::number(t::places_tier(lang)),
        ];
        let mut table = Table::new(lang, t::menu_agencies(lang), columns);
        let mut found = 0_i64;
        for branch in &tree {
            let agency = &branch.agency;
            let words = organisation::fold(&format!("{} {} {}", agency.name, agency.code, agency.symbol));
            if !words.contains(&sought) {
                continue;
            }
            found += 1;
            // Em spaces show the depth where the whole tree is shown; what is found stands by itself.
            let depth = if sought.is_empty() { "\u{2003}".repeat(branch.depth) } else { String::new() };
            table = table.row(vec![
                html! { (depth) a class="link" href={ (BASE) "/" (agency.id) } { (agency.name) } },
                ui::code(&agency.code),
                html! { (agency.kind.words(lang)) },
                html! { (agency.tier) },
            ]);
        }
        let seek = html! {
            (Form::get(BASE, html! {
                (ui::row(&[
                    Field::new("q", t::places_seek(lang), Control::text(query.q.clone().unwrap_or_default())).span(4),
                    Field::new("day", t::places_on(lang), Control::date(super::trail::date(day))).span(2),
                ]))
                (Button::submit(t::trail_find(lang)).icon(Icon::Search))
            }))
        };
        let body = html! {
            (seek)
            @if found == 0 { (Empty::filtered(t::trail_none(lang), t::trail_none_text(lang)).button(Button::link(t::places_all(lang), BASE))) }
            @else { (table) }
            (ui::fold(t::places_file(lang), "", all == 0, &html! {
                p class="muted" { (t::people_file_hint(lang)) }
                p { (ui::code("code,symbol,name,kind,tier,parent_code,gso_code")) }
                (Form::post(format!("{BASE}/import"), ctx.new_id(), html! {
                    (Field::new("file", t::people_csv(lang), files(lang)).required())
                    (Button::submit(t::people_import(lang)).icon(Icon::Upload))
                }).files())
            }))
        };
        let head = PageHead::new(t::menu_agencies(lang))
            .note(t::places_count(lang, found));
        let body = ui::page(&head, &body);
        edge::page(&app, &reader, read, Page { title: t::menu_agencies(lang), active: BASE, body })
    })
}

/// What is typed about an agency that begins below another.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct AgencyForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    symbol: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    day: String,
}

/// On which day an agency ends, and perhaps the identifier of the one that it goes on as.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    into: String,
    #[serde(default)]
    day: String,
}

/// One agency.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, &AgencyForm::default(), &[])
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: &AgencyForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let today = ctx.now.day();
        access::require(read, ctx, RESTRUCTURE, &Place::agency(id))?;
        let agency = organisation::agency(read, id)?.ok_or(Lacking::Page)?;
        let parent = match agency.parent {
            Some(parent) => organisation::agency(read, parent)?,
            None => None,
        };
        let heirs = organisation::heirs(read, id, today)?;
        let heirs = organisation::agencies(read, &heirs)?;
        let bodies = organisation::issuing_bodies_of(read, id, today)?;
        let units = organisation::units_of(read, id, today)?;
        let positions = organisation::positions_of(read, id, today)?;
        let mut facts = vec![
            (t::places_code(lang), ui::code(&agency.code)),
            (t::places_symbol(lang), html! { (agency.symbol) }),
            (t::places_kind(lang), html! { (agency.kind.words(lang)) }),
            (t::places_tier(lang), html! { (agency.tier) }),
            (t::places_starts(lang), html! { (ui::time::date(lang, agency.starts)) }),
        ];
        if let Some(parent) = &parent {
            facts.push((t::places_parent(lang), html! { a class="link" href={ (BASE) "/" (parent.id) } { (parent.name) } }));
        }
        if let Some(ends) = agency.ends {
            facts.push((t::places_ends(lang), html! { (ui::time::date(lang, ends)) }));
        }
        for heir in heirs.iter().filter(|heir| heir.id != id) {
            facts.push((t::places_heir(lang), html! { a class="link" href={ (BASE) "/" (heir.id) } { (heir.name) } }));
        }
        for body in &bodies {
            facts.push((t::places_body(lang), html! { (body.name) " (" (body.symbol) ")" }));
        }
        for unit in &units {
            facts.push((t::places_unit(lang), html! { (unit.name) }));
        }
        let columns = vec![Column::head(t::own_position(lang)), Column::text(t::places_unit(lang)), Column::text(t::own_name(lang))];
        let seats = positions.iter().fold(Table::new(lang, t::places_seats(lang), columns), |table, seat| {
            table.row(vec![
                html! { (seat.title) },
                html! { (seat.unit_name.as_deref().unwrap_or("–")) },
                html! { (seat.person_name.as_deref().unwrap_or(t::places_vacant(lang))) },
            ])
        });
        let accounts = Button::link(t::menu_accounts(lang), format!("/admin/accounts?agency={}", agency.code));
        let exists = agency.exists_on(today);
        let body = html! {
            (ui::card("agency", ui::Share::Half, t::places_about(lang), &html! {}, &ui::definitions(&facts)))
            @if exists {
                (ui::card("below", ui::Share::Half, t::places_found(lang), &html! {}, &found_form(ctx, id, typed, faults)))
            }
            (ui::card("seats", ui::Share::Whole, t::places_seats(lang), &html! { (accounts.small()) }, &html! {
                @if positions.is_empty() { (Empty::new(Icon::Users, t::people_none(lang), t::people_none_text(lang))) } @else { (seats) }
            }))
            @if exists { (ui::card("end", ui::Share::Half, t::places_end(lang), &html! {}, &end_form(ctx, id))) }
        };
        let trail = ui::trail(lang, &[(t::menu_agencies(lang), BASE)]);
        let body = ui::page(&PageHead::new(agency.name.clone()).scope(trail), &ui::board(&body));
        edge::page(app, reader, read, Page { title: &agency.name, active: BASE, body })
    })
}

fn found_form(ctx: &Ctx, id: Uuid, typed: &AgencyForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let kinds = AgencyKind::ALL.iter().map(|kind| Opt::new(kind.code(), kind.words(lang))).collect();
    let day = if typed.day.is_empty() { super::trail::date(ctx.now.day()) } else { typed.day.clone() };
    html! {
        (ui::error_summary(lang, None, faults, &[]))
        (Form::post(format!("{BASE}/{id}/found"), ctx.new_id(), html! {
            (Field::new("name", t::places_name(lang), Control::text(&typed.name)).fault(faults).required())
            (Field::new("code", t::places_code(lang), Control::text(&typed.code)).fault(faults).required())
            (Field::new("symbol", t::places_symbol(lang), Control::text(&typed.symbol)).fault(faults).required())
            (Field::new("kind", t::places_kind(lang), Control::select(kinds, typed.kind.clone())))
            (Field::new("day", t::places_starts(lang), Control::date(day)).fault(faults).required())
            (Button::submit(t::places_found_send(lang)).primary())
        }))
    }
}

fn end_form(ctx: &Ctx, id: Uuid) -> Markup {
    let lang = ctx.lang;
    html! {
        (Form::post(format!("{BASE}/{id}/end"), ctx.new_id(), html! {
            (Field::new("into", t::places_into(lang), Control::text("")).hint(t::places_into_hint(lang)))
            (Field::new("day", t::places_ends(lang), Control::date(super::trail::date(ctx.now.day()))).id("f-end-day").required())
            (Button::submit(t::places_end_send(lang)).danger())
        }))
    }
}

/// Founds an agency right below another.
pub(crate) async fn found(State(app): State<App>, Path(id): Path<Uuid>, act: Act<AgencyForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let founded = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let parent = organisation::agency(tx, id)?.ok_or(Lacking::Page)?;
        let input = AgencyInput {
            code: typed.code.clone(),
            symbol: typed.symbol.clone(),
            name: typed.name.clone(),
            kind: AgencyKind::of(&typed.kind).unwrap_or(AgencyKind::Other),
            tier: parent.tier + 1,
            parent: Some(id),
            gso_code: String::new(),
        };
        Ok(found_agency(tx, ctx, &input, typed_day(&typed.day)?)?)
    });
    match founded {
        Ok(child) => Ok(see_other_saying(&format!("{BASE}/{child}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = page(&app, reader, id, typed, &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Ends an agency, or merges it into another, which then owes and is owed what it did.
pub(crate) async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let ends = typed_day(&act.input.day)?;
    app.db.write(ctx, |tx| -> Result<(), Failure> {
        match act.input.into.trim() {
            "" => end_agency(tx, ctx, id, ends)?,
            code => merge(tx, ctx, id, code, ends)?,
        }
        Ok(())
    })?;
    Ok(see_other_saying(&format!("{BASE}/{id}"), t::places_said(ctx.lang), None))
}

fn merge(tx: &mut Tx<'_>, ctx: &Ctx, from: Uuid, code: &str, day: Day) -> Result<(), Failure> {
    let unknown = || unreadable("into", t::places_into_hint(ctx.lang));
    let into = organisation::by_code(tx, code, day)?.ok_or_else(unknown)?;
    merge_agencies(tx, ctx, &[from], into.id, day)?;
    duties::hand_over_later(tx, ctx, Desk::Agency(from), Party::agency(into.id))?;
    Ok(())
}

/// Takes in a file of agencies: all of its lines or, if one is wrong, none.
pub(crate) async fn import(State(app): State<App>, upload: Upload<Nothing>) -> Answer {
    let ctx = &upload.reader.ctx;
    let file = upload.files.first().ok_or_else(|| unreadable("file", t::people_invite(ctx.lang)))?;
    let csv = app.files.read(&file.file.digest)?;
    let file = AgencyFile { csv: &csv, starts: ctx.now.day() };
    let made = app.db.write(ctx, |tx| organisation::import_agencies(tx, ctx, &file))?;
    let said = t::places_imported(ctx.lang, i64::try_from(made.len()).unwrap_or(i64::MAX));
    Ok(see_other_saying(BASE, &said, None))
}
