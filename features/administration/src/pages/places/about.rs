//! What an agency is: its particulars, what it was before, how it changes, and what begins below it.

use super::super::{refused, typed_day};
use super::{BASE, Charge, Tab, agency_field, day_field, days, named_agency};
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Path, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{Changed, change_agency, found_agency};
use organisation::model::AgencyInput;
use organisation::{Agency, AgencyKind};
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Opt, Share, Table};

/// What is typed about an agency, one that begins or one that changes.
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
    tier: String,
    /// The agency above, by identifier or name.
    #[serde(default)]
    parent: String,
    #[serde(default)]
    gso_code: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    version: i64,
}

impl AgencyForm {
    fn of(agency: &Agency, parent: Option<&Agency>) -> AgencyForm {
        AgencyForm {
            code: agency.code.clone(),
            symbol: agency.symbol.clone(),
            name: agency.name.clone(),
            kind: agency.kind.code().to_owned(),
            tier: agency.tier.to_string(),
            parent: parent.map(|parent| parent.code.clone()).unwrap_or_default(),
            gso_code: agency.gso_code.clone(),
            day: String::new(),
            version: agency.version,
        }
    }

    fn input(&self, tier: u8, parent: Option<Uuid>) -> AgencyInput {
        AgencyInput {
            code: self.code.clone(),
            symbol: self.symbol.clone(),
            name: self.name.clone(),
            kind: AgencyKind::of(&self.kind).unwrap_or(AgencyKind::Other),
            tier,
            parent,
            gso_code: self.gso_code.clone(),
        }
    }
}

/// Which of the page's two forms was sent, with what is wrong with it.
#[derive(Clone, Copy)]
enum Typed<'a> {
    Nothing,
    Change(&'a AgencyForm, &'a [FieldFault]),
    Found(&'a AgencyForm, &'a [FieldFault]),
}

/// The page.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, Typed::Nothing)
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Typed<'_>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let charge = Charge::of(read, ctx, id)?;
        let agency = &charge.agency;
        let parent = match agency.parent {
            Some(parent) => organisation::agency(read, parent)?,
            None => None,
        };
        let changes = charge.restructures && charge.stands(ctx);
        let present = AgencyForm::of(agency, parent.as_ref());
        let (change, change_faults) = match typed {
            Typed::Change(form, faults) => (form, faults),
            _ => (&present, &[][..]),
        };
        let blank = AgencyForm::default();
        let (found, found_faults) = match typed {
            Typed::Found(form, faults) => (form, faults),
            _ => (&blank, &[][..]),
        };
        let accounts = Button::link(t::menu_accounts(lang), format!("/admin/accounts?agency={}", agency.code));
        let facts = facts(read, ctx, agency, parent.as_ref())?;
        let body = html! {
            (ui::card("agency", Share::Half, t::places_about(lang), &html! { (accounts.small()) }, &ui::definitions(&facts)))
            @if changes {
                (ui::card("change", Share::Half, t::places_change(lang), &html! {}, &change_form(ctx, id, change, change_faults)))
            }
            (ui::card("history", Share::Whole, t::places_history(lang), &html! {}, &history(read, ctx, id)?))
            @if changes {
                (ui::card("below", Share::Half, t::places_found(lang), &html! {}, &found_form(ctx, id, found, found_faults)))
            }
        };
        charge.page(app, reader, read, Tab::About, &body)
    })
}

fn facts(
    read: &mut Read<'_>,
    ctx: &Ctx,
    agency: &Agency,
    parent: Option<&Agency>,
) -> Result<Vec<(&'static str, Markup)>, Failure> {
    let lang = ctx.lang;
    let link = |agency: &Agency| html! { a class="link" href={ (BASE) "/" (agency.id) } { (agency.name) } };
    let mut facts = vec![
        (t::places_code(lang), ui::code(&agency.code)),
        (t::places_symbol(lang), html! { (agency.symbol) }),
        (t::places_kind(lang), html! { (agency.kind.words(lang)) }),
        (t::places_tier(lang), html! { (agency.tier) }),
        (t::places_starts(lang), html! { (ui::time::date(lang, agency.starts)) }),
    ];
    if !agency.gso_code.is_empty() {
        facts.push((t::places_gso_code(lang), html! { (agency.gso_code) }));
    }
    if let Some(parent) = parent {
        facts.push((t::places_parent(lang), link(parent)));
    }
    for succession in organisation::successions(read, agency.id)? {
        let (label, other) = if succession.former == agency.id {
            (t::places_heir(lang), succession.successor)
        } else {
            (t::places_former(lang), succession.former)
        };
        if let Some(other) = organisation::agency(read, other)? {
            let how = format!("{}, {}", succession.kind.words(lang), ui::time::date(lang, succession.day));
            facts.push((label, html! { (link(&other)) br; span class="muted" { (how) } }));
        }
    }
    Ok(facts)
}

/// What it was called and what identified it, over time.
fn history(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let names = vec![
        Column::head(t::places_name(lang)),
        Column::text(t::places_symbol(lang)).fit(),
        Column::number(t::places_tier(lang)),
        Column::text(t::places_parent(lang)).spare(),
        Column::text(t::places_days(lang)).fit(),
    ];
    let standings = organisation::standings(read, id)?;
    let above: Vec<Uuid> = standings.iter().filter_map(|standing| standing.parent).collect();
    let above = organisation::agencies(read, &above)?;
    let mut table = Table::new(lang, t::places_names(lang), names).wrap();
    for one in &standings {
        let parent = above.iter().find(|agency| Some(agency.id) == one.parent);
        table = table.row(vec![
            html! { (one.name) },
            html! { (one.symbol) },
            html! { (one.tier) },
            html! { (parent.map_or("–", |parent| parent.name.as_str())) },
            html! { (days(lang, one.starts, one.ends)) },
        ]);
    }
    let columns = vec![Column::head(t::places_code(lang)), Column::text(t::places_days(lang)).fit()];
    let codes = organisation::codes(read, id)?
        .into_iter()
        .fold(Table::new(lang, t::places_codes(lang), columns), |table, (code, starts, ends)| {
            table.row(vec![ui::code(&code), html! { (days(lang, starts, ends)) }])
        });
    Ok(html! { (table) (codes) })
}

fn change_form(ctx: &Ctx, id: Uuid, form: &AgencyForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let content = html! {
        (names(ctx, form, faults))
        (ui::row(&[
            Field::new("tier", t::places_tier(lang), Control::digits(&form.tier)).fault(faults).required().span(2),
            Field::new("gso_code", t::places_gso_code(lang), Control::text(&form.gso_code)).fault(faults).span(4),
        ]))
        (agency_field("parent", t::places_parent(lang), &form.parent).hint(t::places_parent_hint(lang)).fault(faults))
        (day_field(ctx, t::places_change_day(lang), &form.day, faults).hint(t::places_change_hint(lang)))
        (Button::submit(t::places_change_send(lang)).primary())
    };
    html! {
        (summary(ctx, faults))
        (Form::post(format!("{BASE}/{id}/change"), ctx.new_id(), content).version(form.version))
    }
}

fn found_form(ctx: &Ctx, id: Uuid, form: &AgencyForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let kinds = kinds(ctx);
    html! {
        (summary(ctx, faults))
        (Form::post(format!("{BASE}/{id}/found"), ctx.new_id(), html! {
            (Field::new("name", t::places_name(lang), Control::text(&form.name)).id("f-new-name").fault(faults).required())
            (ui::row(&[
                Field::new("code", t::places_code(lang), Control::text(&form.code)).id("f-new-code").fault(faults).required().span(3),
                Field::new("symbol", t::places_symbol(lang), Control::text(&form.symbol)).id("f-new-symbol").fault(faults).required().span(3),
            ]))
            (Field::new("kind", t::places_kind(lang), Control::select(kinds, form.kind.clone())).id("f-new-kind"))
            (day_field(ctx, t::places_starts(lang), &form.day, faults).id("f-new-day"))
            (Button::submit(t::places_found_send(lang)))
        }))
    }
}

fn kinds(ctx: &Ctx) -> Vec<Opt> {
    AgencyKind::ALL.iter().map(|kind| Opt::new(kind.code(), kind.words(ctx.lang))).collect()
}

fn names(ctx: &Ctx, form: &AgencyForm, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    html! {
        (Field::new("name", t::places_name(lang), Control::text(&form.name)).fault(faults).required())
        (ui::row(&[
            Field::new("code", t::places_code(lang), Control::text(&form.code)).fault(faults).required().span(3),
            Field::new("symbol", t::places_symbol(lang), Control::text(&form.symbol)).fault(faults).required().span(3),
        ]))
        (Field::new("kind", t::places_kind(lang), Control::select(kinds(ctx), form.kind.clone())))
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    ui::error_summary(
        lang,
        None,
        faults,
        &[
            ("name", t::places_name(lang)),
            ("code", t::places_code(lang)),
            ("symbol", t::places_symbol(lang)),
            ("tier", t::places_tier(lang)),
            ("parent", t::places_parent(lang)),
            ("day", t::places_starts(lang)),
        ],
    )
}

/// Renames, recodes or moves an agency from a day on.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<AgencyForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        Charge::of(tx, ctx, id)?;
        let day = typed_day(&typed.day)?;
        let parent = match typed.parent.trim() {
            "" => None,
            text => Some(named_agency(tx, ctx, "parent", text, day)?.id),
        };
        // A number that cannot be is refused with the bounds by the rule itself.
        let tier = typed.tier.trim().parse().unwrap_or(0);
        let change = Changed { agency: id, version: typed.version, input: typed.input(tier, parent), day };
        Ok(change_agency(tx, ctx, &change)?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, Typed::Change(typed, faults)))
        }
    }
}

/// Founds an agency right below another.
pub(crate) async fn found(State(app): State<App>, Path(id): Path<Uuid>, act: Act<AgencyForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let founded = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let parent = organisation::agency(tx, id)?.ok_or(Lacking::Page)?;
        let day = typed_day(&typed.day)?;
        Ok(found_agency(tx, ctx, &typed.input(parent.tier + 1, Some(id)), day)?)
    });
    match founded {
        Ok(child) => Ok(see_other_saying(&format!("{BASE}/{child}"), t::places_said(ctx.lang), None)),
        Err(failure) => {
            refused(reader, failure, |faults| page(&app, reader, id, Typed::Found(typed, faults)))
        }
    }
}
