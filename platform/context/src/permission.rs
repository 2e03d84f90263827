//! Permissions as people read them.

use crate::{Lang, Permission};
use serde::{Deserialize, Serialize};

/// A kind of daily work that somebody absent leaves to another (loại việc giao người thay).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Approving and giving opinions on what is submitted (duyệt, cho ý kiến). Never signing.
    Approve,
    /// Directing, and proposing directions (phân công, bút phê).
    Direct,
    /// Dealing with what one was directed to, and drafting (xử lý, soạn thảo).
    Handle,
    /// The records desk (công tác văn thư).
    Desk,
}

impl Work {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Work; 4] = [Work::Approve, Work::Direct, Work::Handle, Work::Desk];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Work::Approve => "approve",
            Work::Direct => "direct",
            Work::Handle => "handle",
            Work::Desk => "desk",
        }
    }

    /// Reads what [`Work::code`] wrote.
    pub fn of(code: &str) -> Option<Work> {
        Work::ALL.into_iter().find(|work| work.code() == code)
    }
}

/// Whether a permission passes to whoever stands in for the holder of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passes {
    /// Never: it is the person's own.
    Never,
    /// With this kind of work.
    With(Work),
    /// To everybody who stands in, and to assistants: it only reads.
    Reading,
}

/// A permission as it is shown to whoever makes roles (quyền).
#[derive(Clone, Copy, Debug)]
pub struct PermissionInfo {
    /// Its code.
    pub code: Permission,
    /// Whether it decides over people, agencies or the whole system, so that a role with it is always guarded.
    pub governs: bool,
    /// Whether it passes to a substitute.
    pub passes: Passes,
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
        PermissionInfo { code, governs: false, passes: Passes::Never, name, explained }
    }

    /// The same, passing to a substitute with a kind of work or to read.
    pub const fn passing(self, passes: Passes) -> PermissionInfo {
        PermissionInfo { passes, ..self }
    }

    /// A permission that decides over people, agencies or the whole system.
    pub const fn governing(
        code: Permission,
        name: fn(Lang) -> &'static str,
        explained: fn(Lang) -> &'static str,
    ) -> PermissionInfo {
        PermissionInfo { code, governs: true, passes: Passes::Never, name, explained }
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
