//! The same is found on both engines, and only by those who may.
#![allow(clippy::unwrap_used, missing_docs)]

use context::{Day, Ref, Uuid};
use db::Db;
use proptest::prelude::*;
use search::{Body, Entry, Query};

const SETS: &[db::Migrations] = &[search::MIGRATIONS];

fn add(db: &Db, n: u128, title: &str, symbol: &str, holder: Option<Uuid>) -> Uuid {
    let ctx = testkit::system();
    let record = Ref::new("document", Uuid::from_u128(n));
    db.write(&ctx, |tx| {
        search::hold(tx, &holder.map(|holder| (record.id, holder)).into_iter().collect::<Vec<_>>())?;
        search::index(tx, &ctx, &Entry { record: &record, title, symbol, issuer: "Sở Nội vụ", day: None })
    })
    .unwrap();
    record.id
}

fn found(db: &Db, text: &str, holders: Option<&[Uuid]>) -> Vec<Uuid> {
    let query = Query { text: text.to_owned(), ..Query::default() };
    let page = db.read(|read| search::find(read, &query, holders, None, 100)).unwrap();
    page.rows.into_iter().map(|hit| hit.record.id).collect()
}

#[test]
fn accents_come_first_and_without_them_all_is_found() {
    testkit::both(SETS, |db| {
        let land = add(db, 1, "Hồ sơ đất đai tồn đọng", "12/BC-STNMT", None);
        let reach = add(db, 2, "Kết quả đạt được", "13/BC-STNMT", None);
        assert_eq!(found(db, "dat", None), [reach, land]);
        assert_eq!(found(db, "đất", None), [land, reach]);
        assert_eq!(found(db, "đất đai", None), [land]);
        assert_eq!(found(db, "DAT DAI ton", None), [land]);
        assert_eq!(found(db, "hoà", None), Vec::<Uuid>::new());
    });
}

#[test]
fn symbols_are_found_by_their_beginning_with_or_without_the_zero() {
    testkit::both(SETS, |db| {
        let five = add(db, 1, "Một", "05/BC-SNV", None);
        let fifty = add(db, 2, "Hai", "50/BC-SNV", None);
        let party = add(db, 3, "Ba", "123-CV/TU", None);
        assert_eq!(found(db, "5/bc", None), [five]);
        assert_eq!(found(db, "05/BC-SNV", None), [five]);
        assert_eq!(found(db, "123-cv", None), [party]);
        assert_eq!(found(db, "snv", None), [fifty, five]);
    });
}

#[test]
fn a_symbol_comes_first_and_its_pieces_are_words() {
    testkit::both(SETS, |db| {
        let plan = add(db, 1, "Kế hoạch 2023-2025", "9/KH-UBND", None);
        let named = add(db, 2, "Trả lời Công văn số 123/UBND-VX", "7/SNV", None);
        let exact = add(db, 3, "Về việc khác", "123/UBND-VX", None);
        add(db, 4, "Một trăm hai mươi ba", "1234/UBND", None);
        assert_eq!(found(db, "123/ubnd", None), [exact, named]);
        assert_eq!(found(db, "ubnd vx 123", None), [exact, named]);
        assert_eq!(found(db, "2023-2025 kế hoạch", None), [plan]);
        assert_eq!(found(db, "2023-2025", None), [plan]);
        assert_eq!(found(db, "07/SNV", None), [named]);
        assert_eq!(found(db, "007", None), [named]);
    });
}

#[test]
fn only_what_lies_on_ones_desks_is_found() {
    testkit::both(SETS, |db| {
        let (mine, other) = (Uuid::from_u128(100), Uuid::from_u128(200));
        let seen = add(db, 1, "Báo cáo tháng 8", "1/BC", Some(mine));
        let unseen = add(db, 2, "Báo cáo tháng 8", "1/BC-X", Some(other));
        for text in ["báo cáo", "bao cao", "1/bc"] {
            assert_eq!(found(db, text, Some(&[mine])), [seen], "{text}");
            assert_eq!(found(db, text, Some(&[mine, other])), [unseen, seen], "{text}");
            assert_eq!(found(db, text, Some(&[])), Vec::<Uuid>::new(), "{text}");
            assert_eq!(found(db, text, None).len(), 2, "{text}");
        }
        // Nobody finds by the words that stand for holders.
        for text in [other.simple().to_string(), format!("h{}", other.simple())] {
            assert_eq!(found(db, &text, None), Vec::<Uuid>::new());
        }
        let ctx = testkit::system();
        db.write(&ctx, |tx| search::hold(tx, &[(unseen, mine)])).unwrap();
        assert_eq!(found(db, "báo cáo", Some(&[mine])), [unseen, seen]);
    });
}

#[test]
fn two_who_lay_a_record_on_desks_at_once_both_find_it() {
    let made = testkit::postgres(SETS);
    let id = add(&made.db, 1, "Báo cáo", "", None);
    let holders: Vec<Uuid> = (1..=8).map(Uuid::from_u128).collect();
    std::thread::scope(|scope| {
        for holder in &holders {
            scope.spawn(|| {
                let ctx = testkit::system();
                made.db.write(&ctx, |tx| search::hold(tx, &[(id, *holder)])).unwrap();
            });
        }
    });
    for holder in holders {
        assert_eq!(found(&made.db, "báo cáo", Some(&[holder])), [id]);
    }
}

#[test]
fn limits_narrow_words_and_symbols_down() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let mut n = 0;
        let mut put = |kind: &'static str, issuer: &str, day: Option<Day>| {
            n += 1;
            let record = Ref::new(kind, Uuid::from_u128(n));
            let entry = Entry { record: &record, title: "Báo cáo", symbol: "5/BC", issuer, day };
            db.write(&ctx, |tx| search::index(tx, &ctx, &entry)).unwrap();
            record.id
        };
        let day = |day| Day::new(2023, 8, day);
        let first = put("document", "Sở Nội vụ", day(1));
        let second = put("arrival", "Sở Tài chính", day(2));
        let third = put("arrival", "Ủy ban nhân dân quận Ba Đình", None);
        for text in ["bao cao", "báo cáo", "05/bc"] {
            let ask = |narrow: fn(&mut Query)| {
                let mut query = Query { text: text.to_owned(), ..Query::default() };
                narrow(&mut query);
                let page = db.read(|read| search::find(read, &query, None, None, 10)).unwrap();
                page.rows.into_iter().map(|hit| hit.record.id).collect::<Vec<_>>()
            };
            assert_eq!(ask(|_| {}), [third, second, first]);
            assert_eq!(ask(|query| query.kinds = vec!["arrival".into()]), [third, second]);
            assert_eq!(ask(|query| query.from = Day::new(2023, 8, 2)), [second]);
            assert_eq!(ask(|query| query.until = Day::new(2023, 8, 1)), [first]);
            assert_eq!(ask(|query| query.issuer = Some("so".into())), [second, first]);
            assert_eq!(ask(|query| query.issuer = Some("Ba Đì".into())), [third]);
            assert_eq!(ask(|query| query.issuer = Some("vu so".into())), [first]);
            assert_eq!(ask(|query| query.issuer = Some("báo".into())), Vec::<Uuid>::new());
            assert_eq!(ask(|query| query.issuer = Some("\0'\"".into())).len(), 3);
        }
    });
}

#[test]
fn the_words_of_a_paper_are_found_and_survive_a_new_title() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let id = add(db, 1, "Tên cũ", "", None);
        let record = Ref::new("document", id);
        let body = Body::of("Toàn văn có chữ Khuê Văn");
        db.write(&ctx, |tx| search::index_body(tx, &ctx, &record, &body)).unwrap();
        add(db, 1, "Tên mới", "", Some(Uuid::from_u128(7)));
        assert_eq!(found(db, "khue van", None), [id]);
        assert_eq!(found(db, "moi", None), [id]);
        assert_eq!(found(db, "cũ", None), Vec::<Uuid>::new());
        db.write(&ctx, |tx| search::forget(tx, id)).unwrap();
        assert_eq!(found(db, "khuê", None), Vec::<Uuid>::new());
    });
}

#[test]
fn a_paper_of_very_many_and_very_long_words_is_indexed_as_far_as_it_goes() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let id = add(db, 1, "Tên", "", None);
        let record = Ref::new("document", id);
        for word in ["字".repeat(59), "ab".to_owned()] {
            let text: String = (0..12_000).map(|n| format!("w{n}{word} ")).collect();
            let body = Body::of(&text);
            db.write(&ctx, |tx| search::index_body(tx, &ctx, &record, &body)).unwrap();
            assert_eq!(found(db, &format!("w7{word} "), None), [id]);
            assert_eq!(found(db, &format!("w11000{word} "), None), Vec::<Uuid>::new());
            assert_eq!(found(db, "ten", None), [id]);
        }
    });
}

#[test]
fn pages_follow_each_other_without_gap_or_double() {
    testkit::both(SETS, |db| {
        for n in 0..25 {
            add(db, n + 1, if n % 2 == 0 { "thủ tục" } else { "thu tuc" }, "", None);
        }
        let query = Query { text: "thủ tục".into(), ..Query::default() };
        let (mut all, mut behind) = (Vec::new(), None);
        loop {
            let page = db.read(|read| search::find(read, &query, None, behind, 4)).unwrap();
            behind = page.rows.last().map(|hit| hit.cursor);
            all.extend(page.rows.iter().map(|hit| hit.record.id));
            if !page.more {
                break;
            }
        }
        assert_eq!(all, found(db, "thủ tục", None));
        assert_eq!(all.len(), 25);
    });
}

#[test]
fn both_engines_find_the_same_whatever_is_written_and_asked() {
    let (embedded, server) = (testkit::sqlite(SETS), testkit::postgres(SETS));
    let words = [
        "thủ",
        "tục",
        "thu",
        "tuc",
        "hành",
        "chính",
        "đất",
        "đạt",
        "dat",
        "QĐ",
        "15",
        "ß",
        "ﬁ",
        "日本",
        "a\u{301}b",
    ];
    let text = proptest::collection::vec(proptest::sample::select(words.to_vec()), 1..5);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(40));
    let n = std::cell::Cell::new(1_u128);
    runner
        .run(&(text.clone(), text, "\\PC{0,12}"), |(title, asked, wild)| {
            n.set(n.get() + 1);
            for made in [&embedded, &server] {
                add(&made.db, n.get(), &title.join(" "), "", None);
            }
            for query in [asked.join(" "), wild.clone(), format!("\"{wild}* OR ' & |"), format!("1/{wild}\0")]
            {
                prop_assert_eq!(
                    found(&embedded.db, &query, None),
                    found(&server.db, &query, None),
                    "{}",
                    query
                );
            }
            Ok(())
        })
        .unwrap();
}
