//! Telling people on both engines, and a whole conversation with a mail server.
#![allow(clippy::unwrap_used, missing_docs)]

mod server;

use context::{Actor, Ctx, Day, Ref, Uuid};
use db::{Db, Migrations};
use notify::*;
use organisation::actions::{change_person, end_tenure, found_agency, seat_many};
use organisation::model::{AgencyInput, PersonInput, SeatInput};
use organisation::{AgencyKind, Rank};
use serde_json::json;
use server::Server;
use std::sync::Arc;

const SETS: &[Migrations] =
    &[jobs::MIGRATIONS, facts::MIGRATIONS, organisation::MIGRATIONS, notify::MIGRATIONS];

const KIND: &str = "sample.returned";

/// A person with a mail address in a position.
struct Reader {
    person: Uuid,
    position: Uuid,
}

impl Reader {
    fn ctx(&self) -> Ctx {
        let mut actor = Actor::nobody();
        (actor.person, actor.position) = (Some(self.person), Some(self.position));
        testkit::at(actor, 10, 0)
    }

    fn unread(&self, db: &Db) -> i64 {
        db.read(|read| unread(read, &self.ctx())).unwrap()
    }
}

fn readers<const N: usize>(db: &Db, emails: [&str; N]) -> [Reader; N] {
    let start = Day::new(2023, 1, 1).unwrap();
    let ctx = testkit::system();
    let agency = AgencyInput {
        code: "H99.1".into(),
        symbol: "SM".into(),
        name: "Sở Mẫu".into(),
        kind: AgencyKind::Department,
        tier: 1,
        parent: None,
        gso_code: String::new(),
    };
    let name = "Nguyễn Văn Mẫu";
    let seated = db
        .write(&ctx, |tx| {
            let agency = found_agency(tx, &ctx, &agency, start)?;
            let seats = emails.map(|_| SeatInput {
                agency,
                unit: String::new(),
                title: "Chuyên viên".into(),
                rank: Rank::Officer,
                name: name.into(),
            });
            let seated = seat_many(tx, &ctx, &seats, start)?;
            for (seat, email) in seated.iter().zip(emails) {
                let input = PersonInput { name: name.into(), email: email.into(), phone: String::new() };
                change_person(tx, &ctx, seat.person, 1, &input)?;
            }
            Ok::<_, organisation::Error>(seated)
        })
        .unwrap();
    std::array::from_fn(|n| Reader { person: seated[n].person, position: seated[n].position })
}

fn told(db: &Db, to: Desk, mail: bool) -> (Uuid, Ref) {
    told_at(db, 0, to, mail)
}

/// Told at that minute past nine.
fn told_at(db: &Db, minute: i8, to: Desk, mail: bool) -> (Uuid, Ref) {
    let ctx = testkit::at(Actor::system(), 9, minute);
    let subject = Ref::new("document", ctx.new_id());
    let new =
        New { to, kind: KIND, subject: subject.clone(), data: json!({ "step": 2 }), mail, always: false };
    (db.write(&ctx, |tx| tell(tx, &ctx, new.clone())).unwrap(), subject)
}

/// How many mails wait to be sent.
fn waiting(db: &Db) -> i64 {
    let queues = db.read(jobs::queues).unwrap();
    queues.iter().find(|queue| queue.kind == MAIL).map_or(0, |queue| queue.waiting)
}

#[test]
fn a_notice_waits_at_its_desk_until_its_reader_has_read_it() {
    testkit::both(SETS, |db| {
        let [one, other] = readers(db, ["", ""]);
        let (first, subject) = told_at(db, 1, Desk::Position(one.position), true);
        let (second, _) = told_at(db, 2, Desk::Person(one.person), true);
        told_at(db, 3, Desk::Position(one.position), true);
        told(db, Desk::Position(other.position), true);
        assert_eq!((one.unread(db), other.unread(db)), (3, 1));
        let ctx = one.ctx();
        let page = db.read(|read| notices(read, &ctx, None, 2)).unwrap();
        assert_eq!((page.rows.len(), page.more, page.rows[1].id), (2, true, second));
        let behind = Cursor::behind(&page.rows[1]).to_string().parse().unwrap();
        let rest = db.read(|read| notices(read, &ctx, Some(behind), 2)).unwrap();
        assert_eq!((rest.rows[0].id, rest.rows[0].data["step"].as_i64(), rest.more), (first, Some(2), false));

        // Nobody marks what is another's.
        let others = other.ctx();
        assert_eq!(db.write(&others, |tx| mark_read(tx, &others, &[first, second])).unwrap(), 0);
        assert_eq!(db.write(&ctx, |tx| mark_read(tx, &ctx, &[second])).unwrap(), 1);
        assert_eq!(db.write(&ctx, |tx| mark_read(tx, &ctx, &[second])).unwrap(), 0);
        assert_eq!(db.write(&ctx, |tx| mark_read_about(tx, &ctx, &subject)).unwrap(), 1);
        assert_eq!(one.unread(db), 1);
        assert_eq!(db.write(&ctx, |tx| mark_all_read(tx, &ctx)).unwrap(), 1);
        assert_eq!((one.unread(db), other.unread(db)), (0, 1));
        let page = db.read(|read| notices(read, &ctx, None, 9)).unwrap();
        assert!(page.rows.iter().all(|notice| notice.read == Some(ctx.now)));
    });
}

#[test]
fn a_person_turns_mail_on_and_off_by_kind() {
    testkit::both(SETS, |db| {
        let [one, without] = readers(db, ["mau@example.gov.vn", ""]);
        told(db, Desk::Position(one.position), false);
        told(db, Desk::Position(without.position), true);
        assert_eq!(waiting(db), 0);
        told(db, Desk::Position(one.position), true);
        assert_eq!(waiting(db), 1);
        let ctx = one.ctx();
        db.write(&ctx, |tx| set_mail(tx, &ctx, KIND, false)).unwrap();
        told(db, Desk::Position(one.position), true);
        assert_eq!(waiting(db), 1);
        db.write(&ctx, |tx| set_mail(tx, &ctx, KIND, true)).unwrap();
        told(db, Desk::Person(one.person), false);
        assert_eq!(waiting(db), 2);
        assert_eq!(db.read(|read| mails(read, &ctx)).unwrap(), [(KIND.to_owned(), true)]);
        let nobody = testkit::at(Actor::nobody(), 9, 0);
        assert!(matches!(db.write(&nobody, |tx| set_mail(tx, &nobody, KIND, true)), Err(Error::NobodyActs)));
    });
}

#[test]
fn a_vacant_position_is_told_without_mail() {
    testkit::both(SETS, |db| {
        let [one] = readers(db, ["mau@example.gov.vn"]);
        let ctx = testkit::system();
        db.write(&ctx, |tx| end_tenure(tx, &ctx, one.position, ctx.now.day())).unwrap();
        told(db, Desk::Position(one.position), true);
        assert_eq!((one.unread(db), waiting(db)), (1, 0));
    });
}

fn mail(server: &Server) -> MailSettings {
    MailSettings {
        host: "127.0.0.1".into(),
        port: server.port,
        security: Security::None,
        user: Some("khuevan".into()),
        password: Some("mật khẩu".to_owned().into()),
        from: "Khuê Văn <khuevan@example.gov.vn>".into(),
        timeout_seconds: 5,
    }
}

fn wording() -> Arc<Wording> {
    Arc::new(|_, ctx, notice| {
        Ok(Some(Text {
            subject: ctx.lang.pick("Văn bản bị trả lại", "Returned").into(),
            body: format!("Bước {} cần làm lại.", notice.data["step"]),
            address: Some(format!("https://khuevan.example.gov.vn/documents/{}", notice.subject.id)),
        }))
    })
}

fn runner(db: &Db, mailer: Option<Mailer>) -> jobs::Runner {
    jobs::Runner::new(db.clone(), testkit::system, vec![worker(mailer, wording())], 1)
}

fn run(db: &Db, mailer: Option<Mailer>) {
    let runner = runner(db, mailer);
    while runner.run_once().unwrap() {}
}

#[test]
fn a_mail_goes_to_the_server_as_it_was_worded() {
    testkit::both(SETS, |db| {
        let server = Server::start();
        let [one, reads_first, turned_off] =
            readers(db, ["mau@example.gov.vn", "nhanh@example.gov.vn", "tat@example.gov.vn"]);
        let (notice, subject) = told(db, Desk::Position(one.position), true);
        told(db, Desk::Position(reads_first.position), true);
        told(db, Desk::Position(turned_off.position), true);
        // What was read or turned off before the mail went does not go.
        let ctx = reads_first.ctx();
        db.write(&ctx, |tx| mark_all_read(tx, &ctx)).unwrap();
        let ctx = turned_off.ctx();
        db.write(&ctx, |tx| set_mail(tx, &ctx, KIND, false)).unwrap();
        run(db, Some(Mailer::new(&mail(&server)).unwrap()));

        let received = server.received();
        assert_eq!(received.len(), 1, "{received:?}");
        let letter = &received[0];
        assert_eq!(
            (letter.from.as_str(), letter.to.as_str()),
            ("khuevan@example.gov.vn", "mau@example.gov.vn")
        );
        assert_eq!(letter.login, "\0khuevan\0mật khẩu");
        let id = format!("Message-ID: <{notice}.{}@example.gov.vn>", one.person);
        assert!(letter.text.contains(&id), "{}", letter.text);
        let body = letter.body();
        assert!(body.contains("Bước 2 cần làm lại."), "{body}");
        assert!(body.contains(&format!("https://khuevan.example.gov.vn/documents/{}", subject.id)), "{body}");
        assert_eq!(waiting(db), 0);
    });
}

#[test]
fn a_server_that_is_busy_is_tried_again_and_one_that_refuses_is_not() {
    testkit::both(SETS, |db| {
        let server = Server::start();
        let [busy, unknown] = readers(db, ["busy@example.gov.vn", "unknown@example.gov.vn"]);
        told(db, Desk::Position(busy.position), true);
        told(db, Desk::Position(unknown.position), true);
        run(db, Some(Mailer::new(&mail(&server)).unwrap()));
        let dead = db.read(|read| jobs::dead(read, None, 10)).unwrap();
        assert_eq!(dead.rows.len(), 1);
        let error = dead.rows[0].error.clone().unwrap();
        assert!(error.contains("550"), "{error}");
        assert_eq!(waiting(db), 1);
        assert!(server.received().is_empty());
    });
}

#[test]
fn a_house_without_a_mail_server_keeps_no_mails() {
    testkit::both(SETS, |db| {
        let [one] = readers(db, ["mau@example.gov.vn"]);
        told(db, Desk::Position(one.position), true);
        run(db, None);
        assert_eq!((waiting(db), one.unread(db)), (0, 1));
    });
}

#[test]
fn a_wrong_setting_is_named_and_a_password_is_never_shown() {
    let server = Server::start();
    let wrong = [
        (MailSettings { from: "Khuê Văn".into(), ..mail(&server) }, "mail.from"),
        (MailSettings { password: None, ..mail(&server) }, "mail.user"),
    ];
    for (settings, name) in wrong {
        let error = Mailer::new(&settings).err().unwrap().to_string();
        assert!(error.starts_with(name), "{error}");
    }
    assert!(!format!("{:?}", mail(&server)).contains("mật khẩu"));
}
