//! Joint documents: approved by each partner on a route of its own, sent back, refused after numbering, issued by all.

use super::city::{City, city};
use super::outgoing::{approve, draft, route};
use super::{SETS, act, drain, paper};
use context::{Ctx, Day, Grant, Scope, Time, Uuid};
use db::Db;
use documents::actions::outgoing::{
    self as out, DraftInput, IssueInput, NumberInput, RevisionInput, StepInput, SubmitInput,
};
use documents::model::boxes::{Box, holders};
use documents::model::document::Way;
use documents::model::input::InputFault;
use documents::model::route::{Asked, PlannedStep, RouteFault, StepKind, StepState};
use documents::store::{self, lists};
use documents::{Error, view};

fn input(city: &City, partners: &[Uuid]) -> DraftInput {
    DraftInput { way: Way::Joint, partners: partners.to_vec(), due_day: None, ..draft(city) }
}

/// A draft of the department whose own route is over, so that its partners are asked.
fn asked(db: &Db, city: &City, partners: &[Uuid]) -> Uuid {
    let officer = city.department.one("officer").at(9);
    let input = input(city, partners);
    let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &[paper("lt")])).unwrap();
    submit(db, city, id);
    id
}

fn submit(db: &Db, city: &City, id: Uuid) {
    let officer = city.department.one("officer").at(9);
    let input = SubmitInput { steps: route(city), ..SubmitInput::default() };
    act(db, &officer, |tx| out::submit(tx, &officer, id, &input)).unwrap();
    ["head", "office", "leader"].into_iter().for_each(|who| approve(db, city, id, who));
}

fn signer(position: Uuid) -> Vec<PlannedStep> {
    vec![PlannedStep { kind: StepKind::Signer, ordinal: 1, who: Asked::Position(position) }]
}

fn agree(db: &Db, ctx: &Ctx, id: Uuid, partner: Uuid) -> Result<(), Error> {
    act(db, ctx, |tx| out::cosign(tx, ctx, id, partner, &StepInput::default()))
}

fn refuse(db: &Db, ctx: &Ctx, id: Uuid, partner: Uuid, reason: &str) -> Result<(), Error> {
    act(db, ctx, |tx| out::refuse_joint(tx, ctx, id, partner, reason))
}

fn number(db: &Db, city: &City, id: Uuid) -> Result<String, Error> {
    let clerk = city.department.one("clerk").at(13);
    act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default()))
}

fn issue(db: &Db, city: &City, id: Uuid) -> Result<(), Error> {
    let clerk = city.department.one("clerk").at(14);
    act(db, &clerk, |tx| out::issue(tx, &clerk, id, &IssueInput::default()))
}

fn states(db: &Db, id: Uuid) -> Vec<String> {
    let found = db.read(|read| store::joint::partners(read, id)).unwrap();
    found.into_iter().map(|one| one.state).collect()
}

fn state(db: &Db, id: Uuid) -> String {
    db.read(|read| store::document::document(read, id)).unwrap().unwrap().state
}

fn lies(db: &Db, ctx: &Ctx, place: Box) -> Vec<Uuid> {
    let page =
        db.read(|read| lists::page(read, &holders(ctx), place, &Default::default(), None, 10)).unwrap();
    page.rows.into_iter().map(|row| row.record).collect()
}

fn owed(db: &Db, id: Uuid) -> Vec<(String, Uuid)> {
    let owed = db.read(|read| duties::of(read, &[context::Ref::new("document", id)])).unwrap();
    let mut owed: Vec<_> = owed.into_iter().map(|it| (it.kind.clone(), it.owner.desk())).collect();
    owed.sort();
    owed
}

#[test]
fn wrong_partners_are_refused_and_nothing_is_kept() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let officer = city.department.one("officer").at(9);
        let (district, own) = (city.district.id, city.department.id);
        let begin = |input: &DraftInput| {
            act(db, &officer, |tx| out::create_draft(tx, &officer, input, &[paper("lt")]))
        };
        for (partners, fault) in [
            (vec![], InputFault::NoPartner),
            (vec![district, own], InputFault::OwnAgency),
            (vec![district, district], InputFault::NamedTwice),
        ] {
            match begin(&input(&city, &partners)) {
                Err(Error::Input(faults)) => assert_eq!(faults, [("partners", fault)]),
                other => panic!("{other:?}"),
            }
        }
        match begin(&DraftInput { way: Way::Electronic, ..input(&city, &[district]) }) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("partners", InputFault::OnlyJoint)]),
            other => panic!("{other:?}"),
        }
        let unknown = begin(&input(&city, &[Uuid::from_u128(7)]));
        assert!(matches!(unknown, Err(Error::Unknown { field: "partners" })), "{unknown:?}");
        assert!(lies(db, &officer, Box::Draft).is_empty());
        // One that ends between drafting and submitting is named.
        let id = begin(&input(&city, &[district])).unwrap();
        let system = testkit::system();
        db.write(&system, |tx| {
            let today = Day::new(2023, 8, 17).unwrap();
            organisation::actions::merge_agencies(tx, &system, &[district], city.committee.id, today)?;
            Ok::<_, organisation::Error>(())
        })
        .unwrap();
        let steps = SubmitInput { steps: route(&city), ..SubmitInput::default() };
        let late = act(db, &officer, |tx| out::submit(tx, &officer, id, &steps));
        assert!(matches!(&late, Err(Error::PartnerEnded { name }) if name.contains("Đông")), "{late:?}");
        assert_eq!(state(db, id), "draft");
        let to = vec![out::RecipientInput::Agency { id: city.committee.id }];
        let again = begin(&DraftInput { recipients: to, ..input(&city, &[district]) });
        assert!(matches!(again, Err(Error::PartnerEnded { .. })), "{again:?}");
    });
}

#[test]
fn only_a_partner_that_is_asked_answers_and_only_once() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (district, committee) = (&city.district, &city.committee);
        let officer = city.department.one("officer").at(9);
        let given = input(&city, &[district.id]);
        let early = act(db, &officer, |tx| out::create_draft(tx, &officer, &given, &[paper("x")])).unwrap();
        // Before the lead's route is over nobody of the partner has it.
        let leader = district.one("leader").at(11);
        assert!(matches!(agree(db, &leader, early, district.id), Err(Error::NotFound)));
        let id = asked(db, &city, &[district.id]);
        assert_eq!((state(db, id).as_str(), states(db, id)), ("in_review", vec!["asked".to_owned()]));
        assert_eq!(owed(db, id), [("documents.cosign".to_owned(), district.id)]);
        // Another agency, the lead, and for another than one's own.
        for stranger in [committee.one("leader").at(11), city.department.one("leader").at(11)] {
            for partner in [district.id, stranger.actor.agency.unwrap()] {
                assert!(matches!(agree(db, &stranger, id, partner), Err(Error::NotFound)));
                assert!(matches!(refuse(db, &stranger, id, partner, "Không"), Err(Error::NotFound)));
            }
        }
        // An officer of the partner does not answer for it, its office does not sign, its leader does.
        assert!(agree(db, &district.one("head").at(11), id, district.id).is_err());
        let office = district.one("office").at(11);
        assert!(agree(db, &office, id, district.id).is_err(), "the office directs nobody");
        assert!(matches!(number(db, &city, id), Err(Error::NotNow { .. })));
        let on = |steps: &[PlannedStep]| {
            act(db, &office, |tx| out::cosign_by(tx, &office, id, district.id, steps))
        };
        assert!(matches!(on(&[]), Err(Error::Route(faults)) if faults == [RouteFault::Empty]));
        let abroad = on(&signer(committee.one("leader").position));
        assert!(matches!(abroad, Err(Error::Unknown { field: "steps" })), "{abroad:?}");
        on(&signer(leader.actor.position.unwrap())).unwrap();
        assert!(matches!(on(&signer(leader.actor.position.unwrap())), Err(Error::NotNow { .. })));
        assert!(matches!(agree(db, &leader, id, district.id), Err(Error::NotNow { .. })), "on its route");
        assert_eq!(lies(db, &leader, Box::Review), [id]);
        // A partner says what should be otherwise; it does not change the lead's files.
        let other = RevisionInput { parts: vec![paper("khac")], reason: "Sửa".into(), version: None };
        assert!(act(db, &leader, |tx| out::revise(tx, &leader, id, &other)).is_err());
        let steps = db.read(|read| store::route::steps(read, id)).unwrap();
        let theirs = steps.into_iter().find(|step| step.state() == StepState::Current).unwrap();
        assert_eq!(theirs.partner, Some(district.id));
        let sign = || act(db, &leader, |tx| out::approve(tx, &leader, theirs.id, &StepInput::default()));
        sign().unwrap();
        assert!(matches!(sign(), Err(Error::NotNow { .. })));
        assert_eq!((state(db, id).as_str(), states(db, id)), ("approved", vec!["agreed".to_owned()]));
        assert_eq!(owed(db, id), [("documents.issue".to_owned(), city.department.id)]);
        // The paper still names the lead's signer.
        let document = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!(document.signer, Some(city.department.one("leader").position));
    });
}

#[test]
fn a_return_voids_what_others_have_approved_and_all_approve_the_next_version() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (district, committee) = (&city.district, &city.committee);
        let id = asked(db, &city, &[district.id, committee.id]);
        agree(db, &district.one("leader").at(11), id, district.id).unwrap();
        assert_eq!(states(db, id), ["agreed", "asked"]);
        let office = committee.one("office").at(11);
        let back =
            |reason: &str| act(db, &office, |tx| out::return_joint(tx, &office, id, committee.id, reason));
        assert!(matches!(back(" "), Err(Error::Input(_))));
        back("Chưa rõ kinh phí").unwrap();
        assert!(matches!(back("Hai lần"), Err(Error::NotNow { .. })));
        assert_eq!(
            (state(db, id).as_str(), states(db, id)),
            ("draft", vec!["waiting".into(), "returned".into()])
        );
        assert_eq!(owed(db, id), []);
        let officer = city.department.one("officer").at(12);
        assert_eq!(lies(db, &officer, Box::Draft), [id]);
        let told = db.read(|read| notify::notices(read, &officer, None, 10)).unwrap();
        assert_eq!(told.rows[0].kind, "documents.joint_returned");
        assert_eq!(lies(db, &district.one("office").at(12), Box::Done), [id]);
        let revision =
            RevisionInput { parts: vec![paper("lt-2")], reason: "Bổ sung kinh phí".into(), version: None };
        act(db, &officer, |tx| out::revise(tx, &officer, id, &revision)).unwrap();
        submit(db, &city, id);
        assert_eq!(states(db, id), ["asked", "asked"]);
        // While some are asked, one that has approved can still send it back; its drafter can take it back too.
        let leader = district.one("leader").at(12);
        agree(db, &leader, id, district.id).unwrap();
        refuse(db, &leader, id, district.id, "Cần xem lại").unwrap();
        assert_eq!(
            (state(db, id).as_str(), states(db, id)),
            ("draft", vec!["returned".into(), "waiting".into()])
        );
        submit(db, &city, id);
        agree(db, &leader, id, district.id).unwrap();
        act(db, &officer, |tx| out::take_back(tx, &officer, id)).unwrap();
        assert_eq!((states(db, id), owed(db, id)), (vec!["waiting".into(), "waiting".into()], vec![]));
        submit(db, &city, id);
        agree(db, &committee.one("leader").at(12), id, committee.id).unwrap();
        agree(db, &leader, id, district.id).unwrap();
        assert_eq!(state(db, id), "approved");
    });
}

#[test]
fn a_refusal_after_numbering_blocks_the_issue_and_the_number_stays_until_it_is_voided() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let id = asked(db, &city, &[district.id]);
        let leader = district.one("leader").at(12);
        agree(db, &leader, id, district.id).unwrap();
        let symbol = number(db, &city, id).unwrap();
        assert!(matches!(refuse(db, &leader, id, district.id, " "), Err(Error::Input(_))));
        refuse(db, &leader, id, district.id, "Chưa thống nhất Điều 3").unwrap();
        assert!(matches!(refuse(db, &leader, id, district.id, "Lại"), Err(Error::NotNow { .. })));
        let blocked = issue(db, &city, id);
        assert!(
            matches!(&blocked, Err(Error::Partners { names, refused: true }) if names.contains("Đông")),
            "{blocked:?}"
        );
        let document = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!((document.state.as_str(), &document.symbol), ("numbered", &symbol));
        let clerk = city.department.one("clerk").at(15);
        act(db, &clerk, |tx| out::void_number(tx, &clerk, id, "Cơ quan liên tịch không đồng ý")).unwrap();
        assert!(matches!(number(db, &city, id), Err(Error::Partners { refused: true, .. })));
        // Mended and approved again it gets another number: the voided one is never used again.
        let officer = city.department.one("officer").at(15);
        act(db, &officer, |tx| out::take_back(tx, &officer, id)).unwrap();
        submit(db, &city, id);
        agree(db, &leader, id, district.id).unwrap();
        assert_ne!(number(db, &city, id).unwrap(), symbol);
        issue(db, &city, id).unwrap();
        assert!(matches!(refuse(db, &leader, id, district.id, "Muộn"), Err(Error::NotNow { .. })));
    });
}

#[test]
fn all_have_it_in_their_registers_and_on_their_desks_once_it_is_issued() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (district, committee) = (&city.district, &city.committee);
        // The district is a recipient too: it gets it once.
        let id = asked(db, &city, &[district.id, committee.id]);
        for agency in [district, committee] {
            agree(db, &agency.one("leader").at(12), id, agency.id).unwrap();
        }
        number(db, &city, id).unwrap();
        issue(db, &city, id).unwrap();
        drain(db, city.department.one("clerk").at(14).now);
        drain(db, city.department.one("clerk").at(15).now);
        for agency in [district, committee] {
            let arrival = db.read(|read| store::arrival::arrival_at(read, id, agency.id)).unwrap().unwrap();
            assert_eq!((arrival.state.as_str(), arrival.number), ("accepted", Some(1)));
            let owed = db.read(|read| duties::of(read, &[context::Ref::new("arrival", arrival.id)])).unwrap();
            assert!(owed.iter().all(|duty| duty.kind != "documents.accept"));
            let clerk = agency.one("clerk").at(16);
            assert_eq!(lies(db, &clerk, Box::All), [arrival.id]);
            assert!(lies(db, &clerk, Box::Accept).is_empty());
            assert_eq!(lies(db, &clerk, Box::Sent), [id], "their own copy among what they issued");
            assert!(db.read(|read| view::document_view(read, &clerk, id)).is_ok());
        }
    });
}

#[test]
fn whoever_took_over_the_desk_of_a_partner_answers_for_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (district, committee) = (&city.district, &city.committee);
        let officer = city.department.one("officer").at(9);
        let given = input(&city, &[district.id]);
        let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &given, &[paper("lt")])).unwrap();
        let steps = SubmitInput { steps: route(&city), ..SubmitInput::default() };
        act(db, &officer, |tx| out::submit(tx, &officer, id, &steps)).unwrap();
        ["head", "office"].into_iter().for_each(|who| approve(db, &city, id, who));
        let system = testkit::system();
        let turn = Day::new(2023, 8, 18).unwrap();
        db.write(&system, |tx| {
            organisation::actions::merge_agencies(tx, &system, &[district.id], committee.id, turn)?;
            Ok::<_, organisation::Error>(())
        })
        .unwrap();
        let then = |mut ctx: Ctx, hour: i8| {
            ctx.now = Time::local(turn, hour, 0);
            ctx
        };
        let lead = then(city.department.one("leader").at(9), 9);
        let step = super::outgoing::current(db, id).id;
        act(db, &lead, |tx| out::approve(tx, &lead, step, &StepInput::default())).unwrap();
        assert_eq!(owed(db, id), [("documents.cosign".to_owned(), committee.id)]);
        let mut heir = then(committee.one("leader").at(10), 10);
        heir.actor.grants.push(Grant { permission: documents::PROPOSE.into(), scope: Scope::Agency });
        assert_eq!(lies(db, &heir, Box::Cosign), [id]);
        agree(db, &heir, id, district.id).unwrap();
        assert_eq!(state(db, id), "approved");
    });
}
