//! A house with one agency and four people, and a feature of two kinds of records: a case, which only its owner sees,
//! and an order, which only its creditor sees.
#![allow(unreachable_pub)]

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use calendar::{Day, Time};
use context::{Actor, Ctx, Law, Ref, Scope, Uuid};
use db::{Db, Read};
use duties::{Due, Outcome, Party};
use edge::{App, Better, Card, CardSource, Feature, MeasureSource, Routes, Settings, Shows};
use measures::{Contribution, Part};
use std::collections::BTreeMap;
use tower::ServiceExt;

/// The subject of the case.
pub const SECRET: &str = "Thẩm định kinh phí tinh giản biên chế";

const SETS: &[db::Migrations] = &[
    facts::MIGRATIONS,
    jobs::MIGRATIONS,
    organisation::MIGRATIONS,
    access::MIGRATIONS,
    files::MIGRATIONS,
    search::MIGRATIONS,
    notify::MIGRATIONS,
    duties::MIGRATIONS,
    measures::MIGRATIONS,
    home::MIGRATIONS,
];
const PASSWORD: &str = "mot-mat-khau-dai";

/// Who there is: the name of each, their agency, their unit, their title and their role.
const PEOPLE: [(&str, &str, &str, &str, &str); 8] = [
    ("owner", "H26", "Phòng Một", "Chuyên viên", ""),
    ("colleague", "H26", "Phòng Một", "Chuyên viên", ""),
    ("creditor", "H26", "Phòng Hai", "Trưởng phòng", ""),
    ("stranger", "H26", "Phòng Ba", "Chuyên viên", ""),
    ("chairman", "H26", "Phòng Bốn", "Chủ tịch", "steers"),
    ("director", "H26.1", "Phòng Năm", "Giám đốc", "steers"),
    ("head", "H26.1", "Phòng Sáu", "Trưởng phòng", "leads"),
    ("auditor", "G01", "Phòng Bảy", "Thanh tra", "audits"),
];

/// How far each role sees figures.
const ROLES: [access::RoleSeed; 3] = [
    role("steers", &[(measures::READ, Scope::Subtree)]),
    role("leads", &[(measures::READ, Scope::Unit)]),
    role("audits", &[(measures::READ, Scope::All)]),
];

const fn role(code: &'static str, permissions: &'static [(context::Permission, Scope)]) -> access::RoleSeed {
    access::RoleSeed { code, vi: code, en: code, guarded: false, permissions }
}

/// Cases done in time.
pub const DONE: measures::Measure = measures::Measure {
    code: "cases.done",
    counted: "cases.done",
    numerator: &[Part::DoneOnTime],
    denominator: &[Part::DoneOnTime, Part::DoneLate, Part::Overdue],
};
/// How long they take.
pub const TAKES: measures::Measure = measures::Measure {
    code: "cases.takes",
    counted: DONE.code,
    numerator: &[Part::DoneOnTime, Part::DoneLate],
    denominator: &[Part::DoneOnTime, Part::DoneLate],
};

pub struct House {
    pub now: Time,
    app: App,
    db: Db,
    case: Uuid,
    order: Uuid,
    tokens: BTreeMap<&'static str, String>,
    parties: BTreeMap<&'static str, Party>,
    runtime: tokio::runtime::Runtime,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    pub body: String,
    pub location: String,
    /// What the next page will say was done.
    pub said: String,
}

pub fn on_both(test: impl Fn(&House)) {
    testkit::both(SETS, |db| test(&House::open(db)));
}

fn card(ctx: &Ctx, owner: &str, ids: &[Uuid], title: &str, folder: &str) -> Vec<Card> {
    if ctx.actor.name != format!("Người {owner}") {
        return Vec::new();
    }
    let card = |id: &Uuid| Card {
        id: *id,
        title: title.to_owned(),
        detail: "Sở Tài chính · 4718/STC-QLNS".to_owned(),
        state: "Đang xử lý".to_owned(),
        address: format!("/{folder}/{id}"),
    };
    ids.iter().map(card).collect()
}

fn cases(_: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    Ok(card(ctx, "owner", ids, SECRET, "cases"))
}

fn orders(_: &mut Read<'_>, ctx: &Ctx, ids: &[Uuid]) -> db::Result<Vec<Card>> {
    Ok(card(ctx, "creditor", ids, "Yêu cầu báo cáo", "orders"))
}

fn records() -> Feature {
    const CARDS: &[CardSource] = &[
        CardSource {
            kind: "case",
            name: |_| "Hồ sơ",
            icon: ui::Icon::Dossier,
            read: "cases.read",
            cards: cases,
        },
        CardSource {
            kind: "order",
            name: |_| "Yêu cầu",
            icon: ui::Icon::Task,
            read: "cases.read",
            cards: orders,
        },
    ];
    const DUTIES: &[duties::Kind] =
        &[duties::Kind { code: "case.handle", permission: "cases.handle", verb: |_| "Giải quyết" }];
    Feature {
        name: "cases",
        migrations: &[],
        routes: Routes::new(),
        menu: |_, _, _| Ok(Vec::new()),
        panels: &[],
        cards: CARDS,
        duties: DUTIES,
        measures: &[
            MeasureSource {
                measure: &DONE,
                name: |_| "Giải quyết đúng hạn",
                shows: Shows::Share,
                better: Better::More,
            },
            MeasureSource {
                measure: &TAKES,
                name: |_| "Giải quyết",
                shows: Shows::Time,
                better: Better::Less,
            },
        ],
        narrate: |_, _| None,
        deeds: &[],
        workers: |_| Vec::new(),
        permissions: &[],
        openapi: Default::default,
    }
}

impl House {
    fn open(db: &Db) -> House {
        let folder = tempfile::tempdir().unwrap();
        let now = Time::from_clock();
        let hasher = access::Hasher::new(access::Policy::default()).unwrap();
        let (tokens, parties) = settle(db, now, &hasher);
        let settings = Settings {
            public_url: "http://127.0.0.1".into(),
            house: None,
            largest_file: 1 << 20,
            at_once: 8,
            demo: false,
        };
        let files = files::Files::open(&folder.path().join("files"), 1 << 20, None).unwrap();
        let features = vec![home::feature(), records()];
        let papers = paper::Pool::without_workers();
        let app = App::new(db.clone(), files, papers, Law::default(), hasher, features, settings);
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let [case, order] = [1, 2].map(|n| Uuid::from_u128(0x0180_0000_0000_7000_8000_0000_0000_0000 + n));
        House { now, app, db: db.clone(), case, order, tokens, parties, runtime, _folder: folder }
    }

    pub fn case(&self) -> Uuid {
        self.case
    }

    fn system(&self) -> Ctx {
        Ctx::new(Actor::system(), self.now, testkit::law())
    }

    /// The owner owes the creditor something of the case.
    pub fn owe(&self, kind: &'static str, due: Due) -> Uuid {
        let ctx = self.system();
        let open = || duties::Open {
            subject: Ref::new("case", self.case),
            about: Some(Ref::new("order", self.order)),
            kind,
            owner: self.parties["owner"],
            creditor: Some(self.parties["creditor"]),
            start: self.now.plus(-2 * Time::DAY),
            due: due.clone(),
        };
        self.db.write(&ctx, |tx| duties::open(tx, &ctx, open())).unwrap()
    }

    /// A case of somebody's unit counts from today: due then, done then after so many minutes of work.
    pub fn count(&self, who: &str, due: Time, done: Option<Time>, minutes: i64) {
        let ctx = self.system();
        let party = self.parties[who];
        let it = Contribution {
            measure: DONE.code,
            record: Ref::new("case", ctx.new_id()),
            agency: party.agency,
            from: self.now.day(),
            until: done.map(Time::day),
            due: Some(due),
            done,
            unit: party.unit,
            minutes,
        };
        self.db.write(&ctx, |tx| measures::contribute(tx, &ctx, &it)).unwrap();
    }

    /// One's agency owes another's something that is late.
    pub fn is_late(&self, debtor: &str, creditor: &str) {
        let ctx = self.system();
        let open = || duties::Open {
            subject: Ref::new("case", ctx.new_id()),
            about: None,
            kind: "case.handle",
            owner: Party::agency(self.parties[debtor].agency),
            creditor: Some(Party::agency(self.parties[creditor].agency)),
            start: self.now.plus(-3 * Time::DAY),
            due: Due::At(self.now.plus(-Time::DAY)),
        };
        self.db.write(&ctx, |tx| duties::open(tx, &ctx, open())).unwrap();
    }

    pub fn agency_of(&self, who: &str) -> Uuid {
        self.parties[who].agency
    }

    pub fn unit_of(&self, who: &str) -> Uuid {
        self.parties[who].unit.unwrap()
    }

    pub fn close(&self, duty: Uuid) {
        let ctx = self.system();
        self.db.write(&ctx, |tx| duties::close(tx, &ctx, duty, Outcome::Done)).unwrap();
    }

    /// Makes the case findable from the desks of its owner and of their colleague.
    pub fn index(&self) {
        let ctx = self.system();
        let record = Ref::new("case", self.case);
        let holders = ["owner", "colleague"].map(|who| (record.id, self.parties[who].position.unwrap()));
        self.db
            .write(&ctx, |tx| {
                let entry = search::Entry {
                    record: &record,
                    title: SECRET,
                    symbol: "4718/STC-QLNS",
                    issuer: "Sở Tài chính",
                    day: Some(ctx.now.day()),
                };
                search::index(tx, &ctx, &entry)?;
                search::hold(tx, &holders)
            })
            .unwrap();
    }

    /// How many notices somebody has.
    pub fn told(&self, who: &str) -> usize {
        self.json(who, "/api/v1/notices")["rows"].as_array().unwrap().len()
    }

    pub fn get(&self, who: &str, path: &str) -> Answer {
        self.ask(Some(who), Method::GET, path, "", "")
    }

    pub fn in_english(&self, who: &str, path: &str) -> Answer {
        let cookie = format!("{}={}; {}=en", edge::COOKIE_SESSION, self.tokens[who], edge::COOKIE_LANG);
        self.send(Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap())
    }

    pub fn json(&self, who: &str, path: &str) -> serde_json::Value {
        let answer = self.get(who, path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    pub fn post(&self, who: &str, path: &str, form: &str) -> Answer {
        self.ask(Some(who), Method::POST, path, form, "application/x-www-form-urlencoded")
    }

    pub fn post_json(&self, who: &str, path: &str) -> Answer {
        self.ask(Some(who), Method::POST, path, "{}", "application/json")
    }

    pub fn ask(&self, who: Option<&str>, method: Method, path: &str, body: &str, media: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(who) = who {
            request =
                request.header(header::COOKIE, format!("{}={}", edge::COOKIE_SESSION, self.tokens[who]));
        }
        if !media.is_empty() {
            request = request.header(header::CONTENT_TYPE, media);
        }
        self.send(request.body(Body::from(body.to_owned())).unwrap())
    }

    fn send(&self, request: Request<Body>) -> Answer {
        self.runtime.block_on(async {
            let answer = edge::router(self.app.clone()).oneshot(request).await.unwrap();
            let text = |value: Option<&axum::http::HeaderValue>| {
                value.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
            };
            let said = text(answer.headers().get(header::SET_COOKIE));
            let (status, location) = (answer.status(), text(answer.headers().get(header::LOCATION)));
            let body = to_bytes(answer.into_body(), 1 << 22).await.unwrap();
            Answer {
                status,
                location,
                body: String::from_utf8(body.to_vec()).unwrap(),
                said: self.read(&said),
            }
        })
    }

    /// What the cookie of the next page says, by asking for a page with it.
    fn read(&self, cookie: &str) -> String {
        let value =
            cookie.split(';').next().and_then(|pair| pair.strip_prefix("kv_said=")).unwrap_or_default();
        let bytes = data_encoding::BASE64URL_NOPAD.decode(value.as_bytes()).unwrap_or_default();
        String::from_utf8(bytes).unwrap()
    }
}

/// One agency with its people; the tokens of their sessions and where they sit.
fn settle(
    db: &Db,
    now: Time,
    hasher: &access::Hasher,
) -> (BTreeMap<&'static str, String>, BTreeMap<&'static str, Party>) {
    let ctx = Ctx::new(Actor::system(), now, testkit::law());
    let starts = Day::new(2021, 6, 1).unwrap();
    let agencies = "code,symbol,name,kind,tier,parent_code,gso_code\n\
         H26,UBND,Ủy ban nhân dân,people_committee,1,,01\n\
         H26.1,SNV,Sở Nội vụ,department,2,H26,\n\
         G01,TTCP,Thanh tra,other,1,,\n";
    db.write(&ctx, |tx| {
        let file = organisation::AgencyFile { csv: agencies.as_bytes(), starts };
        organisation::import_agencies(tx, &ctx, &file)
    })
    .unwrap();
    db.write(&ctx, |tx| access::actions::seed_roles(tx, &ctx, &ROLES)).unwrap();
    let seed = hasher.code_seed(&ctx).unwrap();
    let mut accounts = "agency_code,unit,title,rank,name,user_name,roles\n".to_owned();
    for (who, agency, unit, title, role) in PEOPLE {
        accounts.push_str(&format!("{agency},{unit},{title},officer,Người {who},{who},{role}\n"));
    }
    let imported = db
        .write(&ctx, |tx| {
            let file = access::AccountFile { csv: accounts.as_bytes(), starts };
            access::import_accounts(tx, &ctx, hasher.policy(), &seed, &file)
        })
        .unwrap();
    let password = hasher.prepare(PASSWORD, "nobody").unwrap();
    let (mut tokens, mut parties) = (BTreeMap::new(), BTreeMap::new());
    for (who, ..) in PEOPLE {
        let account = imported.iter().find(|one| one.user_name == who).unwrap().account;
        db.write(&ctx, |tx| access::actions::set_password(tx, &ctx, account, &password)).unwrap();
        let attempt = access::Attempt {
            user_name: who,
            password: PASSWORD,
            code: None,
            address: "127.0.0.1",
            agent: "test",
        };
        let token = access::sign_in(db, &ctx, hasher, &attempt).unwrap().token;
        let actor = db.read(|read| actor(read, &token, now)).unwrap();
        let party = Party { agency: actor.agency.unwrap(), unit: actor.unit, position: actor.position };
        tokens.insert(who, token);
        parties.insert(who, party);
    }
    (tokens, parties)
}

fn actor(read: &mut Read<'_>, token: &str, now: Time) -> db::Result<Actor> {
    use sha2::Digest;
    let digest = sha2::Sha256::digest(token.as_bytes());
    Ok(access::actor_of_session(read, &digest, now, &|_| context::Passes::Never)?.unwrap().actor)
}
