//! The roles: what each allows, how far, and who has it.

use super::again;
use super::grants::{SCOPES, ceiling, scope};
use crate::t;
use access::actions::{change_role, make_role};
use access::{GRANTS, Place, ROLES, Role, RoleHolder, RoleInput, RolePermission};
use axum::extract::State;
use context::{Ctx, FieldFault, Lang, PermissionGroup, PermissionInfo, Scope, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Note, Opt, PageHead, Pager, Table};

const BASE: &str = "/admin/roles";
/// The form of a role; its button stands in the head of the page.
const FORM: &str = "role";
/// So many positions of a role are shown at once.
const ROWS: usize = 50;

/// The permissions of all features, group by group.
pub(crate) fn groups(app: &App) -> impl Iterator<Item = &PermissionGroup> {
    app.features.iter().flat_map(|feature| feature.permissions)
}

/// All permissions there are.
pub(crate) fn catalogue(app: &App) -> Vec<PermissionInfo> {
    groups(app).flat_map(|group| group.permissions).copied().collect()
}

/// Goes on only for whoever makes roles or gives them: to give one, one must know what it allows.
pub(crate) fn require_sight(read: &mut Read<'_>, ctx: &Ctx) -> Result<(), Failure> {
    match ctx.actor.holds(GRANTS) {
        true => Ok(()),
        false => Ok(access::require(read, ctx, ROLES, &Place::SYSTEM)?),
    }
}

/// All roles.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require_sight(read, ctx)?;
        let roles = access::roles(read)?;
        let held: BTreeMap<Uuid, i64> = access::positions_by_role(read, ctx.now.day())?.into_iter().collect();
        let columns = vec![
            Column::head(t::roles_name(lang)),
            Column::text(t::roles_code(lang)).spare(),
            Column::text(t::roles_kind(lang)).fit(),
            Column::number(t::roles_held(lang)),
        ];
        let mut table = Table::new(lang, t::menu_roles(lang), columns);
        for role in &roles {
            let count = held.get(&role.id).copied().unwrap_or_default();
            table = table.row(vec![
                html! { a class="link" href={ (BASE) "/" (role.id) } { (role.name(lang)) } },
                ui::code(&role.code),
                html! { (origin(lang, role)) },
                html! { a href={ (BASE) "/" (role.id) "#holders" } { (ui::number::integer(lang, count)) } },
            ]);
        }
        let mut head = PageHead::new(t::menu_roles(lang)).note(t::roles_count(lang, roles.len()));
        if access::may(read, ctx, ROLES, &Place::SYSTEM)? {
            head = head.action(Button::link(t::roles_make(lang), format!("{BASE}/new")));
        }
        let body = ui::page(&head, &html! { (table) });
        edge::page(&app, &reader, read, Page { title: t::menu_roles(lang), active: BASE, body })
    })
}

fn origin(lang: Lang, role: &Role) -> &'static str {
    match (role.built_in, role.edited) {
        (true, false) => t::roles_built_in(lang),
        (true, true) => t::roles_edited(lang),
        (false, _) => t::roles_own(lang),
    }
}

/// A role as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct RoleForm {
    #[serde(default)]
    code: String,
    #[serde(default)]
    name_vi: String,
    #[serde(default)]
    name_en: String,
    guarded: Option<String>,
    /// `PERMISSION:SCOPE`, as often as something is allowed.
    #[serde(default)]
    may: Vec<String>,
    version: Option<i64>,
}

impl RoleForm {
    fn of(role: &Role) -> RoleForm {
        RoleForm {
            code: role.code.clone(),
            name_vi: role.name_vi.clone(),
            name_en: role.name_en.clone(),
            guarded: role.guarded.then(|| "yes".to_owned()),
            may: role.permissions.iter().map(|it| option(&it.permission, it.scope)).collect(),
            version: Some(role.version),
        }
    }

    fn input(&self) -> Result<RoleInput, Failure> {
        let permissions = self.may.iter().map(|text| {
            let (permission, scope) = text.rsplit_once(':')?;
            Some(RolePermission { permission: permission.to_owned(), scope: Scope::of(scope)? })
        });
        Ok(RoleInput {
            code: self.code.trim().to_owned(),
            name_vi: self.name_vi.clone(),
            name_en: self.name_en.clone(),
            guarded: self.guarded.is_some(),
            permissions: permissions
                .collect::<Option<_>>()
                .ok_or_else(|| super::malformed("may", "a permission is written documents.read:agency"))?,
        })
    }
}

fn option(permission: &str, scope: Scope) -> String {
    format!("{permission}:{}", scope.code())
}

/// The form of a new role.
pub(crate) async fn fresh(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    fresh_page(&app, &reader, &RoleForm::default(), &[])
}

fn fresh_page(app: &App, reader: &Reader, typed: &RoleForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        access::require(read, ctx, ROLES, &Place::SYSTEM)?;
        let form = Form::post(BASE, ctx.new_id(), fields(app, ctx, typed, None, faults)).id(FORM).guard();
        let trail = ui::trail(lang, &[(t::menu_roles(lang), BASE)]);
        let send = Button::submit(t::roles_make(lang)).form(FORM);
        let head = PageHead::new(t::roles_making(lang)).scope(trail).action(send);
        let body = ui::page(&head, &ui::board(&html! { (form) }));
        edge::page(app, reader, read, Page { title: t::roles_making(lang), active: BASE, body })
    })
}

/// Makes a role.
pub(crate) async fn make(State(app): State<App>, act: Act<RoleForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let catalogue = catalogue(&app);
    let made =
        typed.input().and_then(|input| Ok(app.db.write(ctx, |tx| make_role(tx, ctx, &catalogue, &input))?));
    match made {
        Ok(id) => {
            let said = t::roles_made(ctx.lang, ctx.lang.pick(&typed.name_vi, &typed.name_en));
            Ok(see_other_saying(&format!("{BASE}/{id}"), &said, None))
        }
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = fresh_page(&app, reader, typed, &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Behind which position the list of those who have the role goes on.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct HolderQuery {
    behind: Option<Uuid>,
}

/// One role.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<HolderQuery>,
) -> Answer {
    page(&app, &reader, id, query.behind, None, &[])
}

fn page(
    app: &App,
    reader: &Reader,
    id: Uuid,
    behind: Option<Uuid>,
    typed: Option<&RoleForm>,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require_sight(read, ctx)?;
        let role = access::role(read, id)?.ok_or(Lacking::Page)?;
        let may_change = access::may(read, ctx, ROLES, &Place::SYSTEM)?;
        let stored = RoleForm::of(&role);
        let body = html! {
            @if may_change {
                // Whoever was overtaken sees the new version beside what they chose, and saves over that.
                @let stale = typed.is_some_and(|typed| typed.version != stored.version);
                (Form::post(format!("{BASE}/{id}"), ctx.new_id(), html! {
                    @if stale { (Note::warning(t::roles_stale(lang))) }
                    (fields(app, ctx, typed.unwrap_or(&stored), stale.then_some(&role), faults))
                }).version(role.version).id(FORM).guard())
            } @else {
                (ui::cards(&[allowed(app, lang, &role)]))
            }
            @if may_change { (ui::cards(&[holders(read, ctx, &role, behind)?])) }
        };
        let trail = ui::trail(lang, &[(t::menu_roles(lang), BASE)]);
        let mut head = PageHead::new(role.name(lang)).note(origin(lang, &role)).scope(trail);
        if may_change {
            head = head.action(Button::submit(t::roles_save(lang)).form(FORM));
        }
        let body = ui::page(&head, &ui::board(&body));
        edge::page(app, reader, read, Page { title: role.name(lang), active: BASE, body })
    })
}

/// The fields of a role. `theirs` is the version that somebody else saved meanwhile.
fn fields(app: &App, ctx: &Ctx, typed: &RoleForm, theirs: Option<&Role>, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let fresh = typed.version.is_none();
    let names = html! {
        (ui::row(&[
            Field::new("name_vi", t::roles_name_vi(lang), Control::text(&typed.name_vi)).fault(faults).required().span(3),
            Field::new("name_en", t::roles_name_en(lang), Control::text(&typed.name_en)).fault(faults).required().span(3),
        ]))
        @if fresh {
            (Field::new("code", t::roles_code(lang), Control::text(&typed.code)).hint(t::roles_code_hint(lang)).fault(faults).required())
        }
        (Field::new("guarded", t::roles_guarded(lang), Control::check(typed.guarded.is_some())).hint(t::roles_guarded_hint(lang)))
    };
    let labels = [
        ("name_vi", t::roles_name_vi(lang)),
        ("name_en", t::roles_name_en(lang)),
        ("code", t::roles_code(lang)),
    ];
    let mut cards = vec![ui::card("names", ui::Share::Whole, t::roles_names(lang), &html! {}, &names)];
    for (n, group) in groups(app).enumerate() {
        let table = choices(lang, group, typed, theirs);
        cards.push(ui::card(&format!("group-{n}"), ui::Share::Whole, (group.name)(lang), &html! {}, &table));
    }
    html! {
        (ui::error_summary(lang, None, faults, &labels))
        (ui::cards(&cards))
    }
}

/// The permissions of a group, each with how far it goes.
fn choices(lang: Lang, group: &PermissionGroup, typed: &RoleForm, theirs: Option<&Role>) -> Markup {
    let columns = vec![Column::head(t::roles_permission(lang)), Column::text(t::roles_scope(lang))];
    let mut table = Table::new(lang, (group.name)(lang), columns).wrap();
    for info in group.permissions {
        let name = (info.name)(lang);
        let mut options = vec![Opt::new("", t::roles_none(lang))];
        options.extend(SCOPES.iter().map(|it| Opt::new(option(info.code, *it), scope(lang, *it))));
        let chosen = options.iter().find(|it| typed.may.contains(&it.value));
        let chosen = chosen.map(|it| it.value.clone()).unwrap_or_default();
        let other = theirs
            .map(|role| role.scope(info.code))
            .filter(|stored| stored.map(|stored| option(info.code, stored)).unwrap_or_default() != chosen);
        let mut field =
            Field::new("may", format!("{name}: {}", t::roles_scope(lang)), Control::select(options, chosen))
                .id(format!("f-{}", info.code))
                .bare();
        if let Some(stored) = other {
            let stored = stored.map_or(t::roles_none(lang), |stored| scope(lang, stored));
            field = field.hint(t::roles_theirs(lang, stored));
        }
        table = table.row(vec![explained(lang, info), html! { (field) }]);
    }
    html! { (table) }
}

fn explained(lang: Lang, info: &PermissionInfo) -> Markup {
    html! { ((info.name)(lang)) p class="muted" { ((info.explained)(lang)) } }
}

/// What a role allows, for whoever only gives it.
fn allowed(app: &App, lang: Lang, role: &Role) -> Markup {
    let columns = vec![Column::head(t::roles_permission(lang)), Column::text(t::roles_scope(lang)).fit()];
    let mut table = Table::new(lang, t::roles_may(lang), columns).wrap();
    for info in groups(app).flat_map(|group| group.permissions) {
        if let Some(of) = role.scope(info.code) {
            table = table.row(vec![explained(lang, info), html! { (scope(lang, of)) }]);
        }
    }
    ui::card("allowed", ui::Share::Whole, t::roles_may(lang), &html! {}, &html! { (table) })
}

fn holders(read: &mut Read<'_>, ctx: &Ctx, role: &Role, behind: Option<Uuid>) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let page = access::holders_of(read, role.id, ctx.now.day(), behind, ROWS)?;
    let columns = vec![
        Column::head(t::roles_person(lang)),
        Column::text(t::roles_seat(lang)),
        Column::text(t::roles_ceiling(lang)).spare(),
    ];
    let table = page.rows.iter().fold(Table::new(lang, t::roles_holders(lang), columns), |table, row| {
        table.row(vec![holder(lang, row), seat(row), html! { (ceiling(lang, row.scope)) }])
    });
    let next = page.more.then(|| page.rows.last()).flatten();
    let pager = Pager {
        previous: behind.map(|_| format!("{BASE}/{}#holders", role.id)),
        next: next.map(|row| format!("{BASE}/{}?behind={}#holders", role.id, row.position)),
    };
    Ok(ui::card(
        "holders",
        ui::Share::Whole,
        t::roles_holders(lang),
        &html! {},
        &html! {
            @if page.rows.is_empty() {
                (Empty::new(Icon::Users, t::roles_nobody(lang), t::roles_nobody_text(lang)))
            } @else { (table) }
            (ui::pager(lang, &pager))
        },
    ))
}

fn holder(lang: Lang, row: &RoleHolder) -> Markup {
    let address = match row.account {
        Some(account) => format!("/admin/accounts/{account}"),
        None => format!("/admin/positions/{}/roles", row.position),
    };
    html! {
        a class="link" href=(address) { (row.person.as_deref().unwrap_or(t::roles_vacant(lang))) }
        @if !row.works { " " (ui::tag(t::roles_idle(lang))) }
    }
}

fn seat(row: &RoleHolder) -> Markup {
    html! { (row.title) ", " @if let Some(unit) = &row.unit { (unit) ", " } (row.agency) }
}

/// Changes a role for everybody who has it.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RoleForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let catalogue = catalogue(&app);
    let version = typed.version.ok_or_else(|| super::malformed("version", "missing"))?;
    let changed = typed.input().and_then(|input| {
        Ok(app.db.write(ctx, |tx| change_role(tx, ctx, id, version, &catalogue, &input))?)
    });
    match changed {
        Ok(()) => {
            app.forget_sessions();
            Ok(see_other_saying(&format!("{BASE}/{id}"), t::roles_changed(ctx.lang), None))
        }
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = page(&app, reader, id, None, Some(typed), &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}
