//! What becomes of files that records use, and of those that none does.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use context::{Actor, Ctx, Ref, Time};
use files::Files;

/// The system at the machine's own time, by which the file system dates its files.
fn now() -> Ctx {
    Ctx::new(Actor::system(), Time::from_clock(), testkit::law())
}

#[test]
fn an_unused_file_is_marked_and_goes_a_day_later_unless_it_is_used_again() {
    testkit::both(&[files::MIGRATIONS], |db| {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path(), 0, None).unwrap();
        let (gone, kept) = (files.put("a.txt", b"one").unwrap(), files.put("b.txt", b"two").unwrap());
        let mut ctx = now();
        let record = Ref::new("document", ctx.new_id());
        db.write(&ctx, |tx| {
            files::attach(tx, &ctx, &gone, &record, "main")?;
            files::attach(tx, &ctx, &kept, &record, "annex")
        })
        .unwrap();
        db.write(&ctx, |tx| files::release(tx, record.id)).unwrap();
        assert_eq!(files::sweep(db, &ctx, &files).unwrap(), 0);
        ctx.now = ctx.now.plus(Time::HOUR);
        db.write(&ctx, |tx| files::attach(tx, &ctx, &kept, &record, "annex")).unwrap();
        ctx.now = ctx.now.plus(22 * Time::HOUR);
        assert_eq!(files::sweep(db, &ctx, &files).unwrap(), 0);
        ctx.now = ctx.now.plus(2 * Time::HOUR);
        assert_eq!(files::sweep(db, &ctx, &files).unwrap(), 1);
        assert!(files.read(&gone.digest).is_err());
        assert_eq!(files.read(&kept.digest).unwrap(), b"two");
    });
}

#[test]
fn what_a_killed_server_left_behind_goes_a_day_later() {
    testkit::both(&[files::MIGRATIONS], |db| {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path(), 0, None).unwrap();
        // One was put in its place and never named; of the other only a part came in.
        let orphan = files.put("a.txt", b"one").unwrap();
        let part = folder.path().join("incoming").join("part");
        std::fs::write(&part, b"tw").unwrap();
        let mut ctx = now();
        assert_eq!(files::sweep(db, &ctx, &files).unwrap(), 0);
        assert!(files.read(&orphan.digest).is_ok() && part.exists());
        ctx.now = ctx.now.plus(25 * Time::HOUR);
        assert_eq!(files::sweep(db, &ctx, &files).unwrap(), 1);
        assert!(files.read(&orphan.digest).is_err() && !part.exists());
    });
}

#[test]
fn a_database_that_knows_few_of_the_files_deletes_none() {
    testkit::both(&[files::MIGRATIONS], |db| {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path(), 0, None).unwrap();
        let mut ctx = now();
        let record = Ref::new("document", ctx.new_id());
        for n in 0..100 {
            let file = files.put("a.txt", format!("{n}").as_bytes()).unwrap();
            if n < 49 {
                db.write(&ctx, |tx| files::attach(tx, &ctx, &file, &record, "annex")).unwrap();
            }
        }
        ctx.now = ctx.now.plus(25 * Time::HOUR);
        match files::sweep(db, &ctx, &files) {
            Err(files::Error::OtherDatabase { unknown: 51, all: 100 }) => {}
            other => panic!("{other:?}"),
        }
        let last = files.put("a.txt", b"99").unwrap();
        db.write(&ctx, |tx| files::attach(tx, &ctx, &last, &record, "annex")).unwrap();
        assert_eq!(files::sweep(db, &ctx, &files).unwrap(), 50);
    });
}

#[test]
fn a_disk_that_is_full_is_told_and_nothing_is_left() {
    // A file system of one mebibyte; where it cannot be made, the machine does not let us.
    let folder = tempfile::tempdir().unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
        .arg(folder.path())
        .stderr(std::process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("skipped: no small file system can be mounted here");
        return;
    }
    let files = Files::open(folder.path(), 0, None).unwrap();
    let mut incoming = files.begin("a.pdf", 10 << 20).unwrap();
    let outcome = (0..64).try_for_each(|_| incoming.write(&[b'x'; 64 * 1024]));
    drop(incoming);
    let left = std::fs::read_dir(folder.path().join("incoming")).unwrap().count();
    let after = files.put("small.txt", b"still works");
    let unmounted = std::process::Command::new("umount").arg(folder.path()).status().unwrap();
    assert!(matches!(outcome, Err(files::Error::Full)), "{outcome:?}");
    assert_eq!(left, 0);
    assert!(after.is_ok() && unmounted.success());
}
