//! What the tests of duties share.

use calendar::{Allowance, Unit};
use context::{Actor, Ctx, Day, Ref, Time};
use db::{Db, Migrations, Tx};
use duties::{Due, Error, Open, Party};
use serde::{Serialize, de::DeserializeOwned};

pub(crate) const SETS: &[Migrations] =
    &[jobs::MIGRATIONS, facts::MIGRATIONS, organisation::MIGRATIONS, notify::MIGRATIONS, duties::MIGRATIONS];

/// An instant of August 2023. The 17th is a Thursday.
pub(crate) fn at(day: i8, hour: i8) -> Time {
    Time::local(Day::new(2023, 8, day).unwrap(), hour, 0)
}

/// The system acting at an instant of August 2023.
pub(crate) fn later(day: i8, hour: i8) -> Ctx {
    Ctx::new(Actor::system(), at(day, hour), testkit::law())
}

pub(crate) fn days(amount: u32) -> Due {
    Due::Within(Allowance { amount, unit: Unit::WorkingDay })
}

/// A duty of some agency for a fresh record, from now on.
pub(crate) fn open(ctx: &Ctx, due: Due) -> Open {
    Open {
        subject: Ref::new("arrival", ctx.new_id()),
        about: None,
        kind: "sample.accept",
        owner: Party::agency(ctx.new_id()),
        creditor: None,
        start: ctx.now,
        due,
    }
}

pub(crate) fn write<T: Serialize + DeserializeOwned>(
    db: &Db,
    ctx: &Ctx,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<T, Error>,
) -> Result<T, Error> {
    db.write(ctx, |tx| act(tx, ctx))
}
