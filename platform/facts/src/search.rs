//! The log as people search it.

use crate::model::Fact;
use crate::store;
use context::{Day, Ref, Uuid};
use db::{Page, Read};

/// Which agencies' facts a reader may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// All, and those of no agency.
    All,
    /// Those done for one of these agencies.
    Agencies(Vec<Uuid>),
}

/// What is looked for. An absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Done for this agency.
    pub agency: Option<Uuid>,
    /// Done by this person.
    pub person: Option<Uuid>,
    /// Action, or its beginning: `documents.`.
    pub action: Option<String>,
    /// From this local day on.
    pub from: Option<Day>,
    /// Up to and with this local day.
    pub to: Option<Day>,
    /// Happened to this record, or is about it.
    pub record: Option<Ref>,
}

/// From where the log is walked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Walk {
    /// From the newest, backwards in time.
    #[default]
    Newest,
    /// Behind this fact, backwards in time.
    Behind(Uuid),
    /// Ahead of this fact, forwards in time.
    Ahead(Uuid),
}

/// One page of the facts that match, in the order of the walk. A page that offers this sets a range of days where it
/// can: it bounds the work whatever else is asked.
///
/// # Errors
/// Those of the database.
pub fn search(
    read: &mut Read<'_>,
    reach: &Reach,
    filter: &Filter,
    walk: Walk,
    limit: usize,
) -> db::Result<Page<Fact>> {
    Ok(Page::cut(store::search(read, reach, filter, walk, limit + 1)?, limit))
}
