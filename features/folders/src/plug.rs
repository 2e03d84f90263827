//! What the house takes from this feature: menu, cards, duties, permissions.

use crate::pages::{BASE, LISTS, TRANSFERS};
use crate::store::{folder, list, transfer};
use crate::{t, view, words};
use context::{Ctx, PermissionGroup, PermissionInfo, Uuid};
use db::Read;
use edge::{App, Card, CardSource, MenuItem};
use ui::Icon;

pub(crate) const PERMISSIONS: &[PermissionGroup] = &[PermissionGroup {
    name: t::permission_group,
    permissions: &[
        PermissionInfo::work(crate::KEEP, t::permission_keep, t::explained_keep),
        PermissionInfo::work(crate::READ, t::permission_read, t::explained_read),
        PermissionInfo::work(crate::LIST, t::permission_list, t::explained_list),
        PermissionInfo::work(crate::APPROVE, t::permission_approve, t::explained_approve),
        PermissionInfo::work(crate::ARCHIVE, t::permission_archive, t::explained_archive),
    ],
}];

pub(crate) const DUTIES: &[duties::Kind] = &[
    duties::Kind { code: crate::HAND_OVER, permission: crate::KEEP, verb: t::do_hand_over },
    duties::Kind { code: crate::HAND_OVER_CONSTRUCTION, permission: crate::KEEP, verb: t::do_hand_over },
    duties::Kind { code: crate::APPROVE_LIST, permission: crate::APPROVE, verb: t::do_approve_list },
    duties::Kind { code: crate::RECEIVE, permission: crate::ARCHIVE, verb: t::do_receive },
];

pub(crate) const CARDS: &[CardSource] = &[
    CardSource {
        kind: crate::FOLDER,
        name: t::page_folders,
        icon: Icon::Dossier,
        read: crate::READ,
        cards: folders,
    },
    CardSource {
        kind: crate::YEARLY_LIST,
        name: t::page_lists,
        icon: Icon::Register,
        read: crate::READ,
        cards: lists,
    },
    CardSource {
        kind: crate::TRANSFER,
        name: t::page_transfers,
        icon: Icon::Archive,
        read: crate::READ,
        cards: transfers,
    },
];

pub(crate) fn menu(_: &App, _: &mut Read<'_>, ctx: &Ctx) -> db::Result<Vec<MenuItem>> {
    if !ctx.actor.holds(crate::READ) {
        return Ok(Vec::new());
    }
    Ok(vec![MenuItem {
        address: BASE,
        name: t::page_folders(ctx.lang).to_owned(),
        icon: Icon::Dossier,
        count: 0,
        key: Some('h'),
        group: 0,
    }])
}

fn folders(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    let mut cards = Vec::new();
    for it in folder::folders(read, ids)? {
        if view::may_see(read, ctx, &it)? {
            cards.push(Card {
                id: it.id,
                detail: t::card_folder(ctx.lang, &it.code, it.year),
                title: it.title,
                state: words::state(ctx.lang, &it.state).to_owned(),
                address: format!("{BASE}/{}", it.id),
            });
        }
    }
    Ok(cards)
}

fn lists(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    let mut cards = Vec::new();
    for id in ids {
        let Some(it) = list::list(read, *id)? else { continue };
        let works = [crate::READ, crate::LIST, crate::APPROVE];
        if ctx.actor.agency == Some(it.agency) && works.iter().any(|permission| ctx.actor.holds(permission)) {
            let agency = organisation::agency(read, it.agency)?.map(|agency| agency.name);
            cards.push(Card {
                id: it.id,
                title: t::card_list(ctx.lang, it.year),
                detail: agency.unwrap_or_default(),
                state: words::state(ctx.lang, &format!("list_{}", it.state)).to_owned(),
                address: format!("{LISTS}?id={}", it.id),
            });
        }
    }
    Ok(cards)
}

fn transfers(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    let mut cards = Vec::new();
    for it in transfer::transfers(read, ids)? {
        if view::may_see_transfer(read, ctx, &it)? {
            cards.push(Card {
                id: it.id,
                title: t::transfer_title(ctx.lang, it.folders),
                detail: format!("{}, {}", it.giver_name, it.giver_title),
                state: words::state(ctx.lang, &format!("transfer_{}", it.state)).to_owned(),
                address: format!("{TRANSFERS}/{}", it.id),
            });
        }
    }
    Ok(cards)
}
