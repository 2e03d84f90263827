//! The second factor.

use super::{
    PASSWORD, SETS, acting, at, attempt, city, code, hasher, sign_in, stranger, told, with_password,
};
use access::actions::{
    Reset, begin_second_factor, confirm_second_factor, encrypt_second_factors, forget_second_factors,
    remove_second_factor, reset_account, take_second_factor,
};
use access::{Attempt, FactorKey, RecoveryCodes, TotpSecret};
use context::{Ctx, Time, Uuid};
use data_encoding::BASE32_NOPAD;
use db::{Db, params};

/// Sets the second factor of the officer up; the code of nine o'clock is used by that.
fn set_up(db: &Db, ctx: &Ctx) -> (TotpSecret, RecoveryCodes) {
    let (secret, recovery) = (TotpSecret::fresh().unwrap(), RecoveryCodes::fresh().unwrap());
    db.write(ctx, |tx| begin_second_factor(tx, ctx, hasher().factor_key(), &secret)).unwrap();
    let typed = secret.code_at(ctx.now);
    db.write(ctx, |tx| confirm_second_factor(tx, ctx, hasher().factor_key(), &typed, &recovery)).unwrap();
    (secret, recovery)
}

fn with_code(db: &Db, now: Time, given: Option<&str>) -> &'static str {
    code(sign_in(db, now, &Attempt { code: given, ..attempt("officer.snv", PASSWORD) }))
}

#[test]
fn it_is_asked_for_once_confirmed_and_each_code_is_good_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let ctx = acting(db, city.officer);
        let begun = TotpSecret::fresh().unwrap();
        let key = hasher().factor_key();
        let recovery = RecoveryCodes::fresh().unwrap();
        let confirm = |typed: &str| {
            let outcome = db.write(&ctx, |tx| confirm_second_factor(tx, &ctx, key, typed, &recovery));
            code(outcome)
        };
        assert_eq!(confirm("000000"), "access.second_factor_state");
        db.write(&ctx, |tx| begin_second_factor(tx, &ctx, key, &begun)).unwrap();
        assert_eq!(confirm("abc"), "access.wrong_second_factor");
        assert_eq!(with_code(db, at(9, 0), None), "ok");

        let (secret, _) = set_up(db, &ctx);
        let again = db.write(&ctx, |tx| begin_second_factor(tx, &ctx, key, &begun));
        assert_eq!(code(again), "access.second_factor_state");
        let now = at(9, 10);
        let right = secret.code_at(now);
        assert_eq!(with_code(db, now, None), "access.code_needed");
        assert_eq!(with_code(db, now, Some(" ")), "access.code_needed");
        assert_eq!(with_code(db, now, Some(&secret.code_at(at(9, 0)))), "access.wrong_second_factor");
        // The code says nothing to whoever does not know the password.
        let wrong = Attempt { code: Some(&right), ..attempt("officer.snv", super::OTHER) };
        assert_eq!(code(sign_in(db, now, &wrong)), "access.wrong_credentials");
        assert_eq!(with_code(db, now, Some(&right)), "ok");
        assert_eq!(with_code(db, now, Some(&right)), "access.wrong_second_factor");
        assert!(told(db).contains(&"access.second_factor_refused".to_owned()));
    });
}

#[test]
fn codes_are_guessed_no_faster_than_passwords() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        set_up(db, &acting(db, city.officer));
        let outcomes: Vec<&str> = (0..6).map(|_| with_code(db, at(10, 0), Some("12"))).collect();
        assert_eq!(outcomes[..5], ["access.wrong_second_factor"; 5]);
        assert_eq!(outcomes[5], "access.too_many");
    });
}

#[test]
fn a_recovery_code_stands_in_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let (_, recovery) = set_up(db, &acting(db, city.officer));
        let [first, second] = [0, 1].map(|at| recovery.codes()[at].to_lowercase());
        assert_eq!(with_code(db, at(9, 10), Some(&first)), "ok");
        assert_eq!(with_code(db, at(9, 11), Some(&first)), "access.wrong_second_factor");
        assert_eq!(with_code(db, at(9, 12), Some(&second)), "ok");
        assert!(told(db).contains(&"access.recovery_code_used".to_owned()));
    });
}

#[test]
fn it_goes_by_its_own_code_or_by_a_reset() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let mut ctx = acting(db, city.officer);
        let remove = |ctx: &Ctx, typed: &str| {
            db.write(ctx, |tx| remove_second_factor(tx, ctx, hasher().factor_key(), typed))
        };
        assert_eq!(code(remove(&ctx, "000000")), "access.second_factor_state");
        let (secret, _) = set_up(db, &ctx);
        ctx.now = at(9, 10);
        assert_eq!(code(remove(&ctx, "12")), "access.wrong_second_factor");
        remove(&ctx, &secret.code_at(ctx.now)).unwrap();
        assert_eq!(with_code(db, at(9, 11), None), "ok");

        set_up(db, &ctx);
        assert_eq!(with_code(db, at(9, 12), None), "access.code_needed");
        let system = testkit::system();
        let seed = hasher().code_seed(&system).unwrap();
        let reset = Reset { account: city.officer.account, second_factor: true };
        db.write(&system, |tx| reset_account(tx, &system, hasher().policy(), &seed, &reset)).unwrap();
        super::activate(db, at(9, 13), "officer.snv", &seed.code(city.officer.account), PASSWORD).unwrap();
        assert_eq!(with_code(db, at(9, 14), None), "ok");
    });
}

#[test]
fn nobody_has_none() {
    testkit::both(SETS, |db| {
        let nobody = stranger(at(9, 0));
        let secret = TotpSecret::fresh().unwrap();
        let outcome =
            db.write(&nobody, |tx| begin_second_factor(tx, &nobody, hasher().factor_key(), &secret));
        assert_eq!(code(outcome), "access.not_found");
    });
}

#[test]
fn an_administrator_takes_a_lost_one_but_not_their_own() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let [root, local, district] =
            [city.root, city.local, city.district_admin].map(|seat| acting(db, seat));
        let take =
            |ctx: &Ctx, of: super::Seat| code(db.write(ctx, |tx| take_second_factor(tx, ctx, of.account)));
        assert_eq!(take(&local, city.officer), "access.second_factor_state");
        set_up(db, &acting(db, city.officer));
        assert_eq!(take(&district, city.officer), "access.not_found");
        assert_eq!(with_code(db, at(9, 5), None), "access.code_needed");
        assert_eq!(take(&local, city.officer), "ok");
        assert_eq!(with_code(db, at(9, 6), None), "ok");
        set_up(db, &root);
        assert_eq!(take(&root, city.root), "access.not_found");
        assert!(told(db).contains(&"access.second_factor_taken".to_owned()));
    });
}

fn stored(db: &Db, account: Uuid) -> Vec<u8> {
    let sql = "SELECT totp_secret FROM access_account WHERE id = :account";
    let (bytes,): (Vec<u8>,) = db.read(|read| read.one(sql, params! { account })).unwrap();
    bytes
}

#[test]
fn the_database_alone_does_not_tell_the_secret() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, PASSWORD);
        let (secret, _) = set_up(db, &acting(db, city.officer));
        let plain = BASE32_NOPAD.decode(secret.text().replace(' ', "").as_bytes()).unwrap();
        let kept = stored(db, city.officer.account);
        assert!(!kept.windows(5).any(|part| plain.windows(5).any(|other| other == part)));

        // What an earlier version stored as it is works again once it is encrypted, and not before.
        let account = city.officer.account;
        let system = testkit::system();
        db.write(&system, |tx| {
            let sql = "UPDATE access_account SET totp_secret = :plain WHERE id = :account";
            tx.run(sql, params! { plain: plain.as_slice(), account })
        })
        .unwrap();
        let now = at(9, 10);
        assert_eq!(with_code(db, now, Some(&secret.code_at(now))), "access.wrong_second_factor");
        let encrypt = |ctx: &Ctx, key: &FactorKey| db.write(ctx, |tx| encrypt_second_factors(tx, ctx, key));
        assert_eq!(code(encrypt(&acting(db, city.root), hasher().factor_key())), "access.not_found");
        assert_eq!(encrypt(&system, hasher().factor_key()).unwrap(), 1);
        assert_ne!(stored(db, account), plain);
        assert_eq!(with_code(db, now, Some(&secret.code_at(now))), "ok");
        assert_eq!(encrypt(&system, hasher().factor_key()).unwrap(), 0);
        // Another key is told at the start, and not by people who cannot sign in,
        let other = FactorKey::fresh().unwrap();
        assert_eq!(code(encrypt(&system, &other)), "access.other_key");
        // unless everybody's was given up with the key that is lost.
        let root = acting(db, city.root);
        let refused = db.write(&root, |tx| forget_second_factors(tx, &root));
        assert_eq!(code(refused), "access.not_found");
        assert_eq!(db.write(&system, |tx| forget_second_factors(tx, &system)).unwrap(), 1);
        assert_eq!(encrypt(&system, &other).unwrap(), 0);
        assert_eq!(with_code(db, at(9, 20), None), "ok");
    });
}
