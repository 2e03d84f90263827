//! Sign-in, sessions, roles and the one answer to: may this be done?
//!
//! An account belongs to a person; what the person may do comes from the roles of the position that they act
//! in. [`may`] and [`require`] answer for an actor and a [`Place`]; lists put the same answer into their query.
//!
//! Secrets are prepared outside transactions: passwords by a [`Hasher`], tokens and codes by the functions
//! that hand them out. The database keeps digests only, and no outcome of a write holds a secret.

pub mod actions;
mod error;
mod hasher;
mod import;
mod model;
mod secret;
mod sign_in;
mod store;
mod totp;
mod who;

words::include_words!();

pub use error::Error;
pub use hasher::{Hasher, Policy, Prepared};
pub use import::{AccountFile, Imported, import_accounts};
pub use model::{
    Account, AccountState, Granted, PasswordFault, PermissionInfo, Role, RoleInput, RolePermission, RoleSeed,
    Session, check_password,
};
pub use organisation::Place;
pub use secret::{CodeSeed, RecoveryCodes};
pub use sign_in::{Activation, Attempt, PasswordChange, SignedIn, activate, change_password, sign_in};
pub use store::account::{account, account_of_person, account_of_user, accounts_in};
pub use store::role::{grants_of, role, role_by_code, roles};
pub use store::session::sessions_of;
pub use totp::TotpSecret;
pub use who::{Found, actor_of_position, actor_of_session, may, require};

use context::{Permission, Scope};

/// May create, reset and close accounts and end their sessions.
pub const ACCOUNTS: Permission = "access.accounts";
/// May give roles to positions and take them away.
pub const GRANTS: Permission = "access.grants";
/// May make and change roles.
pub const ROLES: Permission = "access.roles";
/// May read the trail of what was done.
pub const AUDIT: Permission = "access.audit";

/// The permissions of the platform itself, for the page on which roles are made.
pub const PERMISSIONS: &[PermissionInfo] = &[
    PermissionInfo { code: ACCOUNTS, words: t::permission_accounts },
    PermissionInfo { code: GRANTS, words: t::permission_grants },
    PermissionInfo { code: ROLES, words: t::permission_roles },
    PermissionInfo { code: AUDIT, words: t::permission_audit },
    PermissionInfo { code: organisation::RESTRUCTURE, words: t::permission_restructure },
    PermissionInfo { code: organisation::MANAGE, words: t::permission_manage },
    PermissionInfo { code: organisation::ADDRESSES, words: t::permission_addresses },
];

/// The roles of whoever administers and supervises; the application adds those of its features.
pub const ADMINISTRATORS: &[RoleSeed] = &[
    RoleSeed {
        code: "agency_administrator",
        vi: "Quản trị cơ quan",
        en: "Agency administrator",
        guarded: true,
        permissions: &[
            (ACCOUNTS, Scope::Subtree),
            (GRANTS, Scope::Subtree),
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
            (ACCOUNTS, Scope::All),
            (GRANTS, Scope::All),
            (ROLES, Scope::All),
            (AUDIT, Scope::All),
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
        permissions: &[(AUDIT, Scope::All)],
    },
];

/// Every permission that exists: the platform's and those of the features given, by code.
pub fn catalogue(features: &[&'static [PermissionInfo]]) -> Vec<PermissionInfo> {
    let mut all: Vec<PermissionInfo> =
        std::iter::once(&PERMISSIONS).chain(features).flat_map(|infos| infos.iter().copied()).collect();
    all.sort_by_key(|info| info.code);
    all.dedup_by_key(|info| info.code);
    all
}

/// The tables of this crate; they stand on those of `organisation`.
pub const MIGRATIONS: db::Migrations = db::migrations!("access", "0001_access.sql");
