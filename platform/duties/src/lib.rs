//! Who owes what to whom by when.
//!
//! Every deadline in the system is a duty (nghĩa vụ có thời hạn): a direction to answer, a step of a route, an
//! arrival to accept. A feature calls [`open`] and [`close`] inside its actions; from the duties alone come the
//! page of what one owes ([`owed_by`]) and is owed ([`owed_to`]), the badges of records ([`of`]), reminders and
//! escalation, and whether something was on time.
//!
//! A duty stores from what its due instant follows (an allowance by the calendar, a day, an instant) and the
//! times in which its clock stood still, so that the due instant can be counted again when the calendar changes;
//! every due instant that it had is kept with the reason ([`due_history`]).

mod actions;
mod clock;
mod error;
mod jobs;
mod late;
mod model;
mod owed;
mod remind;
mod rule;
mod store;

words::include_words!();

pub use actions::{
    Desk, HANDED_OVER, HandedOver, MOST_COUNTED, Open, REDERIVED, Rederived, Window, close, close_at,
    close_of, extend, hand_over, hand_over_all, open, open_many, pause, rederivable, rederive, reopen,
    resume, running_at,
};
pub use error::Error;
pub use jobs::{hand_over_later, rederive_later, timers, workers};
pub use late::{Late, LateSide, late_between, late_of, latest};
pub use model::{Bucket, Cursor, Due, Duty, NoCursor, Outcome, Party, Reason, State, Step, transition};
pub use owed::{
    Counts, DAYS_AHEAD, DayCount, Filter, Hands, Kind, READ, Whose, ahead, all_of, count_by, count_to,
    due_history, duty, of, owed_by, owed_to,
};
pub use remind::{
    ESCALATED, NOW, OVERDUE, RULE_SET, RULES, SOON, alert, due_reminders, notice_words, rule_of, rules_set,
    set_rule,
};
pub use rule::Rule;
pub use store::Earlier;

use context::{Passes, PermissionGroup, PermissionInfo};

/// The permissions of this crate.
pub const PERMISSIONS: PermissionGroup = PermissionGroup {
    name: t::permission_group,
    permissions: &[
        PermissionInfo::work(READ, t::permission_read, t::explained_read).passing(Passes::Reading),
        PermissionInfo::governing(RULES, t::permission_rules, t::explained_rules),
    ],
};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("duties", "0001_duties.sql", "0002_whole.sql");
