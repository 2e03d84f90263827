//! The same promises on both engines.
#![allow(clippy::unwrap_used, missing_docs)]

use context::{Ctx, Day, Explain, Uuid};
use db::{Db, Error, Migration, Migrations, Value, in_list, params};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const SETS: &[Migrations] = &[Migrations {
    owner: "sample",
    files: &[Migration {
        name: "0001_sample.sql",
        sql: "CREATE TABLE sample (
            id uuid PRIMARY KEY, name text NOT NULL, day date, flag boolean NOT NULL, data jsonb,
            bytes bytea, count bigint NOT NULL, small integer
        );
        CREATE TABLE sample_line (line bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL);",
    }],
}];

fn insert(db: &Db, ctx: &Ctx, name: &str) -> Result<Uuid, Error> {
    db.write(ctx, |tx| {
        let id = ctx.new_id();
        tx.run(
            "INSERT INTO sample (id, name, flag, count) VALUES (:id, :name, true, 0)",
            params! { id, name },
        )?;
        Ok(id)
    })
}

fn count(db: &Db) -> i64 {
    db.read(|read| read.one::<(i64,)>("SELECT count(*) FROM sample", &[])).unwrap().0
}

#[test]
fn every_type_comes_back_as_it_went() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let (id, day) = (ctx.new_id(), Day::new(1969, 7, 20).unwrap());
        let data = serde_json::json!({"a": [1, "đ"]});
        let row = db
            .write(&ctx, |tx| {
                tx.run(
                    "INSERT INTO sample (id, name, day, flag, data, bytes, count, small) \
                     VALUES (:id, :name, :day, :flag, :data, :bytes, :count, :small)",
                    params! { id, name: "Đỗ 'x'", day, flag: false, data: &data, bytes: [0_u8, 255],
                    count: i64::MAX, small: -3_i32 },
                )?;
                tx.one::<(Uuid, String, Option<Day>, bool, serde_json::Value, Vec<u8>, i64, i32)>(
                    "SELECT id, name, day, flag, data, bytes, count, small FROM sample WHERE id IN (:ids)",
                    params! { ids: in_list(&[id]) },
                )
            })
            .unwrap();
        assert_eq!(row, (id, "Đỗ 'x'".into(), Some(day), false, data, vec![0, 255], i64::MAX, -3));
    });
}

#[test]
fn a_failed_statement_ends_the_transaction_and_leaves_nothing() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let outcome: Result<(), Error> = db.write(&ctx, |tx| {
            let id = ctx.new_id();
            tx.run("INSERT INTO sample (id, name, flag, count) VALUES (:id, 'a', true, 0)", params! { id })?;
            let again = tx
                .run("INSERT INTO sample (id, name, flag, count) VALUES (:id, 'b', true, 0)", params! { id });
            assert!(matches!(again, Err(Error::Constraint(_))), "{again:?}");
            assert!(matches!(tx.run("DELETE FROM sample", &[]), Err(Error::Ended)));
            Ok(())
        });
        assert!(matches!(outcome, Err(Error::Ended)), "{outcome:?}");
        assert_eq!(count(db), 0);
    });
}

#[test]
fn the_same_key_acts_once_and_answers_the_same() {
    testkit::both(SETS, |db| {
        let mut ctx = testkit::system();
        ctx.once = Some("form-1".into());
        let first = insert(db, &ctx, "a").unwrap();
        assert_eq!(insert(db, &ctx, "a").unwrap(), first);
        assert_eq!(count(db), 1);
        ctx.once = Some("form-2".into());
        assert_ne!(insert(db, &ctx, "a").unwrap(), first);
        assert_eq!(db.forget_keys(&testkit::system(), ctx.now.plus(1)).unwrap(), 2);
    });
}

#[test]
fn a_key_whose_act_failed_is_free_again() {
    testkit::both(SETS, |db| {
        let mut ctx = testkit::system();
        ctx.once = Some("form-1".into());
        let attempts = AtomicUsize::new(0);
        let act = || {
            db.write(&ctx, |_| match attempts.fetch_add(1, Ordering::SeqCst) {
                0 => Err(Error::NoRow),
                _ => Ok(7),
            })
        };
        assert!(act().is_err());
        assert_eq!(act().unwrap(), 7);
    });
}

#[test]
fn many_at_once_lose_nothing_and_double_nothing() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let id = insert(db, &ctx, "counter").unwrap();
        let (threads, rounds) = (8, 25);
        let gate = Barrier::new(threads);
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    gate.wait();
                    for round in 0..rounds {
                        let ctx = testkit::system();
                        let outcome: Result<(), Error> = db.write(&ctx, |tx| {
                            assert!(tx.lock("sample", id)?);
                            let (n,): (i64,) =
                                tx.one("SELECT count FROM sample WHERE id = :id", params! { id })?;
                            tx.run("UPDATE sample SET count = :n WHERE id = :id", params! { id, n: n + 1 })?;
                            // Some fail after having written: their part alone must go.
                            if round % 5 == 0 { Err(Error::NoRow) } else { Ok(()) }
                        });
                        assert_eq!(outcome.is_err(), round % 5 == 0);
                    }
                });
            }
        });
        let (n,): (i64,) =
            db.read(|read| read.one("SELECT count FROM sample WHERE id = :id", params! { id })).unwrap();
        assert_eq!(n, (threads * rounds * 4 / 5) as i64);
    });
}

#[test]
fn a_panic_ends_one_write_and_no_other() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            db.write(&ctx, |tx| -> Result<(), Error> {
                let id = ctx.new_id();
                tx.run(
                    "INSERT INTO sample (id, name, flag, count) VALUES (:id, 'x', true, 0)",
                    params! { id },
                )?;
                panic!("as a bug would");
            })
        }));
        assert!(panicked.is_err());
        insert(db, &ctx, "after").unwrap();
        assert_eq!(count(db), 1);
    });
}

#[test]
fn a_write_inside_a_write_is_refused_on_the_embedded_engine() {
    let made = testkit::sqlite(SETS);
    let ctx = testkit::system();
    let inner: Result<Uuid, Error> = made.db.write(&ctx, |_| insert(&made.db, &ctx, "inner"));
    assert!(matches!(inner, Err(Error::Nested)), "{inner:?}");
    insert(&made.db, &ctx, "after").unwrap();
}

#[test]
fn a_read_sees_one_snapshot() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        db.read(|read| {
            let before: (i64,) = read.one("SELECT count(*) FROM sample", &[])?;
            thread::scope(|scope| scope.spawn(|| insert(db, &ctx, "meanwhile").unwrap()).join().unwrap());
            let after: (i64,) = read.one("SELECT count(*) FROM sample", &[])?;
            assert_eq!(before, after);
            Ok::<_, Error>(())
        })
        .unwrap();
        assert_eq!(count(db), 1);
    });
}

#[test]
fn many_rows_go_by_few_statements() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        let row = |n: i64, id: Uuid| {
            [
                Value::Uuid(id),
                Value::Text(format!("n{n}").into()),
                Value::Bool(n % 2 == 0),
                Value::Int(n),
                Value::Null,
            ]
        };
        let ids: Vec<Uuid> = (0..130).map(|_| ctx.new_id()).collect();
        let sql = "INSERT INTO sample (id, name, flag, count, day) VALUES :rows ON CONFLICT (id) DO NOTHING";
        let rows = || (0..).zip(&ids).map(|(n, id)| row(n, *id)).collect::<Vec<_>>();
        let (touched, again, statements) = db
            .write(&ctx, |tx| {
                let before = tx.statements();
                let touched = tx.insert_rows(sql, rows())?;
                let statements = tx.statements() - before;
                let again: Vec<(Uuid,)> = tx.insert_rows_returning(&format!("{sql} RETURNING id"), rows())?;
                tx.insert_rows::<5>(sql, Vec::new())?;
                Ok::<_, Error>((touched, again.len(), statements))
            })
            .unwrap();
        assert_eq!((touched, again, statements, count(db)), (130, 0, 3, 130));
        let (name, flag): (String, bool) = db
            .read(|read| read.one("SELECT name, flag FROM sample WHERE id = :id", params! { id: ids[129] }))
            .unwrap();
        assert_eq!((name.as_str(), flag), ("n129", false));
    });
}

#[test]
fn what_is_announced_is_heard_after_the_commit_and_only_then() {
    testkit::both(SETS, |db| {
        let ctx = testkit::system();
        // The server engine's listener connects in the background.
        thread::sleep(std::time::Duration::from_millis(if db.engine() == "postgres" { 300 } else { 0 }));
        let mut heard = db.subscribe();
        let failed: Result<(), Error> = db.write(&ctx, |tx| {
            tx.announce("sample", "never");
            Err(Error::NoRow)
        });
        assert!(failed.is_err());
        db.write(&ctx, |tx| {
            // The same said twice is told once.
            for payload in ["yes", "yes", "and that"] {
                tx.announce("sample", payload);
            }
            Ok::<_, Error>(())
        })
        .unwrap();
        for payload in ["yes", "and that"] {
            let event = heard.blocking_recv().unwrap();
            assert_eq!((event.topic.as_str(), event.payload.as_str()), ("sample", payload));
        }
    });
}

#[test]
fn a_changed_migration_is_named() {
    testkit::both(SETS, |db| {
        let changed = Migrations {
            owner: "sample",
            files: &[Migration { name: "0001_sample.sql", sql: "CREATE TABLE other (id uuid PRIMARY KEY);" }],
        };
        let error = db.migrate(&[changed]).unwrap_err().to_string();
        assert!(error.contains("sample/0001_sample.sql"), "{error}");
    });
}

#[test]
fn a_full_disk_is_told_to_its_writer_and_nothing_is_lost() {
    let made = testkit::sqlite(SETS);
    let ctx = testkit::system();
    insert(&made.db, &ctx, "before").unwrap();
    // The engine's own limit on pages stands in for the end of the disk: the same error, the same path.
    let pages = |n: &str| -> Result<(), Error> {
        made.db.write(&ctx, |tx| tx.each(&format!("PRAGMA max_page_count = {n}"), &[], |_| Ok(())))
    };
    pages("1").unwrap();
    let large = "x".repeat(1_000_000);
    let full = insert(&made.db, &ctx, &large);
    assert!(matches!(full, Err(Error::Full)), "{full:?}");
    pages("1000000").unwrap();
    insert(&made.db, &ctx, "after").unwrap();
    assert_eq!(count(&made.db), 2);
}

#[test]
fn a_connection_that_breaks_in_the_middle_is_tried_again_and_acts_once() {
    let made = testkit::postgres(SETS);
    let ctx = testkit::system();
    let tries = AtomicUsize::new(0);
    let line = "INSERT INTO sample_line (text) VALUES ('after')";
    let written: Result<(), Error> = made.db.write(&ctx, |tx| {
        tx.run("INSERT INTO sample_line (text) VALUES ('before')", &[])?;
        if tries.fetch_add(1, Ordering::Relaxed) == 0 {
            let (own,): (i64,) = tx.one("SELECT CAST(pg_backend_pid() AS bigint)", &[])?;
            let ends = "SELECT pg_terminate_backend(CAST(CAST(:own AS bigint) AS integer))";
            made.db.read(|read| read.one::<(bool,)>(ends, params! { own }))?;
        }
        tx.run(line, &[])?;
        Ok(())
    });
    written.unwrap();
    assert_eq!(tries.load(Ordering::Relaxed), 2);
    let lines = made.db.read(|read| read.one::<(i64,)>("SELECT count(*) FROM sample_line", &[])).unwrap();
    assert_eq!(lines.0, 2);
}

#[test]
fn a_database_that_is_gone_is_told_and_what_was_acknowledged_is_there_when_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let server = testkit::Server::in_folder(folder.path());
    server.sql("CREATE DATABASE away");
    let db = Db::open(&server.address("away"), 4).unwrap();
    db.migrate(SETS).unwrap();
    let ctx = testkit::system();
    insert(&db, &ctx, "before").unwrap();
    server.stop();
    let refused = insert(&db, &ctx, "meanwhile").unwrap_err();
    assert_eq!(refused.explain(context::Lang::En).fault, context::Fault::Unavailable, "{refused:?}");
    let unseen = db.read(|read| read.one::<(i64,)>("SELECT count(*) FROM sample", &[]));
    assert!(matches!(unseen, Err(Error::Unreachable(_) | Error::Again(_))), "{unseen:?}");
    server.resume();
    insert(&db, &ctx, "after").unwrap();
    assert_eq!(count(&db), 2);
    server.stop();
}
