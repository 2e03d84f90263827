//! Declaring days, on both engines.
#![allow(clippy::unwrap_used, missing_docs)]

use administration::{DeclaredDay, Error, declare_day, declared_days, undeclare_day};
use calendar::{Day, DayKind};
use context::{Actor, Ctx, Grant, Ref, Scope, Time};
use db::{Db, Migrations};
use duties::{Due, Open, Party};

const SETS: &[Migrations] = &[
    jobs::MIGRATIONS,
    facts::MIGRATIONS,
    organisation::MIGRATIONS,
    notify::MIGRATIONS,
    access::MIGRATIONS,
    duties::MIGRATIONS,
    administration::MIGRATIONS,
];

fn friday() -> Day {
    Day::new(2023, 8, 18).unwrap()
}

fn declared(vi: &str, en: &str) -> DeclaredDay {
    DeclaredDay { day: friday(), off: true, vi: vi.into(), en: en.into() }
}

/// Whoever holds a permission everywhere, on Thursday 17 August 2023.
fn holder(permission: &str, scope: Scope) -> Ctx {
    let mut actor = Actor::nobody();
    actor.grants.push(Grant { permission: permission.to_owned(), scope });
    Ctx::new(actor, Time::local(Day::new(2023, 8, 17).unwrap(), 9, 0), testkit::law())
}

fn owe(db: &Db, due: Due) {
    let ctx = Ctx::new(Actor::system(), Time::local(Day::new(2023, 8, 17).unwrap(), 9, 0), testkit::law());
    let open = Open {
        subject: Ref::new("arrival", ctx.new_id()),
        about: None,
        kind: "sample.accept",
        owner: Party::agency(ctx.new_id()),
        creditor: None,
        start: ctx.now,
        due,
    };
    db.write(&ctx, |tx| duties::open(tx, &ctx, open.clone())).unwrap();
}

#[test]
fn a_day_is_declared_replaced_and_taken_back_and_says_what_follows() {
    testkit::both(SETS, |db| {
        owe(db, Due::EndOf(friday()));
        owe(db, Due::EndOf(Day::new(2023, 8, 17).unwrap()));
        owe(db, Due::Standing);
        let declare = |ctx: &Ctx, day: &DeclaredDay| db.write(ctx, |tx| declare_day(tx, ctx, day));
        for stranger in
            [holder("documents.read", Scope::All), holder(organisation::RESTRUCTURE, Scope::Subtree)]
        {
            let refused = declare(&stranger, &declared("Bão số 4", ""));
            assert!(matches!(refused, Err(Error::Access(access::Error::NotFound))), "{refused:?}");
        }
        let ctx = holder(organisation::RESTRUCTURE, Scope::All);
        assert!(matches!(declare(&ctx, &declared(" ", "")), Err(Error::Nameless)));
        let far = DeclaredDay { day: Day::new(1990, 1, 1).unwrap(), ..declared("Bão", "") };
        assert!(matches!(declare(&ctx, &far), Err(Error::FarDay { .. })));
        let taken = db.write(&ctx, |tx| undeclare_day(tx, &ctx, friday()));
        assert!(matches!(taken, Err(Error::NotFound)));

        // Of the three, one is due on Friday; one is due before, one never.
        assert_eq!(declare(&ctx, &declared("Bão số 4", "")).unwrap().duties, 1);
        let days = || db.read(declared_days).unwrap();
        assert_eq!(days(), [(friday(), DayKind::Off)]);
        let worked = DeclaredDay { off: false, ..declared("Làm bù", "Worked instead") };
        declare(&ctx, &worked).unwrap();
        assert_eq!(days(), [(friday(), DayKind::Work)]);
        assert_eq!(db.write(&ctx, |tx| undeclare_day(tx, &ctx, friday())).unwrap().duties, 1);
        assert_eq!(days(), []);

        let system = testkit::system();
        facts::sequence(db, &system).unwrap();
        let told = db.read(|read| facts::after(read, 0, 100)).unwrap();
        let told: Vec<&str> = told.iter().map(|fact| fact.action.as_str()).collect();
        assert_eq!(
            told,
            ["administration.day_declared", "administration.day_declared", "administration.day_undeclared"]
        );
        let queues = db.read(jobs::queues).unwrap();
        assert_eq!(queues.len(), 1, "deadlines are counted again by a job: {queues:?}");
    });
}
