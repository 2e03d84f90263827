//! Accounts as administrators keep them.

use super::{SETS, Seat, acting, city, code, hasher, told};
use access::actions::{
    AccountInput, Reset, close_account, create_account, reopen_account, reset_account, set_password,
};
use access::{AccountState, Error};
use context::Ctx;
use db::Db;
use organisation::actions::register_person;
use organisation::model::PersonInput;

fn reset(db: &Db, ctx: &Ctx, of: Seat) -> Result<(), Error> {
    let seed = hasher().code_seed(ctx).unwrap();
    let reset = Reset { account: of.account, second_factor: true };
    db.write(ctx, |tx| reset_account(tx, ctx, hasher().policy(), &seed, &reset)).map(drop)
}

#[test]
fn nobody_administers_beyond_their_agencies_or_above_themselves() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let [local, district, officer] =
            [city.local, city.district_admin, city.officer].map(|seat| acting(db, seat));
        for (ctx, of) in [
            (&officer, city.clerk),
            // Not even oneself, without the permission.
            (&officer, city.officer),
            (&local, city.clerk),
            (&local, city.root),
            (&district, city.officer),
        ] {
            assert_eq!(code(reset(db, ctx, of)), "access.not_found");
            assert_eq!(code(db.write(ctx, |tx| close_account(tx, ctx, of.account))), "access.not_found");
            assert_eq!(code(db.write(ctx, |tx| reopen_account(tx, ctx, of.account))), "access.not_found");
            let prepared = hasher().prepare(super::PASSWORD, "").unwrap();
            let outcome = db.write(ctx, |tx| set_password(tx, ctx, of.account, &prepared));
            assert_eq!(code(outcome), "access.not_found");
        }
        reset(db, &local, city.officer).unwrap();
        reset(db, &district, city.clerk).unwrap();
        assert_eq!(told(db).iter().filter(|action| *action == "access.account_reset").count(), 2);
    });
}

/// Whoever can reset an account can act as its holder, so what is guarded guards it.
#[test]
fn an_agency_administrator_does_not_reset_a_system_administrator_of_the_agency() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let system = testkit::system();
        super::grant(db, &system, city.officer, "system_administrator", context::Scope::All).unwrap();
        let local = acting(db, city.local);
        assert_eq!(code(reset(db, &local, city.officer)), "access.not_found");
        let root = acting(db, city.root);
        reset(db, &root, city.officer).unwrap();
    });
}

#[test]
fn a_user_name_is_plain_and_unique_and_a_person_has_one_account() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        let name = PersonInput { name: "Ngô Thị Hoa".into(), ..PersonInput::default() };
        let person = db.write(&root, |tx| register_person(tx, &root, city.department, &name)).unwrap();
        let seed = hasher().code_seed(&root).unwrap();
        let create = |ctx: &Ctx, person, user_name: &str| {
            let input = AccountInput { person, user_name: user_name.into() };
            db.write(ctx, |tx| create_account(tx, ctx, hasher().policy(), &seed, &input))
        };
        let field = |outcome: Result<access::actions::Issued, Error>| match outcome {
            Err(Error::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(create(&root, person, "văn thư")), "user_name");
        assert_eq!(field(create(&root, person, "OFFICER.snv")), "user_name");
        assert_eq!(field(create(&root, city.officer.person, "another")), "person");
        // Somebody without a position is nobody's but the system administrators'.
        let local = acting(db, city.local);
        assert_eq!(code(create(&local, person, "hoa.snv")), "access.not_found");
        let issued = create(&root, person, "hoa.snv").unwrap();
        let account = db.read(|read| access::account_of_user(read, "HOA.snv")).unwrap().unwrap();
        assert_eq!((account.id, account.state()), (issued.account, AccountState::Waiting));
        assert_eq!(account.code_expires, Some(issued.expires));
    });
}

#[test]
fn accounts_are_listed_by_agency() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let today = testkit::system().now.day();
        let names: Vec<String> = db
            .read(|read| access::accounts_in(read, city.department, today))
            .unwrap()
            .into_iter()
            .map(|account| account.user_name)
            .collect();
        assert_eq!(names, ["quantri.snv", "officer.snv"]);
    });
}

#[test]
fn a_form_sent_twice_hands_out_one_code() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let mut root = acting(db, city.root);
        root.once = Some("form".into());
        let send = || {
            let seed = hasher().code_seed(&root).unwrap();
            let reset = Reset { account: city.officer.account, second_factor: false };
            let issued =
                db.write(&root, |tx| reset_account(tx, &root, hasher().policy(), &seed, &reset)).unwrap();
            seed.code(issued.account)
        };
        let (first, second) = (send(), send());
        assert_eq!(first, second);
        super::activate(db, root.now, "officer.snv", &second, super::PASSWORD).unwrap();
    });
}

#[test]
fn the_last_system_administrator_stays() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        let close = |seat: Seat| db.write(&root, |tx| close_account(tx, &root, seat.account));
        assert_eq!(code(close(city.root)), "access.last_administrator");
        let account = db.read(|read| access::account(read, city.root.account)).unwrap().unwrap();
        assert!(!account.is_closed);
        super::grant(db, &root, city.officer, "system_administrator", context::Scope::All).unwrap();
        close(city.root).unwrap();
    });
}
