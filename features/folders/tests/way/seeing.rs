//! Who sees which folders, and how they are listed.

use super::city::{Agency, agency};
use super::{SETS, act};
use context::{Ctx, Uuid};
use db::Db;
use folders::model::input::OpenInput;
use folders::store::folder::{self, Behind, Filter, Order};
use folders::{actions, view};

fn open(db: &Db, own: &Agency, who: &str, code: &str) -> Uuid {
    let ctx = own.ctx(who);
    let input = OpenInput {
        code: code.into(),
        title: format!("Hồ sơ của {who} số {code}"),
        reason: "Phát sinh".into(),
        retention: "y5".into(),
        ..OpenInput::default()
    };
    act(db, &ctx, |tx| actions::open(tx, &ctx, &input)).unwrap()
}

fn codes(db: &Db, ctx: &Ctx, filter: &Filter, order: Order, limit: usize) -> Vec<String> {
    db.read(|read| {
        let seen = view::seen(read, ctx)?;
        let (mut all, mut behind) = (Vec::new(), None);
        loop {
            let page = folder::page(read, &seen, filter, order, behind, limit)?;
            assert!(page.rows.len() <= limit && (!page.more || page.rows.len() == limit));
            all.extend(page.rows.iter().map(|row| row.code.clone()));
            behind = page.rows.last().map(|row| Behind::folder(row, order));
            if !page.more {
                return Ok::<_, db::Error>(all);
            }
        }
    })
    .unwrap()
}

#[test]
fn each_sees_as_far_as_their_grant_reaches_in_lists_on_the_page_and_in_search() {
    testkit::both(SETS, |db| {
        let (own, other) = (agency(db, "H26.1", 1), agency(db, "H26.2", 1));
        let ids = [
            open(db, &own, "officer", "1"),
            open(db, &own, "colleague", "2"),
            open(db, &own, "other_head", "3"),
            open(db, &own, "leader", "4"),
            open(db, &other, "officer", "5"),
        ];
        for (place, who, expected) in [
            (&own, "officer", "1"),
            (&own, "head", "12"),
            (&own, "other_head", "3"),
            (&own, "clerk", "1234"),
            (&own, "leader", "1234"),
            (&other, "office", "5"),
            (&other, "colleague", ""),
        ] {
            let ctx = place.ctx(who);
            let listed = codes(db, &ctx, &Filter::default(), Order::Code, 50).concat();
            assert_eq!(listed, expected, "{who}");
            let sees = |id: Uuid| db.read(|read| view::folder_view(read, &ctx, id)).is_ok();
            let opened: String =
                ids.iter().zip("12345".chars()).filter(|(id, _)| sees(**id)).map(|(_, code)| code).collect();
            assert_eq!(opened, expected, "{who}");
            let query = search::Query {
                text: "hồ sơ".into(),
                kinds: vec![folders::FOLDER.into()],
                from: None,
                until: None,
                issuer: None,
            };
            let holders = edge::desks(&ctx, folders::READ);
            let found = db.read(|read| search::find(read, &query, Some(&holders), None, 50)).unwrap();
            let mut found: Vec<String> = found.rows.into_iter().map(|hit| hit.symbol).collect();
            found.sort();
            assert_eq!(found.concat(), expected, "{who}");
        }
    });
}

#[test]
fn pages_of_every_size_hold_every_folder_once() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        for number in 1..=11 {
            let who = ["officer", "colleague", "head"][number % 3];
            open(db, &own, who, &number.to_string());
        }
        let by_code: Vec<String> = (1..=11).map(|number| number.to_string()).collect();
        for who in ["clerk", "head"] {
            let ctx = own.ctx(who);
            for limit in [1, 2, 3, 11, 20] {
                assert_eq!(codes(db, &ctx, &Filter::default(), Order::Code, limit), by_code);
                let mut changed = codes(db, &ctx, &Filter::default(), Order::Changed, limit);
                changed.sort_by_key(|code| code.parse::<i64>().unwrap());
                assert_eq!(changed, by_code);
            }
        }
        let clerk = own.ctx("clerk");
        let words = Filter { words: Some("COLLEAGUE ho so".into()), ..Filter::default() };
        assert_eq!(codes(db, &clerk, &words, Order::Code, 2), ["1", "4", "7", "10"]);
        let year = Filter { year: Some(2022), ..Filter::default() };
        assert!(codes(db, &clerk, &year, Order::Code, 2).is_empty());
        let unit = Filter { unit: Some(own.unit), state: Some("open".into()), ..Filter::default() };
        assert_eq!(codes(db, &clerk, &unit, Order::Code, 50).len(), 11);
    });
}
