//! Sessions: found, switched, ended.

use super::{
    PASSWORD, SETS, acting, at, attempt, began, behind, city, code, seat, sign_in, told, with_password,
};
use access::actions::{end_other_sessions, end_session, end_sessions, switch_position, tidy, touch};
use context::{Ctx, Day, Time, Uuid};
use organisation::actions::{appoint, end_tenure};

#[test]
fn a_session_ends_by_disuse_by_age_and_with_its_account() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let begin = at(7, 0);
        let token = sign_in(db, begin, &attempt("officer.snv", PASSWORD)).unwrap().token;
        let after = |hours: i64| begin.plus(hours * Time::HOUR);
        assert!(behind(db, &token, after(4).plus(-1)).is_some());
        assert!(behind(db, &token, after(4)).is_none());
        // In use, it goes on until its age ends it.
        for hours in [3, 6, 9, 12, 15] {
            let found = behind(db, &token, after(hours)).unwrap();
            assert!(found.wants_touch);
            let ctx = Ctx::new(found.actor, after(hours), testkit::law());
            db.write(&ctx, |tx| touch(tx, &ctx, found.session)).unwrap();
            assert!(!behind(db, &token, after(hours)).unwrap().wants_touch);
        }
        assert!(behind(db, &token, after(16)).is_none());

        let token = sign_in(db, begin, &attempt("officer.snv", PASSWORD)).unwrap().token;
        let ctx = testkit::system();
        db.write(&ctx, |tx| access::actions::close_account(tx, &ctx, city.officer.account)).unwrap();
        assert!(behind(db, &token, begin).is_none());
    });
}

#[test]
fn sessions_are_listed_and_ended_by_their_holder_or_administrator_only() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let [first, second, third] =
            [0, 1, 2].map(|minute| sign_in(db, at(9, minute), &attempt("officer.snv", PASSWORD)).unwrap());
        let open = || db.read(|read| access::sessions_of(read, city.officer.account, at(9, 5))).unwrap();
        let listed: Vec<Uuid> = open().into_iter().map(|session| session.id).collect();
        assert_eq!(listed, [third.session, second.session, first.session]);
        assert_eq!((open()[0].agent.as_str(), open()[0].address.as_str()), ("Firefox", "10.0.0.7"));

        let foreign = acting(db, city.clerk);
        let elsewhere = acting(db, city.district_admin);
        for ctx in [&foreign, &elsewhere] {
            let outcome = db.write(ctx, |tx| end_session(tx, ctx, first.session));
            assert_eq!(code(outcome), "access.not_found");
            assert_eq!(
                code(db.write(ctx, |tx| end_sessions(tx, ctx, city.officer.account))),
                "access.not_found"
            );
        }
        let own = acting(db, city.officer);
        db.write(&own, |tx| end_session(tx, &own, first.session)).unwrap();
        assert!(behind(db, &first.token, at(9, 6)).is_none());
        assert_eq!(code(db.write(&own, |tx| end_session(tx, &own, first.session))), "access.not_found");
        assert_eq!(db.write(&own, |tx| end_other_sessions(tx, &own, third.session)).unwrap(), 1);
        assert!(behind(db, &second.token, at(9, 6)).is_none());
        assert!(behind(db, &third.token, at(9, 6)).is_some());
        let local = acting(db, city.local);
        assert_eq!(db.write(&local, |tx| end_sessions(tx, &local, city.officer.account)).unwrap(), 1);
        assert!(open().is_empty());
        assert_eq!(told(db).last().unwrap(), "access.sessions_ended");
    });
}

#[test]
fn one_switches_only_between_ones_own_positions() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let ctx = testkit::system();
        // A second position, vacated by its holder.
        let second = seat(db, &ctx, city.commune, "Hồ Văn Giang", "giang.phuong").position;
        db.write(&ctx, |tx| {
            end_tenure(tx, &ctx, second, began().plus(30))?;
            appoint(tx, &ctx, second, city.officer.person, Day::new(2023, 1, 1).unwrap())
        })
        .unwrap();
        let signed_in = sign_in(db, at(9, 0), &attempt("officer.snv", PASSWORD)).unwrap();
        let own = acting(db, city.officer);
        let switch = |ctx: &Ctx, to| db.write(ctx, |tx| switch_position(tx, ctx, signed_in.session, to));
        assert_eq!(code(switch(&own, city.root.position)), "access.not_found");
        let foreign = acting(db, city.clerk);
        assert_eq!(code(switch(&foreign, city.clerk.position)), "access.not_found");
        switch(&own, second).unwrap();
        let found = behind(db, &signed_in.token, at(9, 1)).unwrap().actor;
        assert_eq!((found.position, found.agency), (Some(second), Some(city.commune)));
        assert!(!found.holds("sample.read"), "the other position's role stayed");
        // The next session begins where the last one was.
        let next = sign_in(db, at(9, 2), &attempt("officer.snv", PASSWORD)).unwrap();
        assert_eq!(next.actor.position, Some(second));
        // A position lost gives way to one that is held.
        db.write(&ctx, |tx| end_tenure(tx, &ctx, second, ctx.now.day())).unwrap();
        let found = behind(db, &signed_in.token, at(9, 3)).unwrap().actor;
        assert_eq!(found.position, Some(city.officer.position));
        db.write(&ctx, |tx| end_tenure(tx, &ctx, city.officer.position, ctx.now.day())).unwrap();
        let found = behind(db, &signed_in.token, at(9, 4)).unwrap().actor;
        assert_eq!((found.position, found.agency, found.grants.len()), (None, None, 0));
    });
}

#[test]
fn what_is_long_over_is_forgotten() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        sign_in(db, at(9, 0), &attempt("officer.snv", PASSWORD)).unwrap();
        let later = |days: i64| {
            let mut ctx = testkit::system();
            ctx.now = at(9, 0).plus(days * Time::DAY);
            db.write(&ctx, |tx| tidy(tx, &ctx)).unwrap()
        };
        assert_eq!(later(0), 0);
        // The two counters of the attempt, and later the session.
        assert_eq!(later(2), 2);
        assert_eq!(later(92), 1);
    });
}
