//! Initials (ký nháy), opinions asked of units, and routes that are kept ready.

use super::city::{City, city};
use super::outgoing::{approve, current, drafted, route, submit};
use super::{SETS, act, paper};
use context::Uuid;
use db::Db;
use documents::actions::outgoing::{self as out, NumberInput, RevisionInput, StepInput, SubmitInput};
use documents::model::route::{Asked, PlannedStep, RouteFault, StepKind, StepState};
use documents::{Error, store};

/// The step of somebody of the department in the last round.
fn step_of(db: &Db, city: &City, id: Uuid, who: &str) -> store::route::Step {
    let steps = db.read(|read| store::route::steps(read, id)).unwrap();
    let position = city.department.one(who).position;
    steps.into_iter().rfind(|step| step.position == Some(position)).unwrap()
}

fn revise(db: &Db, city: &City, id: Uuid, who: &str, name: &str) {
    let ctx = city.department.one(who).at(10);
    let revision =
        RevisionInput { parts: vec![paper(name)], reason: "Sửa thể thức".into(), version: None };
    act(db, &ctx, |tx| out::revise(tx, &ctx, id, &revision)).unwrap();
}

fn told(db: &Db, city: &City, who: &str) -> Vec<String> {
    let ctx = city.department.one(who).at(11);
    let page = db.read(|read| notify::notices(read, &ctx, None, 10)).unwrap();
    page.rows.into_iter().map(|notice| notice.kind).collect()
}

#[test]
fn a_change_of_the_files_voids_initials_and_their_giver_is_told_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        approve(db, &city, id, "head");
        let given = step_of(db, &city, id, "head");
        assert_eq!(given.digests, paper("bao-cao").file.digest);
        assert_eq!((given.voided_at, told(db, &city, "head").len()), (None, 0));
        // The office mends the form before it approves; the head's initials were for another paper.
        for name in ["ban-hai", "ban-ba"] {
            revise(db, &city, id, "office", name);
            assert!(step_of(db, &city, id, "head").voided_at.is_some());
            assert_eq!(told(db, &city, "head"), ["documents.initials_voided"]);
        }
        let told = db.read(|read| facts::of(read, &[context::Ref::new("document", id)], 50)).unwrap();
        let voided = told.iter().filter(|fact| fact.action == "documents.initials_voided").count();
        assert_eq!(voided, 1);
    });
}

#[test]
fn initials_are_given_again_by_their_giver_to_what_lies_there_now_and_before_it_has_a_number() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        approve(db, &city, id, "head");
        let step = step_of(db, &city, id, "head").id;
        let again = |who: &str, version: Option<i64>| {
            let ctx = city.department.one(who).at(11);
            let input = StepInput { comment: String::new(), version };
            act(db, &ctx, |tx| out::initial_again(tx, &ctx, step, &input))
        };
        let holds = again("head", None);
        assert!(matches!(holds, Err(Error::NotNow { .. })), "{holds:?}");
        let seen = db.read(|read| store::document::document(read, id)).unwrap().unwrap().version;
        revise(db, &city, id, "office", "ban-hai");
        for other in ["office", "officer", "other_head"] {
            assert!(matches!(again(other, None), Err(Error::NotFound)), "{other}");
        }
        assert!(matches!(again("head", Some(seen)), Err(Error::Stale)));
        again("head", None).unwrap();
        let given = step_of(db, &city, id, "head");
        assert_eq!((given.content, given.voided_at), (Some(2), None));
        assert_eq!(given.digests, paper("ban-hai").file.digest);
        let unknown = {
            let ctx = city.department.one("head").at(11);
            act(db, &ctx, |tx| out::initial_again(tx, &ctx, Uuid::from_u128(9), &StepInput::default()))
        };
        assert!(matches!(unknown, Err(Error::NotFound)));
        // Nobody gives initials to a document that has its number.
        revise(db, &city, id, "office", "ban-ba");
        for who in ["office", "leader"] {
            approve(db, &city, id, who);
        }
        let clerk = city.department.one("clerk").at(12);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        assert!(matches!(again("head", None), Err(Error::NotNow { state: "numbered" })));
    });
}

#[test]
fn what_was_sent_back_and_changed_is_initialled_anew() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        approve(db, &city, id, "head");
        let office = city.department.one("office").at(10);
        let step = current(db, id).id;
        act(db, &office, |tx| out::return_to(tx, &office, step, None, "Viết lại")).unwrap();
        revise(db, &city, id, "officer", "ban-hai");
        assert_eq!(told(db, &city, "head"), ["documents.initials_voided"]);
        submit(db, &city, id);
        // The old round is over: its initials cannot be given again, the step of the new one is the head's.
        let steps = db.read(|read| store::route::steps(read, id)).unwrap();
        let old = steps.iter().find(|step| step.round == 1).unwrap().id;
        let head = city.department.one("head").at(11);
        let refused = act(db, &head, |tx| out::initial_again(tx, &head, old, &StepInput::default()));
        assert!(matches!(refused, Err(Error::NotNow { .. })), "{refused:?}");
        for who in ["head", "office", "leader"] {
            approve(db, &city, id, who);
        }
        assert_eq!(step_of(db, &city, id, "head").content, Some(2));
        // Only those who initial have something that a change could void.
        assert_eq!(step_of(db, &city, id, "leader").voided_at, None);
    });
}

#[test]
fn a_unit_is_asked_and_whoever_reads_for_it_answers() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        let unit = Asked::Unit(city.department.other_unit);
        let officer = city.department.one("officer").at(9);
        let with = |who: Asked, kind: StepKind| {
            let mut steps: Vec<PlannedStep> = route(&city);
            steps.iter_mut().for_each(|step| step.ordinal += 1);
            steps.insert(0, PlannedStep { kind, ordinal: 1, who });
            let input = SubmitInput { steps, ..SubmitInput::default() };
            act(db, &officer, |tx| out::submit(tx, &officer, id, &input))
        };
        match with(unit, StepKind::Head) {
            Err(Error::Route(faults)) => assert_eq!(faults, [RouteFault::Unit(StepKind::Head)]),
            other => panic!("{other:?}"),
        }
        for foreign in [city.district.unit, Uuid::from_u128(7)] {
            let refused = with(Asked::Unit(foreign), StepKind::Opinion);
            assert!(matches!(refused, Err(Error::Unknown { field: "steps" })), "{refused:?}");
        }
        with(unit, StepKind::Opinion).unwrap();
        let step = current(db, id);
        assert_eq!((step.unit, step.position), (Some(city.department.other_unit), None));
        let owed = db.read(|read| duties::of(read, &[context::Ref::new("document", id)])).unwrap();
        assert_eq!(
            owed.iter().map(|duty| duty.owner.desk()).collect::<Vec<_>>(),
            [city.department.other_unit]
        );
        let say = |who: &str| {
            let ctx = city.department.one(who).at(10);
            let input = StepInput { comment: "Nhất trí".into(), version: None };
            act(db, &ctx, |tx| out::approve(tx, &ctx, step.id, &input))
        };
        for stranger in ["head", "office", "clerk"] {
            assert!(matches!(say(stranger), Err(Error::NotFound)), "{stranger}");
        }
        say("other_head").unwrap();
        let twice = say("other_head");
        assert!(matches!(twice, Err(Error::NotNow { .. })), "{twice:?}");
        let said = db.read(|read| store::route::step(read, step.id)).unwrap().unwrap();
        assert_eq!(said.actor, Some(city.department.one("other_head").position));
        assert_eq!(said.state(), StepState::Approved);
        assert_eq!(current(db, id).kind(), StepKind::Head);
    });
}

#[test]
fn a_template_is_changed_by_its_agency_and_not_over_a_colleagues_change() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let steps = route(&city);
        let id = act(db, &officer, |tx| out::save_template(tx, &officer, "Thường", "", &steps)).unwrap();
        let change = |ctx: &context::Ctx, version: i64, name: &str, steps: &[PlannedStep]| {
            act(db, ctx, |tx| out::change_template(tx, ctx, id, version, (name, "BC", steps)))
        };
        let stranger = city.district.one("officer").at(9);
        assert!(matches!(change(&stranger, 1, "Khác", &steps), Err(Error::NotFound)));
        assert!(matches!(change(&officer, 1, " ", &steps), Err(Error::Input(_))));
        assert!(matches!(change(&officer, 1, "Báo cáo", &steps[..2]), Err(Error::Route(_))));
        change(&officer, 1, "Báo cáo", &steps).unwrap();
        let late = change(&officer, 1, "Báo cáo tháng", &steps);
        assert!(matches!(late, Err(Error::Stale)), "{late:?}");
        let kept = db.read(|read| store::route::templates(read, city.department.id)).unwrap();
        assert_eq!((kept[0].name.as_str(), kept[0].kind.as_str(), kept[0].version), ("Báo cáo", "BC", 2));
    });
}
