//! What is put into a folder, taken out, ordered, and frozen when it is closed.

use super::city::{Agency, agency, arrived, day, file, opened, settled};
use super::{SETS, act};
use context::{Ctx, Ref, Uuid};
use db::Db;
use duties::State;
use folders::model::input::{CloseInput, EditInput, OpenInput, PieceInput};
use folders::store::{entry, folder};
use folders::{Error, actions, view};
use measures::{Period, Question, Where};

fn put(db: &Db, ctx: &Ctx, folder: Uuid, record: &Ref) -> Result<Uuid, Error> {
    act(db, ctx, |tx| actions::file_record(tx, ctx, folder, record, ""))
}

fn close(db: &Db, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    act(db, ctx, |tx| actions::close(tx, ctx, id, &CloseInput::default()))
}

fn paper(subject: &str) -> PieceInput {
    PieceInput { subject: subject.into(), pages: 2, ..PieceInput::default() }
}

/// How many of how many folders of an agency are handled online.
fn online(db: &Db, own: &Agency) -> (i64, i64) {
    let ctx = testkit::system();
    let question = Question {
        measure: &folders::measures::ONLINE,
        place: Where::Agency(own.id),
        period: Period::year(2023).unwrap(),
        as_of: ctx.now,
        carried_over: true,
    };
    let figure = db.read(|read| measures::figure(read, &ctx, &question)).unwrap();
    (figure.numerator, figure.denominator)
}

#[test]
fn only_its_keeper_and_those_above_fill_it_and_only_with_what_they_may_see() {
    testkit::both(SETS, |db| {
        let (own, other) = (agency(db, "H26.1", 1), agency(db, "H26.2", 1));
        let id = opened(db, &own);
        let record = settled(db, &own, "1/BNV");
        let theirs = settled(db, &other, "2/BNV");
        for ctx in [own.ctx("colleague"), own.ctx("other_head"), other.ctx("office"), own.ctx("leader")] {
            assert!(matches!(put(db, &ctx, id, &record), Err(Error::NotFound)), "{}", ctx.actor.title);
        }
        let officer = own.ctx("officer");
        for unknown in [theirs, Ref::new("folder", id), Ref::new(documents::DOCUMENT, id)] {
            let refused = put(db, &officer, id, &unknown);
            assert!(matches!(refused, Err(Error::Input(faults)) if faults[0].0 == "record"));
        }
        put(db, &officer, id, &record).unwrap();
        assert!(matches!(put(db, &officer, id, &record), Err(Error::AlreadyIn { .. })));
        let seen = db.read(|read| view::folder_view(read, &officer, id)).unwrap();
        assert_eq!((seen.folder.entries, seen.folder.pages), (1, 3));
        assert_eq!((seen.entries[0].symbol.as_str(), seen.entries[0].day), ("1/BNV", Some(day(8, 10))));
    });
}

#[test]
fn what_is_secret_takes_nothing_and_counts_nowhere() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let officer = own.ctx("officer");
        let input = OpenInput {
            code: "M-01".into(),
            title: "Hồ sơ mật".into(),
            reason: "Theo nhiệm vụ".into(),
            retention: "y20".into(),
            secret: true,
            ..OpenInput::default()
        };
        let id = act(db, &officer, |tx| actions::open(tx, &officer, &input)).unwrap();
        let record = settled(db, &own, "1/BNV");
        assert!(matches!(put(db, &officer, id, &record), Err(Error::Secret)));
        let noted = act(db, &officer, |tx| actions::add_paper(tx, &officer, id, &paper("Bản đồ")));
        assert!(matches!(noted, Err(Error::Secret)));
        let upload = act(db, &officer, |tx| {
            actions::add_file(tx, &officer, id, &file("ban-do"), &PieceInput::default())
        });
        assert!(matches!(upload, Err(Error::Secret)));
        // It is closed and handed over all the same: the archive is owed the paper.
        close(db, &officer, id).unwrap();
        let subject = Ref::new(folders::FOLDER, id);
        assert_eq!(db.read(|read| duties::of(read, std::slice::from_ref(&subject))).unwrap().len(), 1);
        assert_eq!(online(db, &own), (0, 0));
    });
}

#[test]
fn one_piece_on_paper_and_the_folder_is_not_online() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = opened(db, &own);
        let officer = own.ctx("officer");
        assert_eq!(online(db, &own), (0, 0));
        put(db, &officer, id, &settled(db, &own, "1/BNV")).unwrap();
        assert_eq!(online(db, &own), (1, 1));
        let noted = act(db, &officer, |tx| actions::add_paper(tx, &officer, id, &paper("Bản vẽ"))).unwrap();
        assert_eq!(online(db, &own), (0, 1));
        let bare = act(db, &officer, |tx| actions::remove_entry(tx, &officer, noted, ""));
        assert!(matches!(bare, Err(Error::Input(_))));
        act(db, &officer, |tx| actions::remove_entry(tx, &officer, noted, "Đã quét")).unwrap();
        let upload = |tx: &mut db::Tx<'_>| {
            actions::add_file(tx, &officer, id, &file("ban-ve"), &PieceInput::default())
        };
        let uploaded = act(db, &officer, upload).unwrap();
        assert_eq!(online(db, &own), (1, 1));
        let piece = db.read(|read| entry::entry(read, uploaded)).unwrap().unwrap();
        assert_eq!((piece.kind.as_str(), piece.subject.as_str(), piece.ordinal), ("file", "ban-ve.pdf", 2));
        // Whoever does not see the folder does not get its file.
        let other = own.ctx("other_head");
        let stolen = db.read(|read| view::file_view(read, &other, uploaded));
        assert!(matches!(stolen, Err(Error::NotFound)));
    });
}

#[test]
fn pieces_change_places_and_close_ranks() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = opened(db, &own);
        let officer = own.ctx("officer");
        let ids: Vec<Uuid> = ["a", "b", "c", "d"]
            .map(|subject| {
                act(db, &officer, |tx| actions::add_paper(tx, &officer, id, &paper(subject))).unwrap()
            })
            .into();
        let order = || -> String {
            let pieces = db.read(|read| entry::entries(read, id)).unwrap();
            assert!(pieces.iter().zip(1_i64..).all(|(piece, place)| piece.ordinal == place));
            pieces.iter().map(|piece| piece.subject.as_str()).collect()
        };
        for (piece, to, expected) in [(3, 1, "dabc"), (3, 4, "abcd"), (1, 3, "acbd")] {
            act(db, &officer, |tx| actions::move_entry(tx, &officer, ids[piece], to)).unwrap();
            assert_eq!(order(), expected);
        }
        for nowhere in [0, 5, -1, i64::MAX] {
            let moved = act(db, &officer, |tx| actions::move_entry(tx, &officer, ids[0], nowhere));
            assert!(matches!(moved, Err(Error::Input(_))), "{nowhere}");
        }
        act(db, &officer, |tx| actions::remove_entry(tx, &officer, ids[2], "Trùng")).unwrap();
        assert_eq!(order(), "abd");
    });
}

#[test]
fn a_folder_is_closed_once_and_not_while_something_in_it_is_open() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = opened(db, &own);
        let officer = own.ctx("officer");
        assert!(matches!(close(db, &officer, id), Err(Error::Empty)));
        put(db, &officer, id, &settled(db, &own, "1/BNV")).unwrap();
        let open = put(db, &officer, id, &arrived(db, &own, "2/BNV")).unwrap();
        let Err(Error::StillOpen(names)) = close(db, &officer, id) else { panic!("still open") };
        assert_eq!(names, ["Về việc 2/BNV"]);
        act(db, &officer, |tx| actions::remove_entry(tx, &officer, open, "Nhầm hồ sơ")).unwrap();
        act(db, &officer, |tx| actions::add_paper(tx, &officer, id, &paper("Bản vẽ"))).unwrap();
        for (settled, version) in [(Some(day(8, 18)), None), (Some(day(5, 31)), None), (None, Some(1))] {
            let input = CloseInput { settled, version };
            let refused = act(db, &officer, |tx| actions::close(tx, &officer, id, &input));
            assert!(matches!(refused, Err(Error::Input(_) | Error::Stale)), "{input:?} {refused:?}");
        }
        let input = CloseInput { settled: Some(day(8, 14)), version: None };
        act(db, &officer, |tx| actions::close(tx, &officer, id, &input)).unwrap();
        assert!(matches!(close(db, &officer, id), Err(Error::Closed { .. })));
        let it = db.read(|read| folder::folder(read, id)).unwrap().unwrap();
        assert_eq!((it.pages, it.ends, it.settled), (5, Some(day(8, 10)), Some(day(8, 14))));
        let firsts: Vec<Option<i64>> =
            db.read(|read| entry::entries(read, id)).unwrap().iter().map(|piece| piece.first_page).collect();
        assert_eq!(firsts, [Some(1), Some(4)]);
        // A year from the day on which the work ended: 14 August 2024 is a Wednesday.
        let owed = db.read(|read| duties::of(read, &[it.subject_ref()])).unwrap();
        assert_eq!((owed.len(), owed[0].kind.as_str(), owed[0].state), (1, folders::HAND_OVER, State::Open));
        assert_eq!(owed[0].due.unwrap().day(), context::Day::new(2024, 8, 14).unwrap());
        assert_eq!(owed[0].owner.position, Some(own.position("officer")));
        // Nothing goes in or out any more.
        let piece = db.read(|read| entry::entries(read, id)).unwrap()[0].id;
        assert!(matches!(put(db, &officer, id, &settled(db, &own, "3/BNV")), Err(Error::NotNow { .. })));
        let out = act(db, &officer, |tx| actions::remove_entry(tx, &officer, piece, "x"));
        assert!(matches!(out, Err(Error::NotNow { .. })));
        let edited = act(db, &officer, |tx| {
            actions::edit(tx, &officer, id, &EditInput { title: "Khác".into(), ..EditInput::default() })
        });
        assert!(matches!(edited, Err(Error::NotNow { .. })));
    });
}

#[test]
fn a_construction_folder_is_owed_three_months_after_its_final_accounts() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = opened(db, &own);
        let officer = own.ctx("officer");
        let input =
            EditInput { title: "Trụ sở".into(), kind: "construction".into(), ..EditInput::default() };
        act(db, &officer, |tx| actions::edit(tx, &officer, id, &input)).unwrap();
        act(db, &officer, |tx| actions::add_paper(tx, &officer, id, &paper("Quyết toán"))).unwrap();
        let input = CloseInput { settled: Some(day(8, 1)), version: None };
        act(db, &officer, |tx| actions::close(tx, &officer, id, &input)).unwrap();
        let owed = db.read(|read| duties::of(read, &[Ref::new(folders::FOLDER, id)])).unwrap();
        assert_eq!(owed[0].kind, folders::HAND_OVER_CONSTRUCTION);
        assert_eq!(owed[0].due.unwrap().day(), day(11, 1));
    });
}

#[test]
fn the_head_reopens_with_a_reason_and_what_was_owed_is_dropped() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = opened(db, &own);
        let (officer, leader) = (own.ctx("officer"), own.ctx("leader"));
        put(db, &officer, id, &settled(db, &own, "1/BNV")).unwrap();
        let early = act(db, &leader, |tx| actions::reopen(tx, &leader, id, "Sớm"));
        assert!(matches!(early, Err(Error::NotNow { .. })));
        close(db, &officer, id).unwrap();
        let own_wish = act(db, &officer, |tx| actions::reopen(tx, &officer, id, "Thiếu"));
        assert!(matches!(own_wish, Err(Error::NotFound)));
        let bare = act(db, &leader, |tx| actions::reopen(tx, &leader, id, "  "));
        assert!(matches!(bare, Err(Error::Input(_))));
        act(db, &leader, |tx| actions::reopen(tx, &leader, id, "Thiếu báo cáo")).unwrap();
        assert!(db.read(|read| duties::of(read, &[Ref::new(folders::FOLDER, id)])).unwrap().is_empty());
        put(db, &officer, id, &settled(db, &own, "2/BNV")).unwrap();
        close(db, &officer, id).unwrap();
        assert_eq!(online(db, &own), (1, 1));
    });
}

#[test]
fn two_who_close_at_once_close_it_once() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = opened(db, &own);
        let officer = own.ctx("officer");
        put(db, &officer, id, &settled(db, &own, "1/BNV")).unwrap();
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let both = ["officer", "head"].map(|who| {
                let ctx = own.ctx(who);
                scope.spawn(move || close(db, &ctx, id).is_ok())
            });
            both.map(|one| one.join().unwrap()).into()
        });
        assert_eq!(outcomes.iter().filter(|ok| **ok).count(), 1);
        assert_eq!(db.read(|read| duties::of(read, &[Ref::new(folders::FOLDER, id)])).unwrap().len(), 1);
    });
}
