//! Registers: every number is a line, whatever became of it. And who has looked at a record.

use super::city::{City, city};
use super::incoming::{accepted, direct, entry};
use super::outgoing::{approved, issued};
use super::{SETS, act};
use context::{Ctx, Day, Uuid};
use db::Db;
use documents::actions::incoming as inc;
use documents::actions::opening::{self, Opened};
use documents::actions::outgoing::{self as out, NumberInput};
use documents::store::book::{self, Book, BookFilter, BookLine, Walk};
use documents::{Error, view};

#[test]
fn who_has_looked_is_noted_once_a_day_and_told_to_those_whose_record_it_is() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = accepted(db, &city);
        let open = |ctx: &Ctx| {
            let is_news = db.read(|read| opening::is_news(read, ctx, Opened::Arrival(id))).unwrap();
            act(db, ctx, |tx| opening::open(tx, ctx, Opened::Arrival(id))).map(|()| is_news)
        };
        let [leader, clerk] = ["leader", "clerk"].map(|who| city.district.one(who));
        assert!(open(&leader.at(15)).unwrap());
        assert!(!open(&leader.at(16)).unwrap(), "the same day is no news");
        assert!(open(&clerk.at(17)).unwrap());
        // An agency's own clerk sees who has looked; another agency neither looks nor sees.
        let looks = |ctx: &Ctx| db.read(|read| view::looks(read, ctx, id)).unwrap();
        let people: Vec<Uuid> = looks(&clerk.at(18)).iter().map(|look| look.person).collect();
        assert_eq!(people, [&clerk, &leader].map(|one| one.at(15).actor.person.unwrap()));
        let stranger = city.department.one("officer").at(18);
        assert!(looks(&stranger).is_empty());
        assert!(matches!(open(&stranger), Err(Error::NotFound)));
        assert_eq!(looks(&clerk.at(18)).len(), 2);
    });
}

fn series(db: &Db, agency: Uuid, book: Book) -> Uuid {
    db.read(|read| book::series(read, agency, book)).unwrap()[0].id
}

fn lines(db: &Db, series: Uuid, filter: &BookFilter, walk: Walk, limit: usize) -> (Vec<BookLine>, bool) {
    let page = db.read(|read| book::lines(read, series, 2023, filter, walk, limit)).unwrap();
    (page.rows, page.more)
}

fn numbers(db: &Db, series: Uuid, filter: &BookFilter, walk: Walk, limit: usize) -> (Vec<i64>, bool) {
    let (rows, more) = lines(db, series, filter, walk, limit);
    (rows.iter().map(|line| line.number).collect(), more)
}

/// 1 issued, 2 voided, 3 and 4 kept free, 5 numbered and waiting.
fn register_of_five(db: &Db, city: &City) -> Uuid {
    issued(db, city);
    let clerk = city.department.one("clerk").at(12);
    let id = approved(db, city);
    act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
    act(db, &clerk, |tx| out::void_number(tx, &clerk, id, "Ghi nhầm loại")).unwrap();
    let input = NumberInput { number: Some(5), ..NumberInput::default() };
    act(db, &clerk, |tx| out::number(tx, &clerk, id, &input)).unwrap();
    series(db, city.department.id, Book::Issued)
}

#[test]
fn a_register_of_issued_documents_accounts_for_every_number() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let series = register_of_five(db, &city);
        let all = BookFilter::default();
        let (rows, more) = lines(db, series, &all, Walk::Above(0), 10);
        assert!(!more);
        let told: Vec<(i64, &str)> = rows.iter().map(|line| (line.number, line.standing.as_str())).collect();
        assert_eq!(told, [(1, "used"), (2, "voided"), (3, "reserved"), (4, "reserved"), (5, "used")]);
        assert_eq!(rows[1].reason, "Ghi nhầm loại");
        assert!(rows[2].record.is_none() && rows[2].subject.is_empty());
        assert!(rows[0].issued_at.is_some() && rows[4].issued_at.is_none());
        assert_eq!(db.read(|read| book::unused(read, series, 2023)).unwrap(), (2, 1));
        let document = rows[0].document.unwrap();
        assert_eq!(db.read(|read| book::delivered(read, &[document])).unwrap(), [(document, 1, 0)]);
        assert_eq!(db.read(|read| book::recipients(read, &[document])).unwrap().len(), 1);
        // Another year is another register.
        let other = db.read(|read| book::lines(read, series, 2022, &all, Walk::Above(0), 10)).unwrap();
        assert!(other.rows.is_empty());
    });
}

#[test]
fn it_is_walked_both_ways_without_a_gap() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let series = register_of_five(db, &city);
        let all = BookFilter::default();
        assert_eq!(numbers(db, series, &all, Walk::Below(i64::MAX), 2), (vec![5, 4], true));
        assert_eq!(numbers(db, series, &all, Walk::Below(4), 3), (vec![3, 2, 1], false));
        assert_eq!(numbers(db, series, &all, Walk::Above(3), 2), (vec![4, 5], false));
        assert_eq!(numbers(db, series, &all, Walk::Above(1), 2), (vec![2, 3], true));
    });
}

#[test]
fn it_is_narrowed_down_by_days_numbers_kind_issuer_and_words() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let series = register_of_five(db, &city);
        let found = |filter: BookFilter| numbers(db, series, &filter, Walk::Above(0), 10).0;
        assert_eq!(found(BookFilter { first: Some(2), last: Some(4), ..BookFilter::default() }), [2, 3, 4]);
        let today = Day::new(2023, 8, 17);
        let all = found(BookFilter { from: today, until: today, ..BookFilter::default() });
        assert_eq!(all, [1, 2, 3, 4, 5]);
        assert!(found(BookFilter { until: Day::new(2023, 8, 1), ..BookFilter::default() }).is_empty());
        for words in ["cai cach hanh chinh", "Cải  cách", "thang 8 cach"] {
            assert_eq!(found(BookFilter { words: Some(words.into()), ..BookFilter::default() }), [1, 2, 5]);
        }
        assert!(found(BookFilter { words: Some("khong co".into()), ..BookFilter::default() }).is_empty());
        assert!(found(BookFilter { kind: Some("QĐ".into()), ..BookFilter::default() }).is_empty());
        assert_eq!(found(BookFilter { issuer: Some("so noi".into()), ..BookFilter::default() }), [1, 2, 5]);
    });
}

#[test]
fn a_register_of_arrivals_says_who_was_given_what() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let district = &city.district;
        let id = accepted(db, &city);
        direct(db, district, id);
        let clerk = district.one("clerk").at(16);
        act(db, &clerk, |tx| inc::enter(tx, &clerk, &entry())).unwrap();
        let series = series(db, district.id, Book::Arrivals);
        let (rows, _) = lines(db, series, &BookFilter::default(), Walk::Above(0), 10);
        assert_eq!(rows.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(rows[0].record, Some(id));
        assert!(rows.iter().all(|line| line.arrived_day == Some(clerk.now.day())));
        let given = db.read(|read| book::given(read, &[id])).unwrap();
        let to: Vec<_> = given.iter().map(|one| (one.role.as_str(), one.unit)).collect();
        assert_eq!(to, [("lead", district.unit.into()), ("support", district.other_unit.into())]);
        assert!(given.iter().all(|one| one.given_at.is_some()));
    });
}
