//! Copies for those outside the system: they wait, leave, arrive or come back.

use super::city::{City, city};
use super::delivery::numbered;
use super::{SETS, act, drain};
use context::{Ctx, Day, Grant, Scope, Uuid};
use db::Db;
use documents::Error;
use documents::actions::outgoing::post::{CloseInput, SendInput, close, send, unsend};
use documents::actions::outgoing::{self as out, RecipientInput};
use documents::model::input::InputFault;
use documents::model::posting::PostingState;
use documents::store::posting::{self, Posting};
use organisation::Delivery;
use organisation::model::OutsideInput;

fn body(db: &Db, name: &str, delivery: Delivery) -> Uuid {
    let mut ctx = testkit::system();
    ctx.actor.grants.push(Grant { permission: organisation::ADDRESSES.to_owned(), scope: Scope::All });
    let input = OutsideInput {
        name: name.into(),
        symbol: String::new(),
        kind: "Doanh nghiệp".into(),
        delivery,
        address: "12 phố Giảng Võ, Hà Nội".into(),
        email: "vanthu@example.vn".into(),
    };
    db.write(&ctx, |tx| organisation::actions::add_outside(tx, &ctx, &input)).unwrap()
}

/// A document that has gone out to a body by post and to one by hand.
fn issued(db: &Db, city: &City) -> (Uuid, Vec<Posting>) {
    let bodies = [body(db, "Công ty Sông Hồng", Delivery::Post), body(db, "Thành ủy", Delivery::Hand)];
    let to = bodies.map(|id| RecipientInput::Outside { id });
    let id = numbered(db, city, to.to_vec());
    let clerk = city.department.one("clerk").at(12);
    act(db, &clerk, |tx| out::issue(tx, &clerk, id, &out::IssueInput::default())).unwrap();
    drain(db, clerk.now);
    (id, db.read(|read| posting::of_document(read, id)).unwrap())
}

fn one(db: &Db, id: Uuid) -> Posting {
    db.read(|read| posting::posting(read, id)).unwrap().unwrap()
}

fn sent(db: &Db, ctx: &Ctx, ids: &[Uuid]) -> Result<(), Error> {
    let input = SendInput { postings: ids.to_vec(), ..SendInput::default() };
    act(db, ctx, |tx| send(tx, ctx, &input))
}

#[test]
fn what_is_issued_to_those_outside_waits_at_the_records_desk_until_it_leaves() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (_, rows) = issued(db, &city);
        let seen: Vec<_> =
            rows.iter().map(|row| (row.name.as_str(), row.way.as_str(), row.state.as_str())).collect();
        assert_eq!(seen, [("Công ty Sông Hồng", "post", "waiting"), ("Thành ủy", "hand", "waiting")]);
        let clerk = city.department.one("clerk").at(15);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        sent(db, &clerk, &ids).unwrap();
        let agency = city.department.id;
        let page = db.read(|read| posting::page(read, agency, PostingState::Sent, None, 10)).unwrap();
        assert_eq!(page.rows.len(), 2);
        let today = clerk.now.day();
        let book = db.read(|read| posting::sent_between(read, agency, today, today, None, 10)).unwrap();
        assert_eq!(book.iter().map(|row| row.symbol.as_str()).collect::<Vec<_>>(), ["01/BC-SNV"; 2]);
        assert_eq!(db.read(|read| posting::waiting(read, agency, 10)).unwrap(), 0);
        // What has left does not leave twice, and half of a pile is not marked.
        assert!(matches!(sent(db, &clerk, &ids[..1]), Err(Error::NotNow { state: "sent" })));
        act(db, &clerk, |tx| unsend(tx, &clerk, ids[0])).unwrap();
        assert!(matches!(sent(db, &clerk, &ids), Err(Error::NotNow { state: "sent" })));
        assert_eq!((one(db, ids[0]).state.as_str(), one(db, ids[0]).sent_day), ("waiting", None));
    });
}

#[test]
fn another_agency_and_one_who_may_not_issue_see_and_mark_nothing() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (_, rows) = issued(db, &city);
        for ctx in [city.district.one("clerk").at(15), city.department.one("officer").at(15)] {
            assert!(matches!(sent(db, &ctx, &[rows[0].id]), Err(Error::NotFound)));
            assert!(matches!(act(db, &ctx, |tx| unsend(tx, &ctx, rows[0].id)), Err(Error::NotFound)));
        }
        let clerk = city.department.one("clerk").at(15);
        assert!(matches!(sent(db, &clerk, &[rows[0].id, Uuid::nil()]), Err(Error::NotFound)));
        assert_eq!(one(db, rows[0].id).state, "waiting");
    });
}

#[test]
fn what_is_wrong_with_a_sending_is_named() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (_, rows) = issued(db, &city);
        let clerk = city.department.one("clerk").at(15);
        let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
        for (input, fault) in [
            (SendInput::default(), ("postings", InputFault::Missing)),
            (
                SendInput { postings: ids.clone(), tracking: "RN123456789VN".into(), ..SendInput::default() },
                ("tracking", InputFault::OneOnly),
            ),
            (
                SendInput { postings: ids.clone(), day: Day::new(2023, 8, 18), ..SendInput::default() },
                ("day", InputFault::Future),
            ),
        ] {
            match act(db, &clerk, |tx| send(tx, &clerk, &input)) {
                Err(Error::Input(faults)) => assert_eq!(faults, [fault]),
                other => panic!("{other:?}"),
            }
        }
    });
}

#[test]
fn it_is_signed_for_or_comes_back_with_the_reason_and_can_go_again() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (_, rows) = issued(db, &city);
        let clerk = city.department.one("clerk").at(15);
        let (posted, handed) = (rows[0].id, rows[1].id);
        let received = CloseInput { received: true, ..CloseInput::default() };
        let early = act(db, &clerk, |tx| close(tx, &clerk, posted, &received));
        assert!(matches!(early, Err(Error::NotNow { state: "waiting" })), "{early:?}");
        sent(db, &clerk, &[posted, handed]).unwrap();
        // What is handed over is signed for; the post says so by itself.
        match act(db, &clerk, |tx| close(tx, &clerk, handed, &received)) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("receiver", InputFault::Missing)]),
            other => panic!("{other:?}"),
        }
        let before =
            CloseInput { day: Day::new(2023, 8, 16), receiver: "Trần An".into(), ..received.clone() };
        match act(db, &clerk, |tx| close(tx, &clerk, handed, &before)) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("day", InputFault::TooOld)]),
            other => panic!("{other:?}"),
        }
        let signed = CloseInput { receiver: "Trần An".into(), ..received.clone() };
        act(db, &clerk, |tx| close(tx, &clerk, handed, &signed)).unwrap();
        assert_eq!(
            (one(db, handed).state.as_str(), one(db, handed).receiver.as_str()),
            ("received", "Trần An")
        );
        let back = CloseInput { received: false, ..CloseInput::default() };
        match act(db, &clerk, |tx| close(tx, &clerk, posted, &back)) {
            Err(Error::Input(faults)) => assert_eq!(faults, [("note", InputFault::Missing)]),
            other => panic!("{other:?}"),
        }
        let back = CloseInput { note: "Đã chuyển trụ sở".into(), ..back };
        act(db, &clerk, |tx| close(tx, &clerk, posted, &back)).unwrap();
        assert_eq!(one(db, posted).state, "returned");
        sent(db, &clerk, &[posted]).unwrap();
        assert_eq!((one(db, posted).state.as_str(), one(db, posted).closed_day), ("sent", None));
    });
}
