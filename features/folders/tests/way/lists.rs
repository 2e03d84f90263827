//! The yearly list: who writes and approves it, and what can be opened of it.

use super::city::{Agency, agency, approved, item};
use super::{SETS, act};
use context::{Fault, Lang, Uuid};
use db::Db;
use folders::model::input::{InputFault, ItemInput, OpenInput};
use folders::store::list;
use folders::{Error, actions, store};

fn started(db: &Db, own: &Agency) -> Uuid {
    let office = own.ctx("office");
    act(db, &office, |tx| actions::start(tx, &office, 2023)).unwrap()
}

#[test]
fn nobody_but_the_office_writes_it_and_nobody_but_the_head_approves_it() {
    testkit::both(SETS, |db| {
        let (own, other) = (agency(db, "H26.1", 1), agency(db, "H26.2", 1));
        for who in ["leader", "clerk", "head", "officer"] {
            let ctx = own.ctx(who);
            let refused = act(db, &ctx, |tx| actions::start(tx, &ctx, 2023));
            assert!(matches!(refused, Err(Error::NotFound)), "{who}");
        }
        let id = started(db, &own);
        let office = own.ctx("office");
        let again = act(db, &office, |tx| actions::start(tx, &office, 2023));
        assert!(matches!(again, Err(Error::ListExists { year: 2023 })));
        let far = act(db, &office, |tx| actions::start(tx, &office, 1999));
        assert!(matches!(far, Err(Error::Input(_))));
        let empty = act(db, &office, |tx| actions::submit(tx, &office, id));
        assert!(matches!(empty, Err(Error::Empty)));
        let line = item(&own, "01/CCHC", "officer");
        for ctx in [own.ctx("officer"), other.ctx("office")] {
            let refused = act(db, &ctx, |tx| actions::add_item(tx, &ctx, id, &line));
            assert!(matches!(refused, Err(Error::NotFound)));
        }
        act(db, &office, |tx| actions::add_item(tx, &office, id, &line)).unwrap();
        let early = act(db, &own.ctx("leader"), |tx| actions::approve(tx, &own.ctx("leader"), id, None));
        assert!(matches!(early, Err(Error::NotNow { .. })));
        act(db, &office, |tx| actions::submit(tx, &office, id)).unwrap();
        // What lies before the head is not changed any more, and the office does not approve it.
        let late = act(db, &office, |tx| actions::add_item(tx, &office, id, &item(&own, "2", "officer")));
        assert!(matches!(late, Err(Error::NotNow { .. })));
        for ctx in [own.ctx("office"), other.ctx("leader")] {
            assert!(matches!(act(db, &ctx, |tx| actions::approve(tx, &ctx, id, None)), Err(Error::NotFound)));
        }
        let leader = own.ctx("leader");
        let stale = act(db, &leader, |tx| actions::approve(tx, &leader, id, Some(1)));
        assert!(matches!(stale, Err(Error::Stale)));
        let bare = act(db, &leader, |tx| actions::return_list(tx, &leader, id, " "));
        assert!(matches!(bare, Err(Error::Input(_))));
        act(db, &leader, |tx| actions::return_list(tx, &leader, id, "Thiếu hồ sơ thi đua")).unwrap();
        act(db, &office, |tx| actions::submit(tx, &office, id)).unwrap();
        act(db, &leader, |tx| actions::approve(tx, &leader, id, None)).unwrap();
        let now = db.read(|read| list::list(read, id)).unwrap().unwrap();
        assert_eq!((now.state.as_str(), now.approver_name.as_str()), ("approved", "Người leader"));
        assert!(db.read(|read| list::items(read, id)).unwrap().iter().all(|item| item.approved));
    });
}

#[test]
fn a_line_names_its_faults_and_a_code_stands_once() {
    testkit::both(SETS, |db| {
        let (own, other) = (agency(db, "H26.1", 1), agency(db, "H26.2", 1));
        let id = started(db, &own);
        let office = own.ctx("office");
        let wrong = ItemInput {
            retention: "y3".into(),
            unit: Some(other.unit),
            keeper: Some(other.position("officer")),
            ..ItemInput::default()
        };
        let Err(Error::Input(faults)) = act(db, &office, |tx| actions::add_item(tx, &office, id, &wrong))
        else {
            panic!("faults")
        };
        let fields: Vec<&str> = faults.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["code", "title", "retention", "unit", "keeper"]);
        let line = item(&own, "01/CCHC", "officer");
        let first = act(db, &office, |tx| actions::add_item(tx, &office, id, &line)).unwrap();
        let twice = ItemInput { code: "1/cchc".into(), ..line.clone() };
        let Err(Error::Input(faults)) = act(db, &office, |tx| actions::add_item(tx, &office, id, &twice))
        else {
            panic!("a fault")
        };
        assert_eq!(faults, [("code", InputFault::Taken("1/cchc".into()))]);
        let kept = db.read(|read| list::item(read, first)).unwrap().unwrap();
        // The keeper's unit is the item's.
        assert_eq!((kept.unit, kept.approved), (Some(own.unit), false));
        act(db, &office, |tx| actions::remove_item(tx, &office, first)).unwrap();
        assert!(db.read(|read| list::items(read, id)).unwrap().is_empty());
    });
}

#[test]
fn an_amended_list_keeps_what_was_approved_open_to_folders() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let (id, first) = approved(db, &own);
        let (office, officer, leader) = (own.ctx("office"), own.ctx("officer"), own.ctx("leader"));
        let bare = act(db, &office, |tx| actions::amend(tx, &office, id, ""));
        assert!(matches!(bare, Err(Error::Input(_))));
        act(db, &office, |tx| actions::amend(tx, &office, id, "Có nhiệm vụ mới")).unwrap();
        let line = item(&own, "02/CCHC", "officer");
        let second = act(db, &office, |tx| actions::add_item(tx, &office, id, &line)).unwrap();
        let stays = act(db, &office, |tx| actions::remove_item(tx, &office, first));
        assert!(matches!(stays, Err(Error::ItemStays { .. })));
        let of = |item| OpenInput { item: Some(item), ..OpenInput::default() };
        let early = act(db, &officer, |tx| actions::open(tx, &officer, &of(second)));
        assert!(matches!(early, Err(Error::NotApproved { .. })));
        act(db, &officer, |tx| actions::open(tx, &officer, &of(first))).unwrap();
        let twice = act(db, &officer, |tx| actions::open(tx, &officer, &of(first)));
        assert!(matches!(twice, Err(Error::Opened { .. })));
        // An item of which a folder was opened is not changed behind its back.
        let changed = act(db, &office, |tx| actions::change_item(tx, &office, first, &line));
        assert!(matches!(changed, Err(Error::ItemStays { .. })));
        act(db, &office, |tx| actions::submit(tx, &office, id)).unwrap();
        act(db, &leader, |tx| actions::approve(tx, &leader, id, None)).unwrap();
        act(db, &officer, |tx| actions::open(tx, &officer, &of(second))).unwrap();
    });
}

#[test]
fn a_file_of_lines_is_imported_whole_or_not_at_all() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let id = started(db, &own);
        let office = own.ctx("office");
        act(db, &office, |tx| actions::add_item(tx, &office, id, &item(&own, "9/CCHC", "officer"))).unwrap();
        let wrong = "kind,code,title,retention,unit,note\n\
             heading,I,Tổ chức,,,\n\
             section,1,Biên chế,10 năm,CCHC,\n\
             item,,Biên chế,9 năm,KHÔNG,\n\
             item,09/CCHC,Đã có,10 năm,,\n\
             item,2,Một,10 năm,,\n\
             item,02,Hai,10 năm,,\n";
        let Err(error) = act(db, &office, |tx| actions::import_items(tx, &office, id, wrong.as_bytes()))
        else {
            panic!("faults")
        };
        let problem = context::Explain::explain(&error, Lang::En);
        assert_eq!(problem.fault, Fault::Invalid);
        let places: Vec<&str> = problem.fields.iter().map(|fault| fault.field.as_str()).collect();
        let expected = [
            "line 3, column kind",
            "line 4, column code",
            "line 4, column retention",
            "line 4, column unit",
            "line 5, column code",
            "line 7, column code",
        ];
        assert_eq!(places, expected, "{problem:?}");
        assert_eq!(db.read(|read| list::items(read, id)).unwrap().len(), 1);
        let right = "kind,code,title,retention,unit,note\n\
             heading,I,Tổ chức,,,\n\
             item,01/TCBC,\"Biên chế, năm 2023\",Vĩnh viễn,TCBC,Mật khẩu\n\
             item,02/TCBC,Tiền lương,10 years,Phòng Tổ chức biên chế,\n";
        let added = act(db, &office, |tx| actions::import_items(tx, &office, id, right.as_bytes())).unwrap();
        assert_eq!(added, 3);
        let items = db.read(|read| list::items(read, id)).unwrap();
        let retentions: Vec<&str> = items.iter().map(|item| item.retention.as_str()).collect();
        assert_eq!(retentions, ["y10", "", "permanent", "y10"]);
        assert!(items[2].unit.is_some() && items[2].unit == items[3].unit);
    });
}

#[test]
fn last_years_lines_are_taken_over_unapproved() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        approved(db, &own);
        let office = own.ctx("office");
        let next = act(db, &office, |tx| actions::start(tx, &office, 2024)).unwrap();
        act(db, &office, |tx| actions::add_item(tx, &office, next, &item(&own, "05", "officer"))).unwrap();
        assert_eq!(act(db, &office, |tx| actions::copy(tx, &office, next)).unwrap(), 1);
        // What is there already is left out.
        assert_eq!(act(db, &office, |tx| actions::copy(tx, &office, next)).unwrap(), 0);
        let items = db.read(|read| list::items(read, next)).unwrap();
        assert_eq!(items.len(), 2);
        assert!(items.iter().all(|item| !item.approved));
        let far = act(db, &office, |tx| actions::start(tx, &office, 2022)).unwrap();
        assert!(matches!(act(db, &office, |tx| actions::copy(tx, &office, far)), Err(Error::Input(_))));
    });
}

#[test]
fn beside_the_list_a_folder_needs_a_reason_and_a_code_of_its_own() {
    testkit::both(SETS, |db| {
        let own = agency(db, "H26.1", 1);
        let officer = own.ctx("officer");
        let bare = act(db, &officer, |tx| actions::open(tx, &officer, &OpenInput::default()));
        let Err(Error::Input(faults)) = bare else { panic!("faults") };
        let fields: Vec<&str> = faults.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["code", "title", "reason", "retention"]);
        let input = OpenInput {
            code: "PS-01".into(),
            title: "Việc phát sinh".into(),
            reason: "Giao đột xuất".into(),
            retention: "y5".into(),
            ..OpenInput::default()
        };
        let id = act(db, &officer, |tx| actions::open(tx, &officer, &input)).unwrap();
        let folder = db.read(|read| store::folder::folder(read, id)).unwrap().unwrap();
        assert_eq!((folder.keeper, folder.unit), (own.position("officer"), Some(own.unit)));
        let taken = act(db, &officer, |tx| actions::open(tx, &officer, &input));
        assert!(matches!(taken, Err(Error::Input(faults)) if faults[0].0 == "code"));
        // Nobody opens a folder in another's name, unless their grant reaches them.
        let colleague = OpenInput { keeper: Some(own.position("colleague")), code: "PS-02".into(), ..input };
        let refused = act(db, &officer, |tx| actions::open(tx, &officer, &colleague));
        assert!(matches!(refused, Err(Error::NotFound)));
        let head = own.ctx("head");
        act(db, &head, |tx| actions::open(tx, &head, &colleague)).unwrap();
    });
}
