//! From a closed folder to the agency's archive.

use super::city::{Agency, agency, opened, settled};
use super::{SETS, act};
use context::{Ref, Uuid};
use db::Db;
use folders::model::input::{CloseInput, OfferInput, OpenInput};
use folders::store::{folder, transfer};
use folders::{Error, actions, view};

/// A closed folder of the officer.
fn closed(db: &Db, own: &Agency) -> Uuid {
    let id = opened(db, own);
    let officer = own.ctx("officer");
    let record = settled(db, own, "1/BNV");
    act(db, &officer, |tx| actions::file_record(tx, &officer, id, &record, "")).unwrap();
    act(db, &officer, |tx| actions::close(tx, &officer, id, &CloseInput::default())).unwrap();
    id
}

fn offer(db: &Db, own: &Agency, who: &str, folders: &[Uuid]) -> Result<Uuid, Error> {
    let ctx = own.ctx(who);
    let input = OfferInput { folders: folders.to_vec(), note: String::new() };
    act(db, &ctx, |tx| actions::offer(tx, &ctx, &input))
}

fn owed(db: &Db, kind: &'static str, id: Uuid) -> usize {
    db.read(|read| duties::of(read, &[Ref::new(kind, id)])).unwrap().len()
}

#[test]
fn only_closed_folders_of_ones_own_are_offered_and_each_once() {
    testkit::both(SETS, |db| {
        let (own, other) = (agency(db, "H26.1", 1), agency(db, "H26.2", 1));
        let id = closed(db, &own);
        let officer = own.ctx("officer");
        let input = OpenInput {
            code: "PS".into(),
            title: "Còn mở".into(),
            reason: "Phát sinh".into(),
            retention: "y5".into(),
            ..OpenInput::default()
        };
        let open = act(db, &officer, |tx| actions::open(tx, &officer, &input)).unwrap();
        assert!(matches!(offer(db, &own, "officer", &[]), Err(Error::Input(_))));
        assert!(matches!(offer(db, &own, "officer", &[id, open]), Err(Error::NotNow { .. })));
        let unknown = Uuid::from_u128(7);
        assert!(matches!(offer(db, &own, "officer", &[id, unknown]), Err(Error::NotFound)));
        for (agency, who) in [(&own, "colleague"), (&own, "clerk"), (&other, "office")] {
            assert!(matches!(offer(db, agency, who, &[id]), Err(Error::NotFound)), "{who}");
        }
        let transfer = offer(db, &own, "officer", &[id, id]).unwrap();
        assert!(matches!(offer(db, &own, "head", &[id]), Err(Error::BeingHandedOver { .. })));
        let leader = own.ctx("leader");
        let reopened = act(db, &leader, |tx| actions::reopen(tx, &leader, id, "Thiếu"));
        assert!(matches!(reopened, Err(Error::BeingHandedOver { .. })));
        assert_eq!(owed(db, folders::TRANSFER, transfer), 1);
        let (it, of) = db.read(|read| view::transfer_view(read, &officer, transfer)).unwrap();
        assert_eq!((it.folders, of.len(), it.unit), (1, 1, Some(own.unit)));
    });
}

#[test]
fn the_archive_receives_and_what_was_owed_is_done() {
    testkit::both(SETS, |db| {
        let (own, other) = (agency(db, "H26.1", 1), agency(db, "H26.2", 1));
        let id = closed(db, &own);
        let transfer = offer(db, &own, "officer", &[id]).unwrap();
        for ctx in [own.ctx("officer"), own.ctx("leader"), other.ctx("clerk")] {
            let refused = act(db, &ctx, |tx| actions::receive(tx, &ctx, transfer));
            assert!(matches!(refused, Err(Error::NotFound)), "{}", ctx.actor.title);
        }
        let clerk = own.ctx("clerk");
        act(db, &clerk, |tx| actions::receive(tx, &clerk, transfer)).unwrap();
        let it = db.read(|read| folder::folder(read, id)).unwrap().unwrap();
        assert_eq!((it.state.as_str(), it.transfer), ("handed_over", Some(transfer)));
        assert_eq!((owed(db, folders::FOLDER, id), owed(db, folders::TRANSFER, transfer)), (0, 0));
        let again = act(db, &clerk, |tx| actions::receive(tx, &clerk, transfer));
        assert!(matches!(again, Err(Error::NotNow { .. })));
        let officer = own.ctx("officer");
        let late = act(db, &officer, |tx| actions::withdraw(tx, &officer, transfer));
        assert!(matches!(late, Err(Error::NotNow { .. })));
        let leader = own.ctx("leader");
        let reopened = act(db, &leader, |tx| actions::reopen(tx, &leader, id, "Thiếu"));
        assert!(matches!(reopened, Err(Error::NotNow { .. })));
    });
}

#[test]
fn what_is_sent_back_or_taken_back_can_be_offered_again() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = closed(db, &own);
        let (officer, clerk) = (own.ctx("officer"), own.ctx("clerk"));
        let first = offer(db, &own, "officer", &[id]).unwrap();
        let bare = act(db, &clerk, |tx| actions::refuse(tx, &clerk, first, ""));
        assert!(matches!(bare, Err(Error::Input(_))));
        act(db, &clerk, |tx| actions::refuse(tx, &clerk, first, "Thiếu mục lục")).unwrap();
        let it = db.read(|read| transfer::transfer(read, first)).unwrap().unwrap();
        assert_eq!((it.state.as_str(), it.reason.as_str()), ("refused", "Thiếu mục lục"));
        assert_eq!((owed(db, folders::FOLDER, id), owed(db, folders::TRANSFER, first)), (1, 0));
        let second = offer(db, &own, "officer", &[id]).unwrap();
        act(db, &officer, |tx| actions::withdraw(tx, &officer, second)).unwrap();
        let third = offer(db, &own, "head", &[id]).unwrap();
        act(db, &clerk, |tx| actions::receive(tx, &clerk, third)).unwrap();
        assert_eq!(owed(db, folders::FOLDER, id), 0);
    });
}
