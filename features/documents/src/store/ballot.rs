//! Rows of ballots and of what their members say.

use crate::model::ballot::Choice;
use calendar::{Day, Time};
use context::Uuid;
use db::{Read, Result, Tx, Value, params};

db::row! {
    /// A ballot as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Ballot {
        /// Its id.
        pub id: Uuid,
        /// The set that it is about.
        pub set: Uuid,
        /// What is asked.
        pub question: String,
        /// The last day on which members can answer.
        pub due_day: Day,
        /// Who asks.
        pub opener: Uuid,
        /// When it was opened.
        pub at: Time,
        /// When it was closed.
        pub closed_at: Option<Time>,
    }
}

db::row! {
    /// What one member says.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Vote {
        /// The ballot.
        pub ballot: Uuid,
        /// The member's position.
        pub position: Uuid,
        /// The code of a [`Choice`]; empty for none yet.
        pub choice: String,
        /// In words.
        pub words: String,
        /// Who answered.
        pub person: Option<Uuid>,
        /// When.
        pub at: Option<Time>,
        /// The member's duty.
        pub duty: Option<Uuid>,
    }
}

impl Vote {
    /// What the member says, if anything yet.
    pub fn choice(&self) -> Option<Choice> {
        Choice::of(&self.choice)
    }
}

const BALLOT: &str = "id, set_id, question, due_day, opener, at, closed_at";
const VOTE: &str = "ballot, position, choice, words, person, at, duty";

/// One ballot.
pub fn ballot(read: &mut Read<'_>, id: Uuid) -> Result<Option<Ballot>> {
    read.first(&format!("SELECT {BALLOT} FROM documents_ballot WHERE id = :id"), params! { id })
}

/// One ballot that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Ballot>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {BALLOT} FROM documents_ballot WHERE id = :id{lock}"), params! { id })
}

/// The ballots about a set, the newest first.
pub fn of_set(read: &mut Read<'_>, set: Uuid) -> Result<Vec<Ballot>> {
    read.all(
        &format!("SELECT {BALLOT} FROM documents_ballot WHERE set_id = :set ORDER BY at DESC, id"),
        params! { set },
    )
}

/// Ballots that are open although their last day has passed.
pub fn expired(read: &mut Read<'_>, today: Day, limit: usize) -> Result<Vec<Ballot>> {
    read.all(
        &format!(
            "SELECT {BALLOT} FROM documents_ballot WHERE closed_at IS NULL AND due_day < :today \
             ORDER BY due_day, id LIMIT :limit"
        ),
        params! { today, limit: limit as i64 },
    )
}

/// What the members of a ballot say, in their order.
pub fn votes(read: &mut Read<'_>, ballot: Uuid) -> Result<Vec<Vote>> {
    read.all(
        &format!("SELECT {VOTE} FROM documents_vote WHERE ballot = :ballot ORDER BY ordinal, position"),
        params! { ballot },
    )
}

/// Adds a ballot with its members, each with their duty.
pub fn insert(tx: &mut Tx<'_>, new: &Ballot, members: &[(Uuid, Uuid)]) -> Result<()> {
    tx.run(
        "INSERT INTO documents_ballot (id, set_id, question, due_day, opener, at, closed_at) \
         VALUES (:id, :set, :question, :due_day, :opener, :at, NULL)",
        params! {
            id: new.id, set: new.set, question: &new.question, due_day: new.due_day, opener: new.opener,
            at: new.at,
        },
    )?;
    let rows = (0_i64..).zip(members).map(|(ordinal, (position, duty))| {
        [
            Value::Uuid(new.id),
            Value::Uuid(*position),
            Value::Int(ordinal),
            Value::Text("".into()),
            Value::Text("".into()),
            Value::Uuid(*duty),
        ]
    });
    tx.insert_rows(
        "INSERT INTO documents_vote (ballot, position, ordinal, choice, words, duty) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Writes what a member says.
pub fn answer(tx: &mut Tx<'_>, vote: &Vote) -> Result<()> {
    tx.run(
        "UPDATE documents_vote SET choice = :choice, words = :words, person = :person, at = :at \
         WHERE ballot = :ballot AND position = :position",
        params! {
            choice: &vote.choice, words: &vote.words, person: vote.person, at: vote.at, ballot: vote.ballot,
            position: vote.position,
        },
    )?;
    Ok(())
}

/// Closes a ballot.
pub fn close(tx: &mut Tx<'_>, id: Uuid, at: Time) -> Result<()> {
    tx.run(
        "UPDATE documents_ballot SET closed_at = :at WHERE id = :id AND closed_at IS NULL",
        params! { at, id },
    )?;
    Ok(())
}
