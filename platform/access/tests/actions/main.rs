//! The actions on both engines.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod absences;
mod accounts;
mod imports;
mod roles;
mod second_factor;
mod sessions;
mod signing_in;

use access::actions::{AccountInput, create_account};
use access::{Activation, Attempt, Error, Hasher, Policy, RoleSeed, SignedIn};
use context::{Actor, Ctx, Day, Scope, Time, Uuid};
use db::{Db, Migrations};
use organisation::model::{AgencyInput, SeatInput};
use organisation::{AgencyKind, Rank};
use std::sync::OnceLock;

/// What this crate stands on, and its own.
const SETS: &[Migrations] = &[facts::MIGRATIONS, organisation::MIGRATIONS, access::MIGRATIONS];

/// A good password.
const PASSWORD: &str = "bốn con voi tím";
/// Another.
const OTHER: &str = "năm con hươu vàng";

/// Roles as a feature would bring them along.
const FEATURE_ROLES: &[RoleSeed] = &[
    RoleSeed {
        code: "officer",
        vi: "Chuyên viên",
        en: "Officer",
        guarded: false,
        permissions: &[("sample.read", Scope::Own)],
    },
    RoleSeed {
        code: "leader",
        vi: "Lãnh đạo",
        en: "Leader",
        guarded: false,
        permissions: &[("sample.read", Scope::Subtree), ("sample.direct", Scope::Agency)],
    },
];

/// The roles of whoever administers.
const ADMINISTRATORS: &[RoleSeed] = &[
    RoleSeed {
        code: "agency_administrator",
        vi: "Quản trị cơ quan",
        en: "Agency administrator",
        guarded: true,
        permissions: &[
            (access::ACCOUNTS, Scope::Subtree),
            (access::GRANTS, Scope::Subtree),
            (organisation::MANAGE, Scope::Subtree),
            (organisation::ADDRESSES, Scope::Subtree),
        ],
    },
    RoleSeed {
        code: "system_administrator",
        vi: "Quản trị hệ thống",
        en: "System administrator",
        guarded: true,
        permissions: &[
            (access::ACCOUNTS, Scope::All),
            (access::GRANTS, Scope::All),
            (access::ROLES, Scope::All),
            (access::AUDIT, Scope::All),
            (organisation::RESTRUCTURE, Scope::All),
            (organisation::MANAGE, Scope::All),
            (organisation::ADDRESSES, Scope::All),
        ],
    },
    RoleSeed {
        code: "auditor",
        vi: "Kiểm tra, giám sát",
        en: "Auditor",
        guarded: true,
        permissions: &[(access::AUDIT, Scope::All)],
    },
];

fn hasher() -> &'static Hasher {
    static HASHER: OnceLock<Hasher> = OnceLock::new();
    HASHER.get_or_init(|| Hasher::new(Policy::default()).unwrap())
}

/// An instant of the demo's month.
fn at(hour: i8, minute: i8) -> Time {
    Time::local(Day::new(2023, 8, 17).unwrap(), hour, minute)
}

fn began() -> Day {
    Day::new(2021, 6, 1).unwrap()
}

/// A city with a department and a district of one commune; the roles; somebody in each.
struct City {
    department: Uuid,
    commune: Uuid,
    /// System administrator, in the city.
    root: Seat,
    /// Agency administrator of the department, for it alone.
    local: Seat,
    /// Agency administrator of the district and all below it.
    district_admin: Seat,
    /// Officer of the department.
    officer: Seat,
    /// Clerk of the commune, without a role.
    clerk: Seat,
}

/// Somebody in a position, with an account that nobody has activated.
#[derive(Clone, Copy)]
struct Seat {
    person: Uuid,
    position: Uuid,
    account: Uuid,
}

fn found(db: &Db, ctx: &Ctx, code: &str, name: &str, tier: u8, parent: Option<Uuid>) -> Uuid {
    let input = AgencyInput {
        code: code.into(),
        symbol: "UBND".into(),
        name: name.into(),
        kind: AgencyKind::PeopleCommittee,
        tier,
        parent,
        gso_code: String::new(),
    };
    db.write(ctx, |tx| organisation::actions::found_agency(tx, ctx, &input, began())).unwrap()
}

fn seat(db: &Db, ctx: &Ctx, agency: Uuid, name: &str, user_name: &str) -> Seat {
    let seats = [SeatInput {
        agency,
        unit: String::new(),
        title: "Vị trí".into(),
        rank: Rank::Officer,
        name: name.into(),
    }];
    let seated = db.write(ctx, |tx| organisation::actions::seat_many(tx, ctx, &seats, began())).unwrap()[0];
    let seed = hasher().code_seed(ctx).unwrap();
    let input = AccountInput { person: seated.person, user_name: user_name.into() };
    let issued = db.write(ctx, |tx| create_account(tx, ctx, hasher().policy(), &seed, &input)).unwrap();
    Seat { person: seated.person, position: seated.position, account: issued.account }
}

fn city(db: &Db) -> City {
    let ctx = testkit::system();
    db.write(&ctx, |tx| {
        access::actions::seed_roles(tx, &ctx, ADMINISTRATORS)?;
        access::actions::seed_roles(tx, &ctx, FEATURE_ROLES)
    })
    .unwrap();
    let city = found(db, &ctx, "H26", "Thành phố", 1, None);
    let department = found(db, &ctx, "H26.2", "Sở Nội vụ", 1, Some(city));
    let district = found(db, &ctx, "H26.24", "Quận", 2, Some(city));
    let commune = found(db, &ctx, "H26.24.1", "Phường", 3, Some(district));
    let made = City {
        department,
        commune,
        root: seat(db, &ctx, city, "Trần Văn An", "quantri"),
        local: seat(db, &ctx, department, "Lê Thị Bình", "quantri.snv"),
        district_admin: seat(db, &ctx, district, "Đỗ Văn Cường", "quantri.quan"),
        officer: seat(db, &ctx, department, "Vũ Thị Dung", "officer.snv"),
        clerk: seat(db, &ctx, commune, "Bùi Thị Én", "vanthu.phuong"),
    };
    for (seat, role, ceiling) in [
        (made.root, "system_administrator", Scope::All),
        (made.local, "agency_administrator", Scope::Agency),
        (made.district_admin, "agency_administrator", Scope::Subtree),
        (made.officer, "officer", Scope::All),
    ] {
        grant(db, &ctx, seat, role, ceiling).unwrap();
    }
    made
}

fn role(db: &Db, code: &str) -> Uuid {
    db.read(|read| access::role_by_code(read, code)).unwrap().unwrap().id
}

fn grant(db: &Db, ctx: &Ctx, to: Seat, code: &str, ceiling: Scope) -> Result<(), Error> {
    let role = role(db, code);
    db.write(ctx, |tx| access::actions::grant_role(tx, ctx, to.position, role, ceiling))
}

/// Somebody acting in their position.
fn acting(db: &Db, seat: Seat) -> Ctx {
    let now = at(9, 0);
    let actor = db.read(|read| access::actor_of_position(read, seat.position, now)).unwrap();
    Ctx::new(actor, now, testkit::law())
}

/// Nobody yet, at an instant.
fn stranger(now: Time) -> Ctx {
    Ctx::new(Actor::nobody(), now, testkit::law())
}

/// Sets a password as the demo does.
fn with_password(db: &Db, seat: Seat, password: &str) {
    let ctx = testkit::system();
    let prepared = hasher().prepare(password, "").unwrap();
    db.write(&ctx, |tx| access::actions::set_password(tx, &ctx, seat.account, &prepared)).unwrap();
}

fn attempt<'a>(user_name: &'a str, password: &'a str) -> Attempt<'a> {
    Attempt { user_name, password, code: None, address: "10.0.0.7", agent: "Firefox" }
}

fn sign_in(db: &Db, now: Time, attempt: &Attempt<'_>) -> Result<SignedIn, Error> {
    access::sign_in(db, &stranger(now), hasher(), attempt)
}

fn activate(db: &Db, now: Time, user_name: &str, code: &str, password: &str) -> Result<(), Error> {
    let activation = Activation { user_name, code, password, address: "10.0.0.7" };
    access::activate(db, &stranger(now), hasher(), &activation)
}

/// What passes to whoever stands in, in these tests.
fn passes(permission: &str) -> context::Passes {
    match permission {
        "sample.read" => context::Passes::Reading,
        "sample.direct" => context::Passes::With(context::Work::Direct),
        _ => context::Passes::Never,
    }
}

/// Who stands behind a token.
fn behind(db: &Db, token: &str, now: Time) -> Option<access::Found> {
    use sha2::{Digest, Sha256};
    db.read(|read| access::actor_of_session(read, &Sha256::digest(token.as_bytes()), now, &passes)).unwrap()
}

/// The actions recorded so far about accounts, in order.
fn told(db: &Db) -> Vec<String> {
    let ctx = testkit::system();
    facts::sequence(db, &ctx).unwrap();
    db.read(|read| facts::after(read, 0, 10_000)).unwrap().into_iter().map(|fact| fact.action).collect()
}

/// The stable code of the error.
fn code<T>(outcome: Result<T, Error>) -> &'static str {
    use context::{Explain, Lang};
    match outcome {
        Ok(_) => "ok",
        Err(error) => error.explain(Lang::Vi).code,
    }
}
