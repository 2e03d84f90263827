//! How the embedded engine reads each list: by an index, in the list's own order, so that a list costs the same
//! however much lies behind its page.

use super::SETS;
use super::city::city;
use super::outgoing::issued;
use context::{Ref, Uuid};
use db::Read;
use documents::model::boxes::{Box, holders};
use documents::store::book::{self, Book, BookFilter, Walk};
use documents::store::lists::{self, Behind, ListFilter};
use documents::store::{arrival, desk, direction, document, number, route, seen};
use documents::view;
use duties::{Filter, Hands, Kind, Whose};

/// What a plan may sort.
#[derive(Clone, Copy, PartialEq)]
enum Sorts {
    /// Nothing: the index has the list's order.
    Nothing,
    /// What belongs to one record, or what was limited before.
    Few,
}

/// What is wrong with a plan: a table that is read whole, or a list that is sorted.
fn fault(plan: &str, sorts: Sorts) -> Option<&str> {
    // Parts of the statement itself have names too, and are read whole by right.
    let part = |name: &str| {
        ["CO-ROUTINE", "MATERIALIZE"]
            .iter()
            .any(|made| plan.lines().any(|line| line.trim() == format!("{made} {name}")))
    };
    // Within a recursion the first table is what the step before has found.
    let step =
        |at: usize| at > 0 && plan.lines().nth(at - 1).is_some_and(|line| line.trim() == "RECURSIVE STEP");
    let bad = |(at, line): &(usize, &str)| {
        let whole = line.strip_prefix("SCAN ").is_some_and(|rest| {
            let name = rest.split(' ').next().unwrap_or_default();
            !rest.contains("VIRTUAL TABLE") && rest != "CONSTANT ROW" && !part(name) && !step(*at)
        });
        whole || (sorts == Sorts::Nothing && line.contains("TEMP B-TREE FOR ORDER BY"))
    };
    plan.lines().map(str::trim).enumerate().find(bad).map(|(_, line)| line)
}

#[track_caller]
fn check<T, E>(read: &mut Read<'_>, sorts: Sorts, look: impl FnOnce(&mut Read<'_>) -> Result<T, E>)
where
    E: From<db::Error> + std::fmt::Debug,
{
    let plans = read.plans_of(look).unwrap();
    assert!(!plans.is_empty(), "nothing was read");
    for plan in plans {
        assert_eq!(fault(&plan, sorts), None, "{plan}");
    }
}

#[test]
fn a_bad_plan_is_seen() {
    let bad = |plan: &str| fault(plan, Sorts::Nothing).is_some();
    assert!(
        bad("SCAN d")
            && bad("SCAN documents_desk USING COVERING INDEX x")
            && bad("USE TEMP B-TREE FOR ORDER BY")
    );
    assert!(!bad("CO-ROUTINE own\nSEARCH d USING INDEX x (holder=?)\nSCAN own\nSCAN CONSTANT ROW"));
    assert!(
        !bad("SCAN db_text VIRTUAL TABLE INDEX 0:M1")
            && fault("USE TEMP B-TREE FOR ORDER BY", Sorts::Few).is_none()
    );
}

#[test]
fn documents_are_listed_by_their_indexes() {
    let made = testkit::sqlite(SETS);
    let db = &made.db;
    let city = city(db);
    let id = issued(db, &city);
    let leader = city.district.one("leader").at(15);
    let head = city.district.one("head").at(15);
    db.read(|read| -> db::Result<()> {
        let filters = [
            ListFilter::default(),
            ListFilter { urgent: true, unread: true, overdue_at: Some(leader.now), ..ListFilter::default() },
            ListFilter { kind: Some("CV".into()), issuer: Some("so".into()), ..ListFilter::default() },
            ListFilter { from: Some(leader.now), until: Some(leader.now), ..ListFilter::default() },
        ];
        let behind = Some(Behind { sort_key: 7, record: Uuid::nil() });
        let own = [leader.actor.position.unwrap()];
        for filter in &filters {
            check(read, Sorts::Nothing, |read| lists::page(read, &own, Box::All, filter, behind, 50));
            // Of several desks each is walked for a page's worth, and only that is merged.
            for ctx in [&head, &leader] {
                check(read, Sorts::Few, |read| {
                    lists::page(read, &holders(ctx), Box::All, filter, behind, 50)
                });
            }
        }
        check(read, Sorts::Nothing, |read| lists::counts(read, &holders(&leader)));
        check(read, Sorts::Nothing, |read| lists::chips(read, &holders(&leader), Box::All, leader.now));
        let agency = city.district.id;
        check(read, Sorts::Nothing, |read| lists::register(read, agency, 2023, 100, 50));
        let narrow = BookFilter {
            kind: Some("CV".into()),
            issuer: Some("so".into()),
            from: Some(leader.now.day()),
            first: Some(2),
            words: Some("noi".into()),
            ..BookFilter::default()
        };
        for filter in [BookFilter::default(), narrow] {
            for walk in [Walk::Below(100), Walk::Above(0)] {
                check(read, Sorts::Nothing, |read| book::lines(read, Uuid::nil(), 2023, &filter, walk, 50));
            }
        }
        check(read, Sorts::Nothing, |read| book::unused(read, Uuid::nil(), 2023));
        check(read, Sorts::Few, |read| book::series(read, agency, Book::Issued));
        check(read, Sorts::Few, |read| book::recipients(read, &[id]));
        check(read, Sorts::Few, |read| book::delivered(read, &[id]));
        check(read, Sorts::Few, |read| book::given(read, &[id]));
        check(read, Sorts::Nothing, |read| number::ledger(read, Uuid::nil(), 2023, 100, 50));
        check(read, Sorts::Nothing, |read| number::neighbours(read, Uuid::nil(), 2023, 100));
        check(read, Sorts::Few, |read| arrival::alike(read, agency, "1/bnv", Some(leader.now.day())));
        Ok(())
    })
    .unwrap();
    db.read(|read| -> db::Result<()> {
        let received = arrival::arrival_at(read, id, city.district.id)?.unwrap().id;
        // What belongs to one record, whose page shows all of it.
        check(read, Sorts::Few, |read| arrival::arrivals_of(read, id, None, "", 100));
        check(read, Sorts::Few, |read| arrival::states_of(read, id));
        check(read, Sorts::Few, |read| view::document_view(read, &city.department.one("clerk").at(15), id));
        check(read, Sorts::Few, |read| {
            view::arrival_view(read, &city.district.one("clerk").at(15), received)
        });
        check(read, Sorts::Few, |read| view::thread(read, &leader, id));
        check(read, Sorts::Few, |read| desk::held_of(read, &[id, received], &holders(&leader)));
        check(read, Sorts::Few, |read| seen::looks(read, id, 50));
        check(read, Sorts::Nothing, |read| seen::is_noted(read, id, id, leader.now.day()));
        check(read, Sorts::Nothing, |read| desk::is_unread(read, id, &holders(&leader)));
        check(read, Sorts::Few, |read| document::documents(read, &[id]));
        check(read, Sorts::Few, |read| route::templates(read, city.district.id));
        check(read, Sorts::Few, |read| direction::assignments(read, received));
        check(read, Sorts::Few, |read| facts::of(read, &[Ref::new("document", id)], 80));
        Ok(())
    })
    .unwrap();
}

#[test]
fn duties_notices_and_what_is_found_are_listed_by_their_indexes() {
    const KINDS: [Kind; 2] = [
        Kind { code: "documents.accept", permission: documents::ACCEPT, verb: |_| "" },
        Kind { code: "documents.handle", permission: documents::HANDLE, verb: |_| "" },
    ];
    let made = testkit::sqlite(SETS);
    let city = city(&made.db);
    let mut clerk = city.district.one("clerk").at(15);
    let scope = context::Scope::Agency;
    clerk.actor.grants.push(context::Grant { permission: duties::READ.to_owned(), scope });
    let mut head = city.district.one("head").at(15);
    head.actor.grants.push(context::Grant { permission: documents::ACCEPT.to_owned(), scope });
    made.db
        .read(|read| -> Result<(), duties::Error> {
            // The head looks after what three desks owe: their own, their unit's and their agency's.
            let mine = Filter { hands: Hands::of(&head.actor, KINDS.iter()), ..Filter::default() };
            check(read, Sorts::Few, |read| duties::owed_by(read, &head, Whose::Me, &mine, None, 50));
            check(read, Sorts::Nothing, |read| duties::owed_by(read, &head, Whose::Unit, &mine, None, 50));
            check(read, Sorts::Nothing, |read| duties::count_by(read, &head, Whose::Me, &mine));
            check(read, Sorts::Few, |read| duties::ahead(read, &head, Whose::Me, &mine));
            let all = Filter { kind: Some("documents.accept".into()), ..Filter::default() };
            check(read, Sorts::Nothing, |read| duties::owed_by(read, &clerk, Whose::Agency, &all, None, 50));
            check(read, Sorts::Nothing, |read| duties::owed_to(read, &clerk, Whose::Agency, &all, None, 50));
            check(read, Sorts::Nothing, |read| duties::owed_to(read, &head, Whose::Unit, &all, None, 50));
            check(read, Sorts::Nothing, |read| duties::count_to(read, &head, Whose::Me, &all));
            let records = [Ref::new("arrival", Uuid::nil()), Ref::new("document", Uuid::max())];
            check(read, Sorts::Few, |read| duties::of(read, &records));
            check(read, Sorts::Few, |read| duties::all_of(read, &records[0]));
            Ok(())
        })
        .unwrap();
    made.db
        .read(|read| -> db::Result<()> {
            check(read, Sorts::Nothing, |read| notify::unread(read, &clerk));
            // Of the reader's two desks, the position and the person.
            check(read, Sorts::Few, |read| notify::notices(read, &clerk, None, 50));
            let holders = holders(&clerk);
            for (text, issuer) in [("chuyển đổi", None), ("chuyen doi", Some("bo")), ("12/UBND", None)] {
                let query = search::Query {
                    text: text.to_owned(),
                    issuer: issuer.map(str::to_owned),
                    from: Some(clerk.now.day()),
                    ..search::Query::default()
                };
                let sorts = if text.starts_with('1') { Sorts::Few } else { Sorts::Nothing };
                check(read, sorts, |read| search::find(read, &query, Some(&holders), None, 50));
            }
            Ok(())
        })
        .unwrap();
}
