//! Rows of sets submitted upward, and of the opinions in them.

use crate::model::boxes::Box;
use crate::model::set::SetState;
use calendar::Time;
use context::{Ref, Uuid};
use db::{Page, Read, Result, Tx, params};

db::row! {
    /// A set as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Set {
        /// Its id.
        pub id: Uuid,
        /// The submission (tờ trình) of the department.
        pub cover: Uuid,
        /// The draft that is to be issued.
        pub paper: Uuid,
        /// The submitting agency.
        pub agency: Uuid,
        /// The position that submits.
        pub drafter: Uuid,
        /// The agency whose desk serves the body that is to issue it.
        pub target: Uuid,
        /// The position that examines it.
        pub officer: Option<Uuid>,
        /// The code of its [`SetState`].
        pub state: String,
        /// Why it was returned or withdrawn.
        pub reason: String,
        /// When it was submitted first.
        pub at: Time,
        /// When it was last changed.
        pub changed_at: Time,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Set {
    /// Its state. An unknown code, which no action writes, reads as withdrawn: nothing can be done to it.
    pub fn state(&self) -> SetState {
        SetState::of(&self.state).unwrap_or(SetState::Withdrawn)
    }

    /// A reference to it.
    pub fn subject_ref(&self) -> Ref {
        Ref::new(crate::SET, self.id)
    }
}

const SET: &str =
    "id, cover, paper, agency, drafter, target, officer, state, reason, at, changed_at, version";

/// One set.
pub fn set(read: &mut Read<'_>, id: Uuid) -> Result<Option<Set>> {
    read.first(&format!("SELECT {SET} FROM documents_set WHERE id = :id"), params! { id })
}

/// One set that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Set>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {SET} FROM documents_set WHERE id = :id{lock}"), params! { id })
}

/// The set of a draft, if it came in one.
pub fn of_paper(read: &mut Read<'_>, paper: Uuid) -> Result<Option<Set>> {
    read.first(&format!("SELECT {SET} FROM documents_set WHERE paper = :paper"), params! { paper })
}

/// The set that a submission is the cover of.
pub fn of_cover(read: &mut Read<'_>, cover: Uuid) -> Result<Option<Set>> {
    read.first(&format!("SELECT {SET} FROM documents_set WHERE cover = :cover"), params! { cover })
}

/// Adds a set; false if its cover has one already.
pub fn insert(tx: &mut Tx<'_>, new: &Set) -> Result<bool> {
    let added: Option<(Uuid,)> = tx.first(
        "INSERT INTO documents_set (id, cover, paper, agency, drafter, target, officer, state, reason, at, changed_at, \
             version) \
         VALUES (:id, :cover, :paper, :agency, :drafter, :target, :officer, :state, :reason, :at, :changed_at, 1) \
         ON CONFLICT (cover) DO NOTHING RETURNING id",
        params! {
            id: new.id, cover: new.cover, paper: new.paper, agency: new.agency, drafter: new.drafter,
            target: new.target, officer: new.officer, state: &new.state, reason: &new.reason, at: new.at,
            changed_at: new.changed_at,
        },
    )?;
    Ok(added.is_some())
}

/// Writes back what has changed of a set.
pub fn update(tx: &mut Tx<'_>, set: &Set) -> Result<()> {
    tx.run(
        "UPDATE documents_set SET officer = :officer, state = :state, reason = :reason, changed_at = :changed_at, \
             version = version + 1 WHERE id = :id",
        params! {
            officer: set.officer, state: &set.state, reason: &set.reason, changed_at: set.changed_at, id: set.id,
        },
    )?;
    Ok(())
}

/// Gives the draft of a set to whoever examines it.
pub fn give(tx: &mut Tx<'_>, paper: Uuid, officer: Uuid) -> Result<()> {
    tx.run("UPDATE documents_document SET drafter = :officer WHERE id = :paper", params! { officer, paper })?;
    Ok(())
}

db::row! {
    /// What somebody who was consulted said of the draft, and how it was taken up.
    #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub struct Opinion {
        /// Who.
        pub who: String,
        /// What they said.
        pub said: String,
        /// How it was taken up, or why not (tiếp thu, giải trình).
        pub taken: String,
    }
}

/// The opinions of a set in their order.
pub fn opinions(read: &mut Read<'_>, set: Uuid) -> Result<Vec<Opinion>> {
    read.all(
        "SELECT who, said, taken FROM documents_set_opinion WHERE set_id = :set ORDER BY ordinal",
        params! { set },
    )
}

/// Replaces the opinions of a set.
pub fn set_opinions(tx: &mut Tx<'_>, set: Uuid, opinions: &[Opinion]) -> Result<()> {
    tx.run("DELETE FROM documents_set_opinion WHERE set_id = :set", params! { set })?;
    for (ordinal, one) in (0_i64..).zip(opinions) {
        tx.run(
            "INSERT INTO documents_set_opinion (set_id, ordinal, who, said, taken) \
             VALUES (:set, :ordinal, :who, :said, :taken)",
            params! { set, ordinal, who: &one.who, said: &one.said, taken: &one.taken },
        )?;
    }
    Ok(())
}

db::row! {
    /// A set in a list.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct SetRow {
        /// The set.
        pub id: Uuid,
        /// The subject of its draft.
        pub subject: String,
        /// The submitting agency.
        pub from: String,
        /// Who is to issue it.
        pub issuer: String,
        /// The code of the set's state.
        pub state: String,
        /// The code of the draft's state.
        pub paper_state: String,
        /// Number and symbol, once it has them.
        pub symbol: String,
        /// By which the list is sorted.
        pub sort_key: i64,
    }
}

/// The sets in a box of one desk, the newest first, behind a sort key.
pub fn page(
    read: &mut Read<'_>,
    holder: Uuid,
    place: Box,
    behind: i64,
    limit: usize,
) -> Result<Page<SetRow>> {
    let rows = read.all(
        "SELECT s.id, x.subject, a.name, x.issuer, s.state, x.state, x.symbol, d.sort_key FROM documents_desk d \
         JOIN documents_set s ON s.id = d.record \
         JOIN documents_document x ON x.id = s.paper \
         JOIN organisation_agency a ON a.id = s.agency \
         WHERE d.holder = :holder AND d.box = :place AND d.sort_key < :behind \
         ORDER BY d.sort_key DESC, d.record DESC LIMIT :most",
        params! { holder, place: place.code(), behind, most: limit as i64 + 1 },
    )?;
    Ok(Page::cut(rows, limit))
}
