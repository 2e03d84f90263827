//! What became of issued documents later: one is called back, another is about to be amended.

use super::cast::{Cast, Office, Seat};
use calendar::Time;
use context::{Ctx, Law, Uuid};
use db::{Db, Read};
use documents::Error;
use documents::actions::outgoing;
use documents::model::boxes::Box;
use documents::model::change::Change;
use documents::store::document::Document;
use documents::store::{arrival, document, lists};
use std::sync::Arc;

/// Calls back what the second agency has taken in from the first, and begins a document that amends another.
///
/// # Errors
/// Those of the database, and those of the actions.
pub(crate) fn show(db: &Db, law: &Arc<Law>, cast: &Cast, now: Time) -> Result<(), Error> {
    let [office, receiver, ..] = &cast.offices[..] else { return Ok(()) };
    let (asked, mut others) = db.read(|read| sent(read, office, receiver))?;
    let Some(head) = &office.office else { return Ok(()) };
    let ctx = |seat: &Seat| {
        let mut ctx = Ctx::new(seat.actor.clone(), now, Arc::clone(law));
        ctx.request = "demo".to_owned();
        ctx
    };
    if let Some(old) = asked {
        let ctx = ctx(head);
        db.write(&ctx, |tx| {
            outgoing::recall(tx, &ctx, old.id, "Nhầm biểu mẫu kèm theo; sẽ gửi lại bản đúng")
        })?;
    }
    let drafter = |old: &Document| office.seats().find(|seat| Some(seat.position) == old.drafter);
    if let Some((old, seat)) = others.find_map(|old| Some((old.id, drafter(&old)?))) {
        let ctx = ctx(seat);
        db.write(&ctx, |tx| outgoing::begin_change(tx, &ctx, old, Change::Amends))?;
    }
    Ok(())
}

/// What an agency has issued, the latest first: one that a receiver has taken in, and all the others.
fn sent(
    read: &mut Read<'_>,
    office: &Office,
    receiver: &Office,
) -> db::Result<(Option<Document>, impl Iterator<Item = Document> + use<>)> {
    let mut ids: Vec<Uuid> = Vec::new();
    for unit in &office.units {
        let page = lists::page(read, &[unit.officer.position], Box::Sent, &Default::default(), None, 30)?;
        ids.extend(page.rows.iter().map(|row| row.record));
    }
    let mut sent = document::documents(read, &ids)?;
    sent.sort_by_key(|document| std::cmp::Reverse(document.issued_at));
    let mut taken = None;
    for (place, document) in sent.iter().enumerate() {
        let there = arrival::arrival_at(read, document.id, receiver.agency)?;
        if there.is_some_and(|there| there.number.is_some() && there.state().is_open()) {
            taken = Some(place);
            break;
        }
    }
    let asked = taken.map(|place| sent.remove(place));
    Ok((asked, sent.into_iter()))
}
