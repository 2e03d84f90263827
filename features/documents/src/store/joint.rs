//! Rows of the partners of joint documents.

use crate::model::joint::PartnerState;
use calendar::Time;
use context::Uuid;
use db::{Read, Result, Tx, Value, params};

db::row! {
    /// A partner as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Partner {
        /// The agency.
        pub agency: Uuid,
        /// Its name.
        pub name: String,
        /// The code of its [`PartnerState`].
        pub state: String,
        /// Why it returned or refused it.
        pub reason: String,
        /// The position that answered last.
        pub position: Option<Uuid>,
        /// The person who answered last.
        pub person: Option<Uuid>,
        /// When.
        pub at: Option<Time>,
        /// Its duty.
        pub duty: Option<Uuid>,
    }
}

impl Partner {
    /// Its state. An unknown code, which no action writes, reads as waiting: it has approved nothing.
    pub fn state(&self) -> PartnerState {
        PartnerState::of(&self.state).unwrap_or(PartnerState::Waiting)
    }
}

/// The partners of a document in their order. They change only under the lock of the document.
pub fn partners(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Partner>> {
    read.all(
        "SELECT p.agency, a.name, p.state, p.reason, p.position, p.person, p.at, p.duty FROM documents_partner p \
         JOIN organisation_agency a ON a.id = p.agency \
         WHERE p.document = :document ORDER BY p.ordinal, p.agency",
        params! { document },
    )
}

/// Puts agencies in the place of the partners of a document, none of which has been asked.
pub fn set(tx: &mut Tx<'_>, document: Uuid, agencies: &[Uuid]) -> Result<()> {
    tx.run("DELETE FROM documents_partner WHERE document = :document", params! { document })?;
    let rows = agencies.iter().zip(0..).map(|(agency, ordinal)| {
        [
            Value::Uuid(document),
            Value::Uuid(*agency),
            Value::Int(ordinal),
            Value::Text(PartnerState::Waiting.code().into()),
            Value::Text("".into()),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if !rows.is_empty() {
        tx.insert_rows(
            "INSERT INTO documents_partner (document, agency, ordinal, state, reason) VALUES :rows",
            rows,
        )?;
    }
    Ok(())
}

/// Writes back what has changed of a partner.
pub fn update(tx: &mut Tx<'_>, document: Uuid, partner: &Partner) -> Result<()> {
    tx.run(
        "UPDATE documents_partner SET state = :state, reason = :reason, position = :position, person = :person, \
             at = :at, duty = :duty WHERE document = :document AND agency = :agency",
        params! {
            state: &partner.state, reason: &partner.reason, position: partner.position, person: partner.person,
            at: partner.at, duty: partner.duty, document, agency: partner.agency,
        },
    )?;
    Ok(())
}
