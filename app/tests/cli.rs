//! The command line: help worth reading, exit codes worth trusting, nothing half done.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, dead_code)]

mod kit;

use context::{Actor, Ctx, Time};
use kit::{both_engines, fresh_postgres, khuevan, run};
use std::fs;
use std::path::Path;

const HEADER: &str = "code,symbol,name,kind,tier,parent_code,gso_code";
const AGENCIES: &str = "H26,UBND,Ủy ban nhân dân Thành phố,people_committee,1,,01\n\
                        H26.2,SNV,Sở Nội vụ,department,1,H26,";

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

/// A system with two agencies.
fn settled(folder: &Path, database: &str) {
    write(folder, "agencies.csv", &format!("{HEADER}\n{AGENCIES}\n"));
    let args = ["import", "agencies", "agencies.csv", "--starts", "2021-06-01", "--data", "data"];
    let said = run(folder, &[&args[..], &["--database", database]].concat()).ended(0);
    assert!(said.out.contains("2 agencies imported"), "{}", said.out);
}

#[test]
fn help_names_every_command_and_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"]).ended(0).out;
    let commands = [
        "demo",
        "serve",
        "migrate",
        "import",
        "account",
        "audit",
        "backup",
        "restore",
        "bench",
        "openapi",
        "Exit codes",
        "--database",
        "KHUEVAN_",
    ];
    for word in commands {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    assert!(!help.contains("paper-worker"));
    for command in [
        &["demo"][..],
        &["serve"],
        &["import", "agencies"],
        &["import", "accounts"],
        &["account", "create"],
        &["audit", "verify"],
        &["backup"],
        &["restore"],
        &["bench", "city-quarter"],
        &["bench", "load"],
        &["bench", "growth"],
    ] {
        let help = run(folder.path(), &[command, &["--help"]].concat()).ended(0).out;
        assert!(help.lines().count() > 10, "{help}");
    }
    let version = run(folder.path(), &["--version"]).ended(0).out;
    assert!(version.starts_with("khuevan "), "{version}");
}

#[test]
fn wrong_use_ends_with_2_and_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "wrong.toml", "databse = 'sqlite:x'\n");
    write(folder, "agencies.csv", HEADER);
    let cases: &[(&[&str], &str)] = &[
        (&["fly"], "fly"),
        (&[], "Usage"),
        (&["migrate", "--config", "wrong.toml"], "databse"),
        (&["migrate", "--config", "nowhere.toml"], "nowhere.toml"),
        (&["migrate", "--database", "mysql://x"], "database"),
        (&["serve", "--listen", "nonsense"], "nonsense"),
        (&["serve", "--public-url", "khuevan.vn"], "public_url"),
        (&["migrate", "--law", "nowhere"], "nowhere"),
        (&["audit", "verify"], "no database"),
        (&["account", "list", "--agency", "H26"], "no database"),
        (&["import", "agencies", "nowhere.csv"], "nowhere.csv"),
        (&["import", "agencies", "agencies.csv", "--starts", "32/13/2023x"], "2023-08-17"),
        (&["backup", "there"], "no database"),
        (&["restore", "nowhere"], "nowhere"),
        (&["demo", "--open-port", "--listen", "127.0.0.1:1"], "--listen"),
        (&["bench", "city-quarter", "--scale", "0"], "0.01"),
    ];
    for (args, word) in cases {
        let said = run(folder, args).ended(2);
        assert!(said.err.contains(word), "{args:?}: {}", said.err);
    }
    let output = khuevan(folder, &["migrate"]).env("KHUEVAN_DATABSE", "x").output().unwrap();
    let said = kit::Said::of(output).ended(2);
    assert!(said.err.contains("KHUEVAN_DATABSE") && said.err.contains("KHUEVAN_DATABASE"), "{}", said.err);
    // Nothing was made by any of these.
    let left: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn what_cannot_be_reached_ends_with_3() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["migrate", "--database", "postgres://nobody@127.0.0.1:1/none"]).ended(3);
    assert!(said.err.contains("cannot be reached"), "{}", said.err);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = run(folder.path(), &["serve", "--listen", &address]).ended(3);
    assert!(said.err.contains(&address), "{}", said.err);
    assert!(!folder.path().join("khuevan-data").exists());
}

#[test]
fn whoever_reads_vietnamese_is_told_in_vietnamese() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = khuevan(folder.path(), &["backup", "there"]);
    let said = kit::Said::of(command.env("LC_ALL", "vi_VN.UTF-8").output().unwrap()).ended(2);
    assert!(said.err.starts_with("lỗi: Chưa có cơ sở dữ liệu"), "{}", said.err);
}

#[test]
fn migrating_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        let migrate = || run(folder, &["migrate", "--data", "data", "--database", database]).ended(0).out;
        let first = migrate();
        assert!(first.contains("documents/0001_documents.sql"), "{first}");
        assert_eq!(migrate(), "Up to date; 0 migrations ran.\n");
    });
}

#[test]
fn all_faults_of_a_file_are_listed_and_nothing_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(folder, "header.csv", "code,name\nH26,Ủy ban\n");
    let said = run(folder, &["import", "agencies", "header.csv"]).ended(1);
    assert!(said.err.contains("gso_code"), "{}", said.err);
    let lines = "H26,UBND,Ủy ban,palace,1,,\nH26.1,VP,,office,1,H26,\nH26.2,SNV,Sở Nội vụ,department,x,H99,";
    write(folder, "lines.csv", &format!("{HEADER}\n{lines}\n"));
    let said = run(folder, &["import", "agencies", "lines.csv"]).ended(1);
    for word in ["line 2", "palace", "line 3", "line 4", "H99"] {
        assert!(said.err.contains(word), "{word} is not in {}", said.err);
    }
    let said = run(folder, &["account", "list", "--agency", "H26"]).ended(1);
    assert!(said.err.contains("H26"), "{}", said.err);
}

#[test]
fn an_account_is_made_reset_closed_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        settled(folder, database);
        let account = |args: &[&str]| {
            run(folder, &[&["account", "--data", "data", "--database", database], args].concat())
        };
        let create = |user: &str, role: &str| {
            let person = ["--title", "Quản trị hệ thống", "--name", "Trần Thị Quản Trị"];
            let rest = ["create", "--agency", "H26.2", "--user", user, "--role", role];
            account(&[&rest[..], &person].concat())
        };
        let said = create("quantri", "system_administrator").ended(0);
        assert!(said.out.starts_with("quantri: one-time code "), "{}", said.out);
        let said = create("other", "emperor").ended(1);
        assert!(said.err.contains("emperor") && said.err.contains("system_administrator"), "{}", said.err);
        let said = create("quantri", "clerk").ended(1);
        assert!(said.err.contains("quantri"), "{}", said.err);
        let list = account(&["list", "--agency", "H26.2"]).ended(0).out;
        assert!(list.starts_with("quantri\twaiting\t-\tTrần Thị Quản Trị"), "{list}");
        // The last administrator stays.
        account(&["close", "quantri"]).ended(1);
        create("vanthu", "clerk").ended(0);
        account(&["close", "vanthu"]).ended(0);
        assert!(account(&["list", "--agency", "H26.2"]).out.contains("vanthu\tclosed"));
        account(&["reopen", "vanthu"]).ended(0);
        let said = account(&["reset", "vanthu", "--second-factor"]).ended(0);
        assert!(said.out.contains("one-time code"), "{}", said.out);
        account(&["reset", "nobody"]).ended(1);
        let said = account(&["forget-factors"]).ended(0);
        assert!(said.out.contains("0 accounts"), "{}", said.out);
    });
}

#[test]
fn codes_of_imported_accounts_go_to_their_own_file() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    settled(folder, "sqlite:data/khuevan.db");
    let head = "agency_code,unit,title,rank,name,user_name,roles";
    write(folder, "people.csv", &format!("{head}\nH26.2,,Văn thư,clerk,Lê Thị Văn Thư,vanthu.snv,clerk\n"));
    let args = ["import", "accounts", "people.csv", "--codes", "codes.csv", "--data", "data"];
    let said = run(folder, &args).ended(0);
    assert_eq!(said.out, "");
    let codes = fs::read_to_string(folder.join("codes.csv")).unwrap();
    assert!(codes.starts_with("user_name,code\nvanthu.snv,"), "{codes}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &fs::metadata(folder.join("codes.csv")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
    // A second time the file is there already, and the accounts too: neither is touched.
    run(folder, &args).ended(3);
    assert_eq!(fs::read_to_string(folder.join("codes.csv")).unwrap(), codes);
    fs::remove_file(folder.join("codes.csv")).unwrap();
    run(folder, &args).ended(1);
    assert!(!folder.join("codes.csv").exists());
}

#[test]
fn the_api_describes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["openapi"]).ended(0);
    let whole: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert!(whole["openapi"].as_str().unwrap().starts_with("3."));
    assert!(whole["paths"].as_object().unwrap().len() > 10);
}

#[test]
fn a_backup_comes_back_whole_on_both_engines() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        settled(folder, database);
        let data = folder.join("data");
        facts::SealKey::load_or_create(&data.join("seal.key")).unwrap();
        let files = files::Files::open(&data.join("files"), 0, None).unwrap();
        let paper = files.put("a.txt", b"paper").unwrap();
        let said = run(folder, &["backup", "copy", "--data", "data", "--database", database]).ended(0);
        assert!(said.out.contains("1 file."), "{}", said.out);
        run(folder, &["backup", "copy", "--data", "data", "--database", database]).ended(2);

        let fresh = match database.starts_with("sqlite:") {
            true => "sqlite:other/khuevan.db".to_owned(),
            false => fresh_postgres(),
        };
        let restore = ["restore", "copy", "--data", "other", "--database", &fresh];
        let said = run(folder, &restore).ended(0);
        assert!(said.out.contains("The log is whole"), "{}", said.out);
        let copy = files::Files::open(&folder.join("other/files"), 0, None).unwrap();
        assert_eq!(copy.read(&paper.digest).unwrap(), b"paper");
        let said = run(folder, &["audit", "verify", "--data", "other", "--database", &fresh]).ended(0);
        assert!(said.out.contains("0 not sealed yet"), "{}", said.out);
        let said = run(folder, &["audit", "status", "--data", "other", "--database", &fresh]).ended(0);
        assert!(said.out.contains("not sealed   0"), "{}", said.out);
        run(folder, &["account", "list", "--agency", "H26.2", "--data", "other", "--database", &fresh])
            .ended(0);
        // Not over something that is there.
        let said = run(folder, &restore).ended(2);
        assert!(said.err.contains("other"), "{}", said.err);
        let said = run(folder, &["restore", "copy", "--data", "third", "--database", &fresh]).ended(2);
        assert!(
            said.err.contains("Nothing was overwritten") || said.err.contains("khuevan.db"),
            "{}",
            said.err
        );
        // Not into the other engine, and not from a damaged copy.
        let wrong =
            if database.starts_with("sqlite:") { fresh_postgres() } else { "sqlite:4/x.db".to_owned() };
        run(folder, &["restore", "copy", "--data", "4", "--database", &wrong]).ended(2);
        fs::write(folder.join("copy/seal.heads"), "other").unwrap();
        let said = run(folder, &["restore", "copy", "--data", "5", "--database", "sqlite:5/x.db"]).ended(1);
        assert!(said.err.contains("seal.heads"), "{}", said.err);
        assert!(!folder.join("5").exists());
    });
}

#[test]
fn a_log_that_was_tampered_with_ends_with_1() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        settled(folder, database);
        let verify = |more: &[&str]| {
            run(folder, &[&["audit", "verify", "--data", "data", "--database", database], more].concat())
        };
        // Without a key there is nothing to hold the log against.
        verify(&[]).ended(2);
        let db = db::Db::open(&database.parse().unwrap(), 2).unwrap();
        let ctx = Ctx::new(Actor::system(), Time::from_clock(), testkit::law());
        let key = facts::SealKey::load_or_create(&folder.join("data/seal.key")).unwrap();
        facts::sequence(&db, &ctx).unwrap();
        facts::seal(&db, &ctx, &key, &folder.join("data/seal.heads")).unwrap();
        verify(&[]).ended(0);
        verify(&["--public-key", &key.public().to_string()]).ended(0);
        db.write(&ctx, |tx| tx.run("UPDATE facts_fact SET action = 'x' WHERE position = 2", &[])).unwrap();
        let said = verify(&[]).ended(1);
        assert!(said.out.contains('2') && said.out.contains("not what was sealed"), "{}", said.out);
        let report: serde_json::Value = serde_json::from_str(&verify(&["--json"]).ended(1).out).unwrap();
        assert_eq!(report["findings"][0]["finding"], "altered");
    });
}

#[test]
fn a_part_of_the_quarter_holds_what_it_promises_and_its_log_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let args = ["bench", "city-quarter", "--scale", "0.002", "--folder", "quarter"];
    let said = run(folder, &args).ended(0);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let of = |name: &str| figures[name].as_i64().unwrap_or_else(|| panic!("{name}: {figures:#}"));
    assert_eq!((of("agencies"), of("documents"), of("sent")), (633, 192, 25));
    assert_eq!(of("accounts"), figures["rows"]["access_account"].as_i64().unwrap());
    assert_eq!(figures["facts_by_kind"]["documents.delivered"].as_i64(), Some(of("recipients")));
    assert_eq!(figures["actions_by_kind"]["accept"].as_i64(), Some(of("recipients")));
    assert_eq!(of("dead_jobs"), 0);
    assert_eq!(figures["audit"]["clean"], true);
    assert!(figures["limit"]["ratio"].as_f64().unwrap() > 0.0);
    run(folder, &["audit", "verify", "--data", "quarter"]).ended(0);
    // A second time nothing of it is touched.
    let said = run(folder, &args).ended(2);
    assert!(said.err.contains("quarter") && said.err.contains("--folder"), "{}", said.err);
}

#[test]
fn a_server_under_load_answers_everybody() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &["bench", "city-quarter", "--scale", "0.001", "--folder", "quarter"]).ended(0);
    let said =
        run(folder, &["bench", "load", "--users", "4", "--seconds", "2", "--folder", "quarter"]).ended(0);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(figures["failed"], 0, "{figures:#}");
    for kind in ["box", "open", "search", "register", "approve"] {
        let took = &figures["milliseconds"][kind];
        assert!(
            took["count"].as_u64().unwrap() > 0 && took["p99"].as_f64() >= took["p50"].as_f64(),
            "{kind}"
        );
    }
    assert!(figures["server"]["peak_memory_bytes"].as_u64().unwrap() > 0);
}

#[test]
fn growth_compares_each_kind_of_request_with_itself() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["bench", "growth", "--scale", "0.001", "--times", "2", "--users", "2", "--seconds", "1"];
    let said = run(folder.path(), &args).ended(0);
    let figures: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let (smallest, grown) = (&figures["smallest"], &figures["larger"][0]);
    assert_eq!((&smallest["documents"], &grown["documents"]), (&96.into(), &192.into()));
    assert_eq!((&smallest["failed"], &grown["failed"]), (&0.into(), &0.into()));
    assert!(grown["p95_as_many_times"]["box"].as_f64().unwrap() > 0.0, "{figures:#}");
}
