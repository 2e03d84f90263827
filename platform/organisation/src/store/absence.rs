//! Absences, those who stand in, assistants and delegations.

use crate::model::{
    Absence, Assistant, Away, Delegation, DelegationInput, Held, Position, StandIn, StandsIn,
};
use context::{Day, Stead, Uuid, Work};
use db::{Read, Result, Tx, in_list, params};
use std::collections::{BTreeMap, BTreeSet};

/// How far work is followed from one who stands in to the next.
const MOST_LINKS: usize = 6;

/// An absence.
pub fn absence(read: &mut Read<'_>, id: Uuid) -> Result<Option<Absence>> {
    read.first(
        "SELECT id, position, person, agency, starts, ends, version FROM organisation_absence WHERE id = :id",
        params! { id },
    )
}

/// The absences of an agency that are not over on a day, the first to begin first.
pub fn absences_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Absence>> {
    read.all(
        "SELECT id, position, person, agency, starts, ends, version FROM organisation_absence \
         WHERE agency = :agency AND ends > :day AND ends > starts ORDER BY starts, id",
        params! { agency, day },
    )
}

/// Who stands in for the absences of an agency that are not over on a day.
pub fn stand_ins_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<StandIn>> {
    read.all(
        "SELECT a.id, a.position, a.starts, a.ends, s.work, s.position FROM organisation_absence a \
         JOIN organisation_substitute s ON s.absence = a.id \
         WHERE a.agency = :agency AND a.ends > :day AND a.ends > a.starts ORDER BY a.starts, a.id, s.work",
        params! { agency, day },
    )
}

/// Who of some positions is not there on a day: whoever holds the position is the one who is absent.
pub fn away(read: &mut Read<'_>, positions: &[Uuid], day: Day) -> Result<Vec<Away>> {
    let rows: Vec<(Uuid, Uuid, Day)> = read.all(
        "SELECT a.id, a.position, a.ends FROM organisation_absence a \
         JOIN organisation_tenure t ON t.position = a.position AND t.person = a.person AND t.starts <= :day \
              AND (t.ends IS NULL OR t.ends > :day) \
         WHERE a.position IN (:positions) AND a.starts <= :day AND a.ends > :day",
        params! { positions: in_list(positions), day },
    )?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = rows.iter().map(|(id, _, _)| *id).collect();
    let named: Vec<(Uuid, String, String, Option<String>)> = read.all(
        "SELECT s.absence, s.work, p.title, n.name FROM organisation_substitute s \
         JOIN organisation_position p ON p.id = s.position \
         LEFT JOIN organisation_tenure t ON t.position = p.id AND t.starts <= :day \
              AND (t.ends IS NULL OR t.ends > :day) \
         LEFT JOIN organisation_person n ON n.id = t.person \
         WHERE s.absence IN (:ids) ORDER BY s.absence, s.work",
        params! { ids: in_list(&ids), day },
    )?;
    let mut found: Vec<Away> = rows
        .into_iter()
        .map(|(absence, position, ends)| Away {
            absence,
            position,
            until: ends.plus(-1),
            substitutes: Vec::new(),
        })
        .collect();
    for (absence, work, title, name) in named {
        let (Some(away), Some(work)) = (found.iter_mut().find(|it| it.absence == absence), Work::of(&work))
        else {
            continue;
        };
        let name = name.unwrap_or(title);
        match away.substitutes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, works)) => {
                works.push(work);
                works.sort();
            }
            None => away.substitutes.push((name, vec![work])),
        }
    }
    Ok(found)
}

/// The positions in which a person may act for others on a day: as a substitute, also of one for whom another absent
/// person stands in, and as an assistant. In no more steps than [`MOST_LINKS`].
pub fn stands_in(read: &mut Read<'_>, person: Uuid, day: Day) -> Result<Vec<StandsIn>> {
    let own: Vec<Uuid> =
        super::position::positions_of_person(read, person, day)?.iter().map(|held| held.id).collect();
    if own.is_empty() {
        return Ok(Vec::new());
    }
    // Which work of which position, and until which day.
    let mut works: BTreeMap<Uuid, BTreeMap<Work, Day>> = BTreeMap::new();
    let mut fresh: BTreeMap<Uuid, BTreeMap<Work, Day>> =
        own.iter().map(|id| (*id, Work::ALL.map(|work| (work, Day(i32::MAX))).into())).collect();
    for _ in 0..MOST_LINKS {
        let from: Vec<Uuid> = fresh.keys().copied().collect();
        let mut next: BTreeMap<Uuid, BTreeMap<Work, Day>> = BTreeMap::new();
        for link in links(read, &from, day)? {
            let Some(work) = Work::of(&link.work) else { continue };
            let Some(until) = fresh.get(&link.substitute).and_then(|held| held.get(&work)) else { continue };
            let known = works.get(&link.position).is_some_and(|known| known.contains_key(&work));
            if !known && !own.contains(&link.position) {
                let until = (*until).min(link.ends.plus(-1));
                works.entry(link.position).or_default().insert(work, until);
                next.entry(link.position).or_default().insert(work, until);
            }
        }
        if next.is_empty() {
            break;
        }
        fresh = next;
    }
    let assisted: Vec<(Uuid,)> = read.all(
        "SELECT position FROM organisation_assistant \
         WHERE assistant IN (:own) AND starts <= :day AND (ends IS NULL OR ends > :day)",
        params! { own: in_list(&own), day },
    )?;
    for (position,) in assisted {
        works.entry(position).or_default();
    }
    let ids: Vec<Uuid> = works.keys().copied().collect();
    let positions = super::position::positions(read, &ids, day)?;
    Ok(positions.into_iter().filter_map(|position| entry(position, &works)).collect())
}

fn entry(position: Position, works: &BTreeMap<Uuid, BTreeMap<Work, Day>>) -> Option<StandsIn> {
    let given = works.get(&position.id)?;
    let stead = Stead {
        person: position.person?,
        name: position.person_name.clone()?,
        until: given.values().max().copied(),
        assists: given.is_empty(),
    };
    Some(StandsIn { held: Held::from(position), stead, works: given.keys().copied().collect() })
}

/// What is left to some positions on a day.
fn links(read: &mut Read<'_>, substitutes: &[Uuid], day: Day) -> Result<Vec<StandIn>> {
    read.all(
        "SELECT a.id, a.position, a.starts, a.ends, s.work, s.position FROM organisation_substitute s \
         JOIN organisation_absence a ON a.id = s.absence AND a.starts <= :day AND a.ends > :day \
         JOIN organisation_tenure t ON t.position = a.position AND t.person = a.person AND t.starts <= :day \
              AND (t.ends IS NULL OR t.ends > :day) \
         WHERE s.position IN (:substitutes)",
        params! { substitutes: in_list(substitutes), day },
    )
}

/// The people who stand in for a position on a day, to be told of what comes for it; nobody while it is not absent.
pub fn substitutes_of(read: &mut Read<'_>, position: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT DISTINCT h.person FROM organisation_absence a \
         JOIN organisation_tenure t ON t.position = a.position AND t.person = a.person AND t.starts <= :day \
              AND (t.ends IS NULL OR t.ends > :day) \
         JOIN organisation_substitute s ON s.absence = a.id \
         JOIN organisation_tenure h ON h.position = s.position AND h.starts <= :day \
              AND (h.ends IS NULL OR h.ends > :day) \
         WHERE a.position = :position AND a.starts <= :day AND a.ends > :day",
        params! { position, day },
    )?;
    Ok(rows.into_iter().map(|(person,)| person).collect())
}

pub(crate) fn insert(tx: &mut Tx<'_>, absence: &Absence, substitutes: &BTreeMap<Work, Uuid>) -> Result<()> {
    let it = absence;
    tx.run(
        "INSERT INTO organisation_absence (id, position, person, agency, starts, ends, version) \
         VALUES (:id, :position, :person, :agency, :starts, :ends, 1)",
        params! { id: it.id, position: it.position, person: it.person, agency: it.agency, starts: it.starts,
        ends: it.ends },
    )?;
    for (work, position) in substitutes {
        tx.run(
            "INSERT INTO organisation_substitute (absence, work, position) VALUES (:absence, :work, :position)",
            params! { absence: it.id, work: work.code(), position: *position },
        )?;
    }
    Ok(())
}

/// Ends an absence on a day; false if its version is another by now.
pub(crate) fn end(tx: &mut Tx<'_>, id: Uuid, version: i64, ends: Day) -> Result<bool> {
    let touched = tx.run(
        "UPDATE organisation_absence SET ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id, version, ends },
    )?;
    Ok(touched > 0)
}

/// The assistants in an agency's positions on a day or later.
pub fn assistants_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Assistant>> {
    read.all(
        "SELECT s.id, s.position, s.assistant, s.starts, s.ends, s.version FROM organisation_position p \
         JOIN organisation_assistant s ON s.position = p.id AND (s.ends IS NULL OR s.ends > :day) \
         WHERE p.agency = :agency ORDER BY s.starts, s.id",
        params! { agency, day },
    )
}

/// An assistant.
pub fn assistant(read: &mut Read<'_>, id: Uuid) -> Result<Option<Assistant>> {
    read.first(
        "SELECT id, position, assistant, starts, ends, version FROM organisation_assistant WHERE id = :id",
        params! { id },
    )
}

/// Whether a position assists another on a day.
pub(crate) fn assists(read: &mut Read<'_>, assistant: Uuid, position: Uuid, day: Day) -> Result<bool> {
    let found: Option<(Uuid,)> = read.first(
        "SELECT id FROM organisation_assistant WHERE position = :position AND assistant = :assistant \
         AND starts <= :day AND (ends IS NULL OR ends > :day) LIMIT 1",
        params! { position, assistant, day },
    )?;
    Ok(found.is_some())
}

pub(crate) fn insert_assistant(tx: &mut Tx<'_>, it: &Assistant) -> Result<()> {
    tx.run(
        "INSERT INTO organisation_assistant (id, position, assistant, starts, ends, version) \
         VALUES (:id, :position, :assistant, :starts, NULL, 1)",
        params! { id: it.id, position: it.position, assistant: it.assistant, starts: it.starts },
    )?;
    Ok(())
}

pub(crate) fn end_assistant(tx: &mut Tx<'_>, id: Uuid, version: i64, ends: Day) -> Result<bool> {
    let touched = tx.run(
        "UPDATE organisation_assistant SET ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version AND ends IS NULL",
        params! { id, version, ends },
    )?;
    Ok(touched > 0)
}

/// The delegations by an agency's positions that are not over on a day.
pub fn delegations_of(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Delegation>> {
    read.all(
        "SELECT d.id, d.position, d.delegate, d.form, d.basis, d.scope, d.starts, d.ends, d.version \
         FROM organisation_position p \
         JOIN organisation_delegation d ON d.position = p.id AND d.ends > :day AND d.ends > d.starts \
         WHERE p.agency = :agency ORDER BY d.starts, d.id",
        params! { agency, day },
    )
}

/// A delegation.
pub fn delegation(read: &mut Read<'_>, id: Uuid) -> Result<Option<Delegation>> {
    read.first(
        "SELECT id, position, delegate, form, basis, scope, starts, ends, version \
         FROM organisation_delegation WHERE id = :id",
        params! { id },
    )
}

/// The delegation by which a person may sign for a position on a day, if there is one: in whatever position of theirs.
pub fn may_sign_for(
    read: &mut Read<'_>,
    position: Uuid,
    person: Uuid,
    day: Day,
) -> Result<Option<Delegation>> {
    let own: BTreeSet<Uuid> =
        super::position::positions_of_person(read, person, day)?.iter().map(|held| held.id).collect();
    let found: Vec<Delegation> = read.all(
        "SELECT id, position, delegate, form, basis, scope, starts, ends, version \
         FROM organisation_delegation WHERE position = :position AND starts <= :day AND ends > :day \
         ORDER BY starts, id",
        params! { position, day },
    )?;
    Ok(found.into_iter().find(|it| own.contains(&it.delegate)))
}

pub(crate) fn insert_delegation(tx: &mut Tx<'_>, id: Uuid, it: &DelegationInput) -> Result<()> {
    tx.run(
        "INSERT INTO organisation_delegation \
         (id, position, delegate, form, basis, scope, starts, ends, version) \
         VALUES (:id, :position, :delegate, :form, :basis, :scope, :starts, :ends, 1)",
        params! { id, position: it.position, delegate: it.delegate, form: &it.form, basis: &it.basis,
        scope: &it.scope, starts: it.from, ends: it.until.plus(1) },
    )?;
    Ok(())
}

pub(crate) fn end_delegation(tx: &mut Tx<'_>, id: Uuid, version: i64, ends: Day) -> Result<bool> {
    let touched = tx.run(
        "UPDATE organisation_delegation SET ends = :ends, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! { id, version, ends },
    )?;
    Ok(touched > 0)
}
