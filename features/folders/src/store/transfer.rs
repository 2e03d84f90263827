//! Rows of hand-overs.

use calendar::Time;
use context::{Ref, Uuid};
use db::{Page, Read, Result, Tx, params};

db::row! {
    /// One hand-over.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Transfer {
        /// Its id.
        pub id: Uuid,
        /// The agency.
        pub agency: Uuid,
        /// The unit that hands over.
        pub unit: Option<Uuid>,
        /// The position that does.
        pub giver: Uuid,
        /// Its holder's name.
        pub giver_name: String,
        /// Its title.
        pub giver_title: String,
        /// The position that received.
        pub receiver: Option<Uuid>,
        /// Its holder's name.
        pub receiver_name: String,
        /// Its title.
        pub receiver_title: String,
        /// The code of its state.
        pub state: String,
        /// Why it was sent back.
        pub reason: String,
        /// In which state the papers are.
        pub note: String,
        /// How many folders.
        pub folders: i64,
        /// When it was offered.
        pub offered_at: Time,
        /// When it came to its end.
        pub settled_at: Option<Time>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Transfer {
    /// A reference to it.
    pub fn subject_ref(&self) -> Ref {
        Ref::new(crate::TRANSFER, self.id)
    }
}

const COLUMNS: &str = "id, agency, unit, giver, giver_name, giver_title, receiver, receiver_name, receiver_title, \
                       state, reason, note, folders, offered_at, settled_at, version";

/// One hand-over.
pub fn transfer(read: &mut Read<'_>, id: Uuid) -> Result<Option<Transfer>> {
    read.first(&format!("SELECT {COLUMNS} FROM folders_transfer WHERE id = :id"), params! { id })
}

/// Several hand-overs.
pub fn transfers(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Transfer>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM folders_transfer WHERE id IN (:ids)"),
        params! { ids: db::in_list(ids) },
    )
}

/// One hand-over that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Transfer>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {COLUMNS} FROM folders_transfer WHERE id = :id{lock}"), params! { id })
}

/// Hand-overs of an agency, the newest first; of a unit or a position alone, if one is named.
pub fn page(
    read: &mut Read<'_>,
    agency: Uuid,
    unit: Option<Uuid>,
    giver: Option<Uuid>,
    behind: Option<(Time, Uuid)>,
    limit: usize,
) -> Result<Page<Transfer>> {
    let (at, id) = behind.unwrap_or((Time(i64::MAX), Uuid::max()));
    let rows = read.all(
        &format!(
            "SELECT {COLUMNS} FROM folders_transfer WHERE agency = :agency AND (offered_at, id) < (:at, :id) \
               AND (unit = :unit OR giver = :giver OR :whole) \
             ORDER BY offered_at DESC, id DESC LIMIT :most"
        ),
        params! {
            agency, at, id, unit: unit.unwrap_or_default(), giver: giver.unwrap_or_default(),
            whole: unit.is_none() && giver.is_none(), most: limit as i64 + 1,
        },
    )?;
    Ok(Page::cut(rows, limit))
}

/// Adds a hand-over.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &Transfer) -> Result<()> {
    tx.run(
        "INSERT INTO folders_transfer (id, agency, unit, giver, giver_name, giver_title, receiver_name, \
             receiver_title, state, reason, note, folders, offered_at, version) \
         VALUES (:id, :agency, :unit, :giver, :giver_name, :giver_title, '', '', :state, '', :note, :folders, \
             :offered_at, :version)",
        params! {
            id: new.id, agency: new.agency, unit: new.unit, giver: new.giver, giver_name: &new.giver_name,
            giver_title: &new.giver_title, state: &new.state, note: &new.note, folders: new.folders,
            offered_at: new.offered_at, version: new.version,
        },
    )?;
    Ok(())
}

/// Writes its end.
pub(crate) fn settle(tx: &mut Tx<'_>, it: &Transfer) -> Result<()> {
    tx.run(
        "UPDATE folders_transfer SET state = :state, reason = :reason, receiver = :receiver, \
             receiver_name = :receiver_name, receiver_title = :receiver_title, settled_at = :settled_at, \
             version = version + 1 \
         WHERE id = :id",
        params! {
            state: &it.state, reason: &it.reason, receiver: it.receiver, receiver_name: &it.receiver_name,
            receiver_title: &it.receiver_title, settled_at: it.settled_at, id: it.id,
        },
    )?;
    Ok(())
}
