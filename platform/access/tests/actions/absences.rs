//! Acting in another's stead: with what passes, and no longer than it lasts.

use super::*;
use context::Work;
use organisation::AbsenceInput;
use std::collections::BTreeMap;

fn choose(db: &Db, ctx: &Ctx, session: Uuid, position: Uuid) -> Result<(), Error> {
    db.write(ctx, |tx| access::actions::switch_position(tx, ctx, session, position))
}

#[test]
fn a_substitute_acts_with_what_passes_until_the_absence_ends() {
    testkit::both(SETS, |db| {
        let city = city(db);
        with_password(db, city.officer, "mot-mat-khau-dai");
        let token = sign_in(db, at(9, 0), &attempt("officer.snv", "mot-mat-khau-dai")).unwrap();
        let officer = acting(db, city.officer);
        let absent = city.local.position;
        assert_eq!(code(choose(db, &officer, token.session, absent)), "access.not_found");
        // The administrator of the agency holds a guarded role and another one, and is absent for two days.
        let root = acting(db, city.root);
        grant(db, &root, city.local, "officer", Scope::All).unwrap();
        let today = at(9, 0).day();
        let input = AbsenceInput {
            position: absent,
            from: today,
            until: today.plus(1),
            substitutes: BTreeMap::from([(Work::Handle, city.officer.position)]),
        };
        let local = acting(db, city.local);
        let id = db.write(&local, |tx| organisation::actions::leave(tx, &local, &input)).unwrap();
        choose(db, &officer, token.session, absent).unwrap();
        let actor = behind(db, &token.token, at(10, 0)).unwrap().actor;
        assert_eq!((actor.person, actor.position), (Some(city.officer.person), Some(absent)));
        let stead = actor.stead.clone().unwrap();
        assert_eq!(
            (stead.person, stead.until, stead.assists),
            (city.local.person, Some(today.plus(1)), false)
        );
        // What reads passes; directing was not left to them, and administering never is.
        let allowed: Vec<&str> = actor.grants.iter().map(|grant| grant.permission.as_str()).collect();
        assert_eq!(allowed, ["sample.read"]);
        // Whatever they do is recorded as done in the other's stead.
        let acting = Ctx::new(actor, at(10, 0), testkit::law());
        let subject = context::Ref::new("sample", Uuid::from_u128(5));
        db.write(&acting, |tx| facts::record(tx, &acting, facts::New::new("sample.done", subject.clone())))
            .unwrap();
        let told = db.read(|read| facts::of(read, std::slice::from_ref(&subject), 5)).unwrap();
        assert_eq!(told[0].in_stead_of(), Some(city.local.person));
        assert_eq!(told[0].who.person, Some(city.officer.person));
        // Back early: the session goes on in the officer's own position.
        db.write(&local, |tx| organisation::actions::come_back(tx, &local, id, 1)).unwrap();
        let actor = behind(db, &token.token, at(10, 5)).unwrap().actor;
        assert_eq!((actor.position, actor.stead), (Some(city.officer.position), None));
    });
}

#[test]
fn an_assistant_only_reads() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        grant(db, &root, city.local, "officer", Scope::All).unwrap();
        let local = acting(db, city.local);
        let (leader, assistant) = (city.local.position, city.officer.position);
        db.write(&local, |tx| organisation::actions::name_assistant(tx, &local, leader, assistant)).unwrap();
        let found =
            db.read(|read| access::actor_in_stead(read, city.officer.person, leader, at(9, 0), &passes));
        let actor = found.unwrap();
        assert_eq!(actor.assists(), Some(leader));
        assert!(actor.grants.iter().all(|grant| grant.permission == "sample.read"), "{:?}", actor.grants);
        let nobody =
            db.read(|read| access::actor_in_stead(read, city.clerk.person, leader, at(9, 0), &passes));
        assert_eq!(code(nobody), "access.not_found");
    });
}
