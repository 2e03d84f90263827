//! Importing agencies from a file.

use crate::model::{Agency, AgencyKind, Checked, MOST_TIERS, ValueFault};
use crate::model::{check_code, check_name, check_symbol, check_text};
use crate::reach::{Place, reaches};
use crate::sheet::{Line, Once, Sheet};
use crate::{Error, RESTRUCTURE, actions, store};
use context::{Ctx, Day, Ref, Uuid};
use db::{Read, Tx};
use std::collections::HashMap;

/// The columns of a file of agencies.
const COLUMNS: &[&str] = &["code", "symbol", "name", "kind", "tier", "parent_code", "gso_code"];
const CODE: usize = 0;
const SYMBOL: usize = 1;
const NAME: usize = 2;
const KIND: usize = 3;
const TIER: usize = 4;
const PARENT: usize = 5;
const GSO_CODE: usize = 6;

/// A file of agencies.
#[derive(Clone, Copy, Debug)]
pub struct AgencyFile<'a> {
    /// Comma-separated text with the columns `code,symbol,name,kind,tier,parent_code,gso_code`. A parent stands
    /// in the file, in any line, or in the system.
    pub csv: &'a [u8],
    /// The first day of the agencies' existence.
    pub starts: Day,
}

/// Imports agencies; each becomes an issuing body of its own too. Returns their ids in the order of the lines.
///
/// # Errors
/// [`Error::NotFound`] for whoever may not restructure the whole system; those of [`Sheet::read`];
/// [`Error::Lines`] with every fault of every line, and then nothing is imported.
pub fn import_agencies(tx: &mut Tx<'_>, ctx: &Ctx, file: &AgencyFile<'_>) -> Result<Vec<Uuid>, Error> {
    if !reaches(tx, ctx, RESTRUCTURE, &Place::SYSTEM)? {
        return Err(Error::NotFound);
    }
    actions::lock_tree(tx)?;
    let agencies = read(tx, ctx, file)?;
    for agency in parents_first(&agencies) {
        actions::place(tx, ctx, agency)?;
    }
    actions::tell(
        tx,
        ctx,
        "organisation.agencies_imported",
        Ref::new("import", ctx.new_id()),
        serde_json::json!({ "count": agencies.len(), "starts": file.starts.iso() }),
    )?;
    Ok(agencies.iter().map(|agency| agency.id).collect())
}

/// The agencies of a file, or all its faults.
fn read(read: &mut Read<'_>, ctx: &Ctx, file: &AgencyFile<'_>) -> Result<Vec<Agency>, Error> {
    let mut sheet = Sheet::read(file.csv, COLUMNS)?;
    let lines = sheet.lines().to_vec();
    let ids: HashMap<&str, Uuid> = lines.iter().map(|line| (line.field(CODE), ctx.new_id())).collect();
    let named = lines.iter().flat_map(|line| [line.field(CODE), line.field(PARENT)]);
    let held = held(read, named, file.starts)?;
    let tiers: HashMap<&str, Option<u8>> =
        lines.iter().map(|line| (line.field(CODE), line.field(TIER).parse().ok())).collect();
    let circular = circles(&lines);
    let mut once = Once::default();
    let mut agencies = Vec::with_capacity(lines.len());
    for line in &lines {
        let number = line.number;
        let code = sheet.checked(number, CODE, check_code(line.field(CODE)));
        if let Some(code) = code {
            let free = if held.contains_key(code) { Err(ValueFault::taken(code)) } else { Ok(()) };
            sheet.checked(number, CODE, free.and_then(|()| once.see(code, number)));
        }
        let symbol = sheet.checked(number, SYMBOL, check_symbol(line.field(SYMBOL)));
        let name = sheet.checked(number, NAME, check_name(line.field(NAME)));
        let kind = sheet.checked(number, KIND, kind(line.field(KIND)));
        let tier = sheet.checked(number, TIER, tier(line.field(TIER)));
        let gso_code = sheet.checked(number, GSO_CODE, check_text(line.field(GSO_CODE)));
        let parent_code = line.field(PARENT);
        let parent = match (parent_code, ids.get(parent_code), held.get(parent_code)) {
            ("", _, _) => Ok(None),
            _ if circular.contains(&line.field(CODE)) => Err(ValueFault::Circle),
            (_, Some(id), _) => below(tier, tiers.get(parent_code).copied().flatten()).map(|()| Some(*id)),
            (_, None, Some(parent)) => below(tier, Some(parent.tier)).map(|()| Some(parent.id)),
            (_, None, None) => Err(ValueFault::unknown(parent_code)),
        };
        let parent = sheet.checked(number, PARENT, parent);
        let whole = (code, symbol, name, kind, tier, parent, gso_code);
        if let (Some(code), Some(symbol), Some(name), Some(kind), Some(tier), Some(parent), Some(gso_code)) =
            whole
        {
            agencies.push(Agency {
                id: ids.get(code).copied().unwrap_or_default(),
                code: code.to_owned(),
                symbol: symbol.to_owned(),
                name: name.to_owned(),
                kind,
                tier,
                parent,
                gso_code: gso_code.to_owned(),
                starts: file.starts,
                ends: None,
                version: 1,
            });
        }
    }
    sheet.finish()?;
    Ok(agencies)
}

/// Agencies of the system by the identifiers that a file names.
fn held<'c>(
    read: &mut Read<'_>,
    codes: impl Iterator<Item = &'c str>,
    day: Day,
) -> Result<HashMap<String, Agency>, Error> {
    let mut codes: Vec<String> = codes.filter(|code| !code.is_empty()).map(str::to_owned).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut held = HashMap::new();
    for part in codes.chunks(1000) {
        let holders = store::agency::codes_held(read, part, day)?;
        let ids: Vec<Uuid> = holders.iter().map(|(_, id)| *id).collect();
        let agencies: HashMap<Uuid, Agency> =
            store::agency::agencies(read, &ids)?.into_iter().map(|agency| (agency.id, agency)).collect();
        held.extend(holders.into_iter().filter_map(|(code, id)| Some((code, agencies.get(&id)?.clone()))));
    }
    Ok(held)
}

fn kind(text: &str) -> Checked<AgencyKind> {
    let known = AgencyKind::ALL.iter().map(|kind| kind.code());
    AgencyKind::of(text).ok_or_else(|| ValueFault::not_listed(text, known))
}

fn tier(text: &str) -> Checked<u8> {
    let bounds = ValueFault::Number { least: 1, most: MOST_TIERS.into() };
    text.parse().ok().filter(|tier| (1..=MOST_TIERS).contains(tier)).ok_or(bounds)
}

/// A tier is that of the agency above, or one below it. Tiers that are at fault themselves are told there.
fn below(tier: Option<u8>, parent: Option<u8>) -> Checked<()> {
    match (tier, parent) {
        (Some(tier), Some(parent)) if tier < parent => Err(ValueFault::Tier { parent }),
        _ => Ok(()),
    }
}

/// The codes from which one never comes to a root by going up within the file.
fn circles(lines: &[Line]) -> Vec<&str> {
    let parents: HashMap<&str, &str> =
        lines.iter().map(|line| (line.field(CODE), line.field(PARENT))).collect();
    let is_circular = |code: &&str| {
        let mut at = *code;
        for _ in 0..=parents.len() {
            match parents.get(at) {
                Some(parent) => at = parent,
                None => return false,
            }
        }
        true
    };
    // A tree is at most as deep as its tiers in practice, so this ends quickly for all that are no circle.
    parents.keys().copied().filter(is_circular).collect()
}

/// The agencies in an order in which each comes behind the one above it.
fn parents_first(agencies: &[Agency]) -> Vec<&Agency> {
    let mut below: HashMap<Uuid, Vec<&Agency>> = HashMap::new();
    let ids: std::collections::HashSet<Uuid> = agencies.iter().map(|agency| agency.id).collect();
    let (inner, mut order): (Vec<&Agency>, Vec<&Agency>) =
        agencies.iter().partition(|agency| agency.parent.is_some_and(|parent| ids.contains(&parent)));
    for agency in inner {
        below.entry(agency.parent.unwrap_or_default()).or_default().push(agency);
    }
    let mut at = 0;
    while let Some(agency) = order.get(at) {
        order.extend(below.remove(&agency.id).unwrap_or_default());
        at += 1;
    }
    order
}
