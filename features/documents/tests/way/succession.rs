//! What an agency leaves behind is found by those who go on as it, and only by them.

use super::city::{City, Somebody, city};
use super::outgoing::issued;
use super::{SETS, act, drain};
use context::{Ctx, Day, Time, Uuid};
use db::Db;
use documents::actions::incoming as inc;
use documents::actions::inherit::{Inheritance, inherit_later};
use documents::model::boxes::{Box, Heritage, holders};
use documents::store::{self, lists};
use documents::{Error, view};
use organisation::actions::{Split, merge_agencies, split_agency};

/// The day after that of the city.
fn turn() -> Day {
    Day::new(2023, 8, 18).unwrap()
}

/// Somebody acting on that day.
fn then(one: &Somebody, hour: i8) -> Ctx {
    let mut ctx = one.at(hour);
    ctx.now = Time::local(turn(), hour, 0);
    ctx
}

fn system() -> Ctx {
    let mut ctx = testkit::system();
    ctx.now = turn().start();
    ctx
}

/// A document that the department sent to the district, where it waits to be accepted.
fn arrived(db: &Db, city: &City) -> (Uuid, Uuid) {
    let document = issued(db, city);
    let arrival =
        db.read(|read| store::arrival::arrival_at(read, document, city.district.id)).unwrap().unwrap();
    (document, arrival.id)
}

fn found(db: &Db, ctx: &Ctx, place: Box) -> Vec<Uuid> {
    let page =
        db.read(|read| lists::page(read, &holders(ctx), place, &Default::default(), None, 10)).unwrap();
    page.rows.into_iter().map(|row| row.record).collect()
}

fn bequeath(db: &Db, from: Vec<Uuid>, to: Uuid, heritage: Heritage) {
    let ctx = system();
    act(db, &ctx, |tx| Ok(inherit_later(tx, &ctx, &Inheritance { from: from.clone(), to, heritage })?))
        .unwrap();
    drain(db, ctx.now);
}

#[test]
fn the_successor_finds_reads_and_goes_on_with_what_the_merged_agency_left() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (document, arrival) = arrived(db, &city);
        let clerk = then(city.committee.one("clerk"), 9);
        let part = db.read(|read| store::document::parts(read, document, 1)).unwrap()[0].id;
        assert!(matches!(db.read(|read| view::part_view(read, &clerk, part)), Err(Error::NotFound)));
        let ctx = system();
        db.write(&ctx, |tx| {
            merge_agencies(tx, &ctx, &[city.district.id], city.committee.id, turn())?;
            Ok::<_, organisation::Error>(())
        })
        .unwrap();
        assert_eq!(found(db, &clerk, Box::Accept), Vec::<Uuid>::new());
        bequeath(db, vec![city.district.id], city.committee.id, Heritage::Everything);
        assert_eq!(found(db, &clerk, Box::Accept), [arrival]);
        assert_eq!(found(db, &clerk, Box::All), [arrival]);
        // Done again, it changes nothing.
        bequeath(db, vec![city.district.id], city.committee.id, Heritage::Everything);
        assert_eq!(found(db, &clerk, Box::All), [arrival]);
        db.read(|read| {
            view::arrival_view(read, &clerk, arrival)?;
            view::part_view(read, &clerk, part)?;
            Ok::<_, Error>(())
        })
        .unwrap();
        act(db, &clerk, |tx| inc::accept(tx, &clerk, arrival)).unwrap();
        let office = then(city.committee.one("office"), 10);
        assert_eq!(found(db, &office, Box::Propose), [arrival]);
        // Nobody else sees more than before.
        let stranger = then(city.department.one("officer"), 10);
        assert!(matches!(db.read(|read| view::arrival_view(read, &stranger, arrival)), Err(Error::NotFound)));
    });
}

#[test]
fn what_waited_at_a_position_waits_at_the_successors_desk() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (_, arrival) = arrived(db, &city);
        let clerk = city.district.one("clerk").at(14);
        act(db, &clerk, |tx| inc::accept(tx, &clerk, arrival)).unwrap();
        let desk = city.district.one("office").position;
        bequeath(db, vec![desk], city.committee.id, Heritage::Waiting);
        let leader = then(city.committee.one("leader"), 9);
        assert_eq!(found(db, &leader, Box::Propose), [arrival]);
        assert_eq!(found(db, &leader, Box::All), Vec::<Uuid>::new());
    });
}

#[test]
fn each_part_of_a_split_agency_reads_as_the_split_decided() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let (_, arrival) = arrived(db, &city);
        let (first, second) = (city.committee.id, city.department.id);
        let ctx = system();
        let split =
            Split { from: city.district.id, into: vec![first, second], readers: vec![first], day: turn() };
        db.write(&ctx, |tx| split_agency(tx, &ctx, &split)).unwrap();
        let (ours, theirs) = (then(city.committee.one("clerk"), 9), then(city.department.one("clerk"), 9));
        bequeath(db, vec![city.district.id], first, Heritage::Settled);
        // A mere reader has it among all, and nothing of it to do.
        assert_eq!(found(db, &ours, Box::All), [arrival]);
        assert_eq!(found(db, &ours, Box::Accept), Vec::<Uuid>::new());
        db.read(|read| {
            view::arrival_view(read, &ours, arrival)?;
            assert!(matches!(view::arrival_view(read, &theirs, arrival), Err(Error::NotFound)));
            assert!(organisation::reaches(
                read,
                &ours,
                documents::ACCEPT,
                &organisation::Place::agency(city.district.id)
            )?);
            assert!(!organisation::reaches(
                read,
                &theirs,
                documents::ACCEPT,
                &organisation::Place::agency(city.district.id)
            )?);
            Ok::<_, Error>(())
        })
        .unwrap();
    });
}
