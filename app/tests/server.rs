//! The server as a browser and a machine meet it, on both engines, and the demo as its visitor does.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, dead_code)]

mod kit;

use kit::{Server, both_engines, run};
use std::path::Path;
use std::time::{Duration, Instant};

#[test]
fn server_answers_protects_itself_and_stops_in_order() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        let args = ["serve", "--listen", "127.0.0.1:0", "--data", "data", "--database", database];
        let server = Server::start(folder, &args);
        assert_eq!(server.get("/healthz").status, 200);
        assert_eq!(server.get("/readyz").body, "ready\n");
        let described = server.get("/api/openapi.json");
        assert!(described.head.contains("application/json") && described.body.contains("/api/v1/"));

        let page = server.get("/sign-in");
        assert_eq!(page.status, 200);
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: same-origin",
            "x-request-id: ",
            "cache-control: no-store",
        ] {
            assert!(page.head.contains(header), "{header} is not in {}", page.head);
        }
        assert!(page.body.contains("<form") && !page.body.contains("<script>"));

        let away = server.get("/incoming");
        assert!(away.status == 303 && away.head.contains("location: /sign-in?to=/incoming"), "{}", away.head);
        assert_eq!(server.get("/api/v1/boxes/accept").status, 401);
        assert_eq!(server.get("/nowhere").status, 404);
        let foreign = server.ask("POST /sign-in", "Origin: https://evil.example\r\n", "");
        assert_eq!(foreign.status, 422, "{}", foreign.head);

        let metrics = server.get("/metrics").body;
        for name in ["khuevan_requests", "khuevan_request_seconds_bucket"] {
            assert!(metrics.contains(name), "{name} is not in\n{metrics}");
        }
        assert_eq!(server.ask("GET /metrics", "X-Forwarded-For: 10.0.0.7\r\n", "").status, 404);
        let (code, took) = server.stop();
        assert!(code == 0 && took < Duration::from_secs(12), "{code} after {took:?}");
        let said = run(folder, &["audit", "verify", "--data", "data", "--database", database]).ended(0);
        assert!(said.out.contains("0 not sealed yet"), "{}", said.out);
    });
}

#[test]
fn server_logs_lines_of_json_with_the_request_id() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--log-json"]);
    let answer = server.ask("GET /healthz", "X-Request-Id: test-4711\r\n", "");
    assert!(answer.head.contains("x-request-id: test-4711"), "{}", answer.head);
    server.stop();
    let log = std::fs::read_to_string(folder.path().join("server.log")).unwrap();
    let lines: Vec<serde_json::Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = lines.iter().find(|line| line["request"] == "test-4711").unwrap();
    assert_eq!((line["path"].as_str(), line["status"].as_u64()), (Some("/healthz"), Some(200)));
}

fn demo(folder: &Path, documents: &str) -> Server {
    std::fs::write(folder.join("small.toml"), "largest_file_mib = 1\n").unwrap();
    let config = ["--config", "small.toml"];
    let args = ["demo", "--documents", documents, "--listen", "127.0.0.1:0"];
    Server::start(folder, &[&args[..], &config[..]].concat())
}

/// A clerk sends files that cannot be taken: each is named with its fault, and nothing typed is lost.
fn keeps_what_was_typed(server: &Server) {
    let cookie = format!("Cookie: kv_session={}\r\n", sign_in(server, "vanthu.snv"));
    let headers = format!("{cookie}Content-Type: multipart/form-data; boundary=edge\r\n");
    let send = |name: &str, content: &str| {
        let file = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"main\"; filename=\"{name}\"\r\n\r\n{content}\r\n"
        );
        let typed =
            "--edge\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nKept words\r\n--edge--\r\n";
        server.ask("POST /arrivals", &headers, &format!("{file}{typed}"))
    };
    let large = format!("%PDF-1.7\n{}", " ".repeat(2 << 20));
    for (name, content, status, fault) in [
        ("text.pdf", "hello", 422, "text.pdf có nội dung là TXT"),
        ("empty.pdf", "", 422, "empty.pdf không có nội dung"),
        ("cut.pdf", "%PDF-1.7\n1 0 obj", 422, "PDF"),
        ("large.pdf", &large, 413, "large.pdf lớn hơn 1 MB"),
    ] {
        let answer = send(name, content);
        assert_eq!(answer.status, status, "{name}: {}", answer.head);
        assert!(answer.body.contains(fault), "{name}: {fault} is not in {}", answer.body);
        assert!(answer.body.contains("Kept words</textarea>"), "{name}: what was typed is gone");
    }
}

/// Signs in; the cookie of the session.
fn sign_in(server: &Server, user: &str) -> String {
    let form = format!("user_name={user}&password=sao-khue-1805");
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let answer = server.ask("POST /sign-in", headers, &form);
    assert_eq!(answer.status, 303, "{user}: {}", answer.head);
    answer.session.unwrap()
}

/// A leader opens the first document that waits for approval and sees its first page drawn.
fn shows_a_paper(server: &Server) {
    let cookie = format!("Cookie: kv_session={}\r\n", sign_in(server, "lanhdao.snv"));
    let see = |address: &str| server.ask(&format!("GET {address}"), &cookie, "");
    let first = |page: &str, start: &str| {
        let at = page.find(start).unwrap_or_else(|| panic!("{start} is not in {page}"));
        page[at..].split('"').nth(1).unwrap().to_owned()
    };
    let list = see("/outgoing?box=review").body;
    let document = see(&first(&list, "href=\"/documents/0")).body;
    let picture = see(&first(&document, "src=\"/parts/"));
    assert!(picture.status == 200 && picture.head.contains("image/png"), "{}", picture.head);
}

#[test]
fn server_demo_lets_everybody_in_and_its_papers_exist() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let server = demo(folder, "24");
    for user in ["vanthu.snv", "lanhdao.snv", "chuyenvien.badinh", "quantri", "kiemtra", "quantri.snv"] {
        let cookie = sign_in(&server, user);
        let home = server.ask("GET /", &format!("Cookie: kv_session={cookie}\r\n"), "");
        assert!(home.status == 200 || home.status == 303, "{user}: {}", home.head);
    }
    shows_a_paper(&server);
    keeps_what_was_typed(&server);
    // A page that listens does not hold the server when it stops.
    let cookie = sign_in(&server, "vanthu.snv");
    let listening = server.listen("/live", &format!("Cookie: kv_session={cookie}\r\n"));
    let (code, took) = server.stop();
    assert!(code == 0 && took < Duration::from_secs(5), "{code} after {took:?}");
    drop(listening);

    let data = folder.join("khuevan-demo");
    let db = db::Db::open(&db::Address::Sqlite(data.join("khuevan.db")), 2).unwrap();
    let files = files::Files::open(&data.join("files"), 0, None).unwrap();
    let tiers = db.read(|read| organisation::tiers(read, context::Time::from_clock().day())).unwrap();
    assert_eq!(tiers, [(1, 24), (2, 30), (3, 579)]);
    assert_eq!(db.read(documents::store::number::unaccounted).unwrap(), []);
    let digests: Vec<(String,)> =
        db.read(|read| read.all("SELECT DISTINCT digest FROM files_use", &[])).unwrap();
    assert!(digests.len() >= 20);
    for (digest,) in digests {
        files.path(&digest).unwrap();
    }
    let said = run(folder, &["audit", "verify", "--data", "khuevan-demo"]).ended(0);
    assert!(said.out.contains("The log is whole"), "{}", said.out);

    // Started again, it serves what is there.
    let started = Instant::now();
    let again = demo(folder, "24");
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(again.get("/readyz").status, 200);
}

#[test]
fn server_demo_stands_on_the_server_engine_too() {
    let folder = tempfile::tempdir().unwrap();
    let database = kit::fresh_postgres();
    let args = ["demo", "--documents", "12", "--listen", "127.0.0.1:0", "--database", &database];
    let server = Server::start(folder.path(), &args);
    shows_a_paper(&server);
    let (code, _) = server.stop();
    assert_eq!(code, 0);
    let said = run(folder.path(), &["audit", "verify", "--data", "khuevan-demo", "--database", &database]);
    assert!(said.ended(0).out.contains("The log is whole"));
}

#[test]
fn server_demo_never_mixes_with_anything_else() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    run(folder, &["migrate", "--data", "mine"]).ended(0);
    let said = run(folder, &["demo", "--folder", "mine", "--listen", "127.0.0.1:0"]).ended(2);
    assert!(said.err.contains("mine") && said.err.contains("--folder"), "{}", said.err);
}
