//! Rows of routes and of their templates.

use crate::model::route::{Asked, PlannedStep, StepKind, StepState};
use calendar::Time;
use context::{Ctx, Uuid};
use db::{Read, Result, Tx, Value, params};

db::row! {
    /// One step of a route as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Step {
        /// Its id.
        pub id: Uuid,
        /// The document.
        pub document: Uuid,
        /// Of which submission.
        pub round: i64,
        /// Its order; steps of one order run side by side.
        pub ordinal: i64,
        /// The code of its [`StepKind`].
        pub kind: String,
        /// Who is to act: a position.
        pub position: Option<Uuid>,
        /// Who is to act: whoever reads for a unit.
        pub unit: Option<Uuid>,
        /// The code of its [`StepState`].
        pub state: String,
        /// When its turn came.
        pub opened_at: Option<Time>,
        /// When it was done.
        pub acted_at: Option<Time>,
        /// The position that acted.
        pub actor: Option<Uuid>,
        /// The person who acted.
        pub person: Option<Uuid>,
        /// What they said.
        pub comment: String,
        /// The version of the files that they saw.
        pub content: Option<i64>,
        /// The digests of those files, separated by spaces.
        pub digests: String,
        /// When a change of the files voided what was given to them.
        pub voided_at: Option<Time>,
        /// Its duty.
        pub duty: Option<Uuid>,
        /// The partner on whose route it lies; none on that of the document's own agency.
        pub partner: Option<Uuid>,
    }
}

impl Step {
    /// What it is for.
    pub fn kind(&self) -> StepKind {
        StepKind::of(&self.kind).unwrap_or(StepKind::Opinion)
    }

    /// Its state.
    pub fn state(&self) -> StepState {
        StepState::of(&self.state).unwrap_or(StepState::Waiting)
    }

    /// Who is to act.
    pub fn asked(&self) -> Option<Asked> {
        self.position.map(Asked::Position).or(self.unit.map(Asked::Unit))
    }

    /// The desk on which it is laid.
    pub fn desk(&self) -> Option<Uuid> {
        self.asked().map(Asked::desk)
    }
}

const STEP: &str = "id, document, round, ordinal, kind, position, unit, state, opened_at, acted_at, actor, person, \
                    comment, content, digests, voided_at, duty, partner";

/// All steps a document ever had, in the order of its submissions; in each the own route, then those of partners.
pub fn steps(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Step>> {
    read.all(
        &format!(
            "SELECT {STEP} FROM documents_step WHERE document = :document \
             ORDER BY round, partner IS NOT NULL, partner, ordinal, id"
        ),
        params! { document },
    )
}

/// One step.
pub fn step(read: &mut Read<'_>, id: Uuid) -> Result<Option<Step>> {
    read.first(&format!("SELECT {STEP} FROM documents_step WHERE id = :id"), params! { id })
}

/// Adds planned steps that wait for their turn, to the route of a submission of a document: its own, or a partner's.
pub fn insert(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    (document, round): (Uuid, i64),
    partner: Option<Uuid>,
    planned: &[PlannedStep],
) -> Result<()> {
    let rows = planned.iter().map(|step| {
        [
            Value::Uuid(ctx.new_id()),
            Value::Uuid(document),
            Value::Int(round),
            Value::Int(step.ordinal),
            Value::Text(step.kind.code().into()),
            match step.who {
                Asked::Position(id) => Value::Uuid(id),
                Asked::Unit(_) => Value::Null,
            },
            match step.who {
                Asked::Position(_) => Value::Null,
                Asked::Unit(id) => Value::Uuid(id),
            },
            Value::Text(StepState::Waiting.code().into()),
            Value::Text("".into()),
            partner.map_or(Value::Null, Value::Uuid),
        ]
    });
    tx.insert_rows(
        "INSERT INTO documents_step (id, document, round, ordinal, kind, position, unit, state, comment, partner) \
         VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Writes back what has changed of a step.
pub fn update(tx: &mut Tx<'_>, step: &Step) -> Result<()> {
    tx.run(
        "UPDATE documents_step SET state = :state, opened_at = :opened_at, acted_at = :acted_at, actor = :actor, \
             person = :person, comment = :comment, content = :content, digests = :digests, voided_at = :voided_at, \
             duty = :duty WHERE id = :id",
        params! {
            state: &step.state, opened_at: step.opened_at, acted_at: step.acted_at, actor: step.actor,
            person: step.person, comment: &step.comment, content: step.content,
            digests: &step.digests, voided_at: step.voided_at, duty: step.duty, id: step.id,
        },
    )?;
    Ok(())
}

db::row! {
    /// A route that an agency keeps ready.
    #[derive(Clone, Debug, PartialEq, serde::Serialize)]
    pub struct Template {
        /// Its id.
        pub id: Uuid,
        /// Its name.
        pub name: String,
        /// The kind of document it is for; empty for any.
        pub kind: String,
        /// Its steps, as [`PlannedStep`]s.
        pub steps: serde_json::Value,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Template {
    /// Its steps. One that can no longer be read has none.
    pub fn planned(&self) -> Vec<PlannedStep> {
        serde_json::from_value(self.steps.clone()).unwrap_or_default()
    }
}

/// The templates of an agency.
pub fn templates(read: &mut Read<'_>, agency: Uuid) -> Result<Vec<Template>> {
    read.all(
        "SELECT id, name, type, steps, version FROM documents_route WHERE agency = :agency ORDER BY name, id",
        params! { agency },
    )
}

/// One template of an agency.
pub fn template(read: &mut Read<'_>, agency: Uuid, id: Uuid) -> Result<Option<Template>> {
    read.first(
        "SELECT id, name, type, steps, version FROM documents_route WHERE id = :id AND agency = :agency",
        params! { id, agency },
    )
}

/// Writes back a template of an agency; whether it was still of that version.
pub fn update_template(tx: &mut Tx<'_>, agency: Uuid, template: &Template) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_route SET name = :name, type = :kind, steps = :steps, version = version + 1 \
         WHERE id = :id AND agency = :agency AND version = :version",
        params! {
            name: &template.name, kind: &template.kind, steps: &template.steps, id: template.id, agency,
            version: template.version,
        },
    )?;
    Ok(changed == 1)
}

/// Adds a template.
pub fn insert_template(tx: &mut Tx<'_>, agency: Uuid, template: &Template) -> Result<()> {
    tx.run(
        "INSERT INTO documents_route (id, agency, name, type, steps, version) \
         VALUES (:id, :agency, :name, :kind, :steps, 1)",
        params! {
            id: template.id, agency, name: &template.name, kind: &template.kind, steps: &template.steps,
        },
    )?;
    Ok(())
}

/// Removes a template of an agency; whether it was there.
pub fn delete_template(tx: &mut Tx<'_>, agency: Uuid, id: Uuid) -> Result<bool> {
    let removed =
        tx.run("DELETE FROM documents_route WHERE id = :id AND agency = :agency", params! { id, agency })?;
    Ok(removed == 1)
}
