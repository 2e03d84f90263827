//! To whom a document goes, and how it is called back.

use super::city::{City, city};
use super::outgoing::{approve, draft, drafted, issued, submit};
use super::{SETS, act, drain};
use context::{Ctx, Day, Ref, Time, Uuid};
use db::{Db, Tx};
use documents::actions::outgoing::{self as out, DraftInput, NumberInput, RecipientInput};
use documents::{Error, measures as figures, store};
use measures::{Part, Period, Question, Where};
use organisation::AgencyFile;
use organisation::model::GroupInput;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// More than two slices of a batch, and the last one not full.
const MANY: usize = 120;

/// A document to these recipients that has its number and has not gone out.
pub fn numbered(db: &Db, city: &City, recipients: Vec<RecipientInput>) -> Uuid {
    let officer = city.department.one("officer").at(9);
    let id = drafted(db, city);
    let input = DraftInput { recipients, ..draft(city) };
    act(db, &officer, |tx| out::edit_draft(tx, &officer, id, &input, None)).unwrap();
    submit(db, city, id);
    for who in ["head", "office", "leader"] {
        approve(db, city, id, who);
    }
    let clerk = city.department.one("clerk").at(11);
    act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
    id
}

fn issue(db: &Db, city: &City, id: Uuid) -> Result<(), Error> {
    let clerk = city.department.one("clerk").at(11);
    act(db, &clerk, |tx| out::issue(tx, &clerk, id, &out::IssueInput::default()))
}

fn recall(db: &Db, city: &City, id: Uuid) {
    let office = city.department.one("office").at(14);
    act(db, &office, |tx| out::recall(tx, &office, id, "Ban hành nhầm")).unwrap();
}

/// Communes that only exist to receive.
pub fn communes(db: &Db, count: usize) -> Vec<Uuid> {
    let mut csv = String::from("code,symbol,name,kind,tier,parent_code,gso_code\n");
    for n in 1..=count {
        csv.push_str(&format!("H26.24.{n},UBND,Ủy ban nhân dân phường {n},people_committee,3,H26.24,\n"));
    }
    let ctx = testkit::system();
    let file = AgencyFile { csv: csv.as_bytes(), starts: Day::new(2021, 6, 1).unwrap() };
    db.write(&ctx, |tx| organisation::import_agencies(tx, &ctx, &file)).unwrap()
}

fn states(db: &Db, id: Uuid) -> Vec<(String, i64)> {
    db.read(|read| store::arrival::states_of(read, id)).unwrap()
}

fn receivers(db: &Db, id: Uuid) -> Vec<Uuid> {
    let page = db.read(|read| store::arrival::arrivals_of(read, id, None, "", 1000)).unwrap();
    page.rows.into_iter().map(|row| row.agency).collect()
}

#[test]
fn a_wide_issue_goes_out_in_slices_and_comes_back_in_slices() {
    testkit::both(SETS, |db| {
        let city = city(db);
        communes(db, MANY);
        let id = numbered(db, &city, vec![RecipientInput::Tier { tier: 3 }]);
        issue(db, &city, id).unwrap();
        let progress = |db: &Db| {
            let batches = db.read(|read| jobs::batches_about(read, &Ref::new("document", id))).unwrap();
            batches.into_iter().map(|batch| (batch.progress.done, batch.progress.total)).collect::<Vec<_>>()
        };
        let many = MANY as i64;
        assert_eq!(progress(db), [(0, many)]);
        drain(db, city.department.one("clerk").at(12).now);
        assert_eq!(progress(db), [(many, many)]);
        assert_eq!(states(db, id), [("arrived".to_owned(), many)]);
        // Each has its own row on the desk of its clerk, and its own duties.
        let page = db.read(|read| store::arrival::arrivals_of(read, id, None, "", 1000)).unwrap();
        let refs: Vec<Ref> = page.rows.iter().map(|row| Ref::new("arrival", row.id)).collect();
        assert_eq!(db.read(|read| duties::of(read, &refs)).unwrap().len(), 2 * MANY);
        for row in &page.rows {
            let boxes = db.read(|read| store::desk::boxes_of(read, row.id, &[row.agency])).unwrap();
            let places: Vec<&str> = boxes.iter().map(|(_, place)| place.as_str()).collect();
            assert_eq!(places, ["accept", "all"]);
        }
        recall(db, &city, id);
        drain(db, city.department.one("office").at(15).now);
        assert_eq!(states(db, id), [("recalled".to_owned(), many)]);
        assert_eq!(db.read(|read| duties::of(read, &refs)).unwrap(), []);
        assert_eq!(progress(db), [(many, many), (many, many)]);
    });
}

/// Runs `first` and, while it is done but not yet committed, `second`.
fn overlapping<A, B>(db: &Db, ctx: &Ctx, mut first: A, second: B)
where
    A: FnMut(&mut Tx<'_>) -> Result<(), Error> + Send,
    B: FnOnce(),
{
    let (done, told) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            act(db, ctx, |tx| {
                first(tx)?;
                done.send(()).unwrap();
                // Long enough for the other to pass by, if anything lets it.
                thread::sleep(Duration::from_millis(150));
                Ok(())
            })
            .unwrap();
        });
        told.recv().unwrap();
        second();
    });
}

#[test]
fn a_recall_waits_for_what_is_just_being_delivered() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = numbered(db, &city, vec![RecipientInput::Agency { id: city.district.id }]);
        issue(db, &city, id).unwrap();
        let system = testkit::system();
        let deliver = |tx: &mut Tx<'_>| out::deliver(tx, &system, id, city.district.id);
        overlapping(db, &system, deliver, || recall(db, &city, id));
        drain(db, city.department.one("office").at(15).now);
        assert_eq!(states(db, id), [("recalled".to_owned(), 1)]);
    });
}

#[test]
fn nothing_is_delivered_that_is_just_being_recalled() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = numbered(db, &city, vec![RecipientInput::Agency { id: city.district.id }]);
        issue(db, &city, id).unwrap();
        let office = city.department.one("office").at(14);
        let recall = |tx: &mut Tx<'_>| out::recall(tx, &office, id, "Ban hành nhầm");
        overlapping(db, &office, recall, || drain(db, office.now));
        assert_eq!(states(db, id), []);
    });
}

#[test]
fn what_was_recalled_before_it_was_delivered_is_not_delivered() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = numbered(db, &city, vec![RecipientInput::Agency { id: city.district.id }]);
        issue(db, &city, id).unwrap();
        recall(db, &city, id);
        drain(db, city.department.one("office").at(15).now);
        assert_eq!(states(db, id), []);
    });
}

#[test]
fn what_was_recalled_counts_in_no_figure_of_those_who_received_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = issued(db, &city);
        recall(db, &city, id);
        let office = city.department.one("office").at(15);
        drain(db, office.now);
        for measure in [&figures::ACCEPTED, &figures::HANDLED, &figures::ANSWERED] {
            let question = Question {
                measure,
                place: Where::Agency(city.district.id),
                period: Period::month(2023, 8).unwrap(),
                as_of: office.now,
                carried_over: true,
            };
            let every = [Part::DoneOnTime, Part::DoneLate, Part::OpenInTime, Part::Overdue];
            let counted = db.read(|read| measures::records(read, &question, &every, None, 10)).unwrap();
            assert_eq!(counted.rows, [], "{}", measure.code);
        }
    });
}

#[test]
fn it_goes_to_whoever_went_on_as_an_agency_that_has_ended_meanwhile() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let wards = communes(db, 3);
        let named = wards.iter().map(|id| RecipientInput::Agency { id: *id }).collect();
        let id = numbered(db, &city, named);
        let system = testkit::system();
        let today = Day::new(2023, 8, 17).unwrap();
        db.write(&system, |tx| {
            organisation::actions::merge_agencies(tx, &system, &wards[..1], wards[2], today)
        })
        .unwrap();
        issue(db, &city, id).unwrap();
        drain(db, city.department.one("clerk").at(12).now);
        assert_eq!(receivers(db, id), wards[1..]);
    });
}

#[test]
fn an_agency_that_ended_without_an_heir_is_named_before_anything_goes_out() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let wards = communes(db, 2);
        let named = wards.iter().map(|id| RecipientInput::Agency { id: *id }).collect();
        let id = numbered(db, &city, named);
        let system = testkit::system();
        let today = Day::new(2023, 8, 17).unwrap();
        db.write(&system, |tx| organisation::actions::end_agency(tx, &system, wards[0], today)).unwrap();
        let refused = issue(db, &city, id);
        assert!(matches!(refused, Err(Error::Unknown { field: "recipients" })), "{refused:?}");
        let document = db.read(|read| store::document::document(read, id)).unwrap().unwrap();
        assert_eq!((document.state.as_str(), document.issued_at), ("numbered", None::<Time>));
    });
}

#[test]
fn recipients_that_stand_for_nobody_are_none() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let mut secretary = city.department.one("officer").at(8);
        secretary.actor.grants.push(context::Grant {
            permission: organisation::ADDRESSES.to_owned(),
            scope: context::Scope::Agency,
        });
        let group = GroupInput {
            agency: city.department.id,
            name: "Chỉ có mình".into(),
            members: vec![organisation::Recipient::Agency(city.department.id)],
        };
        let group =
            db.write(&secretary, |tx| organisation::actions::save_group(tx, &secretary, &group)).unwrap();
        let id = numbered(db, &city, vec![RecipientInput::Group { id: group }]);
        let refused = issue(db, &city, id);
        assert!(matches!(refused, Err(Error::NoRecipients)), "{refused:?}");
    });
}
