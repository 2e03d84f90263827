//! A document's whole way by JSON alone, from draft to answer, on both engines: what a page can do, a program can.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, dead_code)]

mod kit;

use context::{Actor, Ctx, Day, Time, Uuid};
use db::Db;
use documents::actions::outgoing::numbers;
use kit::{Server, both_engines, run};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// Who works where, in which unit, as what.
const PEOPLE: [(&str, &str, &str, &str, &str); 9] = [
    ("s-officer", "H26.1", "Phòng Một", "officer", "officer"),
    ("s-head", "H26.1", "Phòng Một", "head", "head_of_unit"),
    ("s-leader", "H26.1", "", "leader", "leader"),
    ("s-clerk", "H26.1", "", "clerk", "clerk"),
    ("r-clerk", "H26.2", "", "clerk", "clerk"),
    ("r-office", "H26.2", "", "office", "office"),
    ("r-leader", "H26.2", "", "leader", "leader"),
    ("r-head", "H26.2", "Phòng Hai", "head", "head_of_unit"),
    ("r-officer", "H26.2", "Phòng Hai", "officer", "officer"),
];

struct House {
    server: Server,
    db: Db,
    tokens: BTreeMap<&'static str, String>,
    positions: BTreeMap<&'static str, Uuid>,
    agencies: Vec<Uuid>,
}

impl House {
    fn open(folder: &Path, database: &str) -> House {
        run(folder, &["migrate", "--data", "data", "--database", database]).ended(0);
        let db = Db::open(&database.parse().unwrap(), 2).unwrap();
        let (agencies, tokens, positions) = settle(&db);
        let args = ["serve", "--listen", "127.0.0.1:0", "--data", "data", "--database", database];
        House { server: Server::start(folder, &args), db, tokens, positions, agencies }
    }

    fn ask(&self, who: &str, request: &str, headers: &str, body: &str) -> kit::Answer {
        let headers = format!("Authorization: Bearer {}\r\n{headers}", self.tokens[who]);
        self.server.ask(request, &headers, body)
    }

    /// Reads; the answer, and its version if it has one.
    fn get(&self, who: &str, path: &str) -> (Value, i64) {
        let answer = self.ask(who, &format!("GET /api/v1{path}"), "", "");
        assert_eq!(answer.status, 200, "{who} {path}: {}", answer.body);
        let tag = answer.head.split("etag: \"").nth(1).and_then(|rest| rest.split('"').next());
        let version = tag.and_then(|tag| tag.parse().ok()).unwrap_or_default();
        (serde_json::from_str(&answer.body).unwrap(), version)
    }

    /// Acts; the status, and what came of it.
    fn post(&self, who: &str, path: &str, seen: Option<i64>, body: &Value) -> (u16, Value) {
        let mut headers = "Content-Type: application/json\r\n".to_owned();
        if let Some(seen) = seen {
            headers.push_str(&format!("If-Match: \"{seen}\"\r\n"));
        }
        let answer = self.ask(who, &format!("POST /api/v1{path}"), &headers, &body.to_string());
        (answer.status, serde_json::from_str(&answer.body).unwrap_or(Value::Null))
    }

    #[track_caller]
    fn done(&self, who: &str, path: &str, body: &Value) -> Value {
        let (status, said) = self.post(who, path, None, body);
        assert!((200..300).contains(&status), "{who} {path}: {status} {said}");
        said
    }

    /// Sends a form with files.
    fn upload(
        &self,
        who: &str,
        path: &str,
        field: &str,
        value: &Value,
        files: &[(&str, &str)],
    ) -> kit::Answer {
        let part = |name: &str, extra: &str, body: &str| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{extra}\r\n\r\n{body}\r\n")
        };
        let paper = String::from_utf8(kit::pdf()).unwrap();
        let mut body = part(field, "", &value.to_string());
        for (role, name) in files {
            body.push_str(&part(role, &format!("; filename=\"{name}\""), &paper));
        }
        body.push_str("--edge--\r\n");
        let headers = "Content-Type: multipart/form-data; boundary=edge\r\n";
        self.ask(who, &format!("POST /api/v1{path}"), headers, &body)
    }

    /// What lies in a box, once something does: deliveries come by jobs.
    fn waits(&self, who: &str, place: &str) -> Uuid {
        let began = Instant::now();
        loop {
            let (rows, _) = self.get(who, &format!("/boxes/{place}?limit=1"));
            if let Some(record) = rows["rows"][0]["record"].as_str() {
                return record.parse().unwrap();
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{place} of {who} stays empty");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

type Settled = (Vec<Uuid>, BTreeMap<&'static str, String>, BTreeMap<&'static str, Uuid>);

fn settle(db: &Db) -> Settled {
    let ctx = Ctx::new(Actor::system(), Time::from_clock(), testkit::law());
    let starts = Day::new(2021, 6, 1).unwrap();
    let csv = "code,symbol,name,kind,tier,parent_code,gso_code\nH26.1,SNV,Sở Nội vụ,department,1,,\n\
               H26.2,STC,Sở Tài chính,department,1,,\n";
    let file = organisation::AgencyFile { csv: csv.as_bytes(), starts };
    let agencies = db.write(&ctx, |tx| organisation::import_agencies(tx, &ctx, &file)).unwrap();
    for agency in &agencies {
        let bodies = db.read(|read| organisation::issuing_bodies_of(read, *agency, ctx.now.day())).unwrap();
        db.write(&ctx, |tx| numbers::open_usual_series(tx, &ctx, *agency, bodies[0].id, starts)).unwrap();
    }
    let hasher = access::Hasher::new(access::Policy::default()).unwrap();
    let seed = hasher.code_seed(&ctx).unwrap();
    let mut csv = "agency_code,unit,title,rank,name,user_name,roles\n".to_owned();
    for (who, agency, unit, rank, role) in PEOPLE {
        csv.push_str(&format!("{agency},{unit},Chức vụ {rank},{rank},Người {who},{who},{role}\n"));
    }
    let file = access::AccountFile { csv: csv.as_bytes(), starts };
    let imported =
        db.write(&ctx, |tx| access::import_accounts(tx, &ctx, hasher.policy(), &seed, &file)).unwrap();
    let password = hasher.prepare("mot-mat-khau-dai", "nguoi").unwrap();
    let (mut tokens, mut positions) = (BTreeMap::new(), BTreeMap::new());
    for (who, ..) in PEOPLE {
        let account = imported.iter().find(|one| one.user_name == who).unwrap().account;
        db.write(&ctx, |tx| access::actions::set_password(tx, &ctx, account, &password)).unwrap();
        let attempt = access::Attempt {
            user_name: who,
            password: "mot-mat-khau-dai",
            code: None,
            address: "127.0.0.1",
            agent: "test",
        };
        tokens.insert(who, access::sign_in(db, &ctx, &hasher, &attempt).unwrap().token);
    }
    for agency in &agencies {
        for position in db.read(|read| organisation::positions_of(read, *agency, ctx.now.day())).unwrap() {
            let name = position.person_name.unwrap_or_default();
            if let Some((who, ..)) = PEOPLE.iter().find(|(who, ..)| name == format!("Người {who}")) {
                positions.insert(*who, position.id);
            }
        }
    }
    (agencies, tokens, positions)
}

#[test]
fn a_document_goes_its_whole_way_by_json_alone() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        let house = House::open(folder, database);
        let id = issued(&house);
        let arrival = answered(&house);
        // The sender sees the state there, and both ends of the thread.
        let (deliveries, _) = house.get("s-clerk", &format!("/documents/{id}/deliveries"));
        assert_eq!(deliveries["rows"][0]["state"], "done");
        let (thread, _) = house.get("s-officer", &format!("/documents/{id}/thread"));
        let kinds: Vec<&str> =
            thread["records"].as_array().unwrap().iter().filter_map(|it| it["kind"].as_str()).collect();
        assert!(kinds.contains(&"document"), "{thread}");
        assert!(thread["events"].as_array().unwrap().iter().any(|it| it["action"] == "documents.issued"));
        let (found, _) = house.get("r-clerk", "/search?q=chuyen%20doi%20so");
        assert_eq!(found["rows"][0]["id"], json!(arrival), "{found}");
        let (register, _) = house.get("r-clerk", "/register");
        assert_eq!(register["rows"].as_array().unwrap().len(), 1);
        // The record itself is the sender's alone.
        let refused = house.ask("r-officer", &format!("GET /api/v1/documents/{id}"), "", "");
        assert_eq!(refused.status, 404);
    });
}

/// From draft to issue, with everything that can be done on the way.
fn issued(house: &House) -> String {
    let draft = json!({
        "kind": "CV", "subject": "Về chuyển đổi số", "urgency": "normal", "secrecy": "", "answers": null,
        "recipients": [{ "kind": "agency", "id": house.agencies[1] }],
    });
    let secret = json!({ "secrecy": "secret", "kind": "CV", "subject": "Mật", "urgency": "normal" });
    let refused = house.upload("s-officer", "/documents", "document", &secret, &[("main", "a.pdf")]);
    assert!(refused.status == 422 && refused.body.contains("secrecy"), "{}", refused.body);
    let made =
        house.upload("s-officer", "/documents", "document", &draft, &[("main", "a.pdf"), ("annex", "b.pdf")]);
    assert_eq!(made.status, 201, "{}", made.body);
    let id = serde_json::from_str::<Value>(&made.body).unwrap()["id"].as_str().unwrap().to_owned();
    let (seen, version) = house.get("s-officer", &format!("/documents/{id}"));
    assert_eq!((seen["parts"].as_array().unwrap().len(), version), (2, 1));
    let at = |act: &str| format!("/documents/{id}/{act}");

    let mut changed = draft.clone();
    changed["subject"] = json!("Về chuyển đổi số năm nay");
    assert_eq!(house.post("s-officer", &at("edit"), Some(7), &changed).0, 409);
    assert_eq!(house.post("s-officer", &at("edit"), Some(1), &changed).0, 204);
    let reason = json!({ "reason": "Bổ sung" });
    let revised = house.upload("s-officer", &at("files"), "revision", &reason, &[("main", "c.pdf")]);
    assert_eq!(revised.status, 204, "{}", revised.body);

    let route = json!([
        { "kind": "head", "ordinal": 1, "position": house.positions["s-head"] },
        { "kind": "signer", "ordinal": 2, "position": house.positions["s-leader"] },
    ]);
    let kept = house.done("s-officer", "/routes", &json!({ "name": "Thường", "steps": route }));
    assert_eq!(house.get("s-officer", "/routes").0["rows"].as_array().unwrap().len(), 1);
    let kept = kept["id"].as_str().unwrap();
    house.done("s-officer", &format!("/routes/{kept}/delete"), &json!({}));
    let submission = json!({ "steps": route, "words": "Kính trình" });
    let submit = || house.done("s-officer", &at("submit"), &submission);
    submit();
    house.done("s-officer", &at("take-back"), &json!({}));
    submit();
    let step = || {
        let (seen, version) = house.get("s-officer", &format!("/documents/{id}"));
        let steps = seen["steps"].as_array().unwrap();
        let current = steps.iter().find(|step| step["state"] == "current").unwrap();
        (current["id"].as_str().unwrap().to_owned(), version)
    };
    let (first, _) = step();
    house.done("s-head", &format!("/steps/{first}/return"), &json!({ "to": null, "reason": "Thiếu căn cứ" }));
    submit();
    for who in ["s-head", "s-leader"] {
        let (current, version) = step();
        let approve = format!("/steps/{current}/approve");
        assert_eq!(house.post(who, &approve, Some(version + 1), &json!({})).0, 409);
        assert_eq!(house.post(who, &approve, Some(version), &json!({ "comment": "Đồng ý" })).0, 204);
    }
    house.done("s-clerk", &at("number"), &json!({}));
    house.done("s-clerk", &at("void-number"), &json!({ "reason": "Ghi nhầm" }));
    let symbol = house.done("s-clerk", &at("number"), &json!({}));
    assert!(symbol["symbol"].as_str().unwrap().starts_with("02/SNV"), "{symbol}");
    house.done("s-clerk", &at("issue"), &json!({}));
    id
}

/// From arrival to answer, with everything that can be done on the way.
fn answered(house: &House) -> Uuid {
    let id = house.waits("r-clerk", "accept");
    let (counts, _) = house.get("r-clerk", "/boxes");
    assert!(counts["rows"].as_array().unwrap().iter().any(|it| it["place"] == "accept"), "{counts}");
    let (owed, _) = house.get("r-clerk", "/duties");
    assert_eq!(owed["rows"][0]["kind"], "documents.accept", "what waits for the desk is the clerk's own");
    let at = |act: &str| format!("/arrivals/{id}/{act}");
    assert_eq!(house.post("r-officer", &at("accept"), None, &json!({})).0, 404);
    assert_eq!(house.done("r-clerk", &at("accept"), &json!({}))["number"], 1);
    let (seen, version) = house.get("r-clerk", &format!("/arrivals/{id}"));
    let part = seen["parts"][0]["id"].as_str().unwrap().to_owned();
    let paper = house.ask("r-clerk", &format!("GET /api/v1/parts/{part}"), "", "");
    assert!(paper.status == 200 && paper.body.starts_with("%PDF"), "{}", paper.head);
    assert_eq!(house.ask("r-officer", &format!("GET /api/v1/parts/{part}"), "", "").status, 404);

    let wording = json!({
        "lead": { "position": house.positions["r-head"] }, "support": [], "inform": [], "due": null,
        "words": "Tham mưu trả lời",
    });
    let proposal = json!({ "giver": house.positions["r-leader"], "wording": wording });
    assert_eq!(house.post("r-clerk", &at("propose"), Some(version + 1), &proposal).0, 409);
    let proposed = house.done("r-clerk", &at("propose"), &proposal)["id"].as_str().unwrap().to_owned();
    house.done("r-leader", &format!("/directions/{proposed}/confirm"), &json!({}));
    let given = |state: &str| {
        let (seen, _) = house.get("r-leader", &format!("/arrivals/{id}"));
        let all = seen["directions"].as_array().unwrap();
        let last = all.iter().rfind(|it| it["state"] == state).unwrap();
        last["id"].as_str().unwrap().to_owned()
    };
    house.done("r-leader", &format!("/directions/{}/take-back", given("given")), &json!({}));
    let (_, version) = house.get("r-leader", &format!("/arrivals/{id}"));
    assert_eq!(house.post("r-leader", &at("direct"), Some(version), &json!({ "wording": wording })).0, 204);

    let held = |role: &str| {
        let (seen, _) = house.get("r-leader", &format!("/arrivals/{id}"));
        let all = seen["assignments"].as_array().unwrap();
        let mine = all.iter().rfind(|it| {
            it["position"] == json!(house.positions[role])
                && it["state"] != "ended"
                && it["state"] != "returned"
        });
        mine.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let wrong = json!({ "reason": "Không thuộc chức năng" });
    house.done("r-head", &format!("/assignments/{}/return", held("r-head")), &wrong);
    house.done("r-leader", &at("direct"), &json!({ "wording": wording }));
    let down = json!({
        "lead": { "position": house.positions["r-officer"] }, "support": [], "inform": [], "due": null, "words": "",
    });
    house.done("r-head", &format!("/assignments/{}/pass-down", held("r-head")), &down);
    let own = held("r-officer");
    house.done("r-officer", &format!("/assignments/{own}/progress"), &json!({ "percent": 40 }));
    let report = json!({ "result": "Đã làm", "reply": null });
    house.done("r-officer", &format!("/assignments/{own}/finish"), &report);
    house.done("r-officer", &format!("/assignments/{own}/reopen"), &json!({ "reason": "Còn thiếu" }));
    let reply = house.done("r-officer", &at("reply"), &json!({ "subject": "Trả lời" }));
    let reply = reply["id"].as_str().unwrap();
    house.done("r-officer", &format!("/documents/{reply}/discard"), &json!({}));
    house.done("r-officer", &format!("/assignments/{own}/finish"), &report);
    id
}

#[test]
fn every_address_of_the_api_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), &["openapi"]).ended(0);
    let whole: Value = serde_json::from_str(&said.out).unwrap();
    let described: Vec<(String, String)> = whole["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, acts)| {
            acts.as_object().unwrap().keys().map(|act| (act.to_uppercase(), path.clone()))
        })
        .collect();
    let features = [home::feature(), documents::feature(), folders::feature(), administration::feature()];
    let mut all = 0;
    for route in features.iter().flat_map(|feature| feature.routes.iter()) {
        if route.path.starts_with("/api/v1/") {
            let known = (route.method.to_string(), route.path.to_owned());
            assert!(described.contains(&known), "{} {} is not described", known.0, known.1);
            all += 1;
        }
    }
    assert_eq!(all, described.iter().filter(|(_, path)| path.starts_with("/api/v1/")).count());
}
