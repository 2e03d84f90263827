//! The lines of a yearly list: added, changed, removed, imported.

use super::list::Sheet;
use crate::Error;
use crate::model::input::{InputFault, ItemInput, MOST_CODE, MOST_ITEMS, MOST_TITLE, MOST_WORDS};
use crate::store::folder;
use crate::store::list::{self as store, Item};
use context::{Ctx, Uuid};
use db::{Read, Tx};
use law::Named;
use organisation::ValueFault;
use organisation::sheet::{Once, Sheet as Lines};
use serde_json::json;
use std::collections::BTreeMap;

/// Adds a line at the end of a list. Answers with its id.
///
/// # Errors
/// [`Error::NotNow`] unless the list is being written; [`Error::Input`].
pub fn add_item(tx: &mut Tx<'_>, ctx: &Ctx, list: Uuid, input: &ItemInput) -> Result<Uuid, Error> {
    let mut sheet = Sheet::draft(tx, ctx, list)?;
    let lines = store::items(tx, list)?;
    if lines.len() >= MOST_ITEMS {
        return Err(Error::Full { most: MOST_ITEMS as i64 });
    }
    let ordinal = lines.last().map_or(1, |item| item.ordinal + 1);
    let item = checked(tx, ctx, &sheet, ctx.new_id(), ordinal, input)?;
    store::add(tx, std::slice::from_ref(&item))?;
    sheet.save(tx, ctx)?;
    sheet.tell(tx, ctx, "folders.item_added", json!({ "item": item.id, "code": item.code }), "")?;
    Ok(item.id)
}

/// Changes a line; it is to be approved again.
///
/// # Errors
/// As [`add_item`]; [`Error::ItemStays`] when a folder was opened of it.
pub fn change_item(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &ItemInput) -> Result<(), Error> {
    let before = store::item(tx, id)?.ok_or(Error::NotFound)?;
    let mut sheet = Sheet::draft(tx, ctx, before.list)?;
    if folder::of_item(tx, id)?.is_some() {
        return Err(Error::ItemStays { code: before.code });
    }
    let input = ItemInput { heading: before.heading, ..input.clone() };
    let item = checked(tx, ctx, &sheet, id, before.ordinal, &input)?;
    store::change(tx, &item)?;
    sheet.save(tx, ctx)?;
    sheet.tell(tx, ctx, "folders.item_changed", json!({ "item": id, "code": item.code }), "")
}

/// Removes a line that was never approved.
///
/// # Errors
/// [`Error::ItemStays`] when it was, or has a folder; [`Error::NotNow`].
pub fn remove_item(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<Uuid, Error> {
    let item = store::item(tx, id)?.ok_or(Error::NotFound)?;
    let mut sheet = Sheet::draft(tx, ctx, item.list)?;
    if item.approved || folder::of_item(tx, id)?.is_some() {
        return Err(Error::ItemStays { code: item.code });
    }
    store::remove(tx, id)?;
    sheet.save(tx, ctx)?;
    sheet.tell(tx, ctx, "folders.item_removed", json!({ "item": id, "code": item.code }), "")?;
    Ok(item.list)
}

/// A line as it was typed, if nothing is wrong with it.
fn checked(
    read: &mut Read<'_>,
    ctx: &Ctx,
    sheet: &Sheet,
    id: Uuid,
    ordinal: i64,
    input: &ItemInput,
) -> Result<Item, Error> {
    let today = ctx.now.day();
    let mut faults = input.faults();
    let kept = !input.heading;
    if kept && !input.retention.is_empty() && ctx.law.retention(&input.retention, today).is_none() {
        faults.push(("retention", InputFault::Unknown));
    }
    let (mut unit, mut keeper) = (None, None);
    if let Some(wanted) = input.unit.filter(|_| kept) {
        let found = organisation::unit(read, wanted)?.filter(|unit| unit.agency == sheet.list.agency);
        match found {
            Some(found) => unit = Some(found.id),
            None => faults.push(("unit", InputFault::Unknown)),
        }
    }
    if let Some(wanted) = input.keeper.filter(|_| kept) {
        let found = organisation::position(read, wanted, today)?;
        match found.filter(|position| position.agency == sheet.list.agency) {
            Some(found) => {
                unit = found.unit.or(unit);
                keeper = Some(found.id);
            }
            None => faults.push(("keeper", InputFault::Unknown)),
        }
    }
    let item = Item {
        id,
        list: sheet.list.id,
        ordinal,
        heading: input.heading,
        code: input.code.trim().to_owned(),
        title: input.title.trim().to_owned(),
        retention: if kept { input.retention.clone() } else { String::new() },
        unit,
        keeper,
        note: input.note.trim().to_owned(),
        approved: false,
    };
    if faults.is_empty() && store::has_code(read, &item)? {
        faults.push(("code", InputFault::Taken(item.code.clone())));
    }
    if faults.is_empty() { Ok(item) } else { Err(Error::Input(faults)) }
}

/// The columns of a file of lines.
const COLUMNS: &[&str] = &["kind", "code", "title", "retention", "unit", "note"];
const KIND: usize = 0;
const CODE: usize = 1;
const TITLE: usize = 2;
const RETENTION: usize = 3;
const UNIT: usize = 4;
const NOTE: usize = 5;

/// Adds the lines of a file to a list: comma-separated text with the columns `kind,code,title,retention,unit,note`.
/// `kind` is heading or item; the retention is written as the law's list names it, the unit by its symbol or name.
/// Answers how many.
///
/// # Errors
/// [`Error::Lines`] with every fault of every line, and then nothing is imported; [`Error::NotNow`].
pub fn import_items(tx: &mut Tx<'_>, ctx: &Ctx, list: Uuid, csv: &[u8]) -> Result<u64, Error> {
    let mut sheet = Sheet::draft(tx, ctx, list)?;
    let today = ctx.now.day();
    let own = store::items(tx, list)?;
    let mut retentions: BTreeMap<String, &str> = BTreeMap::new();
    for retention in ctx.law.retentions(today) {
        for name in [retention.vi(), retention.en(), retention.code.as_str()] {
            retentions.insert(organisation::fold(name), retention.code.as_str());
        }
    }
    let mut units: BTreeMap<String, Uuid> = BTreeMap::new();
    for unit in organisation::units_of(tx, sheet.list.agency, today)? {
        for name in [&unit.name, &unit.symbol] {
            units.insert(organisation::fold(name), unit.id);
        }
    }
    let known: Vec<&str> = ctx.law.retentions(today).map(|it| it.vi()).collect();
    let mut lines = Lines::read(csv, COLUMNS)?;
    let mut once = Once::default();
    for item in &own {
        // What is there already is there once, before the first line.
        let _ = once.see(&format!("{} {}", item.heading, super::super::store::code_key(&item.code)), 0);
    }
    let mut items = Vec::new();
    let last = own.last().map_or(0, |item| item.ordinal);
    for (line, ordinal) in lines.lines().to_vec().iter().zip(last + 1..) {
        let number = line.number;
        let heading = match line.field(KIND) {
            "heading" => Ok(true),
            "item" => Ok(false),
            other => Err(ValueFault::not_listed(other, ["heading", "item"])),
        };
        let heading = lines.checked(number, KIND, heading);
        let kept = heading != Some(true);
        let code = lines.checked(number, CODE, filled(line.field(CODE), MOST_CODE));
        if let Some(code) = code {
            let key = format!("{} {}", !kept, super::super::store::code_key(code));
            lines.checked(number, CODE, once.see(&key, number).map_err(|fault| repeated(fault, code)));
        }
        lines.checked(number, TITLE, filled(line.field(TITLE), MOST_TITLE));
        let retention = match line.field(RETENTION) {
            _ if !kept => Ok(""),
            "" => Err(ValueFault::Empty),
            name => retentions
                .get(&organisation::fold(name))
                .copied()
                .ok_or_else(|| ValueFault::not_listed(name, known.iter().copied())),
        };
        let retention = lines.checked(number, RETENTION, retention);
        let unit = match line.field(UNIT) {
            "" => Ok(None),
            name => units.get(&organisation::fold(name)).map(|id| Some(*id)).ok_or(ValueFault::unknown(name)),
        };
        let unit = lines.checked(number, UNIT, unit);
        if line.field(NOTE).chars().count() > MOST_WORDS {
            lines.fault(number, NOTE, ValueFault::TooLong { most: MOST_WORDS });
        }
        items.push(Item {
            id: ctx.new_id(),
            list,
            ordinal,
            heading: !kept,
            code: line.field(CODE).to_owned(),
            title: line.field(TITLE).to_owned(),
            retention: retention.unwrap_or_default().to_owned(),
            unit: unit.flatten(),
            keeper: None,
            note: line.field(NOTE).to_owned(),
            approved: false,
        });
    }
    lines.finish()?;
    if own.len() + items.len() > MOST_ITEMS {
        return Err(Error::Full { most: MOST_ITEMS as i64 });
    }
    let added = store::add(tx, &items)?;
    sheet.save(tx, ctx)?;
    sheet.tell(tx, ctx, "folders.list_imported", json!({ "items": added }), "")?;
    Ok(added)
}

fn filled(text: &str, most: usize) -> Result<&str, ValueFault> {
    match text.chars().count() {
        0 => Err(ValueFault::Empty),
        count if count > most => Err(ValueFault::TooLong { most }),
        _ => Ok(text),
    }
}

/// A code that stands twice, told as it is written; one that the list has already stands in no line.
fn repeated(fault: ValueFault, code: &str) -> ValueFault {
    match fault {
        ValueFault::Repeated { line: 0, .. } => ValueFault::taken(code),
        ValueFault::Repeated { line, .. } => ValueFault::Repeated { value: code.to_owned(), line },
        other => other,
    }
}
