//! From arrival to answer.

use super::city::{Agency, City, city};
use super::outgoing::issued;
use super::{SETS, act, drain, paper};
use calendar::Day;
use context::{Ref, Uuid};
use db::Db;
use documents::actions::incoming::{
    self as inc, DirectInput, EnterInput, Entered, FinishInput, ProgressInput,
};
use documents::actions::outgoing::{self as out, NumberInput, StepInput, SubmitInput};
use documents::model::arrival::Channel;
use documents::model::boxes::Box;
use documents::model::direction::{Target, Wording, WordingFault};
use documents::model::input::InputFault;
use documents::model::route::{Asked, PlannedStep, StepKind};
use documents::store::direction::Assignment;
use documents::store::{self, lists};
use documents::{Error, view};

pub fn entry() -> EnterInput {
    EnterInput {
        issuer: "Bộ Nội vụ".into(),
        symbol: "4392/BNV-CCHC".into(),
        issued_day: Day::new(2023, 8, 15),
        kind: "CV".into(),
        subject: "Tự đánh giá chỉ số cải cách hành chính".into(),
        urgency: "normal".into(),
        channel: Some(Channel::Post),
        parts: vec![paper("cong-van")],
        ..EnterInput::default()
    }
}

pub fn accepted(db: &Db, city: &City) -> Uuid {
    let document = issued(db, city);
    let arrival =
        db.read(|read| store::arrival::arrival_at(read, document, city.district.id)).unwrap().unwrap();
    let clerk = city.district.one("clerk").at(14);
    act(db, &clerk, |tx| inc::accept(tx, &clerk, arrival.id)).unwrap();
    arrival.id
}

pub fn wording(agency: &Agency) -> Wording {
    Wording {
        lead: Some(Target::Unit(agency.unit)),
        support: vec![Target::Unit(agency.other_unit)],
        inform: vec![],
        due: Day::new(2023, 8, 22),
        words: "Tham mưu trả lời".into(),
    }
}

pub fn direct(db: &Db, agency: &Agency, id: Uuid) {
    let leader = agency.one("leader").at(15);
    let input = DirectInput { wording: wording(agency), behalf: String::new(), version: None };
    act(db, &leader, |tx| inc::direct(tx, &leader, id, &input)).unwrap();
}

fn assignments(db: &Db, id: Uuid) -> Vec<Assignment> {
    db.read(|read| store::direction::assignments(read, id)).unwrap()
}

/// The lead at the end of the line.
pub fn lead(db: &Db, id: Uuid) -> Assignment {
    assignments(db, id)
        .into_iter()
        .find(|one| one.role == "lead" && matches!(one.state.as_str(), "open" | "in_progress"))
        .unwrap()
}

fn state(db: &Db, id: Uuid) -> String {
    db.read(|read| store::arrival::arrival(read, id)).unwrap().unwrap().state
}

fn in_box(db: &Db, holder: Uuid, place: Box) -> Vec<Uuid> {
    let page = db.read(|read| lists::page(read, &[holder], place, &Default::default(), None, 10)).unwrap();
    page.rows.into_iter().map(|row| row.record).collect()
}

#[test]
fn a_paper_is_entered_once_and_its_double_is_shown_before_anything_is_saved() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = city.district.one("clerk").at(9);
        let first = act(db, &clerk, |tx| inc::enter(tx, &clerk, &entry())).unwrap();
        let Entered::Registered { arrival, number: 1 } = first else { panic!("{first:?}") };
        let again =
            EnterInput { issuer: "BỘ NỘI VỤ".into(), symbol: "4392/bnv-cchc".into(), ..entry() };
        match act(db, &clerk, |tx| inc::enter(tx, &clerk, &again)).unwrap() {
            Entered::Alike { found } => assert_eq!((found.len(), found[0].arrival), (1, arrival)),
            other => panic!("{other:?}"),
        }
        let although = EnterInput { although_alike: true, ..again };
        let second = act(db, &clerk, |tx| inc::enter(tx, &clerk, &although)).unwrap();
        assert!(matches!(second, Entered::Registered { number: 2, .. }), "{second:?}");
        assert_eq!(state(db, arrival), "accepted");
        assert_eq!(in_box(db, city.district.one("office").position, Box::Propose).len(), 2);
    });
}

#[test]
fn a_secret_paper_is_refused_with_the_reason_and_nothing_stays() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = city.district.one("clerk").at(9);
        let secret = EnterInput { secrecy: Some("secret".into()), ..entry() };
        match act(db, &clerk, |tx| inc::enter(tx, &clerk, &secret)) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("secrecy", InputFault::Secret("Mật".into()))]),
            other => panic!("{other:?}"),
        }
        assert_eq!(in_box(db, city.district.id, Box::All), Vec::<Uuid>::new());
    });
}

#[test]
fn an_officer_may_not_enter_accept_or_direct() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.district.one("officer").at(9);
        assert!(act(db, &officer, |tx| inc::enter(tx, &officer, &entry())).is_err());
        let id = accepted(db, &city);
        let input = DirectInput { wording: wording(&city.district), behalf: String::new(), version: None };
        let refused = act(db, &officer, |tx| inc::direct(tx, &officer, id, &input));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let abroad = city.department.one("leader").at(9);
        let refused = act(db, &abroad, |tx| inc::direct(tx, &abroad, id, &input));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    });
}

#[test]
fn a_refusal_needs_a_reason_and_is_final() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let document = issued(db, &city);
        let id =
            db.read(|read| store::arrival::arrival_at(read, document, city.district.id)).unwrap().unwrap().id;
        let clerk = city.district.one("clerk").at(14);
        assert!(matches!(act(db, &clerk, |tx| inc::refuse(tx, &clerk, id, "")), Err(Error::Input(_))));
        act(db, &clerk, |tx| inc::refuse(tx, &clerk, id, "Gửi nhầm cơ quan")).unwrap();
        assert_eq!(state(db, id), "refused");
        let late = act(db, &clerk, |tx| inc::accept(tx, &clerk, id));
        assert!(matches!(late, Err(Error::NotNow { state: "refused" })), "{late:?}");
        assert_eq!(db.read(|read| duties::of(read, &[Ref::new("arrival", id)])).unwrap(), []);
    });
}

#[test]
fn a_proposal_is_confirmed_with_one_touch() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let district = &city.district;
        let office = district.one("office").at(15);
        let leader = district.one("leader").at(16);
        let proposal = act(db, &office, |tx| {
            inc::propose(tx, &office, id, district.one("leader").position, &wording(district))
        })
        .unwrap();
        assert_eq!(in_box(db, district.one("leader").position, Box::Direct), [id]);
        assert_eq!(in_box(db, district.unit, Box::Handle), Vec::<Uuid>::new());
        act(db, &leader, |tx| inc::confirm_proposal(tx, &leader, proposal)).unwrap();
        let twice = act(db, &leader, |tx| inc::confirm_proposal(tx, &leader, proposal));
        assert!(matches!(twice, Err(Error::NotNow { .. })), "{twice:?}");
        assert_eq!(state(db, id), "assigned");
        assert_eq!(in_box(db, district.unit, Box::Handle), [id]);
        assert_eq!(in_box(db, district.other_unit, Box::Support), [id]);
        assert_eq!(in_box(db, district.one("leader").position, Box::Direct), Vec::<Uuid>::new());
    });
}

#[test]
fn a_direction_has_one_lead_of_this_agency_and_a_possible_deadline() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let leader = city.district.one("leader").at(15);
        let direct = |wording: Wording| {
            let input = DirectInput { wording, behalf: String::new(), version: None };
            act(db, &leader, |tx| inc::direct(tx, &leader, id, &input))
        };
        let good = wording(&city.district);
        match direct(Wording { lead: None, ..good.clone() }) {
            Err(Error::Direction(faults)) => assert_eq!(faults, [WordingFault::NoLead]),
            other => panic!("{other:?}"),
        }
        // The document itself asks for an answer by the 25th.
        match direct(Wording { due: Day::new(2023, 8, 28), ..good.clone() }) {
            Err(Error::Direction(faults)) => {
                assert_eq!(faults, [WordingFault::DueAfterDocument(Day::new(2023, 8, 25).unwrap())]);
            }
            other => panic!("{other:?}"),
        }
        let abroad = Wording { lead: Some(Target::Unit(city.department.unit)), ..good.clone() };
        assert!(matches!(direct(abroad), Err(Error::Unknown { field: "target" })));
        let stale = DirectInput { wording: good.clone(), behalf: String::new(), version: Some(1) };
        assert!(matches!(act(db, &leader, |tx| inc::direct(tx, &leader, id, &stale)), Err(Error::Stale)));
        direct(good).unwrap();
    });
}

#[test]
fn it_is_passed_down_to_any_depth_and_the_last_result_closes_all() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let district = &city.district;
        direct(db, district, id);
        let head = district.one("head").at(15);
        let officer = district.one("officer");
        let late = Wording { due: Day::new(2023, 8, 23), ..down(officer.position) };
        assert!(matches!(
            act(db, &head, |tx| inc::pass_down(tx, &head, lead(db, id).id, &late)),
            Err(Error::Direction(_))
        ));
        let top = lead(db, id);
        act(db, &head, |tx| inc::pass_down(tx, &head, top.id, &down(officer.position))).unwrap();
        assert_eq!(in_box(db, officer.position, Box::Handle), [id]);
        let own = lead(db, id);
        let works = officer.at(16);
        act(db, &works, |tx| {
            inc::progress(tx, &works, own.id, &ProgressInput { percent: 50, words: "Đang dự thảo".into() })
        })
        .unwrap();
        assert_eq!(state(db, id), "in_progress");
        let wrong = act(db, &works, |tx| {
            inc::progress(tx, &works, own.id, &ProgressInput { percent: 100, words: String::new() })
        });
        assert!(matches!(wrong, Err(Error::Input(_))), "{wrong:?}");
        let report = FinishInput { result: "Đã trả lời".into(), reply: None };
        act(db, &works, |tx| inc::finish(tx, &works, own.id, &report)).unwrap();
        assert_eq!(state(db, id), "done");
        let mut states: Vec<(String, String)> =
            assignments(db, id).into_iter().map(|one| (one.role, one.state)).collect();
        states.sort();
        let expected = [("lead", "done"), ("lead", "done"), ("support", "open")];
        assert_eq!(states, expected.map(|(role, state)| (role.to_owned(), state.to_owned())));
        // The supporting unit closes its own apart.
        let support = assignments(db, id).into_iter().find(|one| one.role == "support").unwrap();
        let other = district.one("other_head").at(17);
        act(db, &other, |tx| inc::finish(tx, &other, support.id, &report)).unwrap();
        assert_eq!(db.read(|read| duties::of(read, &[Ref::new("arrival", id)])).unwrap(), []);
    });
}

fn down(position: Uuid) -> Wording {
    Wording {
        lead: Some(Target::Position(position)),
        support: vec![],
        inform: vec![],
        due: None,
        words: String::new(),
    }
}

#[test]
fn a_wrong_direction_goes_back_to_whoever_gave_it_and_is_owed_until_another_is_directed() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let district = &city.district;
        direct(db, district, id);
        let held = lead(db, id);
        let head = district.one("head").at(15);
        act(db, &head, |tx| inc::return_direction(tx, &head, held.id, "Không thuộc chức năng")).unwrap();
        assert_eq!(in_box(db, district.one("leader").position, Box::Direct), [id]);
        let kinds = |db: &Db| -> Vec<(String, Option<Uuid>)> {
            let owed = db.read(|read| duties::of(read, &[Ref::new("arrival", id)])).unwrap();
            let handled = owed.into_iter().filter(|duty| duty.kind == "documents.handle");
            handled.map(|duty| (duty.kind, duty.owner.unit)).collect()
        };
        assert_eq!(kinds(db), [("documents.handle".to_owned(), Some(district.unit))]);
        let leader = district.one("leader").at(16);
        let other =
            Wording { lead: Some(Target::Unit(district.other_unit)), support: vec![], ..wording(district) };
        let input = DirectInput { wording: other, behalf: String::new(), version: None };
        act(db, &leader, |tx| inc::direct(tx, &leader, id, &input)).unwrap();
        assert_eq!(kinds(db), [("documents.handle".to_owned(), Some(district.other_unit))]);
    });
}

#[test]
fn a_direction_can_be_taken_back_until_somebody_has_begun() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let district = &city.district;
        direct(db, district, id);
        let leader = district.one("leader").at(16);
        let given = |db: &Db| lead(db, id).direction;
        let first = given(db);
        act(db, &leader, |tx| inc::take_back_direction(tx, &leader, first)).unwrap();
        assert_eq!(state(db, id), "accepted");
        assert_eq!(in_box(db, district.unit, Box::Handle), Vec::<Uuid>::new());
        direct(db, district, id);
        let (second, held) = (given(db), lead(db, id));
        let head = district.one("head").at(16);
        act(db, &head, |tx| {
            inc::progress(tx, &head, held.id, &ProgressInput { percent: 10, words: String::new() })
        })
        .unwrap();
        let late = act(db, &leader, |tx| inc::take_back_direction(tx, &leader, second));
        assert!(matches!(late, Err(Error::NotNow { .. })), "{late:?}");
    });
}

#[test]
fn a_reply_that_is_issued_closes_what_it_answers_by_itself() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let district = &city.district;
        direct(db, district, id);
        let officer = district.one("officer").at(15);
        let head = district.one("head").at(15);
        let top = lead(db, id);
        act(db, &head, |tx| inc::pass_down(tx, &head, top.id, &down(district.one("officer").position)))
            .unwrap();
        let reply = act(db, &officer, |tx| out::reply_to(tx, &officer, id, "Trả lời")).unwrap();
        let revision =
            out::RevisionInput { parts: vec![paper("tra-loi")], reason: String::new(), version: None };
        act(db, &officer, |tx| out::revise(tx, &officer, reply, &revision)).unwrap();
        let signer = PlannedStep {
            kind: StepKind::Signer,
            ordinal: 1,
            who: Asked::Position(district.one("leader").position),
        };
        let input = SubmitInput { steps: vec![signer], ..Default::default() };
        act(db, &officer, |tx| out::submit(tx, &officer, reply, &input)).unwrap();
        let leader = district.one("leader").at(16);
        let step = super::outgoing::current(db, reply).id;
        act(db, &leader, |tx| out::approve(tx, &leader, step, &StepInput::default())).unwrap();
        let clerk = district.one("clerk").at(16);
        act(db, &clerk, |tx| out::number(tx, &clerk, reply, &NumberInput::default())).unwrap();
        act(db, &clerk, |tx| out::issue(tx, &clerk, reply, &out::IssueInput::default())).unwrap();
        drain(db, clerk.now);
        assert_eq!(state(db, id), "done");
        let owed = db.read(|read| duties::of(read, &[Ref::new("arrival", id)])).unwrap();
        assert!(owed.iter().all(|duty| duty.kind == "documents.support"), "{owed:?}");
        // The asker finds the answer on their own desk, and in the thread of what they sent.
        let asked = db.read(|read| store::arrival::arrival(read, id)).unwrap().unwrap().document;
        let asker = city.department.one("clerk").at(17);
        let thread = db.read(|read| view::thread(read, &asker, asked)).unwrap();
        assert!(thread.contains(&Ref::new("document", asked)));
        let answer =
            db.read(|read| store::arrival::arrival_at(read, reply, city.department.id)).unwrap().unwrap();
        assert!(thread.contains(&Ref::new("arrival", answer.id)));
    });
}

#[test]
fn what_needs_no_work_is_filed_with_a_word_why() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let office = city.district.one("office").at(15);
        assert!(act(db, &office, |tx| inc::close_without_direction(tx, &office, id, "")).is_err());
        act(db, &office, |tx| inc::close_without_direction(tx, &office, id, "Để biết")).unwrap();
        assert_eq!(state(db, id), "done");
        assert_eq!(in_box(db, city.district.one("office").position, Box::Done), [id]);
    });
}

#[test]
fn papers_are_seen_by_those_who_hold_the_record_and_by_nobody_else() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let arrival = db.read(|read| store::arrival::arrival(read, id)).unwrap().unwrap();
        let part = db.read(|read| store::document::parts(read, arrival.document, 1)).unwrap()[0].id;
        let sees =
            |who: &super::city::Somebody| db.read(|read| view::part_view(read, &who.at(16), part)).is_ok();
        assert!(sees(city.district.one("clerk")) && sees(city.district.one("office")));
        assert!(!sees(city.district.one("officer")), "nobody has directed them yet");
        assert!(!sees(city.committee.one("leader")));
        direct(db, &city.district, id);
        assert!(sees(city.district.one("head")));
    });
}
