//! People who are not there: what their substitutes and assistants may do, and what not.

use super::city::{City, city};
use super::incoming::{accepted, entry, lead, wording};
use super::outgoing::{approve, current, drafted, submit};
use super::{SETS, act};
use calendar::Day;
use context::{Ref, Uuid, Work};
use db::Db;
use documents::actions::incoming::{self as inc, DirectInput, Entered, FinishInput};
use documents::actions::outgoing::{self as out, StepInput};
use documents::model::boxes::{Box, Pile};
use documents::store::lists;
use documents::{Error, store, view};
use organisation::DelegationInput;

/// A draft of the department that waits for its leader, who signs.
fn before_the_signer(db: &Db, city: &City) -> Uuid {
    let id = drafted(db, city);
    submit(db, city, id);
    for who in ["head", "office"] {
        approve(db, city, id, who);
    }
    id
}

#[test]
fn standing_in_gives_handling_and_never_signing_without_a_delegation() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = before_the_signer(db, &city);
        let (leader, office) = (city.department.one("leader"), city.department.one("office"));
        let step = current(db, id).id;
        let input = StepInput::default();
        // Without the work of approving it is not theirs at all.
        let directing = office.in_stead_of(leader, &[Work::Direct]).at(10);
        let refused = act(db, &directing, |tx| out::approve(tx, &directing, step, &input));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let substitute = office.in_stead_of(leader, &Work::ALL).at(10);
        assert_eq!(db.read(|read| view::document_view(read, &substitute, id)).unwrap().document.id, id);
        let refused = act(db, &substitute, |tx| out::approve(tx, &substitute, step, &input));
        assert!(matches!(refused, Err(Error::NoDelegation)), "{refused:?}");
        // One that names another position does not help, nor one that is over.
        let delegation = |delegate: Uuid, from: i8, until: i8| DelegationInput {
            position: leader.position,
            delegate,
            form: "tuq".into(),
            basis: "Quyết định số 12/QĐ-SNV ngày 01/8/2023".into(),
            scope: "Báo cáo định kỳ".into(),
            from: Day::new(2023, 8, from).unwrap(),
            until: Day::new(2023, 8, until).unwrap(),
        };
        let ctx = leader.at(9);
        let enter = |input: &DelegationInput| {
            db.write(&ctx, |tx| organisation::actions::delegate(tx, &ctx, input)).unwrap()
        };
        enter(&delegation(city.department.one("head").position, 17, 20));
        enter(&delegation(office.position, 18, 20));
        let refused = act(db, &substitute, |tx| out::approve(tx, &substitute, step, &input));
        assert!(matches!(refused, Err(Error::NoDelegation)), "{refused:?}");
        let given = enter(&delegation(office.position, 17, 17));
        act(db, &substitute, |tx| out::approve(tx, &substitute, step, &input)).unwrap();
        let document = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        let signed = (document.signing_form.as_str(), document.signer, document.signer_name.as_str());
        assert_eq!(signed, ("tuq", Some(office.position), "Người office"));
        let told = db.read(|read| facts::of(read, &[document.subject_ref()], 50)).unwrap();
        let approved = told.iter().rfind(|fact| fact.action == "documents.approved").unwrap();
        assert_eq!(approved.in_stead_of(), leader.at(9).actor.person);
        assert_eq!(approved.data["delegation"], serde_json::json!(given));
    });
}

#[test]
fn a_substitute_does_what_waits_for_the_absent_one_and_it_says_so() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let district = &city.district;
        let substitute = district.one("office").in_stead_of(district.one("leader"), &[Work::Direct]);
        let ctx = substitute.at(15);
        let input = DirectInput { wording: wording(district), behalf: String::new(), version: None };
        act(db, &ctx, |tx| inc::direct(tx, &ctx, id, &input)).unwrap();
        let given = db.read(|read| store::direction::directions(read, id)).unwrap().pop().unwrap();
        assert_eq!(given.giver, Some(district.one("leader").position));
        assert_eq!(given.person, ctx.actor.person);
        // Handling was not left to them.
        let held = lead(db, id);
        let head = district.one("other_head").in_stead_of(district.one("head"), &[Work::Direct]).at(16);
        let report = FinishInput { result: "Đã trả lời".into(), reply: None };
        let refused = act(db, &head, |tx| inc::finish(tx, &head, held.id, &report));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let head = district.one("other_head").in_stead_of(district.one("head"), &[Work::Handle]).at(16);
        act(db, &head, |tx| inc::finish(tx, &head, held.id, &report)).unwrap();
        let told = db.read(|read| facts::of(read, &[Ref::new("arrival", id)], 50)).unwrap();
        for action in ["documents.directed", "documents.finished"] {
            let fact = told.iter().find(|fact| fact.action == action).unwrap();
            assert!(fact.in_stead_of().is_some(), "{action}");
        }
    });
}

#[test]
fn an_assistant_prepares_for_their_leader_alone_and_decides_nothing() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let leader = district.one("leader");
        let assistant = district.one("officer").in_stead_of(leader, &[]).at(15);
        let clerk = district.one("clerk").at(9);
        let entered = act(db, &clerk, |tx| inc::enter(tx, &clerk, &entry())).unwrap();
        let Entered::Registered { arrival: id, .. } = entered else { panic!("{entered:?}") };
        let propose = |giver: Uuid| {
            act(db, &assistant, |tx| inc::propose(tx, &assistant, id, giver, &wording(district)))
        };
        // It still lies before the office, not before the leader.
        assert!(matches!(propose(leader.position), Err(Error::NotFound)));
        let office = district.one("office").at(10);
        act(db, &office, |tx| inc::propose(tx, &office, id, leader.position, &wording(district))).unwrap();
        assert!(matches!(propose(district.one("head").position), Err(Error::Unknown { field: "giver" })));
        let proposal = propose(leader.position).unwrap();
        let known = db.read(|read| store::direction::direction(read, proposal)).unwrap().unwrap();
        assert_eq!((known.state.as_str(), known.person), ("proposed", assistant.actor.person));
        // They sort the leader's box; whoever has it on no desk sorts nothing.
        act(db, &assistant, |tx| inc::sort(tx, &assistant, id, Pile::First)).unwrap();
        let first = lists::ListFilter { pile: Some("first".into()), ..Default::default() };
        let sorted =
            db.read(|read| lists::page(read, &[leader.position], Box::Direct, &first, None, 5)).unwrap();
        assert_eq!(sorted.rows.iter().map(|row| row.record).collect::<Vec<_>>(), [id]);
        let stranger = district.one("head").at(15);
        let refused = act(db, &stranger, |tx| inc::sort(tx, &stranger, id, Pile::Later));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let refused = act(db, &assistant, |tx| inc::confirm_proposal(tx, &assistant, proposal));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let input = DirectInput { wording: wording(district), behalf: String::new(), version: None };
        let refused = act(db, &assistant, |tx| inc::direct(tx, &assistant, id, &input));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let ctx = leader.at(16);
        act(db, &ctx, |tx| inc::confirm_proposal(tx, &ctx, proposal)).unwrap();
        // Nor do they approve what waits for the leader's signature.
        let draft = before_the_signer(db, &city);
        let signer = city.department.one("officer").in_stead_of(city.department.one("leader"), &[]).at(11);
        let step = current(db, draft).id;
        let refused = act(db, &signer, |tx| out::approve(tx, &signer, step, &StepInput::default()));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    });
}
