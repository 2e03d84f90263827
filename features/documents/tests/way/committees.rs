//! Documents of committees: signed by a member with both titles, and refused once the committee is no more.

use super::city::{City, city};
use super::outgoing::{approve, current, draft, route};
use super::{SETS, act, paper};
use context::{Ctx, Day, Time, Uuid};
use db::Db;
use documents::actions::outgoing::{self as out, DraftInput, NumberInput, StepInput, SubmitInput, numbers};
use documents::model::route::{Asked, PlannedStep, RouteFault, StepKind};
use documents::{Error, store, view};
use organisation::BodyKind;
use organisation::actions::{MemberInput, end_body, establish_body, take_member};
use organisation::model::BodyInput;

/// A committee that the department's desk serves, led by the city's leader; the district's sits in it without signing.
fn committee(db: &Db, city: &City) -> Uuid {
    let ctx = testkit::system();
    let began = Day::new(2022, 1, 1).unwrap();
    let body = db
        .write(&ctx, |tx| {
            let input = BodyInput {
                agency: city.department.id,
                stands_for: None,
                symbol: "BCĐCCHC".into(),
                name: "Ban Chỉ đạo cải cách hành chính".into(),
                kind: BodyKind::Committee,
            };
            let body = establish_body(tx, &ctx, &input, began)?;
            for (agency, title, signs) in
                [(&city.committee, "Trưởng ban", true), (&city.district, "Ủy viên", false)]
            {
                let position = agency.one("leader").position;
                take_member(tx, &ctx, body, &MemberInput { position, title: title.into(), signs }, began)?;
            }
            Ok::<_, organisation::Error>(body)
        })
        .unwrap();
    act(db, &ctx, |tx| numbers::open_usual_series(tx, &ctx, city.department.id, body, began)).unwrap();
    body
}

fn signed_by(city: &City, signer: Uuid) -> SubmitInput {
    let mut steps = route(city);
    steps.retain(|step| step.kind != StepKind::Signer);
    steps.push(PlannedStep { kind: StepKind::Signer, ordinal: 3, who: Asked::Position(signer) });
    SubmitInput { steps, ..SubmitInput::default() }
}

fn ends(db: &Db, body: Uuid, day: Day) {
    let ctx = testkit::system();
    db.write(&ctx, |tx| end_body(tx, &ctx, body, day)).unwrap();
}

#[test]
fn its_signer_is_a_member_of_another_agency_and_shows_both_titles() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let body = committee(db, &city);
        let officer = city.department.one("officer").at(9);
        let input = DraftInput { body: Some(body), ..draft(&city) };
        let id = act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &[paper("bcd")])).unwrap();
        let submit = |signer: Uuid| {
            let input = signed_by(&city, signer);
            act(db, &officer, |tx| out::submit(tx, &officer, id, &input))
        };
        for nobody in [city.department.one("leader").position, city.district.one("leader").position] {
            match submit(nobody) {
                Err(Error::Route(faults)) => assert_eq!(faults, [RouteFault::NotSigning]),
                other => panic!("{other:?}"),
            }
        }
        let chair = city.committee.one("leader");
        submit(chair.position).unwrap();
        let document = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!(document.signer_title, "Trưởng ban / Giám đốc Ủy ban nhân dân Thành phố");
        ["head", "office"].into_iter().for_each(|who| approve(db, &city, id, who));
        // It lies before the chair in another agency; a colleague of theirs neither sees nor signs it.
        let step = current(db, id).id;
        let clerk = city.committee.one("clerk").at(10);
        assert!(db.read(|read| view::document_view(read, &clerk, id)).is_err());
        let refused = act(db, &clerk, |tx| out::approve(tx, &clerk, step, &StepInput::default()));
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        let chair = chair.at(10);
        assert!(db.read(|read| view::document_view(read, &chair, id)).is_ok());
        act(db, &chair, |tx| out::approve(tx, &chair, step, &StepInput::default())).unwrap();
        // The desk that serves the committee numbers it in the committee's own series.
        let clerk = city.department.one("clerk").at(11);
        assert_eq!(
            act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap(),
            "01/BC-BCĐCCHC"
        );
    });
}

#[test]
fn one_that_ended_yesterday_drafts_submits_and_numbers_nothing() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let body = committee(db, &city);
        let officer = city.department.one("officer").at(9);
        let input = DraftInput { body: Some(body), ..draft(&city) };
        let create = |ctx: &Ctx| act(db, ctx, |tx| out::create_draft(tx, ctx, &input, &[paper("bcd")]));
        let (drafted, approved) = (create(&officer).unwrap(), create(&officer).unwrap());
        let route = signed_by(&city, city.committee.one("leader").position);
        act(db, &officer, |tx| out::submit(tx, &officer, approved, &route)).unwrap();
        ["head", "office"].into_iter().for_each(|who| approve(db, &city, approved, who));
        let chair = city.committee.one("leader").at(10);
        let step = current(db, approved).id;
        act(db, &chair, |tx| out::approve(tx, &chair, step, &StepInput::default())).unwrap();
        let last = officer.now.day();
        ends(db, body, last.plus(1));
        let on = |mut ctx: Ctx, day: Day| {
            ctx.now = Time::local(day, 9, 0);
            ctx
        };
        // On its last day it still is; a day later it is refused by name, with the day.
        assert!(create(&officer).is_ok());
        let (late, clerk) = (on(officer, last.plus(1)), on(city.department.one("clerk").at(9), last.plus(1)));
        let refused = [
            create(&late).map(drop),
            act(db, &late, |tx| out::submit(tx, &late, drafted, &route)),
            act(db, &clerk, |tx| out::number(tx, &clerk, approved, &NumberInput::default())).map(drop),
        ];
        for refused in refused {
            match refused {
                Err(Error::BodyEnded { name, last: day }) => {
                    assert_eq!((name.as_str(), day), ("Ban Chỉ đạo cải cách hành chính", last));
                }
                other => panic!("{other:?}"),
            }
        }
    });
}
