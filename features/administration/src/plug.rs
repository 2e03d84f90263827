//! What the house takes from this feature: its menu.

use crate::t;
use context::{Ctx, PermissionGroup};
use db::Read;
use edge::{App, MenuItem};
use ui::Icon;

/// The permissions of the platform, which has no pages of its own.
pub(crate) const PERMISSIONS: &[PermissionGroup] =
    &[duties::PERMISSIONS, access::ACCOUNT_PERMISSIONS, access::ORGANISATION_PERMISSIONS];

pub(crate) fn menu(_: &App, _: &mut Read<'_>, ctx: &Ctx) -> db::Result<Vec<MenuItem>> {
    let lang = ctx.lang;
    let item = |address, name: &str, icon| MenuItem {
        address,
        name: name.to_owned(),
        icon,
        count: 0,
        key: None,
        group: 2,
    };
    let mut items = Vec::new();
    if ctx.actor.position.is_some() {
        items.push(item("/absences", t::menu_absences(lang), Icon::Users));
    }
    let holds = |permission| ctx.actor.holds(permission);
    if holds(organisation::RESTRUCTURE) || holds(organisation::MANAGE) {
        items.push(item("/admin/agencies", t::menu_agencies(lang), Icon::Tree));
    }
    if holds(access::ACCOUNTS) {
        items.push(item("/admin/accounts", t::menu_accounts(lang), Icon::Users));
    }
    if holds(access::ROLES) || holds(access::GRANTS) {
        items.push(item("/admin/roles", t::menu_roles(lang), Icon::Shield));
    }
    if holds(organisation::ADDRESSES) {
        items.push(item("/admin/outside-bodies", t::menu_outside(lang), Icon::Agency));
        items.push(item("/groups", t::menu_groups(lang), Icon::Users));
    }
    if holds(organisation::RESTRUCTURE) {
        items.push(item("/admin/calendar", t::menu_calendar(lang), Icon::Calendar));
    }
    if holds(duties::RULES) {
        items.push(item("/admin/reminders", t::menu_reminders(lang), Icon::Clock));
    }
    if holds(organisation::RESTRUCTURE) {
        items.push(item("/admin/jobs", t::menu_jobs(lang), Icon::Database));
    }
    if holds(access::AUDIT) {
        items.push(item("/admin/audit", t::menu_audit(lang), Icon::History));
    }
    Ok(items)
}
