//! Sets submitted upward: examined, returned, put on their route, issued, and seen by the department all along.

use super::city::{City, Somebody, city};
use super::outgoing::{approve, current, draft, route};
use super::{SETS, act, drain, paper};
use context::{Ctx, Scope, Uuid};
use db::Db;
use documents::actions::outgoing::{self as out, DraftInput, NumberInput, StepInput, SubmitInput};
use documents::actions::sets::{self as acts, SetInput};
use documents::model::input::InputFault;
use documents::model::route::{Asked, PlannedStep, StepKind};
use documents::store::set::{self as rows, Opinion};
use documents::{Error, store, view};

/// Somebody of the committee who may examine sets and submit what came in them.
pub fn examiner(city: &City, who: &str) -> Ctx {
    let mut ctx = city.committee.one(who).at(13);
    for (permission, scope) in [(documents::EXAMINE, Scope::Agency), (documents::DRAFT, Scope::Own)] {
        ctx.actor.grants.push(context::Grant { permission: permission.into(), scope });
    }
    ctx
}

/// A submission of the department to the city, with its number.
fn cover(db: &Db, city: &City) -> Uuid {
    let officer = city.department.one("officer").at(9);
    let input = DraftInput { kind: "TTr".into(), due_day: None, ..draft(city) };
    let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &[paper("to-trinh")])).unwrap();
    let input = SubmitInput { steps: route(city), ..SubmitInput::default() };
    act(db, &officer, |tx| out::submit(tx, &officer, id, &input)).unwrap();
    ["head", "office", "leader"].into_iter().for_each(|who| approve(db, city, id, who));
    let clerk = city.department.one("clerk").at(11);
    act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
    id
}

fn input(city: &City, cover: Uuid) -> SetInput {
    SetInput {
        cover,
        body: Some(city.committee.body),
        kind: "QĐ".into(),
        subject: "Quy định về tiếp nhận hồ sơ".into(),
        opinions: vec![Opinion {
            who: "Sở Tư pháp".into(),
            said: "Bổ sung căn cứ".into(),
            taken: "Đã bổ sung".into(),
        }],
    }
}

pub fn submitted(db: &Db, city: &City) -> Uuid {
    let officer = city.department.one("officer").at(12);
    let input = input(city, cover(db, city));
    act(db, &officer, |tx| acts::submit_set(tx, &officer, &input, &[paper("du-thao")])).unwrap()
}

pub fn set(db: &Db, id: Uuid) -> rows::Set {
    db.read(|read| rows::set(read, id)).unwrap().unwrap()
}

fn owed(db: &Db, id: Uuid) -> Vec<(String, Uuid)> {
    let owed = db.read(|read| duties::of(read, &[context::Ref::new("set", id)])).unwrap();
    owed.into_iter().map(|duty| (duty.kind.clone(), duty.owner.desk())).collect()
}

#[test]
fn a_wrong_set_is_refused_and_nothing_of_it_is_kept() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(12);
        let cover = cover(db, &city);
        let good = input(&city, cover);
        let submit = |ctx: &Ctx, input: &SetInput, parts: &[documents::PartInput]| {
            act(db, ctx, |tx| acts::submit_set(tx, ctx, input, parts))
        };
        let parts = [paper("du-thao")];
        // Another's submission, one without a number, one's own desk, a body that there is not.
        for stranger in [city.department.one("other_head"), city.district.one("officer")] {
            assert!(matches!(submit(&stranger.at(12), &good, &parts), Err(Error::NotFound)));
        }
        let fresh =
            act(db, &officer, |tx| out::create_draft(tx, &officer, &draft(&city), &[paper("x")])).unwrap();
        let early = submit(&officer, &SetInput { cover: fresh, ..good.clone() }, &parts);
        assert!(matches!(early, Err(Error::NotNow { state: "draft" })), "{early:?}");
        for body in [Some(city.department.body), Some(Uuid::from_u128(5)), None] {
            let refused = submit(&officer, &SetInput { body, ..good.clone() }, &parts);
            assert!(matches!(refused, Err(Error::Unknown { field: "body" })), "{refused:?}");
        }
        match submit(&officer, &SetInput { kind: "XX".into(), subject: " ".into(), ..good.clone() }, &parts) {
            Err(Error::Input(faults)) => {
                assert_eq!(faults, [("kind", InputFault::Unknown), ("subject", InputFault::Missing)]);
            }
            other => panic!("{other:?}"),
        }
        let half = Opinion { who: "Sở Tư pháp".into(), said: "Bổ sung".into(), taken: " ".into() };
        match submit(&officer, &SetInput { opinions: vec![half], ..good.clone() }, &parts) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("opinions", InputFault::HalfOpinion)]),
            other => panic!("{other:?}"),
        }
        assert!(matches!(submit(&officer, &good, &[]), Err(Error::Input(_))));
        assert_eq!(db.read(|read| rows::of_cover(read, cover)).unwrap(), None);
        submit(&officer, &good, &parts).unwrap();
        assert!(matches!(submit(&officer, &good, &parts), Err(Error::SetThere)));
    });
}

#[test]
fn it_is_taken_up_once_by_whoever_may_and_returned_with_a_reason_by_them_alone() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = submitted(db, &city);
        assert_eq!(owed(db, id), [("documents.examine".to_owned(), city.committee.id)]);
        let take = |ctx: &Ctx| act(db, ctx, |tx| acts::take_up(tx, ctx, id));
        let back = |ctx: &Ctx, reason: &str| act(db, ctx, |tx| acts::return_set(tx, ctx, id, reason));
        let mut abroad = city.district.one("office").at(13);
        abroad
            .actor
            .grants
            .push(context::Grant { permission: documents::EXAMINE.into(), scope: Scope::Agency });
        assert!(take(&abroad).is_err(), "another agency's office");
        assert!(take(&city.committee.one("clerk").at(13)).is_err(), "without the permission");
        let (office, head) = (examiner(&city, "office"), examiner(&city, "head"));
        assert!(matches!(back(&office, "Chưa đủ"), Err(Error::NotFound)), "nobody examines it yet");
        take(&office).unwrap();
        assert!(matches!(take(&head), Err(Error::NotNow { .. })));
        assert!(matches!(back(&office, " "), Err(Error::Input(_))));
        assert!(matches!(back(&head, "Chưa đủ"), Err(Error::NotFound)));
        back(&office, "Chưa có ý kiến Sở Tư pháp").unwrap();
        assert!(matches!(back(&office, "Hai lần"), Err(Error::NotNow { .. })));
        let drafter = city.department.one("officer");
        assert_eq!(owed(db, id), [("documents.amend".to_owned(), drafter.position)]);
        let told = db.read(|read| notify::notices(read, &drafter.at(14), None, 10)).unwrap();
        assert_eq!(told.rows[0].kind, "documents.set_returned");
        // While it is the department's to mend, nobody puts its draft on a route.
        let steps = vec![PlannedStep {
            kind: StepKind::Signer,
            ordinal: 1,
            who: Asked::Position(city.committee.one("leader").position),
        }];
        let input = SubmitInput { steps, ..SubmitInput::default() };
        let paper_id = set(db, id).paper;
        let early = act(db, &office, |tx| out::submit(tx, &office, paper_id, &input));
        assert!(matches!(early, Err(Error::NotNow { .. })), "{early:?}");
        let again = |ctx: &Ctx| act(db, ctx, |tx| acts::resubmit(tx, ctx, id, &[], &[paper("du-thao-2")]));
        assert!(matches!(again(&city.department.one("head").at(14)), Err(Error::NotFound)));
        again(&drafter.at(14)).unwrap();
        assert!(matches!(again(&drafter.at(14)), Err(Error::NotNow { .. })));
        assert_eq!((owed(db, id), set(db, id).reason.as_str()), (vec![], ""));
        let paper = db.read(|read| store::document::document(read, paper_id)).unwrap().unwrap();
        assert_eq!((paper.content, paper.drafter), (2, office.actor.position));
        // Once its draft is on the route, the set is neither returned nor withdrawn.
        act(db, &office, |tx| out::submit(tx, &office, paper_id, &input)).unwrap();
        assert!(matches!(back(&office, "Muộn"), Err(Error::NotNow { .. })));
        let drafter = drafter.at(15);
        let late = act(db, &drafter, |tx| acts::withdraw_set(tx, &drafter, id, "Thôi"));
        assert!(matches!(late, Err(Error::NotNow { .. })), "{late:?}");
    });
}

#[test]
fn the_city_issues_it_and_the_department_sees_each_step_and_gets_the_document() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = submitted(db, &city);
        let office = examiner(&city, "office");
        act(db, &office, |tx| acts::take_up(tx, &office, id)).unwrap();
        let paper = set(db, id).paper;
        let steps = [("head", StepKind::Office), ("leader", StepKind::Signer)]
            .into_iter()
            .zip(1..)
            .map(|((who, kind), ordinal)| PlannedStep {
                kind,
                ordinal,
                who: Asked::Position(city.committee.one(who).position),
            })
            .collect();
        // Whoever examines it can address it anew; the department is given it all the same.
        let edit = DraftInput {
            kind: "QĐ".into(),
            subject: "Quy định về tiếp nhận hồ sơ".into(),
            body: Some(city.committee.body),
            due_day: None,
            ..draft(&city)
        };
        act(db, &office, |tx| out::edit_draft(tx, &office, paper, &edit, None)).unwrap();
        let slip = SubmitInput { steps, words: "Hồ sơ đủ, kính trình".into(), version: None };
        act(db, &office, |tx| out::submit(tx, &office, paper, &slip)).unwrap();
        let approve = |who: &Somebody| {
            let ctx = who.at(14);
            let step = current(db, paper).id;
            act(db, &ctx, |tx| out::approve(tx, &ctx, step, &StepInput::default())).unwrap();
        };
        approve(city.committee.one("head"));
        let drafter = city.department.one("officer").at(15);
        let seen = db.read(|read| view::document_view(read, &drafter, paper)).unwrap();
        assert_eq!(seen.steps.iter().filter(|step| step.acted_at.is_some()).count(), 1);
        let stranger = city.district.one("officer").at(15);
        assert!(db.read(|read| view::document_view(read, &stranger, paper)).is_err());
        approve(city.committee.one("leader"));
        let clerk = city.committee.one("clerk").at(16);
        let symbol = act(db, &clerk, |tx| out::number(tx, &clerk, paper, &NumberInput::default())).unwrap();
        assert_eq!(symbol, "01/QĐ-UBND");
        act(db, &clerk, |tx| out::issue(tx, &clerk, paper, &out::IssueInput::default())).unwrap();
        drain(db, clerk.now);
        for agency in [city.department.id, city.district.id] {
            assert!(db.read(|read| store::arrival::arrival_at(read, paper, agency)).unwrap().is_some());
        }
        assert!(db.read(|read| view::document_view(read, &drafter, paper)).is_ok());
    });
}

#[test]
fn the_department_gives_a_set_up_with_a_reason_and_its_draft_goes_with_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = submitted(db, &city);
        let withdraw = |ctx: &Ctx, reason: &str| act(db, ctx, |tx| acts::withdraw_set(tx, ctx, id, reason));
        let drafter = city.department.one("officer").at(14);
        assert!(matches!(withdraw(&city.department.one("head").at(14), "Thôi"), Err(Error::NotFound)));
        assert!(matches!(withdraw(&drafter, " "), Err(Error::Input(_))));
        withdraw(&drafter, "Chờ luật mới").unwrap();
        assert!(matches!(withdraw(&drafter, "Lần nữa"), Err(Error::NotNow { .. })));
        assert_eq!(owed(db, id), []);
        let paper = db.read(|read| store::document::document(read, set(db, id).paper)).unwrap().unwrap();
        assert_eq!(paper.state, "withdrawn");
        let office = examiner(&city, "office");
        let late = act(db, &office, |tx| acts::take_up(tx, &office, id));
        assert!(matches!(late, Err(Error::NotNow { .. })), "{late:?}");
    });
}
