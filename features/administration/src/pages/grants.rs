//! The roles of a position: given and taken away.

use super::gate::own_path;
use crate::t;
use access::actions::{grant_role, may_give, revoke_role};
use access::{GRANTS, Granted, Place, Role};
use axum::extract::State;
use context::{Ctx, Lang, Scope, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::Position;
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Opt, PageHead, Table};

/// All scopes, the narrowest first.
pub(super) const SCOPES: [Scope; 5] = [Scope::Own, Scope::Unit, Scope::Agency, Scope::Subtree, Scope::All];

/// A scope in the reader's language.
pub(super) fn scope(lang: Lang, scope: Scope) -> &'static str {
    match scope {
        Scope::Own => t::scope_own(lang),
        Scope::Unit => t::scope_unit(lang),
        Scope::Agency => t::scope_agency(lang),
        Scope::Subtree => t::scope_subtree(lang),
        Scope::All => t::scope_all(lang),
    }
}

/// The scope of a grant: the widest leaves the role's own as it is.
pub(super) fn ceiling(lang: Lang, of: Scope) -> &'static str {
    match of {
        Scope::All => t::grants_whole(lang),
        narrower => scope(lang, narrower),
    }
}

/// The page of one position, also of one that nobody holds.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let position = organisation::position(read, id, ctx.now.day())?.ok_or(Lacking::Page)?;
        let place = Place::position(position.agency, position.unit, position.id);
        access::require(read, ctx, GRANTS, &place)?;
        let holder = position.person_name.as_deref().unwrap_or(t::roles_vacant(lang));
        let about = ui::definitions(&[
            (t::grants_holder(lang), html! { (holder) }),
            (t::grants_place(lang), html! { (position.place()) }),
        ]);
        let given = panel(read, ctx, &position, &format!("/admin/positions/{id}/roles"))?;
        let body = html! {
            (ui::card("position", ui::Share::Third, &position.title, &html! {}, &about))
            (ui::card("roles", ui::Share::TwoThirds, t::grants_title(lang), &html! {}, &given))
        };
        let head = PageHead::new(t::grants_title(lang)).note(position.title.clone());
        let body = ui::page(&head, &ui::board(&ui::cards(&[body])));
        edge::page(&app, &reader, read, Page { title: t::grants_title(lang), active: "/admin/roles", body })
    })
}

/// What a position may do by its roles, and what the reader can change about that; `back` is where they are.
pub(super) fn panel(
    read: &mut Read<'_>,
    ctx: &Ctx,
    position: &Position,
    back: &str,
) -> Result<Markup, Failure> {
    let granted = access::grants_of(read, position.id)?;
    let place = Place::position(position.agency, position.unit, position.id);
    let may = access::may(read, ctx, GRANTS, &place)?;
    let lang = ctx.lang;
    let roles = if may { offered(read, ctx, position, &granted)? } else { Vec::new() };
    Ok(html! {
        @if granted.is_empty() { p class="muted" { (t::grants_none(lang)) } } @else { (table(ctx, position, &granted, may, back)) }
        @if may && roles.is_empty() { p class="muted" { (t::grants_nothing(lang)) } }
        @if may && !roles.is_empty() { (give_form(ctx, position, &roles, back)) }
    })
}

/// The roles that the reader may give to a position that has not got them.
fn offered(
    read: &mut Read<'_>,
    ctx: &Ctx,
    position: &Position,
    granted: &[Granted],
) -> Result<Vec<Role>, Failure> {
    let mut offered = Vec::new();
    for role in access::roles(read)? {
        let has = granted.iter().any(|it| it.role.id == role.id);
        let vacant = role.guarded && position.person.is_none();
        if !has && !vacant && may_give(read, ctx, &role, Scope::Own, position.agency)? {
            offered.push(role);
        }
    }
    // What nobody gives by mistake comes last.
    offered.sort_by_key(|role| role.guarded);
    Ok(offered)
}

fn table(ctx: &Ctx, position: &Position, granted: &[Granted], may: bool, back: &str) -> Markup {
    let lang = ctx.lang;
    let columns = vec![
        Column::head(t::grants_role(lang)),
        Column::text(t::roles_ceiling(lang)).fit(),
        Column::actions(t::grants_take(lang)),
    ];
    let mut table = Table::new(lang, t::grants_title(lang), columns).wrap();
    for it in granted {
        let name = it.role.name(lang);
        let works = position.person.is_none_or(|person| it.works_for(person));
        let address = format!("/admin/positions/{}/roles/{}/take", position.id, it.role.id);
        // The button is read out with what it takes.
        let label = t::grants_take_of(lang, name);
        table = table.row(vec![
            html! {
                a class="link" href={ "/admin/roles/" (it.role.id) } { (name) }
                @if !works { " " (ui::tag(t::roles_idle(lang))) }
            },
            html! { (ceiling(lang, it.scope)) },
            html! {
                @if may {
                    (Form::post(address, ctx.new_id(), html! {
                        input type="hidden" name="to" value=(back);
                        (Button::submit(t::grants_take(lang)).small().danger())
                    }).class("inline").label(label))
                }
            },
        ]);
    }
    html! { (table) }
}

fn give_form(ctx: &Ctx, position: &Position, roles: &[Role], back: &str) -> Markup {
    let lang = ctx.lang;
    let reach = ctx.actor.scope(GRANTS).unwrap_or(Scope::Own);
    let mut options = vec![Opt::new("", t::grants_choose(lang))];
    options.extend(roles.iter().map(|role| Opt::new(role.id.to_string(), role.name(lang))));
    let ceilings = SCOPES.iter().rev().filter(|scope| **scope <= reach);
    let ceilings = ceilings.map(|scope| Opt::new(scope.code(), ceiling(lang, *scope))).collect();
    let id = |name: &str| format!("f-{name}-{}", position.id);
    let form = Form::post(
        format!("/admin/positions/{}/roles", position.id),
        ctx.new_id(),
        html! {
            input type="hidden" name="to" value=(back);
            (ui::row(&[
                Field::new("role", t::grants_role(lang), Control::select(options, "")).id(id("role")).required().span(3),
                Field::new("scope", t::grants_ceiling(lang), Control::select(ceilings, reach.code()))
                    .id(id("scope")).hint(t::grants_ceiling_hint(lang)).span(3),
            ]))
            (Button::submit(t::grants_give(lang)))
        },
    );
    html! { (form.label(t::grants_give(lang))) }
}

/// A role for a position.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct GrantForm {
    role: Uuid,
    scope: String,
    to: Option<String>,
}

/// Gives a role.
pub(crate) async fn give(State(app): State<App>, Path(id): Path<Uuid>, act: Act<GrantForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    let ceiling = Scope::of(&form.scope).ok_or_else(|| super::malformed("scope", "not a scope"))?;
    app.db.write(ctx, |tx| grant_role(tx, ctx, id, form.role, ceiling))?;
    let role = app.db.read(|read| access::role(read, form.role))?.ok_or(Lacking::Page)?;
    Ok(see_other_saying(
        back(form.to.as_deref(), id).as_str(),
        &t::grants_given(ctx.lang, role.name(ctx.lang)),
        None,
    ))
}

/// Where a form leads back to.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct BackForm {
    to: Option<String>,
}

/// Takes a role away.
pub(crate) async fn take(
    State(app): State<App>,
    Path((id, role)): Path<(Uuid, Uuid)>,
    act: Act<BackForm>,
) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| revoke_role(tx, ctx, id, role))?;
    let role = app.db.read(|read| access::role(read, role))?.ok_or(Lacking::Page)?;
    let said = t::grants_taken(ctx.lang, role.name(ctx.lang));
    Ok(see_other_saying(&back(act.input.to.as_deref(), id), &said, None))
}

fn back(to: Option<&str>, position: Uuid) -> String {
    match to {
        Some(to) => own_path(Some(to)).to_owned(),
        None => format!("/admin/positions/{position}/roles"),
    }
}
