//! What somebody with the database in hand can do, and how verifying names it. On both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use context::{Actor, Ctx, Ref, Uuid};
use db::Db;
use facts::{Finding, New, PublicKey, SealKey};
use std::fs;
use std::path::PathBuf;

const SETS: &[db::Migrations] = &[facts::MIGRATIONS];
/// All columns of a fact but its order of arrival, which the database gives.
const COLUMNS: &str = "id, position, at, day, person, acting_as, unit, agency, by_system, action, subject_kind, \
                       subject, about_kind, about, data, note_digest, hash";

/// A log of 35 facts; the first 30 are sealed by tens.
struct Log<'d> {
    db: &'d Db,
    ctx: Ctx,
    folder: tempfile::TempDir,
    key: SealKey,
}

impl<'d> Log<'d> {
    fn new(db: &'d Db) -> Log<'d> {
        let folder = tempfile::tempdir().unwrap();
        let key = SealKey::load_or_create(&folder.path().join("key")).unwrap();
        let mut actor = Actor::nobody();
        actor.person = Some(Uuid::from_u128(1));
        actor.position = Some(Uuid::from_u128(2));
        actor.unit = Some(Uuid::from_u128(3));
        actor.agency = Some(Uuid::from_u128(4));
        let log = Log { db, ctx: testkit::at(actor, 9, 0), folder, key };
        for _ in 0..3 {
            log.add(10);
            assert_eq!(log.seal().unwrap(), 10);
        }
        log.add(5);
        log.save("saved");
        assert_eq!(log.findings(), []);
        log
    }

    fn add(&self, count: u128) {
        for number in 0..count {
            let new = New {
                about: Some(Ref::new("document", Uuid::from_u128(100 + number))),
                data: serde_json::json!({ "number": number as u64 }),
                note: Some(format!("ghi chú {number}")),
                ..New::new("sample.added", Ref::new("sample", self.ctx.new_id()))
            };
            self.db.write(&self.ctx, |tx| facts::record(tx, &self.ctx, new.clone())).unwrap();
        }
        facts::sequence(self.db, &self.ctx).unwrap();
    }

    fn heads(&self) -> PathBuf {
        self.folder.path().join("heads")
    }

    fn seal(&self) -> Result<u64, facts::Error> {
        facts::seal(self.db, &self.ctx, &self.key, &self.heads())
    }

    fn public(&self) -> PublicKey {
        self.key.public()
    }

    fn findings(&self) -> Vec<Finding> {
        facts::verify(self.db, &[self.public()], &self.heads()).unwrap().findings
    }

    /// Changes the database by hand.
    fn run(&self, sql: &str) {
        let statements: Vec<&str> = sql.split(';').map(str::trim).filter(|sql| !sql.is_empty()).collect();
        self.db
            .write(&testkit::system(), |tx| {
                for sql in &statements {
                    tx.run(sql, &[])?;
                }
                Ok::<_, db::Error>(())
            })
            .unwrap();
    }

    fn save(&self, name: &str) {
        for table in ["fact", "note", "seal"] {
            self.run(&format!("CREATE TABLE {name}_{table} AS SELECT * FROM facts_{table}"));
        }
    }

    /// Puts an old copy in the place of the tables.
    fn restore(&self, name: &str) {
        self.run(&format!(
            "DELETE FROM facts_fact; DELETE FROM facts_note; DELETE FROM facts_seal;
             INSERT INTO facts_fact ({COLUMNS}) SELECT {COLUMNS} FROM {name}_fact ORDER BY position;
             INSERT INTO facts_note SELECT * FROM {name}_note;
             INSERT INTO facts_seal SELECT * FROM {name}_seal"
        ));
    }

    /// Does something by hand, hands the findings to a judge, and puts everything back.
    fn tamper(&self, sql: &str, judge: impl Fn(&[Finding]) -> bool) {
        self.run(sql);
        let findings = self.findings();
        assert!(judge(&findings), "after {sql}\n{findings:?}");
        self.restore("saved");
    }
}

/// The statements that shift the positions from one on, by way of negative ones, since they are unique.
fn shift(from: i64, by: i64) -> String {
    format!(
        "UPDATE facts_fact SET position = -(position + {by}) WHERE position >= {from};
         UPDATE facts_fact SET position = -position WHERE position < 0"
    )
}

#[test]
fn every_altered_column_of_a_fact_is_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let changes = [
            "id = subject",
            "at = at + 1",
            "day = day + 1",
            "person = subject",
            "person = NULL",
            "acting_as = subject",
            "unit = subject",
            "agency = subject",
            "by_system = NOT by_system",
            "action = 'sample.removed'",
            "subject_kind = 'sampl'",
            "subject = id",
            "about_kind = 'documents'",
            "about = id",
            "about = NULL",
            "data = '{\"number\": 7}'",
            "note_digest = hash",
            "note_digest = NULL",
            "hash = note_digest",
        ];
        for change in changes {
            // A sealed one in the middle, and one that is not sealed yet.
            for place in [17, 33] {
                log.tamper(
                    &format!("UPDATE facts_fact SET {change} WHERE position = {place}"),
                    |found| matches!(found, [Finding::Altered { position, .. }] if *position == place),
                );
            }
        }
    });
}

#[test]
fn a_fact_replaced_by_another_whole_one_is_named() {
    testkit::both(SETS, |db| {
        Log::new(db).tamper(
            "DELETE FROM facts_fact WHERE position = 17;
             UPDATE facts_fact SET position = 17 WHERE position = 35",
            |found| matches!(found, [Finding::Altered { position: 17, .. }]),
        );
    });
}

#[test]
fn a_missing_fact_is_named_even_when_the_others_close_ranks() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        for gone in [1, 17, 20, 33] {
            let deleted = format!("DELETE FROM facts_fact WHERE position = {gone}");
            log.tamper(&deleted, |found| *found == [Finding::Missing { position: gone }]);
        }
        for gone in [1, 17, 20] {
            let closed = format!("DELETE FROM facts_fact WHERE position = {gone}; {}", shift(gone + 1, -1));
            log.tamper(&closed, |found| *found == [Finding::Missing { position: gone }]);
        }
    });
}

#[test]
fn an_inserted_fact_is_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let insert = |place| format!("UPDATE facts_fact SET position = {place} WHERE position = 36");
        let inserted = |found: &[Finding], place| matches!(found, [Finding::Inserted { position, .. }] if *position == place);
        let among = format!("{}; {}", shift(17, 1), insert(17));
        log.tamper(&among, |found| inserted(found, 17));
        let in_front = format!("{}; {}", shift(35, 1), insert(0));
        log.tamper(&in_front, |found| inserted(found, 0));
    });
}

#[test]
fn reordered_facts_are_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let swap = |one: i64, two: i64| {
            format!(
                "UPDATE facts_fact SET position = -1 WHERE position = {one};
                 UPDATE facts_fact SET position = {one} WHERE position = {two};
                 UPDATE facts_fact SET position = {two} WHERE position = -1"
            )
        };
        for (one, two) in [(17, 18), (3, 25)] {
            log.tamper(&swap(one, two), |found| {
                matches!(found, [Finding::Moved { position, found_at: Some(at), .. }]
                    if (*position, *at) == (one, two))
            });
        }
        let unplaced = "UPDATE facts_fact SET position = NULL WHERE position = 17";
        log.tamper(unplaced, |found| matches!(found, [Finding::Moved { position: 17, found_at: None, .. }]));
    });
}

#[test]
fn a_position_that_was_empty_when_it_was_sealed_stays_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        log.run("DELETE FROM facts_fact WHERE position = 33");
        assert_eq!(log.seal().unwrap(), 4);
        assert_eq!(log.findings(), [Finding::Missing { position: 33 }]);
        // Filling the gap later helps nobody.
        log.add(1);
        log.run("UPDATE facts_fact SET position = 33 WHERE position = 36");
        let findings = log.findings();
        assert!(matches!(findings[..], [Finding::Inserted { position: 33, .. }]), "{findings:?}");
    });
}

#[test]
fn a_cut_tail_is_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let facts = "DELETE FROM facts_fact WHERE position > 20";
        log.tamper(facts, |found| *found == [Finding::Missing { position: 21 }]);
        let both = format!("{facts}; DELETE FROM facts_seal WHERE last > 20");
        let shortened = Finding::Shortened { seals: 2, position: 20, known_position: 30 };
        log.tamper(&both, |found| *found == [shortened.clone()]);
        let all = "DELETE FROM facts_fact; DELETE FROM facts_note; DELETE FROM facts_seal";
        let emptied = Finding::Shortened { seals: 0, position: 0, known_position: 10 };
        log.tamper(all, |found| matches!(found, [it] if *it == emptied));
    });
}

#[test]
fn an_old_copy_is_named_and_not_sealed_on() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        assert_eq!(log.seal().unwrap(), 5);
        log.restore("saved");
        let shortened = Finding::Shortened { seals: 3, position: 30, known_position: 35 };
        assert_eq!(log.findings(), [shortened]);
        log.add(3);
        assert!(matches!(log.seal(), Err(facts::Error::OtherHistory { number: 4, .. })));

        // Sealed on elsewhere, it is long enough again, but tells another story.
        let elsewhere = log.folder.path().join("other heads");
        assert_eq!(facts::seal(db, &log.ctx, &log.key, &elsewhere).unwrap(), 8);
        assert_eq!(log.findings(), [Finding::OtherHistory { number: 4 }]);
        assert!(matches!(log.seal(), Err(facts::Error::OtherHistory { number: 4, .. })));
    });
}

#[test]
fn an_old_database_file_is_named() {
    let made = testkit::sqlite(SETS);
    let log = Log::new(&made.db);
    let copy = log.folder.path().join("copy.db");
    made.db.backup(&copy).unwrap();
    log.seal().unwrap();
    let old = Db::open(&db::Address::Sqlite(copy), 2).unwrap();
    let report = facts::verify(&old, &[log.public()], &log.heads()).unwrap();
    assert_eq!(report.findings, [Finding::Shortened { seals: 3, position: 30, known_position: 35 }]);
}

#[test]
fn an_edited_seal_is_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        for change in
            ["first = 12", "last = 19", "at = at + 1", "previous = head", "hashes = head", "head = previous"]
        {
            log.tamper(&format!("UPDATE facts_seal SET {change} WHERE number = 2"), |found| {
                found.first() == Some(&Finding::SealAltered { number: 2 })
                    && found.iter().all(|it| !matches!(it, Finding::Altered { .. } | Finding::Missing { .. }))
            });
        }
        for change in ["key = head", "signature = key"] {
            log.tamper(&format!("UPDATE facts_seal SET {change} WHERE number = 2"), |found| {
                *found == [Finding::SealForged { number: 2 }]
            });
        }
        log.tamper("DELETE FROM facts_seal WHERE number = 2", |found| {
            *found == [Finding::SealMissing { number: 2 }, Finding::OtherHistory { number: 2 }]
        });
    });
}

#[test]
fn seals_made_anew_with_another_key_are_named() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let forger = SealKey::load_or_create(&log.folder.path().join("forged key")).unwrap();
        log.run("DELETE FROM facts_seal; UPDATE facts_fact SET action = 'a.b', hash = note_digest WHERE position = 3");
        facts::seal(db, &log.ctx, &forger, &log.folder.path().join("forged heads")).unwrap();
        let findings = log.findings();
        assert_eq!(findings[..2], [Finding::SealForged { number: 1 }, Finding::OtherHistory { number: 1 }]);

        // A forged file of heads that fits them does not help.
        fs::copy(log.folder.path().join("forged heads"), log.heads()).unwrap();
        assert_eq!(log.findings()[0], Finding::SealForged { number: 1 });
    });
}

#[test]
fn a_key_that_was_replaced_still_verifies() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let next = SealKey::load_or_create(&log.folder.path().join("next key")).unwrap();
        assert_eq!(facts::seal(db, &log.ctx, &next, &log.heads()).unwrap(), 5);
        assert_eq!(log.findings()[0], Finding::SealForged { number: 4 });
        let report = facts::verify(db, &[next.public(), log.public()], &log.heads()).unwrap();
        assert!(report.is_clean(), "{report:?}");
        assert_eq!((report.facts, report.unsealed, report.seals), (35, 0, 4));
    });
}

#[test]
fn the_outside_file_is_judged_too() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let whole = fs::read_to_string(log.heads()).unwrap();
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        for (text, expected) in [
            (String::new(), Finding::NoHeads),
            (whole.replacen("2 20 ", "2 20 0", 1), Finding::HeadForged { line: 2 }),
            (
                whole.replacen("3 30 ", "4 30 ", 1),
                Finding::Shortened { seals: 3, position: 30, known_position: 30 },
            ),
            (whole.replacen("2 20 ", "1 20 ", 1), Finding::OtherHistory { number: 1 }),
            // A head with the signature of another.
            (format!("{} {}", &lines[1][..69], &lines[2][70..]), Finding::HeadForged { line: 1 }),
        ] {
            fs::write(log.heads(), text).unwrap();
            assert_eq!(log.findings(), [expected]);
        }
        // A node that joins later gets all of them at its first sealing.
        fs::remove_file(log.heads()).unwrap();
        assert_eq!(log.findings(), [Finding::NoHeads]);
        log.seal().unwrap();
        assert_eq!(fs::read_to_string(log.heads()).unwrap().lines().count(), 4);
        assert_eq!(log.findings(), []);
    });
}

#[test]
fn notes_are_held_against_their_digests_and_may_be_erased() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let note = "WHERE fact = (SELECT id FROM facts_fact WHERE position = 17)";
        for change in ["text = 'khác'", "salt = fact_salt"] {
            let change = change.replace("fact_salt", "(SELECT hash FROM facts_fact WHERE position = 17)");
            log.tamper(&format!("UPDATE facts_note SET {change} {note}"), |found| {
                matches!(found, [Finding::NoteAltered { position: 17, .. }])
            });
        }
        log.tamper(&format!("DELETE FROM facts_note {note}"), |found| {
            matches!(found, [Finding::NoteMissing { position: 17, .. }])
        });
        let fact = db.read(|read| facts::after(read, 16, 1)).unwrap()[0].id;
        db.write(&log.ctx, |tx| facts::erase_note(tx, &log.ctx, fact)).unwrap();
        assert_eq!(log.findings(), [], "before the erasure has its position");
        facts::sequence(db, &log.ctx).unwrap();
        assert_eq!(log.findings(), []);
        log.seal().unwrap();
        assert_eq!(log.findings(), []);
    });
}

#[test]
fn a_log_in_use_is_clean_at_every_moment() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        std::thread::scope(|scope| {
            let working = scope.spawn(|| {
                for _ in 0..20 {
                    log.add(1);
                    log.seal().unwrap();
                }
            });
            while !working.is_finished() {
                assert_eq!(log.findings(), []);
            }
        });
    });
}

#[test]
fn two_that_seal_at_once_make_one_chain() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let other = log.folder.path().join("other heads");
        log.add(50);
        std::thread::scope(|scope| {
            let sealing = scope.spawn(|| facts::seal(db, &log.ctx, &log.key, &other).unwrap());
            let sealed = log.seal().unwrap() + sealing.join().unwrap();
            assert_eq!(sealed, 55);
        });
        log.seal().unwrap();
        assert_eq!(log.findings(), []);
        facts::seal(db, &log.ctx, &log.key, &other).unwrap();
        assert_eq!(fs::read(log.heads()).unwrap(), fs::read(other).unwrap());
    });
}

#[test]
fn the_count_of_what_is_not_sealed_includes_what_has_no_position() {
    testkit::both(SETS, |db| {
        let log = Log::new(db);
        let new = New::new("a.b", Ref::new("sample", Uuid::from_u128(1)));
        db.write(&log.ctx, |tx| facts::record(tx, &log.ctx, new.clone())).unwrap();
        let report = facts::verify(db, &[log.public()], &log.heads()).unwrap();
        assert_eq!((report.facts, report.unsealed, report.seals), (36, 6, 3));
    });
}
