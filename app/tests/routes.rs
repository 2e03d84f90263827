//! Every route, tried as every role and as nobody: nobody gets in without signing in, nobody reaches a record that is
//! not theirs, and nothing ever fails with a fault of ours.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs)]

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use context::{Actor, Ctx, Day, Law, Time, Uuid};
use db::Db;
use edge::{Access, App, Settings};
use std::process::Command;
use tower::ServiceExt;

const ROLES: [&str; 8] = [
    "clerk",
    "officer",
    "head_of_unit",
    "office",
    "leader",
    "agency_administrator",
    "system_administrator",
    "auditor",
];

struct Place {
    app: App,
    /// A token for each role, in their order.
    tokens: Vec<String>,
    _folder: tempfile::TempDir,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("routes.db");
    let address = format!("sqlite:{}", database.display());
    // The binary seeds the roles that it brings along.
    let migrated = Command::new(env!("CARGO_BIN_EXE_khuevan"))
        .args(["--database", &address, "--data"])
        .arg(folder.path().join("data"))
        .arg("migrate")
        .output()
        .unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let db = Db::open(&address.parse().unwrap(), 2).unwrap();
    let tokens = settle(&db);
    let files = files::Files::open(&folder.path().join("files"), 1 << 20, None).unwrap();
    let hasher = access::Hasher::new(access::Policy::default()).unwrap();
    let settings = Settings {
        public_url: "http://127.0.0.1".into(),
        house: None,
        largest_file: 1 << 20,
        at_once: 8,
        demo: false,
    };
    let features = vec![home::feature(), documents::feature(), folders::feature(), administration::feature()];
    let papers = paper::Pool::without_workers();
    let app = App::new(db, files, papers, Law::default(), hasher, features, settings);
    Place { app, tokens, _folder: folder }
}

/// One agency with somebody for each role; their sessions' tokens.
fn settle(db: &Db) -> Vec<String> {
    let ctx = Ctx::new(Actor::system(), Time::from_clock(), testkit::law());
    let starts = Day::new(2021, 6, 1).unwrap();
    let agencies = "code,symbol,name,kind,tier,parent_code,gso_code\nH26,UBND,Ủy ban nhân dân,people_committee,1,,01\n\
         G01,BNV,Cơ quan khác,other,1,,\n";
    db.write(&ctx, |tx| {
        let file = organisation::AgencyFile { csv: agencies.as_bytes(), starts };
        organisation::import_agencies(tx, &ctx, &file)
    })
    .unwrap();
    let hasher = access::Hasher::new(access::Policy::default()).unwrap();
    let seed = hasher.code_seed(&ctx).unwrap();
    let mut accounts = "agency_code,unit,title,rank,name,user_name,roles\n".to_owned();
    for (n, role) in ROLES.iter().enumerate() {
        accounts.push_str(&format!("H26,Phòng {n},Chức vụ,officer,Người Thứ {n},nguoi.{n},{role}\n"));
    }
    let imported = db
        .write(&ctx, |tx| {
            let file = access::AccountFile { csv: accounts.as_bytes(), starts };
            access::import_accounts(tx, &ctx, hasher.policy(), &seed, &file)
        })
        .unwrap();
    let password = hasher.prepare("mot-mat-khau-dai", "nguoi").unwrap();
    let mut tokens = Vec::new();
    for one in &imported {
        db.write(&ctx, |tx| access::actions::set_password(tx, &ctx, one.account, &password)).unwrap();
        let attempt = access::Attempt {
            user_name: &one.user_name,
            password: "mot-mat-khau-dai",
            code: None,
            address: "127.0.0.1",
            agent: "test",
        };
        tokens.push(access::sign_in(db, &ctx, &hasher, &attempt).unwrap().token);
    }
    tokens
}

/// The path with something that fits but is nobody's in place of its parameters.
fn filled(path: &str) -> String {
    let id = Uuid::from_u128(0x0180_0000_0000_7000_8000_0000_0000_0001).to_string();
    path.split('/')
        .map(|part| match part {
            "{number}" => "1",
            "{day}" => "2031-01-01",
            "{box}" => "done",
            "{name}" => "nothing.css",
            part if part.starts_with('{') => id.as_str(),
            part => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

async fn knock(app: &App, method: &Method, path: &str, token: Option<&str>) -> (StatusCode, String) {
    let mut request = Request::builder().method(method).uri(filled(path));
    if let Some(token) = token {
        request = request.header(header::COOKIE, format!("{}={token}", edge::COOKIE_SESSION));
    }
    if method == Method::POST {
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    let answer = edge::router(app.clone()).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let to =
        answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status(), to)
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_without_signing_in() {
    let place = tokio::task::block_in_place(place);
    let mut routes: Vec<(Method, &'static str, Access)> = edge::routes(&place.app)
        .iter()
        .map(|route| (route.method.clone(), route.path, route.access))
        .collect();
    routes.extend(edge::own_routes());
    assert!(routes.len() > 60, "{}", routes.len());
    for (method, path, access) in routes {
        for token in [None, Some("0000000000000000000000000000000000000000000")] {
            let (status, to) = knock(&place.app, &method, path, token).await;
            assert!(!status.is_server_error(), "{method} {path}: {status}");
            if access == Access::Open {
                assert_ne!(status, StatusCode::UNAUTHORIZED, "{method} {path}");
                continue;
            }
            let page = method == Method::GET && !path.starts_with("/api/");
            match page {
                true => assert!(
                    status == StatusCode::SEE_OTHER && to.starts_with("/sign-in?to="),
                    "{method} {path}: {status} {to}"
                ),
                false => assert_eq!(status, StatusCode::UNAUTHORIZED, "{method} {path}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_what_is_not_theirs_and_nothing_breaks() {
    let place = tokio::task::block_in_place(place);
    let routes = edge::routes(&place.app);
    for (role, token) in ROLES.iter().zip(&place.tokens) {
        for route in &routes {
            // Ending the session would end the test.
            if route.path == "/sign-out" || route.path.ends_with("/end-others") {
                continue;
            }
            let (status, to) = knock(&place.app, &route.method, route.path, Some(token)).await;
            let what = format!("{role}: {} {} {status} {to}", route.method, route.path);
            assert!(!status.is_server_error(), "{what}");
            assert_ne!(status, StatusCode::UNAUTHORIZED, "{what}");
            // A record that does not exist answers as one that is somebody else's.
            let names_a_record = ["{id}"].iter().any(|name| route.path.contains(name));
            if names_a_record {
                let allowed = [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT];
                assert!(allowed.contains(&status), "{what}");
            }
            let administers = ["agency_administrator", "system_administrator", "auditor"].contains(role);
            // The records desk and the office keep the directory that all share.
            let keeps = ["clerk", "office"].contains(role) && route.path.starts_with("/admin/outside-bodies");
            let administers = administers || keeps;
            if route.path.starts_with("/admin/") && !administers {
                let refused = [StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY];
                assert!(refused.contains(&status), "{what}");
            }
        }
    }
}

/// Who opens which page of administration or of figures. Everybody else is told that there is no such page.
const OPENED: &[(&str, &[&str])] = &[
    ("/admin/agencies", &["agency_administrator", "system_administrator"]),
    ("/admin/agencies/options?q=uy", &["agency_administrator", "system_administrator"]),
    ("/api/v1/agencies", &["agency_administrator", "system_administrator"]),
    ("/admin/outside-bodies", &["clerk", "office", "agency_administrator", "system_administrator"]),
    ("/routing-rules", &["clerk", "office", "leader"]),
    ("/routing-rules/new", &["clerk", "office", "leader"]),
    ("/api/v1/routing-rules", &["clerk", "office", "leader"]),
    ("/partners/options?q=uy", &["officer", "head_of_unit", "office"]),
    ("/models", &["officer", "head_of_unit", "office"]),
    ("/models/new", &["officer", "head_of_unit", "office"]),
    ("/groups", &["clerk", "office", "agency_administrator", "system_administrator"]),
    ("/admin/accounts", &["agency_administrator", "system_administrator"]),
    ("/admin/accounts/new", &["agency_administrator", "system_administrator"]),
    ("/admin/roles", &["agency_administrator", "system_administrator"]),
    ("/admin/roles/new", &["system_administrator"]),
    ("/admin/calendar", &["system_administrator"]),
    ("/admin/reminders", &["system_administrator"]),
    ("/admin/reminders/documents.accept", &["system_administrator"]),
    ("/admin/jobs", &["system_administrator"]),
    ("/admin/audit", &["system_administrator", "auditor"]),
    ("/admin/audit/export?format=xlsx", &["system_administrator", "auditor"]),
    ("/routes", &["officer", "head_of_unit", "office"]),
    ("/routes/new", &["officer", "head_of_unit", "office"]),
    ("/series", &["clerk"]),
    ("/series/new", &["clerk"]),
    ("/api/v1/series", &["clerk"]),
    ("/sets", &["officer", "head_of_unit", "office", "leader"]),
    ("/admin/bodies/positions?q=an", &["agency_administrator", "system_administrator"]),
    ("/admin/bodies/agencies?q=uy", &["agency_administrator", "system_administrator"]),
    ("/register", &["clerk"]),
    ("/register?book=issued", &["clerk"]),
    ("/register/export?book=issued&format=xlsx", &["clerk"]),
    ("/register/print?year=2023", &["clerk"]),
    ("/folders", &["clerk", "officer", "head_of_unit", "office", "leader"]),
    ("/folders/new", &["clerk", "officer", "head_of_unit", "office", "leader"]),
    ("/folders/export?format=xlsx", &["clerk", "officer", "head_of_unit", "office", "leader"]),
    ("/folder-lists", &["clerk", "officer", "head_of_unit", "office", "leader"]),
    ("/folder-transfers", &["clerk", "officer", "head_of_unit", "office", "leader"]),
    ("/api/v1/accounts", &["agency_administrator", "system_administrator"]),
    ("/overview", &["head_of_unit", "office", "leader", "auditor"]),
    ("/overview/records?measure=documents.handled", &["head_of_unit", "office", "leader", "auditor"]),
    ("/overview/late", &["office", "leader", "auditor"]),
    ("/api/v1/figures", &["head_of_unit", "office", "leader", "auditor"]),
    ("/api/v1/figures/late", &["office", "leader", "auditor"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_page_opens_for_whoever_it_is_meant_for() {
    let place = tokio::task::block_in_place(place);
    for (path, roles) in OPENED {
        for (role, token) in ROLES.iter().zip(&place.tokens) {
            let (status, _) = knock(&place.app, &Method::GET, path, Some(token)).await;
            let expected = if roles.contains(role) { StatusCode::OK } else { StatusCode::NOT_FOUND };
            assert_eq!(status, expected, "{role}: {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agencys_pages_open_for_those_who_look_after_it_and_for_nobody_else() {
    let place = tokio::task::block_in_place(place);
    let today = Day::new(2023, 8, 17).unwrap();
    let (own, other, seat, unit) = tokio::task::block_in_place(|| {
        place.app.db.read(|read| {
            let id = |code| move |read: &mut db::Read<'_>| organisation::by_code(read, code, today);
            let own = id("H26")(read)?.unwrap().id;
            let other = id("G01")(read)?.unwrap().id;
            let seat = organisation::positions_of(read, own, today)?.remove(0);
            let unit = organisation::units_of(read, own, today)?.remove(0).id;
            Ok::<_, db::Error>((own, other, seat, unit))
        })
    })
    .unwrap();
    let of = |agency: Uuid| {
        ["", "/units", "/positions", "/people", "/bodies"].map(|tab| format!("/admin/agencies/{agency}{tab}"))
    };
    let mut mine: Vec<String> = of(own).into();
    mine.push(format!("/admin/units/{unit}"));
    mine.push(format!("/admin/units/{unit}/close?day=1/9/2031"));
    mine.push(format!("/admin/positions/{}", seat.id));
    mine.push(format!("/admin/positions/{}/end?day=1/9/2031", seat.id));
    mine.push(format!("/admin/people/{}", seat.person.unwrap()));
    mine.push(format!("/api/v1/agencies/{own}/people"));
    let theirs: Vec<String> = of(other).into_iter().chain([format!("/api/v1/agencies/{other}")]).collect();
    let whole = [
        format!("/admin/agencies/{own}/life"),
        format!("/admin/agencies/{own}/confirm?act=end&day=1/9/2031"),
    ];
    let answer = async |path: &str, token: &str| {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("{}={token}", edge::COOKIE_SESSION))
            .body(Body::empty())
            .unwrap();
        edge::router(place.app.clone()).oneshot(request).await.unwrap().status()
    };
    for (role, token) in ROLES.iter().zip(&place.tokens) {
        let (manages, restructures) = (role.ends_with("_administrator"), *role == "system_administrator");
        for (paths, opens) in [(&mine[..], manages), (&theirs[..], restructures), (&whole[..], restructures)]
        {
            for path in paths {
                let expected = if opens { StatusCode::OK } else { StatusCode::NOT_FOUND };
                assert_eq!(answer(path, token).await, expected, "{role}: {path}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_from_another_site_are_refused_on_every_route() {
    let place = tokio::task::block_in_place(place);
    for route in edge::routes(&place.app).iter().filter(|route| route.method == Method::POST) {
        let request = Request::builder()
            .method(Method::POST)
            .uri(filled(route.path))
            .header(header::COOKIE, format!("{}={}", edge::COOKIE_SESSION, place.tokens[0]))
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from("reason=x"))
            .unwrap();
        let answer = edge::router(place.app.clone()).oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{}", route.path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_the_protections() {
    let place = tokio::task::block_in_place(place);
    for path in ["/sign-in", "/healthz", "/nothing-here", "/api/v1/nothing"] {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let answer = edge::router(place.app.clone()).oneshot(request).await.unwrap();
        let headers = answer.headers();
        let policy = headers.get("content-security-policy").expect(path).to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(
            headers.contains_key("x-request-id") && headers.contains_key("x-content-type-options"),
            "{path}"
        );
    }
}
