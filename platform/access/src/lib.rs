//! Sign-in, sessions, roles and the one answer to: may this be done?
//!
//! An account belongs to a person; what the person may do comes from the roles of the position that they act
//! in. [`may`] and [`require`] answer for an actor and a [`Place`]; lists put the same answer into their query.
//!
//! Secrets are prepared outside transactions: passwords by a [`Hasher`], tokens and codes by the functions
//! that hand them out. The database keeps digests only, and no outcome of a write holds a secret.

pub mod actions;
mod error;
mod factor;
mod hasher;
mod import;
mod model;
mod search;
mod secret;
mod sign_in;
mod store;
mod totp;
mod who;

words::include_words!();

pub use error::Error;
pub use factor::FactorKey;
pub use hasher::{Hasher, Policy, Prepared};
pub use import::{AccountFile, Imported, import_accounts};
pub use model::{
    Account, AccountFilter, AccountState, Granted, Listed, PasswordFault, Role, RoleHolder, RoleInput,
    RolePermission, RoleSeed, Session, check_password,
};
pub use organisation::Place;
pub use search::{accounts, administers, count_accounts, locked, reaches};
pub use secret::{CodeSeed, RecoveryCodes};
pub use sign_in::{Activation, Attempt, PasswordChange, SignedIn, activate, change_password, sign_in};
pub use store::account::{account, account_of_person, account_of_user, accounts_in};
pub use store::role::{grants_of, holders_of, positions_by_role, role, role_by_code, roles};
pub use store::session::sessions_of;
pub use totp::TotpSecret;
pub use who::{Found, actor_in_stead, actor_of_position, actor_of_session, may, require};

use context::{Passes, Permission, PermissionGroup, PermissionInfo, Work};

/// May create, reset and close accounts and end their sessions.
pub const ACCOUNTS: Permission = "access.accounts";
/// May give roles to positions and take them away.
pub const GRANTS: Permission = "access.grants";
/// May make and change roles.
pub const ROLES: Permission = "access.roles";
/// May read the trail of what was done.
pub const AUDIT: Permission = "access.audit";

/// The permissions over accounts and roles.
pub const ACCOUNT_PERMISSIONS: PermissionGroup = PermissionGroup {
    name: t::permission_group_accounts,
    permissions: &[
        PermissionInfo::governing(ACCOUNTS, t::permission_accounts, t::explained_accounts),
        PermissionInfo::governing(GRANTS, t::permission_grants, t::explained_grants),
        PermissionInfo::governing(ROLES, t::permission_roles, t::explained_roles),
        PermissionInfo::governing(AUDIT, t::permission_audit, t::explained_audit),
    ],
};

/// The permissions over the organisation, whose scope this crate answers for.
pub const ORGANISATION_PERMISSIONS: PermissionGroup = PermissionGroup {
    name: t::permission_group_organisation,
    permissions: &[
        PermissionInfo::governing(
            organisation::RESTRUCTURE,
            t::permission_restructure,
            t::explained_restructure,
        ),
        PermissionInfo::governing(organisation::MANAGE, t::permission_manage, t::explained_manage),
        PermissionInfo::work(organisation::ADDRESSES, t::permission_addresses, t::explained_addresses)
            .passing(Passes::With(Work::Desk)),
    ],
};

/// The tables of this crate; they stand on those of `organisation`.
pub const MIGRATIONS: db::Migrations = db::migrations!("access", "0001_access.sql", "0002_access.sql");
