//! Complaint and denunciation letters: who sees them, and who does not.

use super::city::city;
use super::incoming::{entry, wording};
use super::{SETS, act};
use context::Uuid;
use db::Db;
use documents::actions::incoming::{self as inc, DirectInput, EnterInput, Entered};
use documents::actions::opening::{self, Opened};
use documents::model::boxes::Box;
use documents::model::direction::Target;
use documents::model::rule::RuleInput;
use documents::store::book::{self, BookFilter, Walk};
use documents::store::{self, lists};
use documents::{Error, view};

fn sees(db: &Db, ctx: &context::Ctx, id: Uuid) -> bool {
    db.read(|read| view::arrival_view(read, ctx, id)).is_ok()
}

#[test]
fn only_the_clerk_the_appointed_and_the_directed_see_a_restricted_letter() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let office = district.one("office").at(9);
        let rule = RuleInput {
            name: "Cải cách".into(),
            issuer: String::new(),
            kind: String::new(),
            words: "cải cách".into(),
            urgency: String::new(),
            lead: Target::Unit(district.other_unit),
            direction: String::new(),
            days: None,
            straight: true,
            is_on: true,
            from: office.now.day(),
            until: None,
            ordinal: 0,
        };
        act(db, &office, |tx| inc::make_rule(tx, &office, &rule)).unwrap();
        let clerk = district.one("clerk").at(9);
        let letter = EnterInput { restricted: true, urgency: "express".into(), ..entry() };
        let entered = act(db, &clerk, |tx| inc::enter(tx, &clerk, &letter)).unwrap();
        let Entered::Registered { arrival: id, number } = entered else { panic!("{entered:?}") };
        let (leader, head) = (district.one("leader").at(10), district.one("head").at(10));
        // No rule opened it, and the agency's readers do not have it, nor those who read the whole city.
        assert!(sees(db, &clerk, id) && sees(db, &office, id));
        assert!(!sees(db, &leader, id) && !sees(db, &head, id));
        let mut wide = city.committee.one("leader").at(10);
        wide.actor.grants.iter_mut().for_each(|grant| grant.scope = context::Scope::All);
        let document = db.read(|read| store::arrival::arrival(read, id)).unwrap().unwrap().document;
        assert!(!sees(db, &wide, id));
        assert!(db.read(|read| view::document_view(read, &wide, document)).is_err());
        let opened = db.write(&wide, |tx| opening::open(tx, &wide, Opened::Arrival(id)));
        assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
        let all = db.read(|read| lists::page(read, &[district.id], Box::All, &Default::default(), None, 5));
        assert_eq!(all.unwrap().rows, []);
        // The register says that something came under that number, and neither of whom nor what.
        let day = clerk.now.day();
        let series = db.read(|read| store::number::incoming(read, district.id, day)).unwrap().unwrap();
        let line = |filter: &BookFilter| {
            let below = Walk::Below(i64::MAX);
            db.read(|read| book::lines(read, series.id, 2023, filter, below, 5)).unwrap().rows
        };
        let lines = line(&BookFilter::default());
        assert_eq!((lines.len(), lines[0].number), (1, number));
        assert_eq!(
            (lines[0].subject.as_str(), lines[0].issuer.as_str(), lines[0].symbol.as_str()),
            ("", "", "")
        );
        let by_issuer =
            BookFilter { issuer: Some(vietnamese::fold("Bộ Nội vụ")), ..BookFilter::default() };
        assert_eq!(line(&by_issuer), []);
        let registered = db.read(|read| lists::register(read, district.id, 2023, i64::MAX, 5)).unwrap().rows;
        assert_eq!((registered[0].subject.as_str(), registered[0].issuer.as_str()), ("", ""));
        // Nor does a second clerk's double entry show it, nor search find it, nor a rule that is tried.
        let same =
            db.read(|read| inc::alike(read, district.id, "4392/BNV-CCHC", entry().issued_day, "Bộ Nội vụ"));
        assert_eq!(same.unwrap(), []);
        let tried = db.read(|read| inc::try_rule(read, &office, &rule)).unwrap();
        assert_eq!(tried.1, 0);
        // Proposed to the leader, then directed to a unit: each of them sees it from then on.
        let named = wording(district);
        let proposal =
            act(db, &office, |tx| inc::propose(tx, &office, id, district.one("leader").position, &named))
                .unwrap();
        assert!(sees(db, &leader, id) && !sees(db, &head, id));
        act(db, &leader, |tx| inc::confirm_proposal(tx, &leader, proposal)).unwrap();
        assert!(sees(db, &head, id));
        let officer = district.one("officer").at(11);
        assert!(!sees(db, &officer, id), "the unit's officers read their own desks only");
        let again = DirectInput { wording: named, behalf: String::new(), version: None };
        assert!(act(db, &office, |tx| inc::direct(tx, &office, id, &again)).is_err());
    });
}
