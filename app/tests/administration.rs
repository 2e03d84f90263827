//! Accounts, roles and grants as a program administers them, on both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, unreachable_pub, dead_code)]

mod kit;

use kit::{Answer, Server, both_engines, run};
use serde_json::{Value, json};
use std::path::Path;

const PASSWORD: &str = "bon con voi tim";

/// A program that has signed in.
struct Program<'s> {
    server: &'s Server,
    token: String,
}

impl Program<'_> {
    fn ask(&self, request: &str, headers: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let headers = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\nAccept-Language: en\r\n{headers}",
            self.token
        );
        self.server.ask(request, &headers, if body.is_empty() { "{}" } else { &body })
    }

    fn get(&self, path: &str) -> Value {
        let answer = self.ask(&format!("GET {path}"), "", &Value::Null);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    #[track_caller]
    fn does(&self, request: &str, headers: &str, body: &Value, status: u16) -> Value {
        let answer = self.ask(request, headers, body);
        assert_eq!(answer.status, status, "{request}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap_or_default()
    }
}

/// Activates an account with its one-time code and signs in.
fn enter<'s>(server: &'s Server, user: &str, code: &str) -> Program<'s> {
    let form = format!("user_name={user}&code={code}&password={}", PASSWORD.replace(' ', "+"));
    let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    let answer = server.ask("POST /activate", headers, &form);
    assert_eq!(answer.status, 303, "{}", answer.body);
    // The page that follows says what was done, once.
    let said = answer.head.split("kv_said=").nth(1).unwrap().split(';').next().unwrap();
    assert!(said.len() > 4, "{}", answer.head);
    sign_in(server, user)
}

fn sign_in<'s>(server: &'s Server, user: &str) -> Program<'s> {
    let credentials = json!({ "user_name": user, "password": PASSWORD }).to_string();
    let answer = server.ask("POST /api/v1/sessions", "Content-Type: application/json\r\n", &credentials);
    assert_eq!(answer.status, 201, "{}", answer.body);
    let session: Value = serde_json::from_str(&answer.body).unwrap();
    Program { server, token: session["token"].as_str().unwrap().to_owned() }
}

/// A city with a department, and an administrator of all; their one-time code.
fn settle(folder: &Path, database: &str) -> String {
    std::fs::write(
        folder.join("agencies.csv"),
        "code,symbol,name,kind,tier,parent_code,gso_code\n\
         H26,UBND,Ủy ban nhân dân thành phố,people_committee,1,,01\nH26.2,SNV,Sở Nội vụ,department,1,H26,\n",
    )
    .unwrap();
    let place = ["--data", "data", "--database", database];
    run(folder, &[&["import", "agencies", "agencies.csv", "--starts", "2021-06-01"][..], &place].concat())
        .ended(0);
    let root = ["--agency", "H26", "--title", "Quản trị", "--name", "Trần Văn An", "--user", "quantri"];
    let said = run(
        folder,
        &[&["account", "create"][..], &root, &["--role", "system_administrator"], &place].concat(),
    )
    .ended(0);
    let mut words = said.out.split_whitespace().map(|word| word.trim_end_matches('.'));
    let code = words.find(|word| word.len() == 11 && word.as_bytes()[5] == b'-');
    code.unwrap_or_else(|| panic!("{}", said.out)).to_owned()
}

#[test]
fn a_program_administers_accounts_roles_and_grants() {
    let folder = tempfile::tempdir().unwrap();
    both_engines(folder.path(), |folder, database| {
        let code = settle(folder, database);
        let args = ["serve", "--listen", "127.0.0.1:0", "--data", "data", "--database", database];
        let server = Server::start(folder, &args);
        // The sign-in page says whose house it is.
        assert!(server.get("/sign-in").body.contains("Ủy ban nhân dân thành phố"));
        let root = enter(&server, "quantri", &code);

        // A role: made, read, changed under the version guard.
        let role = json!({ "code": "reader", "name_vi": "Người đọc", "name_en": "Reader", "guarded": false,
                           "permissions": [{ "permission": "documents.read", "scope": "unit" }] });
        let made = root.does("POST /api/v1/roles", "", &role, 201);
        let address = format!("/api/v1/roles/{}", made["id"].as_str().unwrap());
        assert_eq!(root.get(&address)["version"], 1);
        let unknown = json!({ "code": "other", "name_vi": "A", "name_en": "B", "guarded": false,
                              "permissions": [{ "permission": "documents.nothing", "scope": "unit" }] });
        assert_eq!(root.does("POST /api/v1/roles", "", &unknown, 422)["errors"][0]["field"], "permissions");
        let put = format!("PUT {address}");
        root.does(&put, "", &role, 422);
        root.does(&put, "If-Match: \"1\"\r\n", &role, 204);
        assert_eq!(root.does(&put, "If-Match: \"1\"\r\n", &role, 409)["code"], "access.stale");

        // An account: made, activated, given the role, found, closed, opened again, reset.
        let form = json!({ "agency": "H26.2", "name": "Lê Thị Bình", "title": "Chuyên viên", "unit": "Phòng Một",
                           "rank": "officer", "user_name": "binh.snv", "role": ["officer"] });
        let made = root.does("POST /api/v1/accounts", "", &form, 201);
        let account = made["made"]["account"].as_str().unwrap().to_owned();
        let position = made["made"]["position"].as_str().unwrap().to_owned();
        let officer = enter(&server, "binh.snv", made["code"].as_str().unwrap());
        for path in ["/api/v1/accounts", "/api/v1/roles", &format!("/api/v1/accounts/{account}")] {
            assert_eq!(officer.ask(&format!("GET {path}"), "", &Value::Null).status, 404, "{path}");
        }
        let grant = format!("/api/v1/positions/{position}/roles/{}", made_id(&root, "reader"));
        officer.does(&format!("PUT {grant}"), "", &json!({ "scope": "unit" }), 404);
        root.does(&format!("PUT {grant}"), "", &json!({ "scope": "unit" }), 204);
        let roles = root.get(&format!("/api/v1/positions/{position}/roles"))["rows"].clone();
        assert_eq!(roles.as_array().unwrap().len(), 2);
        root.does(&format!("DELETE {grant}"), "", &Value::Null, 204);
        root.does(&format!("DELETE {grant}"), "", &Value::Null, 404);

        let page = root.get("/api/v1/accounts?limit=1");
        assert_eq!(page["rows"][0]["user_name"], "quantri");
        let next = page["next"].as_str().unwrap().replace('~', "%7E").replace(' ', "%20");
        let page = root.get(&format!("/api/v1/accounts?limit=1&cursor={next}"));
        assert_eq!((&page["rows"][0]["user_name"], &page["next"]), (&json!("binh.snv"), &Value::Null));
        assert_eq!(
            root.get("/api/v1/accounts?agency=H26.2&state=active&q=binh")["rows"][0]["state"],
            "active"
        );
        assert_eq!(root.get("/api/v1/accounts?agency=H26&q=binh")["rows"], json!([]));
        assert_eq!(
            root.get("/api/v1/accounts?agency=H26&below=yes&q=binh")["rows"][0]["id"],
            account.as_str()
        );

        let act = |act: &str| format!("POST /api/v1/accounts/{account}/{act}");
        root.does(&act("close"), "", &Value::Null, 204);
        assert_eq!(officer.ask("GET /api/v1/me", "", &Value::Null).status, 401);
        assert_eq!(root.get(&format!("/api/v1/accounts/{account}"))["state"], "closed");
        root.does(&act("reopen"), "", &Value::Null, 204);
        let reset = root.does(&act("reset"), "", &Value::Null, 200);
        enter(&server, "binh.snv", reset["code"].as_str().unwrap());

        // The same, as pages show it.
        let cookie = format!("Cookie: kv_session={}\r\n", root.token);
        let page = server.ask(&format!("GET /admin/accounts/{account}"), &cookie, "");
        for words in ["Lê Thị Bình", "Phòng Một", "đã cấp lại mã kích hoạt", "đã đăng nhập", "popover"]
        {
            assert!(page.body.contains(words), "{words}");
        }
        assert!(page.body.contains("đã giao vai trò Người đọc"), "{}", page.body);
        overtaken(&server, &cookie, &address.replace("/api/v1", "/admin"));
        reminders(&server, &cookie);
        let described = server.get("/api/openapi.json").body;
        for path in
            ["/api/v1/accounts/{id}/reset", "/api/v1/roles/{id}", "/api/v1/positions/{id}/roles/{role}"]
        {
            assert!(described.contains(path), "{path}");
        }
    });
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// Of two administrators at once, the second sees what the first has saved beside their own choice.
fn overtaken(server: &Server, cookie: &str, address: &str) {
    let form = |version: i64, may: &str| {
        let body = format!("version={version}&name_vi=Người+đọc&name_en=Reader&may=documents.read:{may}");
        server.ask(&format!("POST {address}"), &format!("{cookie}{FORM}"), &body)
    };
    assert_eq!(form(2, "agency").status, 303);
    let late = form(2, "own");
    assert_eq!(late.status, 409);
    assert!(late.body.contains("bản mới: Cơ quan") && late.body.contains(r#"name="version" value="3""#));
    // What they chose is still chosen, and can be saved over what they have now seen.
    assert!(late.body.contains(r#"value="documents.read:own" selected"#), "{}", late.body);
    assert_eq!(form(3, "own").status, 303);
}

/// Reminders are changed for the whole system, and go back to what stands by default.
fn reminders(server: &Server, cookie: &str) {
    let address = "/admin/reminders/documents.handle";
    let post = |path: &str, body: &str| server.ask(&format!("POST {path}"), &format!("{cookie}{FORM}"), body);
    let shown = || server.ask(&format!("GET {}", "/admin/reminders"), cookie, "").body;
    assert!(shown().contains("1 ngày làm việc; 4 giờ làm việc"));
    assert_eq!(post(address, "remind=400&remind=hour").status, 422);
    assert_eq!(post("/admin/reminders/documents.nothing", "remind=4&remind=hour").status, 404);
    let saved = "remind=3&remind=working_day&remind=hour&escalate=working_day";
    assert_eq!(post(address, saved).status, 303);
    assert!(shown().contains("3 ngày làm việc") && shown().contains("đã đổi"));
    assert_eq!(post(&format!("{address}/reset"), "once=1").status, 303);
    assert!(!shown().contains("đã đổi"));
}

/// The id of a role, by its code.
fn made_id(root: &Program<'_>, code: &str) -> String {
    let roles = root.get("/api/v1/roles");
    let found = roles["rows"].as_array().unwrap().iter().find(|role| role["code"] == code).unwrap();
    found["id"].as_str().unwrap().to_owned()
}
