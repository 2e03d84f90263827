//! Figures by agency and period, each with the records behind it.
//!
//! A feature declares a [`Measure`] and calls [`contribute`] inside its actions: this record counts for this
//! agency from that day on, is due then, was done then. Whether it is late follows from those and the instant
//! of asking, since lateness happens without any fact. [`figure`] adds up an agency or its subtree, [`records`]
//! lists what stands behind the number, and both can be asked as of an instant in the past.
//!
//! Summaries are kept at the record's own agency, by day and month and by the unit that does it. A subtree is added up on reading with the tree as
//! it was on each day, so a reorganisation within the period loses and doubles nothing.

mod contribute;
mod error;
mod figure;
mod model;
mod store;

words::include_words!();

pub use contribute::{contribute, contribute_many, recompute, retract};
pub use error::Error;
pub use figure::{Question, figure, figures, figures_of_units, records};
pub use model::{Contribution, Counted, Cursor, Figure, Measure, NoCursor, Part, Period, Tally, Where};

use context::{Passes, Permission, PermissionGroup, PermissionInfo};

/// To see figures and the list of what stands behind each: of one's unit, one's agency, the agencies below it, or
/// all. What a record is about, its own permission says.
pub const READ: Permission = "measures.read";

/// The permissions of this crate.
pub const PERMISSIONS: PermissionGroup = PermissionGroup {
    name: t::permission_group,
    permissions: &[PermissionInfo::work(READ, t::permission_read, t::explained_read).passing(Passes::Reading)],
};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("measures", "0001_measures.sql", "0002_spans.sql");
