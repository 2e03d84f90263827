//! Telling, reading, and what people want by mail.

use crate::Error;
use crate::mail;
use crate::model::{Cursor, Desk, New, Notice};
use crate::store::{self, Which};
use context::{Ctx, Day, Ref, Uuid};
use db::{Page, Read, Tx};

/// Tells a position or a person, in the transaction of what they are told of. Returns the notice's id.
///
/// # Errors
/// Those of the database.
pub fn tell(tx: &mut Tx<'_>, ctx: &Ctx, new: New) -> db::Result<Uuid> {
    let desk = new.to.id();
    let notice = Notice {
        id: ctx.new_id(),
        kind: new.kind.to_owned(),
        subject: new.subject,
        data: new.data,
        at: ctx.now,
        read: None,
        always: new.always,
    };
    store::insert(tx, desk, &notice)?;
    tx.announce("desk", &desk.to_string());
    for person in reached(tx, new.to, ctx.now.day())? {
        let wanted = new.always || store::preference(tx, person.id, new.kind)?.unwrap_or(new.mail);
        if wanted && !person.email.is_empty() {
            mail::enqueue(tx, ctx, notice.id, person.id)?;
        }
    }
    Ok(notice.id)
}

/// The people at a desk, with those who stand in while its holder is absent; nobody while a position is vacant.
fn reached(read: &mut Read<'_>, desk: Desk, day: Day) -> db::Result<Vec<organisation::Person>> {
    let people = match desk {
        Desk::Person(id) => vec![id],
        Desk::Position(id) => {
            let substitutes = organisation::substitutes_of(read, id, day)?;
            organisation::holder(read, id, day)?.into_iter().chain(substitutes).collect()
        }
    };
    organisation::people(read, &people)
}

/// The notices of the reader and of the position they act in, the newest first.
///
/// # Errors
/// Those of the database.
pub fn notices(
    read: &mut Read<'_>,
    ctx: &Ctx,
    behind: Option<Cursor>,
    limit: usize,
) -> db::Result<Page<Notice>> {
    store::page(read, &desks(ctx), behind.unwrap_or(Cursor::START), limit)
}

/// How many of [`notices`] are unread; 1,000 stands for that many or more.
///
/// # Errors
/// Those of the database.
pub fn unread(read: &mut Read<'_>, ctx: &Ctx) -> db::Result<i64> {
    store::count_unread(read, &desks(ctx))
}

/// Marks some of the reader's notices as read; how many were unread. Those of others are left alone.
///
/// # Errors
/// Those of the database.
pub fn mark_read(tx: &mut Tx<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<u64> {
    mark(tx, ctx, &Which::Ids(ids))
}

/// Marks the reader's notices about a record as read, as its page does when it is opened.
///
/// # Errors
/// Those of the database.
pub fn mark_read_about(tx: &mut Tx<'_>, ctx: &Ctx, subject: &Ref) -> db::Result<u64> {
    mark(tx, ctx, &Which::About(subject))
}

/// Marks all notices of the reader as read.
///
/// # Errors
/// Those of the database.
pub fn mark_all_read(tx: &mut Tx<'_>, ctx: &Ctx) -> db::Result<u64> {
    mark(tx, ctx, &Which::All)
}

fn mark(tx: &mut Tx<'_>, ctx: &Ctx, which: &Which<'_>) -> db::Result<u64> {
    store::mark_read(tx, &desks(ctx), which, ctx.now, ctx.actor.person)
}

/// What the reader said of mail, by kind of notice; a kind that is not there goes as it proposes itself.
///
/// # Errors
/// Those of the database.
pub fn mails(read: &mut Read<'_>, ctx: &Ctx) -> Result<Vec<(String, bool)>, Error> {
    let person = ctx.actor.person.ok_or(Error::NobodyActs)?;
    Ok(store::preferences(read, person)?)
}

/// Turns mail on or off for a kind of notice, for the person who acts, in all their positions.
///
/// # Errors
/// [`Error::NobodyActs`] when no person acts.
pub fn set_mail(tx: &mut Tx<'_>, ctx: &Ctx, kind: &str, on: bool) -> Result<(), Error> {
    let person = ctx.actor.person.ok_or(Error::NobodyActs)?;
    Ok(store::set_preference(tx, person, kind, on)?)
}

/// Where the reader's notices wait.
fn desks(ctx: &Ctx) -> Vec<Uuid> {
    [ctx.actor.position, ctx.actor.person].into_iter().flatten().collect()
}
