//! Accounts as administrators keep them.

use super::{SETS, Seat, acting, city, code, hasher, told};
use access::actions::{
    AccountInput, Reset, close_account, create_account, reopen_account, reset_account, set_password,
    unlock_account,
};
use access::{AccountFilter, AccountState, Error};
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

/// The user names that a search finds, page by page.
fn found(db: &Db, ctx: &Ctx, filter: &AccountFilter) -> Vec<String> {
    let (mut names, mut behind) = (Vec::new(), None::<String>);
    loop {
        let page = db.read(|read| access::accounts(read, ctx, filter, behind.as_deref(), 2)).unwrap();
        behind = page.rows.last().map(|row| row.key.clone());
        names.extend(page.rows.into_iter().map(|row| row.account.user_name));
        if !page.more {
            break;
        }
    }
    let count = db.read(|read| access::count_accounts(read, ctx, filter, 1000)).unwrap();
    assert_eq!(count, i64::try_from(names.len()).unwrap());
    names
}

#[test]
fn an_administrator_finds_the_accounts_within_reach_page_by_page() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let [root, local, district, officer] =
            [city.root, city.local, city.district_admin, city.officer].map(|seat| acting(db, seat));
        let all = AccountFilter::default();
        // By given name: An, Bình, Cường, Dung, Én.
        let everybody = ["quantri", "quantri.snv", "quantri.quan", "officer.snv", "vanthu.phuong"];
        assert_eq!(found(db, &root, &all), everybody);
        assert_eq!(found(db, &local, &all), ["quantri.snv", "officer.snv"]);
        assert_eq!(found(db, &district, &all), ["quantri.quan", "vanthu.phuong"]);
        let refused = db.read(|read| access::accounts(read, &officer, &all, None, 2).map(drop));
        assert_eq!(code(refused), "access.not_found");

        let text = |text: &str| AccountFilter { text: Some(text.into()), ..AccountFilter::default() };
        assert_eq!(found(db, &root, &text("cuong")), ["quantri.quan"]);
        assert_eq!(found(db, &root, &text("Đỗ văn")), ["quantri.quan"]);
        assert_eq!(found(db, &root, &text("QuanTri.")), ["quantri.snv", "quantri.quan"]);
        assert_eq!(found(db, &local, &text("cuong")), Vec::<String>::new());
        let of = |below| AccountFilter { agency: Some(city.commune), below, ..AccountFilter::default() };
        assert_eq!(found(db, &root, &of(false)), ["vanthu.phuong"]);
        assert_eq!(found(db, &root, &of(true)), ["vanthu.phuong"]);
        assert_eq!(found(db, &local, &of(true)), Vec::<String>::new());
    });
}

#[test]
fn accounts_are_found_by_what_they_can_be_used_for() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        super::with_password(db, city.officer, super::PASSWORD);
        db.write(&root, |tx| close_account(tx, &root, city.clerk.account)).unwrap();
        let by = |state| AccountFilter { state: Some(state), ..AccountFilter::default() };
        assert_eq!(found(db, &root, &by(AccountState::Active)), ["officer.snv"]);
        assert_eq!(found(db, &root, &by(AccountState::Closed)), ["vanthu.phuong"]);
        assert_eq!(found(db, &root, &by(AccountState::Waiting)).len(), 3);

        let locked = AccountFilter { locked: true, ..AccountFilter::default() };
        assert_eq!(found(db, &root, &locked), Vec::<String>::new());
        for _ in 0..6 {
            let _ = super::sign_in(db, root.now, &super::attempt("officer.snv", super::OTHER));
        }
        assert_eq!(found(db, &root, &locked), ["officer.snv"]);
        let district = acting(db, city.district_admin);
        let unlock = |ctx: &Ctx| code(db.write(ctx, |tx| unlock_account(tx, ctx, city.officer.account)));
        assert_eq!(unlock(&district), "access.not_found");
        assert_eq!(unlock(&root), "ok");
        assert_eq!(found(db, &root, &locked), Vec::<String>::new());
        let now = super::sign_in(db, root.now, &super::attempt("officer.snv", super::PASSWORD));
        assert_eq!(code(now), "ok");
    });
}
