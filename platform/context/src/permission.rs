//! Permissions as people read them.

use crate::{Lang, Permission};

/// A permission as it is shown to whoever makes roles (quyền).
#[derive(Clone, Copy, Debug)]
pub struct PermissionInfo {
    /// Its code.
    pub code: Permission,
    /// Whether it decides over people, agencies or the whole system, so that a role with it is always guarded.
    pub governs: bool,
    /// Its name, in the reader's language.
    pub name: fn(Lang) -> &'static str,
    /// One line on what its holder can do by it.
    pub explained: fn(Lang) -> &'static str,
}

impl PermissionInfo {
    /// A permission of the daily work.
    pub const fn work(
        code: Permission,
        name: fn(Lang) -> &'static str,
        explained: fn(Lang) -> &'static str,
    ) -> PermissionInfo {
        PermissionInfo { code, governs: false, name, explained }
    }

    /// A permission that decides over people, agencies or the whole system.
    pub const fn governing(
        code: Permission,
        name: fn(Lang) -> &'static str,
        explained: fn(Lang) -> &'static str,
    ) -> PermissionInfo {
        PermissionInfo { code, governs: true, name, explained }
    }
}

/// Permissions that belong together (nhóm quyền).
#[derive(Clone, Copy, Debug)]
pub struct PermissionGroup {
    /// Its name, in the reader's language.
    pub name: fn(Lang) -> &'static str,
    /// Its permissions, in the order in which they are shown.
    pub permissions: &'static [PermissionInfo],
}
