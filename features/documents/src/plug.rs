//! What the house takes from this feature: menu, cards, workers, permissions.

use crate::actions::{ballots, incoming, outgoing, sets};
use crate::model::boxes::{Box, holders};
use crate::pages::{post, register, roster, rules};
use crate::store::{arrival, desk, document, lists, posting};
use crate::{index, t, words};
use context::{Ctx, Passes, PermissionGroup, PermissionInfo, Scope, Uuid, Work};
use db::Read;
use edge::{App, Card, CardSource, MenuItem};
use std::collections::BTreeMap;
use ui::Icon;

/// Counts stop here; pages then show "999+".
const MOST_COUNTED: i64 = 1_000;

pub(crate) const PERMISSIONS: &[PermissionGroup] = &[PermissionGroup {
    name: t::permission_group,
    permissions: &[
        PermissionInfo::work(crate::DRAFT, t::permission_draft, t::explained_draft)
            .passing(Passes::With(Work::Handle)),
        PermissionInfo::work(crate::REVIEW, t::permission_review, t::explained_review)
            .passing(Passes::With(Work::Approve)),
        PermissionInfo::work(crate::EXAMINE, t::set_permission, t::set_explained)
            .passing(Passes::With(Work::Approve)),
        PermissionInfo::work(crate::NUMBER, t::permission_number, t::explained_number)
            .passing(Passes::With(Work::Desk)),
        PermissionInfo::work(crate::ISSUE, t::permission_issue, t::explained_issue)
            .passing(Passes::With(Work::Desk)),
        PermissionInfo::work(crate::RECALL, t::permission_recall, t::explained_recall)
            .passing(Passes::With(Work::Desk)),
        PermissionInfo::work(crate::ENTER, t::permission_enter, t::explained_enter)
            .passing(Passes::With(Work::Desk)),
        PermissionInfo::work(crate::ACCEPT, t::permission_accept, t::explained_accept)
            .passing(Passes::With(Work::Desk)),
        PermissionInfo::work(crate::PROPOSE, t::permission_propose, t::explained_propose)
            .passing(Passes::With(Work::Direct)),
        PermissionInfo::work(crate::DIRECT, t::permission_direct, t::explained_direct)
            .passing(Passes::With(Work::Direct)),
        PermissionInfo::work(crate::HANDLE, t::permission_handle, t::explained_handle)
            .passing(Passes::With(Work::Handle)),
        PermissionInfo::work(crate::READ, t::permission_read, t::explained_read).passing(Passes::Reading),
    ],
}];

/// What the actions leave somebody to do, by which permission it is done, and what doing it is called.
pub(crate) const DUTIES: &[duties::Kind] = &[
    duties::Kind { code: incoming::ACCEPT_DUTY, permission: crate::ACCEPT, verb: t::do_accept },
    duties::Kind { code: incoming::PRESENT, permission: crate::PROPOSE, verb: t::do_present },
    duties::Kind { code: incoming::DIRECT, permission: crate::DIRECT, verb: t::do_direct },
    duties::Kind { code: incoming::watch::WATCH, permission: crate::READ, verb: t::do_watch },
    duties::Kind { code: incoming::CONFIRM, permission: crate::DIRECT, verb: t::do_confirm_word },
    duties::Kind { code: incoming::HANDLE, permission: crate::HANDLE, verb: t::do_handle },
    duties::Kind { code: incoming::SUPPORT, permission: crate::HANDLE, verb: t::do_support },
    duties::Kind { code: crate::REPLY_DUTY, permission: crate::HANDLE, verb: t::do_reply },
    duties::Kind { code: incoming::RECALL_DUTY, permission: crate::ACCEPT, verb: t::do_recall_answer },
    duties::Kind { code: outgoing::REVIEW, permission: crate::REVIEW, verb: t::do_review },
    duties::Kind { code: outgoing::OPINION, permission: crate::REVIEW, verb: t::do_opine },
    duties::Kind { code: outgoing::joint::COSIGN, permission: crate::PROPOSE, verb: t::joint_do },
    duties::Kind { code: sets::EXAMINE, permission: crate::EXAMINE, verb: t::set_do_examine },
    duties::Kind { code: ballots::VOTE, permission: crate::REVIEW, verb: t::ballot_do },
    duties::Kind { code: sets::AMEND, permission: crate::DRAFT, verb: t::set_do_amend },
    duties::Kind { code: outgoing::ISSUE, permission: crate::ISSUE, verb: t::do_issue },
];

pub(crate) const CARDS: &[CardSource] = &[
    CardSource {
        kind: crate::DOCUMENT,
        name: t::page_outgoing,
        icon: Icon::Send,
        read: crate::READ,
        cards: documents,
    },
    CardSource {
        kind: crate::ARRIVAL,
        name: t::page_incoming,
        icon: Icon::Inbox,
        read: crate::READ,
        cards: arrivals,
    },
    CardSource {
        kind: crate::SET,
        name: t::set_title,
        icon: Icon::Dossier,
        read: crate::READ,
        cards: set_cards,
    },
];

pub(crate) fn menu(_: &App, read: &mut Read<'_>, ctx: &Ctx) -> db::Result<Vec<MenuItem>> {
    let works = [crate::READ, crate::HANDLE, crate::DRAFT, crate::ACCEPT];
    if !works.iter().any(|permission| ctx.actor.holds(permission)) {
        return Ok(Vec::new());
    }
    let counts = lists::counts(read, &holders(ctx))?;
    let sum = |boxes: &[Box]| -> i64 {
        counts
            .iter()
            .filter(|count| boxes.iter().any(|place| place.code() == count.place))
            .map(|c| c.all)
            .sum()
    };
    let lang = ctx.lang;
    let mut items = vec![
        MenuItem {
            address: "/incoming",
            name: t::page_incoming(lang).to_owned(),
            icon: Icon::Inbox,
            count: sum(&[Box::Accept, Box::Propose, Box::Direct, Box::Handle, Box::Support]),
            key: Some('d'),
            group: 0,
        },
        MenuItem {
            address: "/outgoing",
            name: t::page_outgoing(lang).to_owned(),
            icon: Icon::Send,
            count: sum(&[Box::Review, Box::Cosign, Box::Number, Box::Issue]),
            key: Some('t'),
            group: 0,
        },
    ];
    if [crate::DRAFT, crate::EXAMINE, crate::REVIEW].iter().any(|permission| ctx.actor.holds(permission)) {
        items.push(MenuItem {
            address: crate::pages::sets::BASE,
            name: t::set_title(lang).to_owned(),
            icon: Icon::Dossier,
            count: sum(&[Box::SetIn, Box::Ballot]),
            key: None,
            group: 0,
        });
    }
    if [crate::ENTER, crate::NUMBER, crate::ISSUE].iter().any(|permission| ctx.actor.holds(permission)) {
        items.push(MenuItem {
            address: register::BASE,
            name: t::page_registers(lang).to_owned(),
            icon: Icon::Register,
            count: 0,
            key: Some('r'),
            group: 0,
        });
    }
    if let Some(agency) = ctx.actor.agency.filter(|_| ctx.actor.holds(crate::ISSUE)) {
        items.push(MenuItem {
            address: post::BASE,
            name: t::page_post(lang).to_owned(),
            icon: Icon::Forward,
            count: posting::waiting(read, agency, MOST_COUNTED)?,
            key: None,
            group: 0,
        });
    }
    items.push(MenuItem {
        address: roster::BASE,
        name: t::roster_title(lang).to_owned(),
        icon: Icon::Clock,
        count: 0,
        key: None,
        group: 2,
    });
    if incoming::keeps_rules(ctx) {
        items.push(MenuItem {
            address: rules::BASE,
            name: t::rules_title(lang).to_owned(),
            icon: Icon::Forward,
            count: 0,
            key: None,
            group: 2,
        });
    }
    Ok(items)
}

/// Which of some records the reader may see; a reader whose grant reaches beyond their agency sees all that it
/// reaches.
fn seen(read: &mut Read<'_>, ctx: &Ctx, records: &[(Uuid, Uuid)]) -> db::Result<Vec<Uuid>> {
    let ids: Vec<Uuid> = records.iter().map(|(id, _)| *id).collect();
    let mut seen: Vec<Uuid> =
        desk::held_of(read, &ids, &holders(ctx))?.into_iter().map(|(record,)| record).collect();
    if ctx.actor.scope(crate::READ) >= Some(Scope::Subtree) {
        for (id, agency) in records {
            if !seen.contains(id) && crate::view::may_see(read, ctx, *id, *agency)? {
                seen.push(*id);
            }
        }
    }
    Ok(seen)
}

fn documents(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    let found = document::documents(read, ids)?;
    let records: Vec<(Uuid, Uuid)> = found.iter().map(|document| (document.id, document.agency)).collect();
    let seen = seen(read, ctx, &records)?;
    Ok(found
        .into_iter()
        .filter(|document| seen.contains(&document.id))
        .map(|it| card(ctx, it.id, &it, &it.state, "documents"))
        .collect())
}

fn arrivals(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    let found = arrival::arrivals(read, ids)?;
    let records: Vec<(Uuid, Uuid)> = found.iter().map(|arrival| (arrival.id, arrival.agency)).collect();
    let seen = seen(read, ctx, &records)?;
    let ids: Vec<Uuid> = found.iter().map(|arrival| arrival.document).collect();
    let papers: BTreeMap<Uuid, document::Document> =
        document::documents(read, &ids)?.into_iter().map(|document| (document.id, document)).collect();
    Ok(found
        .into_iter()
        .filter(|arrival| seen.contains(&arrival.id))
        .filter_map(|arrival| {
            Some(card(ctx, arrival.id, papers.get(&arrival.document)?, &arrival.state, "arrivals"))
        })
        .collect())
}

fn set_cards(read: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    let held = desk::held_of(read, ids, &holders(ctx))?;
    let mut cards = Vec::new();
    for (id,) in held {
        let Some(set) = crate::store::set::set(read, id)? else { continue };
        let Some(paper) = document::document(read, set.paper)? else { continue };
        cards.push(Card {
            id,
            title: paper.subject.clone(),
            detail: paper.issuer.clone(),
            state: words::set_state(ctx.lang, set.state(), &paper.state).to_owned(),
            address: format!("/sets/{id}"),
        });
    }
    Ok(cards)
}

fn card(ctx: &Ctx, id: Uuid, document: &document::Document, state: &str, folder: &str) -> Card {
    let detail = match document.symbol.as_str() {
        "" => document.issuer.clone(),
        symbol => format!("{} · {symbol}", document.issuer),
    };
    Card {
        id,
        title: document.subject.clone(),
        detail,
        state: words::state(ctx.lang, state).to_owned(),
        address: format!("/{folder}/{id}"),
    }
}

/// Deliveries, recalls, and the words of papers.
pub(crate) fn workers(app: &App) -> Vec<jobs::Worker> {
    let reading = app.clone();
    let reading = jobs::Worker::new(index::READ_WORDS, move |db, ctx, payload| {
        index::read(db, ctx, &reading.files, &reading.papers, payload)
    });
    let setting = app.clone();
    let setting = jobs::Worker::new(outgoing::papers::SET, move |db, ctx, payload| {
        outgoing::papers::work(db, ctx, &setting.files, &setting.papers, payload)
    });
    outgoing::delivery::workers()
        .into_iter()
        .chain([
            reading,
            setting,
            crate::actions::inherit::worker(),
            incoming::watch::worker(),
            outgoing::series::worker(),
        ])
        .collect()
}

pub(crate) fn openapi() -> utoipa::openapi::OpenApi {
    crate::api::openapi()
}
