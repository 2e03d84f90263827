//! Documents that are written here: saved, set, set again with number and date, and never lost.

use super::act;
use super::city::{City, city};
use super::outgoing::{current, draft, route};
use super::{SETS, paper};
use context::{Ctx, Uuid};
use db::Db;
use documents::Error;
use documents::actions::outgoing::papers::{self, Laid, Which};
use documents::actions::outgoing::writing::{self, ModelInput, WriteInput};
use documents::actions::outgoing::{
    self as out, DraftInput, IssueInput, NumberInput, StepInput, SubmitInput,
};
use documents::store::{document, text};
use prose::{Fault, Prose};

/// Files and a typesetter of a test's own.
struct Desk {
    files: files::Files,
    papers: paper::Pool,
    _folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let folder = tempfile::tempdir().unwrap();
        let files = files::Files::open(folder.path(), 1 << 24, None).unwrap();
        Desk { files, papers: paper::Pool::without_workers(), _folder: folder }
    }

    fn set(&self, db: &Db, ctx: &Ctx, id: Uuid) -> Vec<Laid> {
        papers::set(db, &self.files, &self.papers, ctx, id, Which::Written, |_, _| Ok(())).unwrap()
    }

    fn lay(&self, db: &Db, ctx: &Ctx, id: Uuid) {
        let laid = self.set(db, ctx, id);
        act(db, ctx, |tx| papers::lay(tx, ctx, id, &laid, None)).unwrap();
    }

    fn submit(&self, db: &Db, city: &City, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
        let input = SubmitInput { steps: route(city), words: String::new(), version: None };
        let signer = input.steps.last().map(|step| step.who.desk());
        let laid = papers::set(db, &self.files, &self.papers, ctx, id, Which::Written, |read, document| {
            papers::sign_by(read, ctx, document, signer)
        })?;
        act(db, ctx, |tx| {
            papers::lay(tx, ctx, id, &laid, None)?;
            out::submit(tx, ctx, id, &input)
        })
    }

    fn settle(&self, db: &Db, ctx: &Ctx, id: Uuid) {
        papers::settle(db, &self.files, &self.papers, ctx, id).unwrap();
    }

    /// The words of a document's file of a role.
    fn words(&self, db: &Db, id: Uuid, role: &str) -> String {
        let parts = db.read(|read| {
            let document = document::document(read, id)?.unwrap();
            document::parts(read, id, document.content)
        });
        let part = parts.unwrap().into_iter().find(|part| part.role == role).unwrap();
        let bytes = self.files.read(&part.digest).unwrap();
        self.papers.text(&bytes).unwrap().concat().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn begun(db: &Db, city: &City) -> Uuid {
    let officer = city.department.one("officer").at(9);
    let input = DraftInput { kind: "QĐ".into(), due_day: None, ..draft(city) };
    act(db, &officer, |tx| out::create_draft(tx, &officer, &input, &[])).unwrap()
}

fn write(db: &Db, ctx: &Ctx, id: Uuid, part: i64, markup: &str, version: Option<i64>) -> Result<i64, Error> {
    let input = WriteInput { title: "Biểu mẫu".into(), body: Prose::parse(markup), version };
    act(db, ctx, |tx| writing::write(tx, ctx, id, part, &input))
}

const TEXT: &str = "> Căn cứ Luật Tổ chức chính quyền địa phương;\n\nĐiều 1. Thành lập **Tổ công tác**.\n\nĐiều 2. Thi hành./.";

fn approve_all(db: &Db, city: &City, id: Uuid) {
    for who in ["head", "office", "leader"] {
        let ctx = city.department.one(who).at(10);
        let step = current(db, id).id;
        act(db, &ctx, |tx| out::approve(tx, &ctx, step, &StepInput::default())).unwrap();
    }
}

#[test]
fn a_written_decision_goes_out_with_its_number_its_date_and_its_signer() {
    testkit::both(SETS, |db| {
        let (city, desk) = (city(db), Desk::new());
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        assert_eq!(write(db, &officer, id, 0, TEXT, None).unwrap(), 1);
        assert_eq!(write(db, &officer, id, 1, "| STT | Tên |\n| 1 | A |", None).unwrap(), 1);
        // Typed is not set: it cannot be submitted as it is.
        let early = SubmitInput { steps: route(&city), ..SubmitInput::default() };
        assert!(act(db, &officer, |tx| out::submit(tx, &officer, id, &early)).is_err());
        desk.submit(db, &city, &officer, id).unwrap();
        let words = desk.words(db, id, "main");
        for part in
            ["QUYẾT ĐỊNH:", "GIÁM ĐỐC", "Người leader", "Điều 1. Thành lập Tổ công tác.", "Như Điều 2"]
        {
            assert!(words.contains(part), "{part} in {words}");
        }
        assert!(!words.contains("01/QĐ-SNV"), "{words}");
        assert!(desk.words(db, id, "annex").contains("Phụ lục I"), "{}", desk.words(db, id, "annex"));
        approve_all(db, &city, id);
        let clerk = city.department.one("clerk").at(11);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        // What goes out carries its number, and nothing goes out before it does.
        let seen = db.read(|read| document::document(read, id)).unwrap().unwrap();
        let issue = IssueInput { version: Some(seen.version), ..IssueInput::default() };
        let refused = act(db, &clerk, |tx| out::issue(tx, &clerk, id, &issue));
        assert!(matches!(refused, Err(Error::PaperBehind)), "{refused:?}");
        desk.settle(db, &clerk, id);
        desk.settle(db, &clerk, id);
        let settled = db.read(|read| document::document(read, id)).unwrap().unwrap();
        assert_eq!((settled.version, settled.content), (seen.version, seen.content + 1));
        act(db, &clerk, |tx| out::issue(tx, &clerk, id, &issue)).unwrap();
        let words = desk.words(db, id, "main");
        for part in ["Số: 01/QĐ-SNV", "ngày 17 tháng 8 năm 2023"] {
            assert!(words.contains(part), "{part} in {words}");
        }
        assert!(desk.words(db, id, "annex").contains("01/QĐ-SNV ngày 17 tháng 8 năm 2023"));
        // What it was approved as stays among the versions.
        let versions = db.read(|read| document::contents(read, id)).unwrap();
        assert!(versions[0].reason.contains("01/QĐ-SNV"), "{versions:?}");
    });
}

#[test]
fn a_voided_number_leaves_the_paper_and_the_next_takes_its_place() {
    testkit::both(SETS, |db| {
        let (city, desk) = (city(db), Desk::new());
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        write(db, &officer, id, 0, TEXT, None).unwrap();
        desk.submit(db, &city, &officer, id).unwrap();
        approve_all(db, &city, id);
        let clerk = city.department.one("clerk").at(11);
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        desk.settle(db, &testkit::system(), id);
        assert!(desk.words(db, id, "main").contains("01/QĐ-SNV"));
        act(db, &clerk, |tx| out::void_number(tx, &clerk, id, "Nhầm sổ")).unwrap();
        desk.settle(db, &testkit::system(), id);
        assert!(!desk.words(db, id, "main").contains("01/QĐ-SNV"));
        act(db, &clerk, |tx| out::number(tx, &clerk, id, &NumberInput::default())).unwrap();
        desk.settle(db, &testkit::system(), id);
        assert!(desk.words(db, id, "main").contains("02/QĐ-SNV"));
    });
}

#[test]
fn two_who_write_never_overwrite_each_other() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        write(db, &officer, id, 0, "Bản đầu", None).unwrap();
        assert_eq!(write(db, &officer, id, 0, "Bản của tôi", Some(1)).unwrap(), 2);
        for version in [None, Some(1), Some(9)] {
            let refused = write(db, &officer, id, 0, "Bản khác", version);
            assert!(matches!(refused, Err(Error::Stale)), "{version:?} {refused:?}");
        }
        let kept = db.read(|read| text::text(read, id, 0)).unwrap().unwrap();
        assert_eq!((kept.version, kept.written().body.text().as_str()), (2, "Bản của tôi"));
        // The same again is no change.
        assert_eq!(write(db, &officer, id, 0, "Bản của tôi", Some(2)).unwrap(), 2);
    });
}

#[test]
fn only_whoever_drafts_or_holds_the_step_writes() {
    testkit::both(SETS, |db| {
        let (city, desk) = (city(db), Desk::new());
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        let [head, other] = ["head", "other_head"].map(|who| city.department.one(who).at(9));
        for ctx in [&head, &other, &city.district.one("officer").at(9)] {
            assert!(matches!(write(db, ctx, id, 0, TEXT, None), Err(Error::NotFound)));
        }
        write(db, &officer, id, 0, TEXT, None).unwrap();
        desk.submit(db, &city, &officer, id).unwrap();
        assert!(matches!(write(db, &officer, id, 0, "Khác", Some(1)), Err(Error::NotNow { .. })));
        // Whoever holds the step changes the text, and approves only what is set.
        assert_eq!(write(db, &head, id, 0, "Điều 1. Sửa.", Some(1)).unwrap(), 2);
        let step = current(db, id).id;
        let refused = act(db, &head, |tx| out::approve(tx, &head, step, &StepInput::default()));
        assert!(matches!(refused, Err(Error::PaperBehind)), "{refused:?}");
        desk.lay(db, &head, id);
        assert!(desk.words(db, id, "main").contains("Điều 1. Sửa."));
        write(db, &head, id, 0, "Điều 1. Lại sửa.", Some(2)).unwrap();
        act(db, &head, |tx| writing::unwrite(tx, &head, id, 0)).unwrap();
        act(db, &head, |tx| out::approve(tx, &head, step, &StepInput::default())).unwrap();
        let office = city.department.one("office").at(10);
        assert!(matches!(
            write(db, &head, id, 0, TEXT, Some(4)),
            Err(Error::NotNow { .. } | Error::NotFound)
        ));
        assert!(write(db, &office, id, 0, TEXT, Some(4)).is_ok());
    });
}

#[test]
fn what_is_too_large_is_refused_and_nothing_is_written() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        let rows = format!("| a | b |\n{}", "| 1 | 2 |\n".repeat(10_000));
        let long = "chữ và chữ ".repeat(100_000);
        for (markup, fault) in [
            (rows.as_str(), Fault::Rows { table: 1, rows: 10_000 }),
            (long.as_str(), Fault::Letters { letters: 1_099_999 }),
        ] {
            match write(db, &officer, id, 0, markup, None) {
                Err(Error::Text(faults)) => assert_eq!(faults, [fault]),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(db.read(|read| text::texts(read, id)).unwrap(), []);
        for part in [-1, 41] {
            assert!(matches!(write(db, &officer, id, part, "x", None), Err(Error::Input(_))));
        }
    });
}

#[test]
fn a_file_of_ones_own_takes_the_place_of_what_was_written() {
    testkit::both(SETS, |db| {
        let (city, desk) = (city(db), Desk::new());
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        write(db, &officer, id, 0, TEXT, None).unwrap();
        write(db, &officer, id, 1, "Một phụ lục", None).unwrap();
        desk.lay(db, &officer, id);
        let parts = db.read(|read| document::part_inputs(read, id, 1)).unwrap();
        assert_eq!(parts.len(), 2);
        act(db, &officer, |tx| writing::remove_annex(tx, &officer, id, 1)).unwrap();
        assert_eq!(db.read(|read| document::part_inputs(read, id, 2)).unwrap().len(), 1);
        let revision =
            out::RevisionInput { parts: vec![paper("a-file")], reason: "Thay".into(), version: None };
        act(db, &officer, |tx| out::revise(tx, &officer, id, &revision)).unwrap();
        assert_eq!(db.read(|read| text::texts(read, id)).unwrap(), []);
        act(db, &officer, |tx| out::discard(tx, &officer, id)).unwrap();
    });
}

#[test]
fn models_are_the_agencys_own_and_are_filled_from_the_document() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let id = begun(db, &city);
        let officer = city.department.one("officer").at(9);
        let theirs = city.district.one("officer").at(9);
        let mut input = ModelInput {
            name: "Mẫu quyết định".into(),
            kind: "QĐ".into(),
            body: Prose::parse("Căn cứ {trích yếu} của {cơ quan}, {lạ}"),
            ..ModelInput::default()
        };
        let model = act(db, &officer, |tx| writing::save_model(tx, &officer, None, &input)).unwrap();
        let document = db.read(|read| document::document(read, id)).unwrap().unwrap();
        let filled = db.read(|read| writing::from_model(read, &officer, &document, model)).unwrap();
        assert_eq!(filled.text(), "Căn cứ Báo cáo cải cách hành chính tháng 8 của Sở Nội vụ, {lạ}");
        input.version = Some(1);
        for ctx in [&theirs, &city.department.one("clerk").at(9)] {
            assert!(act(db, ctx, |tx| writing::save_model(tx, ctx, Some(model), &input)).is_err());
            assert!(act(db, ctx, |tx| writing::remove_model(tx, ctx, model)).is_err());
        }
        act(db, &officer, |tx| writing::save_model(tx, &officer, Some(model), &input)).unwrap();
        let stale = act(db, &officer, |tx| writing::save_model(tx, &officer, Some(model), &input));
        assert!(matches!(stale, Err(Error::Stale)));
        input.body = Prose::default();
        assert!(matches!(
            act(db, &officer, |tx| writing::save_model(tx, &officer, None, &input)),
            Err(Error::Input(_))
        ));
        act(db, &officer, |tx| writing::remove_model(tx, &officer, model)).unwrap();
        let left = db.read(|read| text::models(read, city.department.id)).unwrap();
        assert_eq!(left, []);
    });
}
