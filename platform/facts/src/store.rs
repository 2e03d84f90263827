//! The tables of facts and notes. Seals: [`seals`].

pub(crate) mod seals;

use crate::digest::Digest;
use crate::model::{Fact, Note, Who};
use crate::search::{Filter, Reach, Walk};
use context::{Day, Ref, Time, Uuid};
use db::{FromRow, Read, Result, Row, ToValue, Tx, Value, in_list, params};

db::row! {
    /// The columns of a fact that its hash covers.
    pub(crate) struct Columns {
        pub(crate) id: Uuid,
        pub(crate) at: Time,
        pub(crate) day: Day,
        pub(crate) person: Option<Uuid>,
        pub(crate) acting_as: Option<Uuid>,
        pub(crate) unit: Option<Uuid>,
        pub(crate) agency: Option<Uuid>,
        pub(crate) by_system: bool,
        pub(crate) action: String,
        pub(crate) subject_kind: String,
        pub(crate) subject: Uuid,
        pub(crate) about_kind: Option<String>,
        pub(crate) about: Option<Uuid>,
        pub(crate) data: String,
        pub(crate) note_digest: Option<Vec<u8>>,
    }
}

/// A fact with its place, its stored hash and its note.
pub(crate) struct Stored {
    pub(crate) columns: Columns,
    pub(crate) position: Option<i64>,
    pub(crate) hash: Vec<u8>,
    pub(crate) salt: Option<Vec<u8>>,
    pub(crate) note: Option<String>,
}

impl FromRow for Stored {
    fn from_row(row: &Row<'_>) -> Result<Stored> {
        Ok(Stored {
            columns: Columns::from_row(row)?,
            position: row.get(15)?,
            hash: row.get(16)?,
            salt: row.get(17)?,
            note: row.get(18)?,
        })
    }
}

impl FromRow for Fact {
    fn from_row(row: &Row<'_>) -> Result<Fact> {
        let Stored { columns: it, position, note, .. } = Stored::from_row(row)?;
        let data = serde_json::from_str(&it.data)
            .map_err(|error| db::Error::Misused(format!("the data of fact {}: {error}", it.id)))?;
        Ok(Fact {
            id: it.id,
            position,
            at: it.at,
            day: it.day,
            who: Who {
                person: it.person,
                position: it.acting_as,
                unit: it.unit,
                agency: it.agency,
                system: it.by_system,
            },
            action: it.action,
            subject: Ref { kind: it.subject_kind.into(), id: it.subject },
            about: it.about_kind.zip(it.about).map(|(kind, id)| Ref { kind: kind.into(), id }),
            data,
            note: match (it.note_digest, note) {
                (None, _) => Note::None,
                (Some(_), Some(text)) => Note::Text(text),
                (Some(_), None) => Note::Erased,
            },
        })
    }
}

/// Reads [`Stored`] and [`Fact`]; conditions follow.
const SELECT: &str = "SELECT f.id, f.at, f.day, f.person, f.acting_as, f.unit, f.agency, f.by_system, f.action, \
     f.subject_kind, f.subject, f.about_kind, f.about, f.data, f.note_digest, \
     f.position, f.hash, n.salt, n.text \
     FROM facts_fact f LEFT JOIN facts_note n ON n.fact = f.id";

/// Adds a fact.
pub(crate) fn insert(tx: &mut Tx<'_>, fact: &Columns, hash: &Digest) -> Result<()> {
    tx.run(
        "INSERT INTO facts_fact (id, at, day, person, acting_as, unit, agency, by_system, action, \
         subject_kind, subject, about_kind, about, data, note_digest, hash) \
         VALUES (:id, :at, :day, :person, :acting_as, :unit, :agency, :by_system, :action, \
         :subject_kind, :subject, :about_kind, :about, :data, :note_digest, :hash)",
        params! {
            id: fact.id, at: fact.at, day: fact.day, person: fact.person, acting_as: fact.acting_as,
            unit: fact.unit, agency: fact.agency, by_system: fact.by_system, action: fact.action,
            subject_kind: fact.subject_kind, subject: fact.subject, about_kind: fact.about_kind,
            about: fact.about, data: fact.data, note_digest: fact.note_digest, hash,
        },
    )?;
    Ok(())
}

/// Adds many facts, each with its hash.
pub(crate) fn insert_many(tx: &mut Tx<'_>, facts: &[(&Columns, Digest)]) -> Result<()> {
    let id = |id: Option<Uuid>| id.map_or(Value::Null, Value::Uuid);
    let rows = facts.iter().map(|(fact, hash)| {
        [
            Value::Uuid(fact.id),
            fact.at.to_value(),
            fact.day.to_value(),
            id(fact.person),
            id(fact.acting_as),
            id(fact.unit),
            id(fact.agency),
            Value::Bool(fact.by_system),
            fact.action.to_value(),
            fact.subject_kind.to_value(),
            Value::Uuid(fact.subject),
            fact.about_kind.to_value(),
            id(fact.about),
            fact.data.to_value(),
            fact.note_digest.to_value(),
            hash.to_value(),
        ]
    });
    tx.insert_rows(
        "INSERT INTO facts_fact (id, at, day, person, acting_as, unit, agency, by_system, action, \
         subject_kind, subject, about_kind, about, data, note_digest, hash) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// Adds the notes of many facts: the fact, the salt, the text.
pub(crate) fn insert_notes(tx: &mut Tx<'_>, notes: &[(Uuid, &[u8; 16], &String)]) -> Result<()> {
    let rows = notes.iter().map(|(fact, salt, text)| [Value::Uuid(*fact), salt.to_value(), text.to_value()]);
    tx.insert_rows("INSERT INTO facts_note (fact, salt, text) VALUES :rows", rows.collect())?;
    Ok(())
}

/// Adds the note of a fact.
pub(crate) fn insert_note(tx: &mut Tx<'_>, fact: Uuid, salt: &[u8], text: &str) -> Result<()> {
    tx.run(
        "INSERT INTO facts_note (fact, salt, text) VALUES (:fact, :salt, :text)",
        params! { fact, salt, text },
    )?;
    Ok(())
}

/// Deletes the note of a fact; whether there was one.
pub(crate) fn delete_note(tx: &mut Tx<'_>, fact: Uuid) -> Result<bool> {
    Ok(tx.run("DELETE FROM facts_note WHERE fact = :fact", params! { fact })? > 0)
}

/// The subject of a fact.
pub(crate) fn subject_of(read: &mut Read<'_>, id: Uuid) -> Result<Option<Ref>> {
    let found: Option<(String, Uuid)> =
        read.first("SELECT subject_kind, subject FROM facts_fact WHERE id = :id", params! { id })?;
    Ok(found.map(|(kind, id)| Ref { kind: kind.into(), id }))
}

/// Whether a committed fact waits for its position.
pub(crate) fn any_pending(read: &mut Read<'_>) -> Result<bool> {
    let found: Option<(i64,)> =
        read.first("SELECT entry FROM facts_fact WHERE position IS NULL LIMIT 1", params! {})?;
    Ok(found.is_some())
}

/// The subjects of the facts of an action that wait for their position.
pub(crate) fn pending_subjects(read: &mut Read<'_>, action: &str) -> Result<Vec<Uuid>> {
    let found: Vec<(Uuid,)> = read.all(
        "SELECT subject FROM facts_fact WHERE position IS NULL AND action = :action",
        params! { action },
    )?;
    Ok(found.into_iter().map(|(subject,)| subject).collect())
}

/// The highest position given.
pub(crate) fn last_position(read: &mut Read<'_>) -> Result<i64> {
    let (last,): (Option<i64>,) = read.one("SELECT max(position) FROM facts_fact", params! {})?;
    Ok(last.unwrap_or(0))
}

/// Gives up to `limit` waiting facts the positions behind `last`, in order of arrival; how many.
pub(crate) fn number_pending(tx: &mut Tx<'_>, last: i64, limit: i64) -> Result<u64> {
    tx.run(
        "UPDATE facts_fact SET position = CAST(:last AS bigint) + pending.place \
         FROM (SELECT entry, row_number() OVER (ORDER BY entry) AS place FROM facts_fact \
               WHERE position IS NULL ORDER BY entry LIMIT :limit) AS pending \
         WHERE facts_fact.entry = pending.entry",
        params! { last, limit },
    )
}

/// The newest facts of some records, newest first. Ids are unique across kinds.
pub(crate) fn of(read: &mut Read<'_>, refs: &[Ref], limit: usize) -> Result<Vec<Fact>> {
    let ids: Vec<Uuid> = refs.iter().map(|it| it.id).collect();
    read.all(
        &format!(
            "{SELECT} WHERE f.subject IN (:ids) OR f.about IN (:ids) \
             ORDER BY f.at DESC, COALESCE(f.position, 9223372036854775807) DESC, f.entry DESC LIMIT :limit"
        ),
        params! { ids: in_list(&ids), limit: limit as i64 },
    )
}

/// The facts behind a position, in order.
pub(crate) fn after<T: FromRow>(read: &mut Read<'_>, position: i64, limit: usize) -> Result<Vec<T>> {
    read.all(
        &format!("{SELECT} WHERE f.position > :position ORDER BY f.position LIMIT :limit"),
        params! { position, limit: limit as i64 },
    )
}

/// The facts that match in the order of the walk: the id of a fact orders by its instant.
pub(crate) fn search(
    read: &mut Read<'_>,
    reach: &Reach,
    filter: &Filter,
    walk: Walk,
    limit: usize,
) -> Result<Vec<Fact>> {
    let limit = limit as i64;
    let mut conditions: Vec<&'static str> = Vec::new();
    let mut bound: Vec<(&'static str, Value<'_>)> = vec![("limit", limit.to_value())];
    let mut narrow = |condition, name, value| {
        conditions.push(condition);
        bound.push((name, value));
    };
    if let Reach::Agencies(agencies) = reach {
        let ids = Value::List(agencies.iter().copied().map(Value::Uuid).collect());
        // Few agencies are looked up one by one; of many, the newest facts are soonest found by walking back
        // through all, and the COALESCE keeps the engine from sorting everything they ever did.
        let condition = match agencies.len() {
            0..=8 => "f.agency IN (:reach)",
            _ => "COALESCE(f.agency, f.agency) IN (:reach)",
        };
        narrow(condition, "reach", ids);
    }
    if let Some(agency) = filter.agency {
        narrow("f.agency = :agency", "agency", Value::Uuid(agency));
    }
    if let Some(person) = filter.person {
        narrow("f.person = :person", "person", Value::Uuid(person));
    }
    if let Some(action) = &filter.action {
        narrow("f.action >= :action", "action", Value::Text(action.clone().into()));
        // Actions are written in ASCII, so this is behind everything that begins alike.
        narrow("f.action < :beyond", "beyond", Value::Text(format!("{action}\u{7f}").into()));
    }
    if let Some(day) = filter.from {
        narrow("f.id >= :from", "from", Value::Uuid(first_id(day)));
    }
    if let Some(day) = filter.to {
        narrow("f.id < :to", "to", Value::Uuid(first_id(day.plus(1))));
    }
    if let Some(record) = &filter.record {
        narrow("(f.subject = :record OR f.about = :record)", "record", Value::Uuid(record.id));
    }
    match walk {
        Walk::Newest => {}
        Walk::Behind(id) => narrow("f.id < :place", "place", Value::Uuid(id)),
        Walk::Ahead(id) => narrow("f.id > :place", "place", Value::Uuid(id)),
    }
    let order = if matches!(walk, Walk::Ahead(_)) { "ASC" } else { "DESC" };
    let narrowed = match conditions.is_empty() {
        true => String::new(),
        false => format!(" WHERE {}", conditions.join(" AND ")),
    };
    read.all(&format!("{SELECT}{narrowed} ORDER BY f.id {order} LIMIT :limit"), &bound)
}

/// The lowest id that a fact of a local day can have.
fn first_id(day: Day) -> Uuid {
    let millis = u64::try_from(day.start().0 / 1000).unwrap_or(0);
    Uuid::from_u128(u128::from(millis) << 80)
}
