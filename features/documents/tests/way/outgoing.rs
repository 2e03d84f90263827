//! From draft to delivery.

use super::city::{City, city};
use super::{SETS, act, drain, paper};
use calendar::Day;
use context::{Time, Uuid};
use db::Db;
use documents::actions::outgoing::{
    self as out, DraftInput, NumberInput, RecipientInput, RevisionInput, StepInput, SubmitInput,
};
use documents::model::boxes::Box;
use documents::model::input::InputFault;
use documents::model::route::{Asked, PlannedStep, RouteFault, StepKind, StepState};
use documents::store::{self, lists};
use documents::{Error, view};

pub fn draft(city: &City) -> DraftInput {
    DraftInput {
        kind: "BC".into(),
        subject: "Báo cáo cải cách hành chính tháng 8".into(),
        urgency: "normal".into(),
        body: Some(city.department.body),
        due_day: Day::new(2023, 8, 25),
        recipients: vec![RecipientInput::Agency { id: city.district.id }],
        ..DraftInput::default()
    }
}

pub fn route(city: &City) -> Vec<PlannedStep> {
    [("head", StepKind::Head), ("office", StepKind::Office), ("leader", StepKind::Signer)]
        .into_iter()
        .zip(1..)
        .map(|((who, kind), ordinal)| PlannedStep {
            kind,
            ordinal,
            who: Asked::Position(city.department.one(who).position),
        })
        .collect()
}

pub fn drafted(db: &Db, city: &City) -> Uuid {
    let officer = city.department.one("officer").at(9);
    act(db, &officer, |tx| out::create_draft(tx, &officer, &draft(city), &[paper("bao-cao")])).unwrap()
}

pub fn submit(db: &Db, city: &City, id: Uuid) {
    let officer = city.department.one("officer").at(9);
    let input = SubmitInput { steps: route(city), words: "Kính trình".into(), version: None };
    act(db, &officer, |tx| out::submit(tx, &officer, id, &input)).unwrap();
}

/// The step whose turn it is.
pub fn current(db: &Db, id: Uuid) -> store::route::Step {
    let steps = db.read(|read| store::route::steps(read, id)).unwrap();
    steps.into_iter().find(|step| step.state() == StepState::Current).unwrap()
}

pub fn approve(db: &Db, city: &City, id: Uuid, who: &str) {
    let ctx = city.department.one(who).at(10);
    let step = current(db, id).id;
    act(db, &ctx, |tx| out::approve(tx, &ctx, step, &StepInput::default())).unwrap();
}

pub fn approved(db: &Db, city: &City) -> Uuid {
    let id = drafted(db, city);
    submit(db, city, id);
    for who in ["head", "office", "leader"] {
        approve(db, city, id, who);
    }
    id
}

pub fn issued(db: &Db, city: &City) -> Uuid {
    let id = approved(db, city);
    let clerk = city.department.one("clerk").at(11);
    act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
    act(db, &clerk, |tx| out::issue(tx, &clerk, id, &out::IssueInput::default())).unwrap();
    drain(db, clerk.now);
    id
}

fn state(db: &Db, id: Uuid) -> String {
    db.read(|read| store::document::document(read, id)).unwrap().unwrap().state
}

#[test]
fn a_draft_walks_its_route_gets_its_number_and_arrives() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = issued(db, &city);
        let document = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!((document.state.as_str(), document.symbol.as_str()), ("issued", "01/BC-SNV"));
        assert_eq!(document.signer, Some(city.department.one("leader").position));
        let arrival =
            db.read(|read| store::arrival::arrival_at(read, id, city.district.id)).unwrap().unwrap();
        assert_eq!(arrival.state, "arrived");
        // The clerk of the receiving agency owes its acceptance today, and the agency an answer by the day asked.
        let owed = db.read(|read| duties::of(read, &[context::Ref::new("arrival", arrival.id)])).unwrap();
        let kinds: Vec<&str> = owed.iter().map(|duty| duty.kind.as_str()).collect();
        assert_eq!(kinds, ["documents.accept", "documents.reply"]);
        // The drafter finds it among what was issued; nobody else's desk holds a copy that waits.
        let sent = db
            .read(|read| {
                let own = [city.department.one("officer").position];
                lists::page(read, &own, Box::Sent, &Default::default(), None, 10)
            })
            .unwrap();
        assert_eq!(sent.rows.iter().map(|row| row.record).collect::<Vec<_>>(), [id]);
        // The clerk who receives it has one thing waiting, which nobody has seen.
        let desks = [city.district.one("clerk").position, city.district.id];
        let counts = db.read(|read| lists::counts(read, &desks)).unwrap();
        let counts: Vec<_> = counts.iter().map(|it| (it.place.as_str(), it.all, it.unread)).collect();
        assert_eq!(counts, [("accept", 1, 1)]);
        let now = city.district.one("clerk").at(12).now;
        assert_eq!(db.read(|read| lists::chips(read, &desks, Box::Accept, now)).unwrap(), (0, 0, 1));
    });
}

#[test]
fn wrong_drafts_and_routes_are_refused_with_every_fault() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let wrong = DraftInput {
            subject: " ".into(),
            kind: "XX".into(),
            due_day: Day::new(2023, 8, 1),
            ..draft(&city)
        };
        match act(db, &officer, |tx| out::create_draft(tx, &officer, &wrong, &[])) {
            Err(Error::Input(faults)) => assert_eq!(
                faults,
                [
                    ("kind", InputFault::Unknown),
                    ("subject", InputFault::Missing),
                    ("due_day", InputFault::Past)
                ]
            ),
            other => panic!("{other:?}"),
        }
        let foreign = DraftInput { body: Some(city.district.body), ..draft(&city) };
        let refused = act(db, &officer, |tx| out::create_draft(tx, &officer, &foreign, &[]));
        assert!(matches!(refused, Err(Error::Unknown { field: "body" })), "{refused:?}");
        let id = drafted(db, &city);
        let unsigned = SubmitInput { steps: route(&city)[..2].to_vec(), ..SubmitInput::default() };
        match act(db, &officer, |tx| out::submit(tx, &officer, id, &unsigned)) {
            Err(Error::Route(faults)) => assert_eq!(faults, [RouteFault::Signer]),
            other => panic!("{other:?}"),
        }
        let abroad = PlannedStep {
            kind: StepKind::Signer,
            ordinal: 9,
            who: Asked::Position(city.district.one("leader").position),
        };
        let refused = act(db, &officer, |tx| {
            out::submit(tx, &officer, id, &SubmitInput { steps: vec![abroad.clone()], ..Default::default() })
        });
        assert!(matches!(refused, Err(Error::Unknown { field: "steps" })), "{refused:?}");
        assert_eq!(state(db, id), "draft");
    });
}

#[test]
fn a_draft_without_its_paper_cannot_be_submitted() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &draft(&city), &[])).unwrap();
        let input = SubmitInput { steps: route(&city), ..Default::default() };
        let refused = act(db, &officer, |tx| out::submit(tx, &officer, id, &input));
        assert!(matches!(&refused, Err(Error::Input(faults)) if faults[0].0 == "main"), "{refused:?}");
    });
}

#[test]
fn it_can_be_sent_back_to_an_earlier_step_or_to_the_drafter_with_a_reason() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        approve(db, &city, id, "head");
        let (office, step) = (city.department.one("office").at(10), current(db, id));
        let silent = act(db, &office, |tx| out::return_to(tx, &office, step.id, None, " "));
        assert!(matches!(silent, Err(Error::Input(_))), "{silent:?}");
        let head = db.read(|read| store::route::steps(read, id)).unwrap()[0].id;
        act(db, &office, |tx| out::return_to(tx, &office, step.id, Some(head), "Sai thể thức")).unwrap();
        assert_eq!(current(db, id).position, Some(city.department.one("head").position));
        approve(db, &city, id, "head");
        let again = current(db, id);
        assert_eq!(again.position, Some(city.department.one("office").position));
        act(db, &office, |tx| out::return_to(tx, &office, again.id, None, "Viết lại")).unwrap();
        assert_eq!(state(db, id), "draft");
        submit(db, &city, id);
        assert_eq!(state(db, id), "in_review");
    });
}

#[test]
fn it_can_be_taken_back_until_the_next_has_acted() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let id = drafted(db, &city);
        submit(db, &city, id);
        act(db, &officer, |tx| out::take_back(tx, &officer, id)).unwrap();
        assert_eq!(state(db, id), "draft");
        submit(db, &city, id);
        approve(db, &city, id, "head");
        act(db, &officer, |tx| out::take_back(tx, &officer, id)).unwrap();
        submit(db, &city, id);
        for who in ["head", "office", "leader"] {
            approve(db, &city, id, who);
        }
        // Approved by all, it waits for the clerk: nobody has acted on that yet.
        let waits = |db: &Db| {
            let desk = db.read(|read| store::desk::boxes_of(read, id, &[city.department.id])).unwrap();
            let owed = db.read(|read| duties::of(read, &[context::Ref::new("document", id)])).unwrap();
            (desk.len(), owed.len())
        };
        assert_eq!(waits(db), (1, 1));
        act(db, &officer, |tx| out::take_back(tx, &officer, id)).unwrap();
        assert_eq!((state(db, id).as_str(), waits(db)), ("draft", (0, 0)));
        // What was approved before it was taken back counts no more.
        submit(db, &city, id);
        assert_eq!(current(db, id).kind(), StepKind::Head);
        for who in ["head", "office", "leader"] {
            approve(db, &city, id, who);
        }
        let clerk = city.department.one("clerk").at(11);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        let late = act(db, &officer, |tx| out::take_back(tx, &officer, id));
        assert!(matches!(late, Err(Error::NotNow { state: "numbered" })), "{late:?}");
    });
}

#[test]
fn a_day_for_an_answer_that_passed_on_the_route_is_caught_and_the_clerk_sets_another() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let today = officer.now.day();
        let input = DraftInput { due_day: Some(today), ..draft(&city) };
        let files = [paper("bao-cao")];
        let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &files)).unwrap();
        let left = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &files)).unwrap();
        submit(db, &city, id);
        for who in ["head", "office", "leader"] {
            approve(db, &city, id, who);
        }
        let mut clerk = city.department.one("clerk").at(11);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        clerk.now = clerk.now.plus(Time::DAY);
        let issue = |due_day: Option<Day>| {
            let input = out::IssueInput { due_day, version: None };
            act(db, &clerk, |tx| out::issue(tx, &clerk, id, &input))
        };
        for given in [None, Some(today)] {
            match issue(given) {
                Err(Error::Input(faults)) => assert_eq!(faults, [("due_day", InputFault::Past)]),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(state(db, id), "numbered");
        issue(Some(today.plus(5))).unwrap();
        drain(db, clerk.now);
        let arrival =
            db.read(|read| store::arrival::arrival_at(read, id, city.district.id)).unwrap().unwrap();
        assert_eq!(arrival.due_day, Some(today.plus(5)));
        // A draft whose day has passed is not submitted as it is; its drafter sets another.
        let mut later = city.department.one("officer").at(9);
        later.now = later.now.plus(Time::DAY);
        let route = SubmitInput { steps: route(&city), ..SubmitInput::default() };
        match act(db, &later, |tx| out::submit(tx, &later, left, &route)) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("due_day", InputFault::Past)]),
            other => panic!("{other:?}"),
        }
        let mended = DraftInput { due_day: Some(today.plus(5)), ..input.clone() };
        act(db, &later, |tx| out::edit_draft(tx, &later, left, &mended, None)).unwrap();
        act(db, &later, |tx| out::submit(tx, &later, left, &route)).unwrap();
    });
}

#[test]
fn what_waits_on_a_desk_says_by_when_and_is_late_once_that_has_passed() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        let desk = [city.department.one("head").position];
        let due = db
            .read(|read| lists::page(read, &desk, Box::Review, &Default::default(), None, 10))
            .unwrap()
            .rows
            .first()
            .and_then(|row| row.due_at)
            .unwrap();
        let late = |now: i64| {
            let filter = lists::ListFilter { overdue_at: Some(Time(now)), ..Default::default() };
            db.read(|read| {
                let (_, counted, _) = lists::chips(read, &desk, Box::Review, Time(now))?;
                let shown = lists::page(read, &desk, Box::Review, &filter, None, 10)?.rows.len();
                Ok::<_, db::Error>((counted, shown))
            })
            .unwrap()
        };
        assert_eq!(late(due.0), (0, 0), "at the last instant it is not late");
        assert_eq!(late(due.0 + 1), (1, 1));
        approve(db, &city, id, "head");
        assert_eq!(late(due.0 + 1), (0, 0), "what was done is not late any more");
    });
}

#[test]
fn opinions_run_side_by_side_and_the_next_waits_for_all() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let id = drafted(db, &city);
        let steps = [
            ("head", StepKind::Opinion, 1),
            ("other_head", StepKind::Opinion, 1),
            ("leader", StepKind::Signer, 2),
        ]
        .map(|(who, kind, ordinal)| PlannedStep {
            kind,
            ordinal,
            who: Asked::Position(city.department.one(who).position),
        });
        let input = SubmitInput { steps: steps.to_vec(), ..Default::default() };
        act(db, &officer, |tx| out::submit(tx, &officer, id, &input)).unwrap();
        let open = |db: &Db| {
            let steps = db.read(|read| store::route::steps(read, id)).unwrap();
            steps.into_iter().filter(|step| step.state() == StepState::Current).collect::<Vec<_>>()
        };
        assert_eq!(open(db).len(), 2);
        for (who, left) in [("head", 1), ("other_head", 1)] {
            let ctx = city.department.one(who).at(10);
            let own = open(db).into_iter().find(|step| step.position == ctx.actor.position).unwrap();
            let input = StepInput { comment: "Nhất trí".into(), version: None };
            act(db, &ctx, |tx| out::approve(tx, &ctx, own.id, &input)).unwrap();
            assert_eq!(open(db).len(), left);
        }
        assert_eq!(open(db)[0].position, Some(city.department.one("leader").position));
    });
}

#[test]
fn only_whose_turn_it_is_may_act_and_strangers_find_nothing() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        let step = current(db, id).id;
        for stranger in
            [city.department.one("leader"), city.district.one("head"), city.department.one("clerk")]
        {
            let ctx = stranger.at(10);
            let refused = act(db, &ctx, |tx| out::approve(tx, &ctx, step, &StepInput::default()));
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
        for stranger in
            [city.district.one("leader"), city.district.one("clerk"), city.department.one("other_head")]
        {
            let ctx = stranger.at(10);
            let seen = db.read(|read| view::document_view(read, &ctx, id));
            assert!(matches!(seen, Err(Error::NotFound)));
        }
    });
}

#[test]
fn an_edit_of_a_page_shown_before_a_colleague_changed_it_is_told() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let id = drafted(db, &city);
        let seen = db.read(|read| store::document::document(read, id)).unwrap().unwrap().version;
        let other = DraftInput { subject: "Bản của đồng nghiệp".into(), ..draft(&city) };
        act(db, &officer, |tx| out::edit_draft(tx, &officer, id, &other, Some(seen))).unwrap();
        let mine = DraftInput { subject: "Bản của tôi".into(), ..draft(&city) };
        let stale = act(db, &officer, |tx| out::edit_draft(tx, &officer, id, &mine, Some(seen)));
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        let kept = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!(kept.subject, "Bản của đồng nghiệp");
    });
}

#[test]
fn every_version_of_the_files_is_kept_with_who_and_why() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let id = drafted(db, &city);
        let silent = RevisionInput { parts: vec![paper("moi")], reason: String::new(), version: None };
        assert!(act(db, &officer, |tx| out::revise(tx, &officer, id, &silent)).is_err());
        let told = RevisionInput { reason: "Sửa số liệu".into(), ..silent };
        act(db, &officer, |tx| out::revise(tx, &officer, id, &told)).unwrap();
        let (contents, first) = db
            .read(|read| {
                Ok::<_, db::Error>((
                    store::document::contents(read, id)?,
                    store::document::parts(read, id, 1)?,
                ))
            })
            .unwrap();
        assert_eq!(
            contents.iter().map(|c| (c.number, c.reason.as_str())).collect::<Vec<_>>(),
            [(2, "Sửa số liệu"), (1, "")]
        );
        assert_eq!(first[0].name, "bao-cao.pdf");
    });
}

#[test]
fn numbers_follow_each_other_and_a_voided_one_is_never_used_again() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = city.department.one("clerk").at(11);
        let (first, second, third) = (approved(db, &city), approved(db, &city), approved(db, &city));
        let number = |id: Uuid, number: Option<i64>| {
            let input = NumberInput { number, ..NumberInput::default() };
            act(db, &clerk, |tx| out::number(tx, &clerk, id, &input))
        };
        assert_eq!(number(first, None).unwrap(), "01/BC-SNV");
        act(db, &clerk, |tx| out::void_number(tx, &clerk, first, "Sai loại văn bản")).unwrap();
        assert!(matches!(number(second, Some(1)), Err(Error::NumberTaken { number: 1 })));
        assert_eq!(number(second, Some(4)).unwrap(), "04/BC-SNV");
        // What the fourth jumped over can be taken by hand, once.
        assert_eq!(number(third, Some(2)).unwrap(), "02/BC-SNV");
        assert!(matches!(number(first, Some(2)), Err(Error::NumberTaken { number: 2 })));
        assert_eq!(number(first, None).unwrap(), "05/BC-SNV");
        assert_eq!(db.read(store::number::unaccounted).unwrap(), []);
    });
}

#[test]
fn dates_of_a_series_never_run_backwards_nor_into_the_future() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let clerk = city.department.one("clerk").at(11);
        let (first, second) = (approved(db, &city), approved(db, &city));
        act(db, &clerk, |tx| out::number(tx, &clerk, first, &NumberInput::default())).unwrap();
        let number = |day: Option<Day>| {
            let input = NumberInput { day, ..NumberInput::default() };
            act(db, &clerk, |tx| out::number(tx, &clerk, second, &input))
        };
        assert!(matches!(number(Day::new(2023, 8, 16)), Err(Error::DateBackwards { .. })));
        for wrong in [Day::new(2023, 8, 18), Day::new(2022, 12, 31)] {
            assert!(matches!(number(wrong), Err(Error::Input(_))));
        }
        assert_eq!(number(None).unwrap(), "02/BC-SNV");
    });
}

#[test]
fn it_goes_to_a_tier_once_each_and_not_to_its_sender() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let recipients = vec![
            RecipientInput::Tier { tier: 1 },
            RecipientInput::Tier { tier: 2 },
            RecipientInput::Agency { id: city.district.id },
        ];
        let id = drafted(db, &city);
        let wide = DraftInput { recipients, ..draft(&city) };
        act(db, &officer, |tx| out::edit_draft(tx, &officer, id, &wide, None)).unwrap();
        submit(db, &city, id);
        for who in ["head", "office", "leader"] {
            approve(db, &city, id, who);
        }
        let clerk = city.department.one("clerk").at(11);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        act(db, &clerk, |tx| out::issue(tx, &clerk, id, &out::IssueInput::default())).unwrap();
        drain(db, clerk.now);
        let page = db.read(|read| store::arrival::arrivals_of(read, id, None, "", 10)).unwrap();
        assert_eq!(page.rows.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["H26", "H26.24"]);
        // Delivering again, as a job that is tried twice would, changes nothing.
        let system = testkit::system();
        act(db, &system, |tx| out::deliver(tx, &system, id, city.district.id)).unwrap();
        assert_eq!(db.read(|read| store::arrival::states_of(read, id)).unwrap(), [("arrived".to_owned(), 2)]);
    });
}

#[test]
fn a_recall_reaches_every_recipient_and_ends_what_they_owed() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = issued(db, &city);
        let office = city.department.one("office").at(14);
        act(db, &office, |tx| out::recall(tx, &office, id, "Ban hành nhầm")).unwrap();
        drain(db, office.now);
        let arrival =
            db.read(|read| store::arrival::arrival_at(read, id, city.district.id)).unwrap().unwrap();
        assert_eq!((arrival.state.as_str(), arrival.reason.as_str()), ("recalled", "Ban hành nhầm"));
        let owed = db.read(|read| duties::of(read, &[context::Ref::new("arrival", arrival.id)])).unwrap();
        assert_eq!(owed, []);
    });
}

#[test]
fn an_unsent_draft_can_be_thrown_away_and_a_submitted_one_not() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let (gone, kept) = (drafted(db, &city), drafted(db, &city));
        act(db, &officer, |tx| out::discard(tx, &officer, gone)).unwrap();
        assert_eq!(db.read(|read| store::document::document(read, gone)).unwrap(), None);
        submit(db, &city, kept);
        act(db, &officer, |tx| out::take_back(tx, &officer, kept)).unwrap();
        let refused = act(db, &officer, |tx| out::discard(tx, &officer, kept));
        assert!(matches!(refused, Err(Error::NotNow { .. })), "{refused:?}");
        act(db, &officer, |tx| out::withdraw(tx, &officer, kept, "Không cần nữa")).unwrap();
        assert_eq!(state(db, kept), "withdrawn");
    });
}

#[test]
fn sent_back_twice_to_an_earlier_step_everybody_is_asked_once_more_and_not_twice() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = drafted(db, &city);
        submit(db, &city, id);
        let office = city.department.one("office").at(10);
        let head = db.read(|read| store::route::steps(read, id)).unwrap()[0].id;
        for _ in 0..3 {
            approve(db, &city, id, "head");
            let step = current(db, id).id;
            act(db, &office, |tx| out::return_to(tx, &office, step, Some(head), "Sai thể thức")).unwrap();
        }
        for who in ["head", "office", "leader"] {
            approve(db, &city, id, who);
        }
        assert_eq!(state(db, id), "approved");
    });
}

#[test]
fn a_number_kept_free_takes_a_date_between_its_neighbours() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let ids: Vec<Uuid> = (0..4).map(|_| approved(db, &city)).collect();
        let on = |day: i8| {
            let mut clerk = city.department.one("clerk").at(11);
            clerk.now = Time::local(Day::new(2023, 8, day).unwrap(), 11, 0);
            clerk
        };
        let number = |at: i8, id: Uuid, number: Option<i64>, day: Option<i8>| {
            let clerk = on(at);
            let day = day.map(|day| Day::new(2023, 8, day).unwrap());
            let input = NumberInput { number, day, ..NumberInput::default() };
            act(db, &clerk, |tx| out::number(tx, &clerk, id, &input))
        };
        assert_eq!(number(17, ids[0], None, None).unwrap(), "01/BC-SNV");
        assert_eq!(number(18, ids[1], Some(4), None).unwrap(), "04/BC-SNV");
        // Number 2 lies between the 17th and the 18th: on the 21st it can no longer be dated that day.
        let late = number(21, ids[2], Some(2), Some(21));
        let day = Day::new(2023, 8, 18).unwrap();
        assert!(matches!(late, Err(Error::DateForwards { next }) if next == day), "{late:?}");
        let early = number(21, ids[2], Some(2), Some(16));
        assert!(matches!(early, Err(Error::DateBackwards { .. })), "{early:?}");
        // With no date said it takes the one it was kept with, not today's.
        assert_eq!(number(21, ids[2], Some(2), None).unwrap(), "02/BC-SNV");
        let dated = db.read(|read| store::document::document(read, ids[2])).unwrap().unwrap().issued_day;
        assert_eq!(dated, Some(day));
        // Now 3 lies between the 18th and the 18th.
        assert!(number(21, ids[3], Some(3), Some(17)).is_err());
        assert_eq!(number(21, ids[3], Some(3), Some(18)).unwrap(), "03/BC-SNV");
    });
}

#[test]
fn a_route_is_kept_ready_for_people_of_the_agency_and_a_kind_that_there_is() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let save = |name: &str, kind: &str, steps: &[PlannedStep]| {
            act(db, &officer, |tx| out::save_template(tx, &officer, name, kind, steps))
        };
        let good = route(&city);
        let nameless = save(" ", "BC", &good);
        assert!(matches!(&nameless, Err(Error::Input(faults)) if faults[0].0 == "name"), "{nameless:?}");
        let endless = save(&"x".repeat(201), "BC", &good);
        assert!(matches!(&endless, Err(Error::Input(faults)) if faults[0].0 == "name"), "{endless:?}");
        let kindless = save("Báo cáo", "XX", &good);
        assert!(matches!(&kindless, Err(Error::Input(faults)) if faults[0].0 == "kind"), "{kindless:?}");
        let abroad = PlannedStep {
            kind: StepKind::Signer,
            ordinal: 1,
            who: Asked::Position(city.district.one("leader").position),
        };
        let refused = save("Báo cáo", "BC", &[abroad]);
        assert!(matches!(refused, Err(Error::Unknown { field: "steps" })), "{refused:?}");
        let id = save("Báo cáo", "", &good).unwrap();
        let kept = db.read(|read| store::route::templates(read, city.department.id)).unwrap();
        assert_eq!(kept.iter().map(|one| one.planned()).collect::<Vec<_>>(), [good]);
        let stranger = city.district.one("officer").at(9);
        let refused = act(db, &stranger, |tx| out::delete_template(tx, &stranger, id));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        act(db, &officer, |tx| out::delete_template(tx, &officer, id)).unwrap();
        assert_eq!(db.read(|read| store::route::templates(read, city.department.id)).unwrap(), []);
    });
}
