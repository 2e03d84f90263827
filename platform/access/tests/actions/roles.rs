//! Roles: made, given, taken away, and attempts to gain more.

use super::{SETS, Seat, acting, city, code, grant, role};
use access::actions::{change_role, make_role, revoke_role, seed_roles};
use access::{Place, RoleInput, RolePermission, RoleSeed};
use context::{Ctx, PermissionInfo, Scope, Uuid};
use db::Db;

const CATALOGUE: &[PermissionInfo] = &[
    PermissionInfo::work("sample.read", |_| "Đọc", |_| ""),
    PermissionInfo::work("sample.direct", |_| "Bút phê", |_| ""),
    PermissionInfo::governing(access::ROLES, |_| "Vai trò", |_| ""),
    PermissionInfo::governing(organisation::RESTRUCTURE, |_| "Tổ chức", |_| ""),
    PermissionInfo::governing("sample.rule", |_| "Quy tắc", |_| ""),
];

fn revoke(db: &Db, ctx: &Ctx, from: Seat, code: &str) -> Result<(), access::Error> {
    let role = role(db, code);
    db.write(ctx, |tx| revoke_role(tx, ctx, from.position, role))
}

#[test]
fn nobody_gives_what_is_beyond_them() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let [officer, local, district] =
            [city.officer, city.local, city.district_admin].map(|seat| acting(db, seat));
        for (ctx, to, role, ceiling, outcome) in [
            // An officer gives nothing, to nobody.
            (&officer, city.officer, "leader", Scope::Own, "access.not_found"),
            // An agency administrator gives no guarded role that they do not hold, nor farther than they reach,
            (&local, city.officer, "system_administrator", Scope::All, "access.beyond"),
            (&local, city.local, "system_administrator", Scope::Own, "access.beyond"),
            (&local, city.officer, "auditor", Scope::Agency, "access.beyond"),
            (&local, city.officer, "agency_administrator", Scope::Subtree, "access.beyond"),
            (&local, city.local, "agency_administrator", Scope::All, "access.beyond"),
            (&local, city.officer, "leader", Scope::All, "access.beyond"),
            // nor to another agency.
            (&local, city.clerk, "officer", Scope::Own, "access.not_found"),
            (&district, city.officer, "officer", Scope::Own, "access.not_found"),
            (&district, city.root, "officer", Scope::Own, "access.not_found"),
            // Within their reach they do.
            (&local, city.officer, "leader", Scope::Agency, "ok"),
            (&local, city.officer, "agency_administrator", Scope::Agency, "ok"),
            (&district, city.clerk, "leader", Scope::Subtree, "ok"),
            (&district, city.clerk, "agency_administrator", Scope::Subtree, "ok"),
        ] {
            assert_eq!(code(grant(db, ctx, to, role, ceiling)), outcome, "{role} {ceiling:?}");
        }
        // What is guarded is taken away only by whoever could give it.
        let system = testkit::system();
        grant(db, &system, city.officer, "auditor", Scope::All).unwrap();
        assert_eq!(code(revoke(db, &local, city.officer, "auditor")), "access.beyond");
        revoke(db, &local, city.officer, "leader").unwrap();
        assert_eq!(code(revoke(db, &local, city.officer, "leader")), "access.not_found");
    });
}

#[test]
fn a_grant_narrows_its_role_and_never_widens_it() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let system = testkit::system();
        let scopes = |seat| {
            let actor = acting(db, seat).actor;
            [actor.scope("sample.read"), actor.scope("sample.direct")]
        };
        grant(db, &system, city.officer, "leader", Scope::Agency).unwrap();
        assert_eq!(scopes(city.officer), [Some(Scope::Agency), Some(Scope::Agency)]);
        grant(db, &system, city.officer, "leader", Scope::All).unwrap();
        assert_eq!(scopes(city.officer), [Some(Scope::Subtree), Some(Scope::Agency)]);
        let granted = db.read(|read| access::grants_of(read, city.officer.position)).unwrap();
        let codes: Vec<(&str, Scope)> =
            granted.iter().map(|granted| (granted.role.code.as_str(), granted.scope)).collect();
        assert_eq!(codes, [("leader", Scope::All), ("officer", Scope::All)]);

        let ctx = acting(db, city.officer);
        db.read(|read| {
            assert!(access::may(read, &ctx, "sample.direct", &Place::agency(city.department))?);
            assert!(!access::may(read, &ctx, "sample.direct", &Place::agency(city.commune))?);
            assert!(!access::may(read, &ctx, access::ROLES, &Place::agency(city.department))?);
            let refused = access::require(read, &ctx, "sample.read", &Place::SYSTEM);
            assert!(matches!(refused, Err(access::Error::NotFound)), "{refused:?}");
            Ok::<_, access::Error>(())
        })
        .unwrap();
    });
}

/// Whoever fills positions could else put themselves where a guarded role was given.
#[test]
fn a_guarded_role_does_not_pass_to_the_next_in_the_position() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let system = testkit::system();
        grant(db, &system, city.officer, "system_administrator", Scope::All).unwrap();
        let local = acting(db, city.local);
        let today = local.now.day();
        db.write(&local, |tx| {
            organisation::actions::end_tenure(tx, &local, city.officer.position, today)?;
            organisation::actions::appoint(tx, &local, city.officer.position, city.local.person, today)
        })
        .unwrap();
        let actor = acting(db, city.officer).actor;
        assert_eq!(actor.person, Some(city.local.person));
        assert!(!actor.holds(access::ROLES) && actor.holds("sample.read"), "{:?}", actor.grants);
        // Nor does it count as an administrator who is left.
        let root = acting(db, city.root);
        assert_eq!(code(revoke(db, &root, city.root, "system_administrator")), "access.last_administrator");
        db.write(&local, |tx| organisation::actions::end_tenure(tx, &local, city.officer.position, today))
            .unwrap();
        assert_eq!(code(grant(db, &root, city.officer, "auditor", Scope::All)), "access.vacant");
        grant(db, &root, city.officer, "leader", Scope::Agency).unwrap();
    });
}

fn input(permissions: &[(&str, Scope)]) -> RoleInput {
    RoleInput {
        code: "reader".into(),
        name_vi: "Người đọc".into(),
        name_en: "Reader".into(),
        guarded: false,
        permissions: permissions
            .iter()
            .map(|(permission, scope)| RolePermission { permission: (*permission).into(), scope: *scope })
            .collect(),
    }
}

#[test]
fn only_system_administrators_make_roles_of_what_exists() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        let local = acting(db, city.local);
        let good = input(&[("sample.read", Scope::Unit)]);
        let make = |ctx: &Ctx, input: &RoleInput| db.write(ctx, |tx| make_role(tx, ctx, CATALOGUE, input));
        let change = |ctx: &Ctx, id: Uuid, version, input: &RoleInput| {
            db.write(ctx, |tx| change_role(tx, ctx, id, version, CATALOGUE, input))
        };
        assert_eq!(code(make(&local, &good)), "access.not_found");
        for wrong in [
            input(&[("sample.unknown", Scope::Own)]),
            input(&[("sample.read", Scope::Own), ("sample.read", Scope::All)]),
            RoleInput { code: "Người đọc".into(), ..good.clone() },
            RoleInput { name_vi: " ".into(), ..good.clone() },
            RoleInput { code: "officer".into(), ..good.clone() },
        ] {
            assert_eq!(code(make(&root, &wrong)), "access.field", "{wrong:?}");
        }
        let id = make(&root, &good).unwrap();
        grant(db, &root, city.clerk, "reader", Scope::All).unwrap();
        assert_eq!(acting(db, city.clerk).actor.scope("sample.read"), Some(Scope::Unit));
        let wider = input(&[("sample.read", Scope::Agency), ("sample.direct", Scope::Own)]);
        assert_eq!(code(change(&local, id, 1, &wider)), "access.not_found");
        change(&root, id, 1, &wider).unwrap();
        assert_eq!(code(change(&root, id, 1, &wider)), "access.stale");
        assert_eq!(acting(db, city.clerk).actor.scope("sample.read"), Some(Scope::Agency));
    });
}

/// Every page asks what its reader may do; the answer is as long as the catalogue, however much they were given.
#[test]
fn a_thousand_grants_weigh_no_more_than_what_they_allow() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        let before = acting(db, city.clerk).actor.grants.len();
        db.write(&root, |tx| {
            for number in 0..1_000 {
                let scope = if number == 700 { Scope::Agency } else { Scope::Own };
                let like = input(&[("sample.read", scope), ("sample.direct", Scope::Own)]);
                let one = RoleInput { code: format!("reader_{number}"), ..like };
                let role = make_role(tx, &root, CATALOGUE, &one)?;
                access::actions::grant_role(tx, &root, city.clerk.position, role, Scope::All)?;
            }
            Ok::<_, access::Error>(())
        })
        .unwrap();
        let actor = acting(db, city.clerk).actor;
        assert_eq!(actor.scope("sample.read"), Some(Scope::Agency));
        assert!(actor.grants.len() <= before + 2, "{}", actor.grants.len());
    });
}

#[test]
fn the_last_administrators_role_cannot_be_taken_or_emptied() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        assert_eq!(code(revoke(db, &root, city.root, "system_administrator")), "access.last_administrator");
        let id = role(db, "system_administrator");
        let emptied = db.write(&root, |tx| change_role(tx, &root, id, 1, CATALOGUE, &input(&[])));
        assert_eq!(code(emptied), "access.last_administrator");
        grant(db, &root, city.officer, "system_administrator", Scope::All).unwrap();
        revoke(db, &root, city.root, "system_administrator").unwrap();
        assert!(acting(db, city.root).actor.grants.is_empty());
    });
}

#[test]
fn seeding_renews_roles_but_not_those_that_somebody_changed() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let system = testkit::system();
        let seed = |permissions: &'static [(&'static str, Scope)]| {
            let seeds = ["officer", "leader"].map(|code| RoleSeed {
                code,
                vi: "Tên",
                en: "Name",
                guarded: false,
                permissions,
            });
            db.write(&system, |tx| seed_roles(tx, &system, &seeds)).unwrap();
        };
        let read = |code| db.read(|read| access::role_by_code(read, code)).unwrap().unwrap();
        let root = acting(db, city.root);
        let leader = read("leader");
        db.write(&root, |tx| {
            change_role(
                tx,
                &root,
                leader.id,
                leader.version,
                CATALOGUE,
                &input(&[("sample.read", Scope::Own)]),
            )
        })
        .unwrap();
        seed(&[("sample.new", Scope::Agency)]);
        assert_eq!(read("officer").permissions[0].permission, "sample.new");
        assert_eq!(read("leader").permissions[0].permission, "sample.read");
        let version = read("officer").version;
        seed(&[("sample.new", Scope::Agency)]);
        assert_eq!(read("officer").version, version);
        let refused = db.write(&root, |tx| seed_roles(tx, &root, super::ADMINISTRATORS));
        assert_eq!(code(refused), "access.not_found");
    });
}

#[test]
fn the_catalogue_names_every_permission_once_and_in_both_languages() {
    let groups = [access::ACCOUNT_PERMISSIONS, access::ORGANISATION_PERMISSIONS];
    let mut seen = std::collections::BTreeSet::new();
    for info in groups.iter().flat_map(|group| group.permissions) {
        for words in [info.name, info.explained] {
            let (vi, en) = (words(context::Lang::Vi), words(context::Lang::En));
            assert!(vi != en && !vi.is_empty(), "{}", info.code);
        }
        assert!(seen.insert(info.code), "{} is there twice", info.code);
    }
}

#[test]
fn whoever_makes_roles_puts_no_power_into_them_that_they_do_not_hold() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let root = acting(db, city.root);
        let make = |permissions: &[(&str, Scope)]| {
            db.write(&root, |tx| make_role(tx, &root, CATALOGUE, &input(permissions)))
        };
        assert_eq!(code(make(&[("sample.rule", Scope::All)])), "access.beyond");
        assert_eq!(code(make(&[("sample.read", Scope::All), ("sample.rule", Scope::Own)])), "access.beyond");
        let id = make(&[("sample.read", Scope::Own)]).unwrap();
        let change = |version, permissions: &[(&str, Scope)]| {
            let input = input(permissions);
            code(db.write(&root, |tx| change_role(tx, &root, id, version, CATALOGUE, &input)))
        };
        assert_eq!(change(1, &[("sample.rule", Scope::Own)]), "access.beyond");
        // What governs is guarded, whether or not somebody ticked that.
        assert_eq!(change(1, &[(organisation::RESTRUCTURE, Scope::All)]), "ok");
        let made = db.read(|read| access::role(read, id)).unwrap().unwrap();
        assert!(made.guarded && made.edited && !made.built_in);
        // An agency administrator gives it to nobody.
        let local = acting(db, city.local);
        assert_eq!(code(grant(db, &local, city.officer, "reader", Scope::Agency)), "access.beyond");
    });
}

#[test]
fn who_has_a_role_is_read_page_by_page() {
    testkit::both(SETS, |db| {
        let city = city(db);
        let system = testkit::system();
        for seat in [city.root, city.local, city.clerk] {
            grant(db, &system, seat, "leader", Scope::Agency).unwrap();
        }
        let (id, day) = (role(db, "leader"), super::at(9, 0).day());
        let counts = db.read(|read| access::positions_by_role(read, day)).unwrap();
        assert!(counts.contains(&(id, 3)), "{counts:?}");
        let mut seen = Vec::new();
        let mut behind = None;
        loop {
            let page = db.read(|read| access::holders_of(read, id, day, behind, 2)).unwrap();
            behind = page.rows.last().map(|row| row.position);
            seen.extend(page.rows);
            if !page.more {
                break;
            }
        }
        assert_eq!(seen.len(), 3);
        let clerk = seen.iter().find(|row| row.position == city.clerk.position).unwrap();
        assert_eq!(
            (clerk.account, clerk.scope, clerk.works),
            (Some(city.clerk.account), Scope::Agency, true)
        );
        // A guarded role that was given to a predecessor works for nobody now.
        let guarded =
            db.read(|read| access::holders_of(read, role(db, "agency_administrator"), day, None, 9));
        assert!(guarded.unwrap().rows.iter().all(|row| row.works));
    });
}
