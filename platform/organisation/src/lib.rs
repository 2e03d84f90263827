//! Agencies, units, people, positions, issuing bodies, over time.
//!
//! Whatever has a term holds from `starts` until the day before `ends`. An agency that has ended stays
//! readable, and [`heirs`] says who went on as it. The tree of a past day is read with that day:
//! [`tree`], [`subtree`], [`ancestors`].
//!
//! Whether an actor's grant reaches a place in that tree is answered here too, by [`reaches`], since it is a
//! question about the tree; features ask it through `access::may`.

pub mod actions;
mod error;
mod import;
pub mod model;
mod names;
mod picker;
mod reach;
pub mod sheet;
mod store;

words::include_words!();

pub use error::Error;
pub use import::{AgencyFile, import_agencies};
pub use model::{
    Absence, AbsenceInput, Agency, AgencyKind, Assistant, Away, Body, BodyKind, BodyMember, Branch,
    Colleague, Committee, Delegation, DelegationInput, Delivery, Group, Held, Holdings, Member, Outside,
    Person, Position, Rank, Recipient, Spell, StandIn, Standing, StandsIn, Succession, SuccessionKind, Unit,
    ValueFault,
};
pub use model::{away_words, stead_words, work_name};
pub use names::{fold, sort_key as name_key};
pub use picker::{Pick, PickKind, PickQuery, picker};
pub use reach::{Place, reaches};
pub use store::absence::{
    absence, absences_of, assistant, assistants_of, away, delegation, delegations_of, may_sign_for,
    stand_ins_of, stands_in, substitutes_of,
};
pub use store::agency::{
    acting, agencies, agency, agency_on, ancestors, by_code, children, codes, heirs, holdings, of_tier,
    parents, predecessors, root, standings, subtree, successions, tiers, tree,
};
pub use store::body::{bodies_kept, body, issuing_bodies_of, issuing_bodies_standing_for};
pub use store::committee::{body_member, committee, members_of_body};
pub use store::outside::{
    group, group_members, groups_of, outside, outside_now, outsides, outsides_after, outsides_alike,
};
pub use store::person::{people, people_named, people_of, person};
pub use store::position::{
    agencies_of_person, holder, position, positions, positions_deciding, positions_kept, positions_of,
    positions_of_people, positions_of_person, positions_of_unit, spells,
};
pub use store::unit::{unit, units, units_kept, units_of};

use context::Permission;

/// May found, rename, move, merge, split and end agencies, and import them.
pub const RESTRUCTURE: Permission = "organisation.restructure";
/// May keep units, positions, people and issuing bodies.
pub const MANAGE: Permission = "organisation.manage";
/// May keep the directory of outside bodies and saved groups of recipients.
pub const ADDRESSES: Permission = "organisation.addresses";

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!(
    "organisation",
    "0001_organisation.sql",
    "0002_succession.sql",
    "0003_absence.sql",
    "0004_committees.sql",
    "0005_outside_merged.sql"
);
