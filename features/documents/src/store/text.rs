//! Rows of texts that are written here, and of what agencies keep ready for those who write.

use crate::model::writing::Written;
use calendar::Time;
use context::{Ctx, Uuid};
use db::{Read, Result, Tx, params};
use serde_json::Value;
use vietnamese::fold;

db::row! {
    /// A text as it is stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Text {
        /// Its document.
        pub document: Uuid,
        /// 0 for the paper itself, from 1 for its annexes.
        pub ordinal: i64,
        /// As it is being written.
        pub body: Value,
        /// Changes with every change of the body.
        pub version: i64,
        /// When it was last changed.
        pub changed_at: Time,
        /// By whom: a position.
        pub changed_by: Option<Uuid>,
        /// As it stands on the paper.
        pub laid: Option<Value>,
        /// The version that was set; 0 for none.
        pub laid_version: i64,
        /// The file that it was set to; empty for none.
        pub digest: String,
        /// From what that file was set.
        pub source: String,
    }
}

impl Text {
    /// What is being written.
    pub fn written(&self) -> Written {
        serde_json::from_value(self.body.clone()).unwrap_or_default()
    }

    /// What stands on the paper; nothing before it was set.
    pub fn laid(&self) -> Option<Written> {
        self.laid.clone().map(|laid| serde_json::from_value(laid).unwrap_or_default())
    }

    /// Whether something was written since the paper was set.
    pub fn is_ahead(&self) -> bool {
        self.version != self.laid_version
    }
}

const TEXT: &str =
    "document, ordinal, body, version, changed_at, changed_by, laid, laid_version, digest, source";

/// The texts of a document, the paper itself first.
pub fn texts(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Text>> {
    read.all(
        &format!("SELECT {TEXT} FROM documents_text WHERE document = :document ORDER BY ordinal"),
        params! { document },
    )
}

/// One text.
pub fn text(read: &mut Read<'_>, document: Uuid, ordinal: i64) -> Result<Option<Text>> {
    read.first(
        &format!("SELECT {TEXT} FROM documents_text WHERE document = :document AND ordinal = :ordinal"),
        params! { document, ordinal },
    )
}

/// Begins a text; whether there was none yet.
pub fn insert(tx: &mut Tx<'_>, ctx: &Ctx, document: Uuid, ordinal: i64, body: &Value) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO documents_text (document, ordinal, body, version, changed_at, changed_by, laid_version, digest, source) \
         VALUES (:document, :ordinal, :body, 1, :now, :position, 0, '', '') ON CONFLICT (document, ordinal) DO NOTHING",
        params! { document, ordinal, body, now: ctx.now, position: ctx.actor.position },
    )?;
    Ok(added == 1)
}

/// Changes a text that still has a version; whether it has.
pub fn save(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: Uuid,
    ordinal: i64,
    body: &Value,
    version: i64,
) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_text SET body = :body, version = version + 1, changed_at = :now, changed_by = :position \
         WHERE document = :document AND ordinal = :ordinal AND version = :version",
        params! { body, now: ctx.now, position: ctx.actor.position, document, ordinal, version },
    )?;
    Ok(changed == 1)
}

/// Notes to which file a text was set.
pub fn set_laid(tx: &mut Tx<'_>, text: &Text) -> Result<()> {
    tx.run(
        "UPDATE documents_text SET laid = :laid, laid_version = :laid_version, digest = :digest, source = :source \
         WHERE document = :document AND ordinal = :ordinal",
        params! {
            laid: text.laid.as_ref(), laid_version: text.laid_version, digest: &text.digest, source: &text.source,
            document: text.document, ordinal: text.ordinal,
        },
    )?;
    Ok(())
}

/// Removes a text.
pub fn remove(tx: &mut Tx<'_>, document: Uuid, ordinal: i64) -> Result<()> {
    tx.run(
        "DELETE FROM documents_text WHERE document = :document AND ordinal = :ordinal",
        params! { document, ordinal },
    )?;
    Ok(())
}

/// Removes all texts of a document.
pub fn remove_all(tx: &mut Tx<'_>, document: Uuid) -> Result<()> {
    tx.run("DELETE FROM documents_text WHERE document = :document", params! { document })?;
    Ok(())
}

db::row! {
    /// What an agency keeps ready.
    #[derive(Clone, Debug, PartialEq, serde::Serialize)]
    pub struct Model {
        /// Its id.
        pub id: Uuid,
        /// The agency.
        pub agency: Uuid,
        /// body | piece
        pub sort: String,
        /// The kind of document it is for; empty for any.
        pub kind: String,
        /// Its name.
        pub name: String,
        /// Its text.
        pub body: Value,
        /// When it was last changed.
        pub changed_at: Time,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Model {
    /// Its text.
    pub fn prose(&self) -> prose::Prose {
        serde_json::from_value(self.body.clone()).unwrap_or_default()
    }
}

const MODEL: &str = "id, agency, sort, type, name, body, changed_at, version";

/// What an agency keeps ready, by name: whole bodies first.
pub fn models(read: &mut Read<'_>, agency: Uuid) -> Result<Vec<Model>> {
    read.all(
        &format!("SELECT {MODEL} FROM documents_model WHERE agency = :agency ORDER BY sort, name_folded, id"),
        params! { agency },
    )
}

/// One of them.
pub fn model(read: &mut Read<'_>, id: Uuid) -> Result<Option<Model>> {
    read.first(&format!("SELECT {MODEL} FROM documents_model WHERE id = :id"), params! { id })
}

/// Adds one.
pub fn insert_model(tx: &mut Tx<'_>, model: &Model) -> Result<()> {
    tx.run(
        "INSERT INTO documents_model (id, agency, sort, type, name, name_folded, body, changed_at, version) \
         VALUES (:id, :agency, :sort, :kind, :name, :name_folded, :body, :changed_at, 1)",
        params! {
            id: model.id, agency: model.agency, sort: &model.sort, kind: &model.kind, name: &model.name,
            name_folded: fold(&model.name), body: &model.body, changed_at: model.changed_at,
        },
    )?;
    Ok(())
}

/// Changes one that still has its version; whether it has.
pub fn update_model(tx: &mut Tx<'_>, model: &Model) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_model SET sort = :sort, type = :kind, name = :name, name_folded = :name_folded, \
             body = :body, changed_at = :changed_at, version = version + 1 WHERE id = :id AND version = :version",
        params! {
            sort: &model.sort, kind: &model.kind, name: &model.name, name_folded: fold(&model.name),
            body: &model.body, changed_at: model.changed_at, id: model.id, version: model.version,
        },
    )?;
    Ok(changed == 1)
}

/// Removes one.
pub fn delete_model(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.run("DELETE FROM documents_model WHERE id = :id", params! { id })?;
    Ok(())
}
