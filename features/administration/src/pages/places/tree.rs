//! The tree of agencies, and a file of many of them.

use super::super::gate::Nothing;
use super::super::people::files;
use super::super::trail::date;
use super::super::unreadable;
use super::BASE;
use crate::t;
use axum::extract::State;
use axum::response::IntoResponse;
use calendar::Day;
use context::{Ctx, Scope};
use db::Read;
use edge::{Answer, App, Failure, Lacking, Page, Query, SignedIn, Upload, see_other_saying};
use maud::{Markup, html};
use organisation::{AgencyFile, Branch, MANAGE, PickKind, PickQuery, Place, RESTRUCTURE};
use serde::Deserialize;
use std::collections::HashSet;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, PageHead, Table};

/// How many agencies are proposed while one types.
const PROPOSED: usize = 12;

/// What is sought, and the day whose tree is shown.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TreeQuery {
    q: Option<String>,
    day: Option<String>,
}

/// The tree on a day: all of it, or as much of it as the reader looks after.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TreeQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let day = query.day.as_deref().and_then(Day::parse).unwrap_or(ctx.now.day());
        let tree = in_charge(read, ctx, day)?;
        let sought = organisation::fold(query.q.as_deref().unwrap_or_default());
        let (table, found) = table(ctx, &tree, &sought);
        let seek = Form::get(BASE, html! {
            (ui::row(&[
                Field::new("q", t::places_seek(lang), Control::text(query.q.clone().unwrap_or_default())).span(4),
                Field::new("day", t::places_on(lang), Control::date(date(day))).span(2),
            ]))
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        });
        let whole = access::may(read, ctx, RESTRUCTURE, &Place::SYSTEM)?;
        let body = html! {
            (seek)
            @if found == 0 { (Empty::filtered(t::places_nothing(lang), t::places_nothing_text(lang)).button(Button::link(t::places_all(lang), BASE))) }
            @else { (table) }
            @if whole { (ui::fold(t::places_file(lang), "", tree.is_empty(), &file_form(ctx))) }
        };
        let head = PageHead::new(t::menu_agencies(lang)).note(t::places_count(lang, found));
        edge::page(&app, &reader, read, Page { title: t::menu_agencies(lang), active: BASE, body: ui::page(&head, &body) })
    })
}

/// The agencies of a day that the reader looks after, in the order of the tree.
pub(crate) fn in_charge(read: &mut Read<'_>, ctx: &Ctx, day: Day) -> Result<Vec<Branch>, Failure> {
    let scope = [MANAGE, RESTRUCTURE].iter().filter_map(|permission| ctx.actor.scope(permission)).max();
    let (scope, own) = match (scope, ctx.actor.agency) {
        (Some(Scope::All), _) => return Ok(organisation::tree(read, day)?),
        (Some(scope), Some(own)) if scope >= Scope::Agency => (scope, own),
        _ => return Err(Lacking::Page.into()),
    };
    let below = match scope {
        Scope::Subtree => organisation::subtree(read, own, day)?,
        _ => vec![own],
    };
    let below: HashSet<_> = below.into_iter().collect();
    let mut tree = organisation::tree(read, day)?;
    tree.retain(|branch| below.contains(&branch.agency.id));
    let top = tree.iter().map(|branch| branch.depth).min().unwrap_or(0);
    tree.iter_mut().for_each(|branch| branch.depth -= top);
    Ok(tree)
}

/// The agencies whose name, identifier or symbol holds what is sought; how many they are.
fn table(ctx: &Ctx, tree: &[Branch], sought: &str) -> (Table, i64) {
    let lang = ctx.lang;
    let columns = vec![
        Column::head(t::places_name(lang)),
        Column::text(t::places_code(lang)).fit(),
        Column::text(t::places_kind(lang)).fit().spare(),
        Column::number(t::places_tier(lang)),
    ];
    let mut table = Table::new(lang, t::menu_agencies(lang), columns);
    let mut found = 0_i64;
    for branch in tree {
        let agency = &branch.agency;
        let words = organisation::fold(&format!("{} {} {}", agency.name, agency.code, agency.symbol));
        if !words.contains(sought) {
            continue;
        }
        found += 1;
        // Its depth is shown where the whole tree is; what is found stands by itself.
        let depth = if sought.is_empty() { branch.depth } else { 0 };
        let name = html! { a class="link" href={ (BASE) "/" (agency.id) } { (agency.name) } };
        table = table.row(vec![
            (0..depth).fold(name, |inside, _| html! { span class="deeper" { (inside) } }),
            ui::code(&agency.code),
            html! { (agency.kind.words(lang)) },
            html! { (agency.tier) },
        ]);
    }
    (table, found)
}

fn file_form(ctx: &Ctx) -> Markup {
    let lang = ctx.lang;
    html! {
        p class="muted" { (t::people_file_hint(lang)) }
        p { (ui::code("code,symbol,name,kind,tier,parent_code,gso_code")) }
        (Form::post(format!("{BASE}/import"), ctx.new_id(), html! {
            (Field::new("file", t::people_csv(lang), files(lang)).required())
            (Button::submit(t::people_import(lang)).icon(Icon::Upload))
        }).files())
    }
}

/// Takes in a file of agencies: all of its lines or, if one is wrong, none.
pub(crate) async fn import(State(app): State<App>, upload: Upload<Nothing>) -> Answer {
    let ctx = &upload.reader.ctx;
    let file = upload.whole()?.first().ok_or_else(|| unreadable("file", t::people_invite(ctx.lang)))?;
    let csv = app.files.read(&file.file.digest)?;
    let file = AgencyFile { csv: &csv, starts: ctx.now.day() };
    let made = app.db.write(ctx, |tx| organisation::import_agencies(tx, ctx, &file))?;
    let said = t::places_imported(ctx.lang, i64::try_from(made.len()).unwrap_or(i64::MAX));
    Ok(see_other_saying(BASE, &said, None))
}

/// Agencies that begin so, as a field proposes them while one types.
pub(crate) async fn options(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<TreeQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    if ![MANAGE, RESTRUCTURE].iter().any(|permission| ctx.actor.holds(permission)) {
        return Err(Lacking::Page.into());
    }
    let text = query.q.unwrap_or_default();
    let query = PickQuery {
        text: &text,
        kinds: &[PickKind::Agency],
        agency: None,
        day: ctx.now.day(),
        limit: PROPOSED,
    };
    let found = app.db.read(|read| -> Result<_, Failure> {
        let ids: Vec<_> = organisation::picker(read, &query)?.into_iter().map(|pick| pick.id).collect();
        Ok(organisation::agencies(read, &ids)?)
    })?;
    let options = html! { @for agency in &found { option value=(agency.code) { (agency.name) } } };
    Ok(options.into_response())
}
