//! The server is killed at random moments while clients act, and started again: nothing that was acknowledged is
//! lost, nothing is doubled, every number is accounted for, and the audit trail is whole.
//!
//! `CRASH_ROUNDS=20 cargo nextest run -p khuevan crash` does twenty rounds on each engine; without it there are three.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs, unreachable_pub, dead_code)]

mod kit;

use context::{Actor, Ctx, Day, Time, Uuid};
use db::{Address, Db};
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const BINARY: &str = env!("CARGO_BIN_EXE_khuevan");
const CLIENTS: usize = 3;

#[test]
fn server_killed_at_random_loses_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("sqlite:{}", folder.path().join("crash.db").display());
    survive(&address, folder.path());
}

#[test]
fn server_killed_at_random_loses_nothing_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    let name = format!("crash_{}", Uuid::new_v4().simple());
    let server = testkit::Server::shared();
    server.sql(&format!("CREATE DATABASE {name}"));
    let Address::Postgres(address) = server.address(&name) else { panic!("the server has an address") };
    survive(&address, folder.path());
}

fn survive(address: &str, folder: &Path) {
    let rounds: usize = std::env::var("CRASH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(3);
    run(address, folder, &["migrate"]);
    let db = Db::open(&address.parse().unwrap(), 4).unwrap();
    let token = settle(&db);
    let acknowledged: Mutex<BTreeMap<Uuid, i64>> = Mutex::default();
    let counter = AtomicU64::new(0);
    for round in 0..rounds {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = serve(address, folder, port);
        wait_until_ready(port, &mut server);
        let ended = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    while !ended.load(Ordering::SeqCst) {
                        let n = counter.fetch_add(1, Ordering::SeqCst);
                        if let Some((id, number)) = enter(port, &token, n) {
                            acknowledged.lock().unwrap().insert(id, number);
                        }
                    }
                });
            }
            // A moment that nobody can foresee, but long enough that something happens.
            let chance = Uuid::new_v4().as_u128() % 900;
            thread::sleep(Duration::from_millis(300 + chance as u64));
            // SIGKILL: no handler runs, nothing is flushed.
            server.kill().unwrap();
            server.wait().unwrap();
            ended.store(true, Ordering::SeqCst);
        });
        eprintln!("round {round}: {} acknowledged so far", acknowledged.lock().unwrap().len());
    }
    // Once more, so that what was left is done: positions, seals, jobs.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut server = serve(address, folder, port);
    wait_until_ready(port, &mut server);
    thread::sleep(Duration::from_millis(1500));
    Command::new("kill").arg(server.id().to_string()).status().unwrap();
    assert!(server.wait().unwrap().success(), "told to end, it ends in good order");

    let acknowledged = acknowledged.into_inner().unwrap();
    assert!(acknowledged.len() >= rounds, "clients came through: {}", acknowledged.len());
    for (id, number) in &acknowledged {
        let kept = db.read(|read| documents::store::arrival::arrival(read, *id)).unwrap();
        let kept =
            kept.unwrap_or_else(|| panic!("arrival {id}, number {number}, was acknowledged and is lost"));
        assert_eq!(kept.number, Some(*number));
    }
    let mut numbers: Vec<i64> = acknowledged.values().copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), acknowledged.len(), "no number was given twice");
    assert_eq!(db.read(documents::store::number::unaccounted).unwrap(), [], "every number is accounted for");
    run(address, folder, &["audit", "verify"]);
}

/// An agency with a clerk who can sign in; their session's token.
fn settle(db: &Db) -> String {
    let ctx = Ctx::new(Actor::system(), Time::from_clock(), testkit::law());
    let starts = Day::new(2021, 6, 1).unwrap();
    let agencies =
        "code,symbol,name,kind,tier,parent_code,gso_code\nH26,UBND,Ủy ban nhân dân,people_committee,1,,01\n";
    db.write(&ctx, |tx| {
        let file = organisation::AgencyFile { csv: agencies.as_bytes(), starts };
        organisation::import_agencies(tx, &ctx, &file)
    })
    .unwrap();
    let hasher = access::Hasher::new(access::Policy::default()).unwrap();
    let seed = hasher.code_seed(&ctx).unwrap();
    let accounts =
        "agency_code,unit,title,rank,name,user_name,roles\nH26,,Văn thư,clerk,Đỗ Khánh Linh,vanthu,clerk\n";
    let imported = db
        .write(&ctx, |tx| {
            let file = access::AccountFile { csv: accounts.as_bytes(), starts };
            access::import_accounts(tx, &ctx, hasher.policy(), &seed, &file)
        })
        .unwrap();
    let password = hasher.prepare("mot-mat-khau-dai", "vanthu").unwrap();
    db.write(&ctx, |tx| access::actions::set_password(tx, &ctx, imported[0].account, &password)).unwrap();
    let attempt = access::Attempt {
        user_name: "vanthu",
        password: "mot-mat-khau-dai",
        code: None,
        address: "127.0.0.1",
        agent: "test",
    };
    access::sign_in(db, &ctx, &hasher, &attempt).unwrap().token
}

/// Enters one paper; the arrival and its number if the server acknowledged it.
fn enter(port: u16, token: &str, n: u64) -> Option<(Uuid, i64)> {
    let arrival = serde_json::json!({
        "issuer": "Bộ Nội vụ", "symbol": format!("{n}/BNV-CCHC"), "issued_day": Time::from_clock().day(),
        "kind": "CV", "subject": "Thử mất điện", "urgency": "normal", "channel": "paper",
    });
    let boundary = "khuevan-boundary";
    let mut body = Vec::new();
    let part = |name: &str, extra: &str| {
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"{extra}\r\n")
    };
    body.extend(part("arrival", "").bytes());
    body.extend(format!("\r\n{arrival}\r\n").bytes());
    body.extend(part("main", "; filename=\"a.pdf\"").bytes());
    body.extend(b"Content-Type: application/pdf\r\n\r\n");
    body.extend(kit::pdf());
    body.extend(format!("\r\n--{boundary}--\r\n").bytes());
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(20))).build().into();
    let mut answer = agent
        .post(format!("http://127.0.0.1:{port}/api/v1/arrivals"))
        .header("Authorization", format!("Bearer {token}"))
        .header("Idempotency-Key", format!("crash-{n}"))
        .header("Content-Type", format!("multipart/form-data; boundary={boundary}"))
        .send(&body[..])
        .ok()?;
    assert_eq!(answer.status(), 201, "an answer that comes is a good one");
    let told: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string().ok()?).ok()?;
    Some((told["id"].as_str()?.parse().ok()?, told["number"].as_i64()?))
}

fn command(address: &str, folder: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.env_remove("KHUEVAN_CONFIG").args(["--database", address, "--data"]).arg(folder.join("data"));
    command
}

fn run(address: &str, folder: &Path, words: &[&str]) {
    let output = command(address, folder).args(words).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&text));
}

fn serve(address: &str, folder: &Path, port: u16) -> Child {
    command(address, folder)
        .args(["--listen", &format!("127.0.0.1:{port}"), "serve"])
        .env("KHUEVAN_LOG", "error")
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn wait_until_ready(port: u16, server: &mut Child) {
    let began = Instant::now();
    while ureq::get(format!("http://127.0.0.1:{port}/readyz")).call().is_err() {
        assert!(server.try_wait().unwrap().is_none(), "the server ended before it was ready");
        assert!(began.elapsed() < Duration::from_secs(30), "the server is not ready after 30 s");
        thread::sleep(Duration::from_millis(50));
    }
}
