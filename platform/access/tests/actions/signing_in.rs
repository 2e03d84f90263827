//! Signing in, activating, changing one's password.

use super::{
    OTHER, PASSWORD, SETS, acting, activate, at, attempt, behind, city, code, hasher, sign_in, stranger,
    told, with_password,
};
use access::actions::{Reset, close_account, reopen_account, reset_account};
use access::{Attempt, Error, PasswordChange, PasswordFault};
use context::{Explain, Fault, Lang, Time};
use db::Db;
use std::sync::Barrier;
use std::thread;

#[test]
fn a_wrong_password_and_an_unknown_user_answer_alike() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let ctx = testkit::system();
        with_password(db, city.clerk, PASSWORD);
        db.write(&ctx, |tx| close_account(tx, &ctx, city.clerk.account)).unwrap();
        let problems: Vec<_> = [
            ("officer.snv", OTHER),
            ("nobody.here", PASSWORD),
            // Closed, and never activated.
            ("vanthu.phuong", PASSWORD),
            ("quantri", PASSWORD),
        ]
        .into_iter()
        .map(|(user, password)| match sign_in(db, at(9, 0), &attempt(user, password)) {
            Ok(_) => panic!("{user} came in"),
            Err(error) => error.explain(Lang::En),
        })
        .collect();
        assert_eq!(problems[0].code, "access.wrong_credentials");
        assert!(problems.iter().all(|problem| *problem == problems[0]), "{problems:?}");
        assert_eq!(told(db).iter().filter(|action| *action == "access.sign_in_refused").count(), 4);
        // Reopened, the account is as before.
        db.write(&ctx, |tx| reopen_account(tx, &ctx, city.clerk.account)).unwrap();
        assert_eq!(code(sign_in(db, at(9, 0), &attempt("vanthu.phuong", PASSWORD))), "ok");
    });
}

#[test]
fn a_session_begins_whatever_the_capitals_and_only_its_digest_is_kept() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let signed_in = sign_in(db, at(9, 0), &attempt(" Officer.SNV ", PASSWORD)).unwrap();
        assert_eq!(signed_in.actor.position, Some(city.officer.position));
        assert_eq!(signed_in.actor.name, "Vũ Thị Dung");
        let found = behind(db, &signed_in.token, at(9, 1)).unwrap();
        assert_eq!((found.session, found.account), (signed_in.session, city.officer.account));
        assert_eq!(found.actor, signed_in.actor);
        assert!(found.actor.holds("sample.read"));
        assert!(behind(db, "another token", at(9, 1)).is_none());
        let account = db.read(|read| access::account(read, city.officer.account)).unwrap().unwrap();
        assert_eq!(account.signed_in_at, Some(at(9, 0)));
        assert_eq!(told(db).last().unwrap(), "access.signed_in");
    });
}

/// How long the next attempt must wait.
fn wait(outcome: Result<access::SignedIn, Error>) -> i64 {
    match outcome {
        Err(Error::TooMany { seconds }) => seconds,
        Err(_) => 0,
        Ok(_) => panic!("came in"),
    }
}

#[test]
fn attempts_wait_longer_and_longer_but_never_for_ever() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        for user in ["officer.snv", "nobody.here"] {
            let mut now = at(9, 0);
            let waits: Vec<i64> = (0..40)
                .map(|_| {
                    let seconds = wait(sign_in(db, now, &attempt(user, OTHER)));
                    now = now.plus(seconds * Time::SECOND);
                    seconds
                })
                .collect();
            assert_eq!(waits[..5], [0; 5], "{user}");
            let growing: Vec<i64> = waits.into_iter().filter(|seconds| *seconds > 0).collect();
            assert!(growing.starts_with(&[2, 4, 8, 16]), "{user}: {growing:?}");
            assert_eq!(growing.last(), Some(&900), "{user}");
        }
        // Even the right password waits, and after the wait it opens.
        let mut now = at(9, 0);
        for _ in 0..8 {
            now = now.plus(wait(sign_in(db, now, &attempt("quantri.snv", OTHER))) * Time::SECOND);
        }
        with_password(db, city.local, PASSWORD);
        assert_eq!(wait(sign_in(db, now, &attempt("quantri.snv", OTHER))), 0);
        let blocked = match sign_in(db, now, &attempt("quantri.snv", PASSWORD)) {
            Err(error) => error,
            Ok(_) => panic!("came in at once"),
        };
        assert_eq!(blocked.explain(Lang::En).fault, Fault::TooMany);
        let Error::TooMany { seconds } = blocked else { panic!("{blocked}") };
        let later = now.plus(seconds * Time::SECOND);
        assert_eq!(code(sign_in(db, later, &attempt("quantri.snv", PASSWORD))), "ok");
        // Success forgets the failures of the user.
        for _ in 0..4 {
            assert_eq!(wait(sign_in(db, later, &attempt("quantri.snv", OTHER))), 0);
        }
    });
}

#[test]
fn an_address_that_tries_many_users_waits_too() {
    testkit::both(SETS, |db| {
        city(db);
        let now = at(9, 0);
        let from = |address, user: &str| wait(sign_in(db, now, &Attempt { address, ..attempt(user, OTHER) }));
        let before = (0..102).map(|n| from("10.0.0.9", &format!("user{n}"))).filter(|wait| *wait > 0).count();
        assert_eq!(before, 1);
        assert_eq!(from("10.0.0.9", "another"), 1);
        assert_eq!(from("10.0.0.8", "another"), 0);
    });
}

#[test]
fn many_attempts_at_once_gain_nothing() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let tries = 12;
        let gate = Barrier::new(tries);
        let blocked = thread::scope(|scope| {
            let threads: Vec<_> = (0..tries)
                .map(|_| {
                    scope.spawn(|| {
                        gate.wait();
                        wait(sign_in(db, at(9, 0), &attempt("officer.snv", OTHER)))
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).filter(|wait| *wait > 0).count()
        });
        assert_eq!(blocked, tries - 5);
    });
}

fn issue(db: &Db, seat: super::Seat) -> (String, Time) {
    let ctx = testkit::system();
    let seed = hasher().code_seed(&ctx).unwrap();
    let reset = Reset { account: seat.account, second_factor: false };
    let issued = db.write(&ctx, |tx| reset_account(tx, &ctx, hasher().policy(), &seed, &reset)).unwrap();
    (seed.code(issued.account), issued.expires)
}

#[test]
fn a_wrong_expired_or_used_code_activates_nothing() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (right, _) = issue(db, city.officer);
        let (foreign, _) = issue(db, city.clerk);
        let now = at(9, 0);
        for (user, given) in [
            ("officer.snv", "AAAAA-AAAAA"),
            ("officer.snv", foreign.as_str()),
            ("nobody.here", &right),
            ("officer.snv", ""),
        ] {
            assert_eq!(code(activate(db, now, user, given, PASSWORD)), "access.wrong_code", "{user} {given}");
        }
        let (late, expires) = issue(db, city.local);
        assert_eq!(code(activate(db, expires, "quantri.snv", &late, PASSWORD)), "access.wrong_code");
        let weak = activate(db, now, "officer.snv", &right, "officer.snv 2023");
        assert!(matches!(weak, Err(Error::Password(PasswordFault::UserName))), "{weak:?}");

        let typed = right.to_lowercase().replace('-', " ");
        activate(db, now, "officer.snv", &typed, PASSWORD).unwrap();
        assert_eq!(code(activate(db, now, "officer.snv", &right, OTHER)), "access.wrong_code");
        assert_eq!(code(sign_in(db, now, &attempt("officer.snv", PASSWORD))), "ok");
    });
}

#[test]
fn codes_are_guessed_no_faster_than_passwords() {
    testkit::both(SETS, |db| {
        let city = city(db);
        issue(db, city.officer);
        let outcomes: Vec<&str> = (0..6)
            .map(|n| code(activate(db, at(9, 0), "officer.snv", &format!("AAAAA-AAAA{}", n + 2), PASSWORD)))
            .collect();
        assert_eq!(outcomes[..5], ["access.wrong_code"; 5]);
        assert_eq!(outcomes[5], "access.too_many");
    });
}

#[test]
fn one_code_serves_one_of_two_at_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (right, _) = issue(db, city.officer);
        let gate = Barrier::new(2);
        let won = thread::scope(|scope| {
            [PASSWORD, OTHER]
                .map(|password| {
                    let (gate, right) = (&gate, &right);
                    scope.spawn(move || {
                        gate.wait();
                        activate(db, at(9, 0), "officer.snv", right, password).is_ok()
                    })
                })
                .map(|thread| thread.join().unwrap())
        });
        assert_ne!(won[0], won[1]);
        let password = if won[0] { PASSWORD } else { OTHER };
        assert_eq!(code(sign_in(db, at(9, 0), &attempt("officer.snv", password))), "ok");
    });
}

#[test]
fn a_reset_ends_password_and_sessions() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let signed_in = sign_in(db, at(9, 0), &attempt("officer.snv", PASSWORD)).unwrap();
        let (code_given, _) = issue(db, city.officer);
        assert!(behind(db, &signed_in.token, at(9, 1)).is_none());
        assert_eq!(
            code(sign_in(db, at(9, 1), &attempt("officer.snv", PASSWORD))),
            "access.wrong_credentials"
        );
        activate(db, at(9, 2), "officer.snv", &code_given, OTHER).unwrap();
        assert_eq!(code(sign_in(db, at(9, 3), &attempt("officer.snv", OTHER))), "ok");
    });
}

#[test]
fn one_changes_ones_own_password_with_the_present_one() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let here = sign_in(db, at(9, 0), &attempt("officer.snv", PASSWORD)).unwrap();
        let there = sign_in(db, at(9, 0), &attempt("officer.snv", PASSWORD)).unwrap();
        let ctx = acting(db, city.officer);
        let change = |old, new| {
            let change = PasswordChange { old, new, session: here.session, address: "10.0.0.7" };
            access::change_password(db, &ctx, hasher(), &change)
        };
        assert_eq!(code(change(OTHER, OTHER)), "access.wrong_password");
        assert_eq!(code(change(PASSWORD, "ngắn")), "access.password");
        change(PASSWORD, OTHER).unwrap();
        assert_eq!(
            code(sign_in(db, at(9, 1), &attempt("officer.snv", PASSWORD))),
            "access.wrong_credentials"
        );
        assert_eq!(code(sign_in(db, at(9, 1), &attempt("officer.snv", OTHER))), "ok");
        assert!(behind(db, &here.token, at(9, 1)).is_some());
        assert!(behind(db, &there.token, at(9, 1)).is_none());
        let nobody = stranger(at(9, 0));
        let change = PasswordChange { old: OTHER, new: PASSWORD, session: here.session, address: "10.0.0.7" };
        assert_eq!(code(access::change_password(db, &nobody, hasher(), &change)), "access.not_found");
    });
}
