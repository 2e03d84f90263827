//! Rows of directions and of those named in them.

use crate::model::direction::{AssignmentState, Role, Target};
use calendar::{Day, Time};
use context::Uuid;
use db::{Read, Result, ToValue, Tx, Value, params};

db::row! {
    /// One direction as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Direction {
        /// Its id.
        pub id: Uuid,
        /// The arrival it is about.
        pub arrival: Uuid,
        /// The assignment that it passes down.
        pub parent: Option<Uuid>,
        /// proposed | given | superseded | withdrawn
        pub state: String,
        /// The position that gives it, or is to confirm it.
        pub giver: Option<Uuid>,
        /// The position that proposed it.
        pub proposer: Option<Uuid>,
        /// On whose spoken or written word it was entered.
        pub behalf: String,
        /// Its words.
        pub words: String,
        /// By when.
        pub due_day: Option<Day>,
        /// When it was written.
        pub at: Time,
        /// When it was given.
        pub given_at: Option<Time>,
        /// The person who wrote it: perhaps in another's stead, or as an assistant.
        pub person: Option<Uuid>,
        /// Of one entered on somebody's word: when they confirmed it.
        pub confirmed_at: Option<Time>,
        /// The rule of the desk by which it was given.
        pub rule: Option<Uuid>,
    }
}

db::row! {
    /// Somebody named in a direction, as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Assignment {
        /// Its id.
        pub id: Uuid,
        /// The direction.
        pub direction: Uuid,
        /// The arrival.
        pub arrival: Uuid,
        /// The code of a [`Role`].
        pub role: String,
        /// The unit named.
        pub unit: Option<Uuid>,
        /// The position named.
        pub position: Option<Uuid>,
        /// The code of an [`AssignmentState`].
        pub state: String,
        /// How far, 0 to 100.
        pub percent: i64,
        /// What came of it, or why it was returned.
        pub result: String,
        /// The document that is its result.
        pub reply: Option<Uuid>,
        /// Its duty.
        pub duty: Option<Uuid>,
        /// When it was given.
        pub opened_at: Time,
        /// When it was closed.
        pub closed_at: Option<Time>,
    }
}

impl Assignment {
    /// What its holder is to do.
    pub fn role(&self) -> Role {
        Role::of(&self.role).unwrap_or(Role::Inform)
    }

    /// Its state.
    pub fn state(&self) -> AssignmentState {
        AssignmentState::of(&self.state).unwrap_or(AssignmentState::Ended)
    }

    /// Who is named.
    pub fn target(&self) -> Option<Target> {
        self.position.map(Target::Position).or(self.unit.map(Target::Unit))
    }
}

const DIRECTION: &str = "id, arrival, parent, state, giver, proposer, behalf, words, due_day, at, given_at, person, \
                         confirmed_at, rule";
const ASSIGNMENT: &str = "id, direction, arrival, role, unit, position, state, percent, result, reply, duty, \
                          opened_at, closed_at";

/// All directions of an arrival, oldest first.
pub fn directions(read: &mut Read<'_>, arrival: Uuid) -> Result<Vec<Direction>> {
    read.all(
        &format!("SELECT {DIRECTION} FROM documents_direction WHERE arrival = :arrival ORDER BY at, id"),
        params! { arrival },
    )
}

/// One direction.
pub fn direction(read: &mut Read<'_>, id: Uuid) -> Result<Option<Direction>> {
    read.first(&format!("SELECT {DIRECTION} FROM documents_direction WHERE id = :id"), params! { id })
}

/// Everybody named in the directions of an arrival, oldest first.
pub fn assignments(read: &mut Read<'_>, arrival: Uuid) -> Result<Vec<Assignment>> {
    read.all(
        &format!(
            "SELECT {ASSIGNMENT} FROM documents_assignment WHERE arrival = :arrival ORDER BY opened_at, id"
        ),
        params! { arrival },
    )
}

/// One of them.
pub fn assignment(read: &mut Read<'_>, id: Uuid) -> Result<Option<Assignment>> {
    read.first(&format!("SELECT {ASSIGNMENT} FROM documents_assignment WHERE id = :id"), params! { id })
}

/// Adds a direction.
pub fn insert_direction(tx: &mut Tx<'_>, new: &Direction) -> Result<()> {
    tx.run(
        "INSERT INTO documents_direction (id, arrival, parent, state, giver, proposer, behalf, words, due_day, \
                                          at, given_at, person, confirmed_at, rule) \
         VALUES (:id, :arrival, :parent, :state, :giver, :proposer, :behalf, :words, :due_day, :at, :given_at, \
                 :person, :confirmed_at, :rule)",
        params! {
            id: new.id, arrival: new.arrival, parent: new.parent, state: &new.state, giver: new.giver,
            proposer: new.proposer, behalf: &new.behalf, words: &new.words, due_day: new.due_day, at: new.at,
            given_at: new.given_at, person: new.person, confirmed_at: new.confirmed_at, rule: new.rule,
        },
    )?;
    Ok(())
}

/// Adds those named in a direction.
pub fn insert_assignments(tx: &mut Tx<'_>, new: &[Assignment]) -> Result<()> {
    let id = |id: Option<Uuid>| id.map_or(Value::Null, Value::Uuid);
    let rows = new.iter().map(|it| {
        [
            Value::Uuid(it.id),
            Value::Uuid(it.direction),
            Value::Uuid(it.arrival),
            it.role.to_value(),
            id(it.unit),
            id(it.position),
            it.state.to_value(),
            Value::Int(it.percent),
            it.result.to_value(),
            id(it.reply),
            id(it.duty),
            it.opened_at.to_value(),
            it.closed_at.to_value(),
        ]
    });
    tx.insert_rows(
        "INSERT INTO documents_assignment (id, direction, arrival, role, unit, position, state, percent, result, \
                                           reply, duty, opened_at, closed_at) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Sets the state of a direction.
pub fn set_direction_state(tx: &mut Tx<'_>, id: Uuid, state: &str, given_at: Option<Time>) -> Result<()> {
    tx.run(
        "UPDATE documents_direction SET state = :state, given_at = :given_at WHERE id = :id",
        params! { state, given_at, id },
    )?;
    Ok(())
}

/// Notes that whoever's word it was has confirmed it.
pub fn confirm(tx: &mut Tx<'_>, id: Uuid, at: Time) -> Result<()> {
    tx.run("UPDATE documents_direction SET confirmed_at = :at WHERE id = :id", params! { at, id })?;
    Ok(())
}

/// Writes back what has changed of an assignment.
pub fn update_assignment(tx: &mut Tx<'_>, assignment: &Assignment) -> Result<()> {
    tx.run(
        "UPDATE documents_assignment SET state = :state, percent = :percent, result = :result, \
                reply = :reply, duty = :duty, closed_at = :closed_at \
         WHERE id = :id",
        params! {
            state: &assignment.state, percent: assignment.percent, result: &assignment.result,
            reply: assignment.reply, duty: assignment.duty, closed_at: assignment.closed_at, id: assignment.id,
        },
    )?;
    Ok(())
}
