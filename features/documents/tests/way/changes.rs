//! What changes an issued document: amended, corrected, replaced, recalled, removed.

use super::city::{City, city};
use super::delivery::numbered;
use super::incoming::{accepted, direct, entry, lead};
use super::outgoing::{approve, drafted, issued, submit};
use super::{SETS, act, drain, paper};
use context::{Ref, Uuid};
use db::Db;
use documents::actions::incoming::{self as inc, Entered, RecallAnswer};
use documents::actions::outgoing::{self as out, NumberInput, RecipientInput, RevisionInput};
use documents::model::boxes::Box;
use documents::model::change::Change;
use documents::model::input::InputFault;
use documents::store::arrival::Arrival;
use documents::store::document::Document;
use documents::store::{self, lists};
use documents::{Error, view};

fn document(db: &Db, id: Uuid) -> Document {
    db.read(|read| store::document::document(read, id)).unwrap().unwrap()
}

fn arrival(db: &Db, id: Uuid) -> Arrival {
    db.read(|read| store::arrival::arrival(read, id)).unwrap().unwrap()
}

fn standing(db: &Db, document: Uuid) -> Vec<(String, i64)> {
    db.read(|read| store::arrival::states_of(read, document)).unwrap()
}

fn owed(db: &Db, arrival: Uuid) -> Vec<String> {
    let open = db.read(|read| duties::of(read, &[Ref::new("arrival", arrival)])).unwrap();
    open.into_iter().map(|duty| duty.kind).collect()
}

fn accepts(db: &Db, holder: Uuid) -> Vec<Uuid> {
    let page =
        db.read(|read| lists::page(read, &[holder], Box::Accept, &Default::default(), None, 10)).unwrap();
    page.rows.into_iter().map(|row| row.record).collect()
}

fn recall(db: &Db, city: &City, id: Uuid) -> Result<(), Error> {
    let office = city.department.one("office").at(15);
    act(db, &office, |tx| out::recall(tx, &office, id, "Ban hành nhầm"))?;
    drain(db, office.now);
    Ok(())
}

fn answer(db: &Db, city: &City, id: Uuid, agree: bool, reason: &str) -> Result<(), Error> {
    let clerk = city.district.one("clerk").at(16);
    let input = RecallAnswer { agree, reason: reason.into() };
    act(db, &clerk, |tx| inc::answer_recall(tx, &clerk, id, &input))
}

/// A change of an issued document that has gone out too.
fn changed(db: &Db, city: &City, id: Uuid, change: Change) -> Uuid {
    let officer = city.department.one("officer").at(14);
    let new = act(db, &officer, |tx| out::begin_change(tx, &officer, id, change)).unwrap();
    let files = RevisionInput { parts: vec![paper("moi")], reason: String::new(), version: None };
    act(db, &officer, |tx| out::revise(tx, &officer, new, &files)).unwrap();
    submit(db, city, new);
    for who in ["head", "office", "leader"] {
        approve(db, city, new, who);
    }
    let clerk = city.department.one("clerk").at(15);
    act(db, &clerk, |tx| out::number(tx, &clerk, new, &NumberInput::default())).unwrap();
    act(db, &clerk, |tx| out::issue(tx, &clerk, new, &out::IssueInput::default())).unwrap();
    drain(db, clerk.now);
    new
}

#[test]
fn only_what_has_gone_out_is_changed_and_only_by_its_agency() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(14);
        let draft = drafted(db, &city);
        for change in Change::ALL {
            let refused = act(db, &officer, |tx| out::begin_change(tx, &officer, draft, change));
            assert!(matches!(refused, Err(Error::NotNow { state: "draft" })), "{refused:?}");
        }
        let id = issued(db, &city);
        let abroad = city.district.one("officer").at(14);
        let refused = act(db, &abroad, |tx| out::begin_change(tx, &abroad, id, Change::Amends));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    });
}

#[test]
fn a_change_has_the_type_that_the_law_says_and_goes_to_the_same_recipients() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = issued(db, &city);
        let officer = city.department.one("officer").at(14);
        for (change, kind, begins) in [
            (Change::Amends, "BC", "Sửa đổi, bổ sung Báo cáo số 01/BC-SNV ngày 17/8/2023"),
            (Change::Corrects, "CV", "Đính chính Báo cáo số 01/BC-SNV"),
            (Change::Replaces, "BC", "Thay thế Báo cáo số 01/BC-SNV"),
            (Change::Recalls, "CV", "Thu hồi Báo cáo số 01/BC-SNV"),
        ] {
            let new = act(db, &officer, |tx| out::begin_change(tx, &officer, id, change)).unwrap();
            let draft = document(db, new);
            assert_eq!((draft.kind.as_str(), draft.state.as_str()), (kind, "draft"));
            assert!(draft.subject.starts_with(begins), "{}", draft.subject);
            let to = db.read(|read| store::document::recipients(read, new)).unwrap();
            assert_eq!(to.iter().map(|one| one.target).collect::<Vec<_>>(), [Some(city.district.id)]);
            let related = db.read(|read| view::related(read, &officer, new)).unwrap();
            assert_eq!((related[0].change, related[0].changes, related[0].document.id), (change, true, id));
        }
        // Nothing has happened yet to what they are about.
        assert_eq!(document(db, id).state, "issued");
    });
}

#[test]
fn what_nobody_has_accepted_is_gone_at_once_and_what_somebody_has_is_asked_for() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let both = [city.district.id, city.committee.id].map(|id| RecipientInput::Agency { id });
        let id = numbered(db, &city, both.to_vec());
        let clerk = city.department.one("clerk").at(12);
        act(db, &clerk, |tx| out::issue(tx, &clerk, id, &out::IssueInput::default())).unwrap();
        drain(db, clerk.now);
        let at = |agency| db.read(|read| store::arrival::arrival_at(read, id, agency)).unwrap().unwrap().id;
        let (taken, waiting) = (at(city.district.id), at(city.committee.id));
        let receiver = city.district.one("clerk").at(14);
        act(db, &receiver, |tx| inc::accept(tx, &receiver, taken)).unwrap();
        recall(db, &city, id).unwrap();
        assert_eq!(document(db, id).state, "recalled");
        assert_eq!(standing(db, id), [("recall_asked".to_owned(), 1), ("recalled".to_owned(), 1)]);
        assert_eq!(arrival(db, waiting).state, "recalled");
        assert_eq!(owed(db, waiting), Vec::<String>::new());
        // The one that has it goes on with it until it answers, and owes an answer.
        assert_eq!(arrival(db, taken).state, "accepted");
        assert!(owed(db, taken).contains(&"documents.recall_answer".to_owned()));
        assert_eq!(accepts(db, city.district.id), [taken]);
        // Twice is not asked.
        assert!(matches!(recall(db, &city, id), Err(Error::NotNow { state: "recalled" })));
    });
}

#[test]
fn whoever_agrees_has_the_file_no_more_and_the_register_stays() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let taken = accepted(db, &city);
        direct(db, &city.district, taken);
        let id = arrival(db, taken).document;
        let head = city.district.one("head").at(15);
        let part = db.read(|read| store::document::parts(read, id, 1)).unwrap()[0].id;
        assert!(db.read(|read| view::part_view(read, &head, part)).is_ok());
        recall(db, &city, id).unwrap();
        answer(db, &city, taken, true, "").unwrap();
        let given_back = arrival(db, taken);
        assert_eq!((given_back.state.as_str(), given_back.number), ("recalled", Some(1)));
        assert_eq!(given_back.reason, "Ban hành nhầm");
        assert_eq!(owed(db, taken), Vec::<String>::new());
        assert_eq!(accepts(db, city.district.id), Vec::<Uuid>::new());
        assert!(matches!(db.read(|read| view::part_view(read, &head, part)), Err(Error::NotFound)));
        // Whoever sent it still has it.
        let drafter = city.department.one("officer").at(16);
        assert!(db.read(|read| view::part_view(read, &drafter, part)).is_ok());
        assert!(matches!(answer(db, &city, taken, true, ""), Err(Error::NotNow { .. })));
    });
}

#[test]
fn whoever_refuses_says_why_and_keeps_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let taken = accepted(db, &city);
        assert!(matches!(answer(db, &city, taken, true, ""), Err(Error::NotNow { state: "accepted" })));
        let id = arrival(db, taken).document;
        recall(db, &city, id).unwrap();
        match answer(db, &city, taken, false, " ") {
            Err(Error::Input(faults)) => assert_eq!(faults, [("reason", InputFault::Missing)]),
            other => panic!("{other:?}"),
        }
        let abroad = city.department.one("clerk").at(16);
        let input = RecallAnswer { agree: true, reason: String::new() };
        let refused = act(db, &abroad, |tx| inc::answer_recall(tx, &abroad, taken, &input));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        answer(db, &city, taken, false, "Đã thực hiện xong").unwrap();
        let kept = arrival(db, taken);
        assert_eq!((kept.state.as_str(), kept.recall.as_str()), ("accepted", "refused"));
        assert_eq!(kept.recall_reason, "Đã thực hiện xong");
        assert_eq!(standing(db, id), [("recall_refused".to_owned(), 1)]);
        assert!(!owed(db, taken).contains(&"documents.recall_answer".to_owned()));
        // The work on it goes on.
        direct(db, &city.district, taken);
        assert_eq!(arrival(db, taken).state, "assigned");
    });
}

#[test]
fn a_document_that_recalls_another_does_so_when_it_goes_out() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let taken = accepted(db, &city);
        let id = arrival(db, taken).document;
        changed(db, &city, id, Change::Recalls);
        assert_eq!(document(db, id).state, "recalled");
        let asked = arrival(db, taken);
        assert_eq!(asked.recall, "asked");
        assert!(asked.recall_reason.starts_with("Công văn số 01/SNV-CCHC"), "{}", asked.recall_reason);
    });
}

#[test]
fn what_is_replaced_is_owed_no_more_and_its_direction_is_offered_for_the_new_one() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let taken = accepted(db, &city);
        direct(db, &city.district, taken);
        let unit = lead(db, taken).unit;
        let id = arrival(db, taken).document;
        let new = changed(db, &city, id, Change::Replaces);
        let old = arrival(db, taken);
        assert_eq!((old.state.as_str(), old.recall.as_str()), ("done", "none"));
        assert_eq!(owed(db, taken), Vec::<String>::new());
        assert_eq!(document(db, id).state, "issued");
        let fresh = db.read(|read| store::arrival::arrival_at(read, new, city.district.id)).unwrap().unwrap();
        let clerk = city.district.one("clerk").at(16);
        act(db, &clerk, |tx| inc::accept(tx, &clerk, fresh.id)).unwrap();
        let (direction, named) = db
            .read(|read| {
                let seen = view::arrival_view(read, &clerk, fresh.id)?;
                view::direction_before(read, &seen)
            })
            .unwrap()
            .unwrap();
        assert_eq!((direction.words.as_str(), named[0].unit), ("Tham mưu trả lời", unit));
        // Each shows the other to whoever received both.
        let seen = db.read(|read| view::related(read, &clerk, id)).unwrap();
        assert_eq!((seen.len(), seen[0].changes), (1, false));
        assert_eq!(seen[0].address, format!("/arrivals/{}", fresh.id));
    });
}

#[test]
fn what_must_not_be_here_is_removed_from_everybody() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let taken = accepted(db, &city);
        let id = arrival(db, taken).document;
        let part = db.read(|read| store::document::parts(read, id, 1)).unwrap()[0].clone();
        let office = city.department.one("office").at(15);
        let officer = city.department.one("officer").at(15);
        let refused = act(db, &officer, |tx| out::purge(tx, &officer, id, "Mật"));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let refused = act(db, &office, |tx| out::purge(tx, &office, id, ""));
        assert!(matches!(refused, Err(Error::Input(_))), "{refused:?}");
        act(db, &office, |tx| out::purge(tx, &office, id, "Có nội dung mật")).unwrap();
        drain(db, office.now);
        assert_eq!(
            (document(db, id).state.as_str(), arrival(db, taken).state.as_str()),
            ("purged", "recalled")
        );
        for ctx in [&office, &officer, &city.district.one("clerk").at(16)] {
            assert!(matches!(db.read(|read| view::part_view(read, ctx, part.id)), Err(Error::NotFound)));
        }
        // What stays: the rows of both registers, and the file's digest.
        assert_eq!(document(db, id).symbol, "01/BC-SNV");
        assert_eq!(arrival(db, taken).number, Some(1));
        assert_eq!(
            db.read(|read| store::document::part(read, part.id)).unwrap().unwrap().digest,
            part.digest
        );
        let again = act(db, &office, |tx| out::purge(tx, &office, id, "Có nội dung mật"));
        assert!(matches!(again, Err(Error::NotNow { state: "purged" })), "{again:?}");
    });
}

#[test]
fn what_was_entered_from_outside_is_removed_by_the_agency_that_entered_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = city.district.one("clerk").at(9);
        let entered = act(db, &clerk, |tx| inc::enter(tx, &clerk, &entry())).unwrap();
        let Entered::Registered { arrival: id, .. } = entered else { panic!("{entered:?}") };
        let document_id = arrival(db, id).document;
        let abroad = city.department.one("office").at(10);
        let refused = act(db, &abroad, |tx| out::purge(tx, &abroad, document_id, "Mật"));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let office = city.district.one("office").at(10);
        act(db, &office, |tx| out::purge(tx, &office, document_id, "Văn bản mật gửi nhầm")).unwrap();
        drain(db, office.now);
        assert_eq!((arrival(db, id).state.as_str(), arrival(db, id).number), ("recalled", Some(1)));
        assert_eq!(document(db, document_id).state, "purged");
    });
}
