//! Rows of yearly lists.

use super::code_key;
use calendar::Time;
use context::Uuid;
use db::{Read, Result, Tx, Value, in_list, params};

db::row! {
    /// A yearly list of an agency.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct List {
        /// Its id.
        pub id: Uuid,
        /// The agency.
        pub agency: Uuid,
        /// The year.
        pub year: i64,
        /// The code of its state.
        pub state: String,
        /// When it was approved last.
        pub approved_at: Option<Time>,
        /// The position that did.
        pub approver: Option<Uuid>,
        /// The approver's name.
        pub approver_name: String,
        /// The approver's title.
        pub approver_title: String,
        /// When it was begun.
        pub created_at: Time,
        /// When it was changed last.
        pub changed_at: Time,
        /// Changes with every change.
        pub version: i64,
    }
}

const LIST: &str = "id, agency, year, state, approved_at, approver, approver_name, approver_title, created_at, \
                    changed_at, version";

/// One list.
pub fn list(read: &mut Read<'_>, id: Uuid) -> Result<Option<List>> {
    read.first(&format!("SELECT {LIST} FROM folders_list WHERE id = :id"), params! { id })
}

/// One list that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<List>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {LIST} FROM folders_list WHERE id = :id{lock}"), params! { id })
}

/// The list of an agency for a year.
pub fn of_year(read: &mut Read<'_>, agency: Uuid, year: i64) -> Result<Option<List>> {
    read.first(
        &format!("SELECT {LIST} FROM folders_list WHERE agency = :agency AND year = :year"),
        params! { agency, year },
    )
}

/// The lists of an agency, the newest first.
pub fn lists(read: &mut Read<'_>, agency: Uuid) -> Result<Vec<List>> {
    read.all(
        &format!("SELECT {LIST} FROM folders_list WHERE agency = :agency ORDER BY year DESC"),
        params! { agency },
    )
}

/// Adds a list; whether there was none for the year.
pub(crate) fn insert(tx: &mut Tx<'_>, list: &List) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO folders_list (id, agency, year, state, approver_name, approver_title, created_at, changed_at, \
             version) \
         VALUES (:id, :agency, :year, :state, '', '', :created_at, :changed_at, :version) \
         ON CONFLICT (agency, year) DO NOTHING",
        params! {
            id: list.id, agency: list.agency, year: list.year, state: &list.state, created_at: list.created_at,
            changed_at: list.changed_at, version: list.version,
        },
    )?;
    Ok(added == 1)
}

/// Writes back what has changed, if nobody else has; whether that was so.
pub(crate) fn update(tx: &mut Tx<'_>, list: &List) -> Result<bool> {
    let changed = tx.run(
        "UPDATE folders_list SET state = :state, approved_at = :approved_at, approver = :approver, \
             approver_name = :approver_name, approver_title = :approver_title, changed_at = :changed_at, \
             version = version + 1 \
         WHERE id = :id AND version = :version",
        params! {
            state: &list.state, approved_at: list.approved_at, approver: list.approver,
            approver_name: &list.approver_name, approver_title: &list.approver_title, changed_at: list.changed_at,
            id: list.id, version: list.version,
        },
    )?;
    Ok(changed == 1)
}

db::row! {
    /// A heading of a list, or a folder that it foresees.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Item {
        /// Its id.
        pub id: Uuid,
        /// The list.
        pub list: Uuid,
        /// Its place.
        pub ordinal: i64,
        /// Whether it is a heading.
        pub heading: bool,
        /// Its code.
        pub code: String,
        /// Its title.
        pub title: String,
        /// How long it is kept.
        pub retention: String,
        /// The unit that keeps it.
        pub unit: Option<Uuid>,
        /// The position that keeps it.
        pub keeper: Option<Uuid>,
        /// A remark.
        pub note: String,
        /// Whether the head has approved it as it stands.
        pub approved: bool,
    }
}

const ITEM: &str = "id, list, ordinal, heading, code, title, retention, unit, keeper, note, approved";

/// The lines of a list in their order.
pub fn items(read: &mut Read<'_>, list: Uuid) -> Result<Vec<Item>> {
    read.all(
        &format!("SELECT {ITEM} FROM folders_item WHERE list = :list ORDER BY ordinal, id"),
        params! { list },
    )
}

/// One line.
pub fn item(read: &mut Read<'_>, id: Uuid) -> Result<Option<Item>> {
    read.first(&format!("SELECT {ITEM} FROM folders_item WHERE id = :id"), params! { id })
}

/// Several lines.
pub fn items_of(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Item>> {
    read.all(&format!("SELECT {ITEM} FROM folders_item WHERE id IN (:ids)"), params! { ids: in_list(ids) })
}

/// Adds lines; how many of them had a code that nobody has.
pub(crate) fn add(tx: &mut Tx<'_>, items: &[Item]) -> Result<u64> {
    let rows = items.iter().map(|item| {
        let optional = |id: Option<Uuid>| id.map_or(Value::Null, Value::Uuid);
        [
            Value::Uuid(item.id),
            Value::Uuid(item.list),
            Value::Int(item.ordinal),
            Value::Bool(item.heading),
            Value::Text(item.code.as_str().into()),
            Value::Text(code_key(&item.code).into()),
            Value::Text(item.title.as_str().into()),
            Value::Text(item.retention.as_str().into()),
            optional(item.unit),
            optional(item.keeper),
            Value::Text(item.note.as_str().into()),
            Value::Bool(item.approved),
        ]
    });
    tx.insert_rows(
        "INSERT INTO folders_item (id, list, ordinal, heading, code, code_folded, title, retention, unit, keeper, \
             note, approved) \
         VALUES :rows ON CONFLICT (list, heading, code_folded) DO NOTHING",
        rows.collect(),
    )
}

/// Writes a line back.
pub(crate) fn change(tx: &mut Tx<'_>, item: &Item) -> Result<()> {
    tx.run(
        "UPDATE folders_item SET code = :code, code_folded = :code_folded, title = :title, retention = :retention, \
             unit = :unit, keeper = :keeper, note = :note, approved = :approved, ordinal = :ordinal \
         WHERE id = :id",
        params! {
            code: &item.code, code_folded: code_key(&item.code), title: &item.title, retention: &item.retention,
            unit: item.unit, keeper: item.keeper, note: &item.note, approved: item.approved,
            ordinal: item.ordinal, id: item.id,
        },
    )?;
    Ok(())
}

/// Whether another line of the list has a code.
pub(crate) fn has_code(read: &mut Read<'_>, item: &Item) -> Result<bool> {
    let found: Option<(Uuid,)> = read.first(
        "SELECT id FROM folders_item WHERE list = :list AND heading = :heading AND code_folded = :code AND id <> :id",
        params! { list: item.list, heading: item.heading, code: code_key(&item.code), id: item.id },
    )?;
    Ok(found.is_some())
}

/// Removes a line.
pub(crate) fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.run("DELETE FROM folders_item WHERE id = :id", params! { id })?;
    Ok(())
}

/// Every line of a list is approved as it stands.
pub(crate) fn approve_all(tx: &mut Tx<'_>, list: Uuid) -> Result<()> {
    tx.run("UPDATE folders_item SET approved = true WHERE list = :list", params! { list })?;
    Ok(())
}

/// The approved items of an agency's lists for a year on that no folder has been opened.
pub fn to_open(read: &mut Read<'_>, agency: Uuid, year: i64) -> Result<Vec<Item>> {
    read.all(
        "SELECT i.id, i.list, i.ordinal, i.heading, i.code, i.title, i.retention, i.unit, i.keeper, i.note, \
             i.approved \
         FROM folders_item i JOIN folders_list l ON l.id = i.list \
         WHERE l.agency = :agency AND l.year = :year AND i.approved AND NOT i.heading \
           AND NOT EXISTS (SELECT 1 FROM folders_folder f WHERE f.item = i.id) \
         ORDER BY i.ordinal, i.id",
        params! { agency, year },
    )
}
