//! Agencies: as they are, as they were, and the tree of any day.

use crate::model::{Agency, Branch, Holdings, Standing, Succession, arrange};
use crate::names::fold;
use context::{Day, Uuid};
use db::{Read, Result, Tx, in_list, params};
use std::collections::BTreeMap;

/// An agency as it is now; an ended one as it was at the end.
pub fn agency(read: &mut Read<'_>, id: Uuid) -> Result<Option<Agency>> {
    Ok(agencies(read, &[id])?.pop())
}

/// Several agencies as they are now, in no order.
pub fn agencies(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Agency>> {
    read.all(
        "SELECT id, code, symbol, name, kind, tier, parent, gso_code, starts, ends, version \
         FROM organisation_agency WHERE id IN (:ids)",
        params! { ids: in_list(ids) },
    )
}

/// An agency as it was on a day; none if it did not exist then.
pub fn agency_on(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Option<Agency>> {
    read.first(
        "SELECT a.id, c.code, s.symbol, s.name, s.kind, s.tier, s.parent, a.gso_code, a.starts, a.ends, \
         a.version FROM organisation_agency a \
         JOIN organisation_standing s ON s.agency = a.id AND s.starts <= :day \
              AND (s.ends IS NULL OR s.ends > :day) \
         JOIN organisation_code c ON c.agency = a.id AND c.starts <= :day AND (c.ends IS NULL OR c.ends > :day) \
         WHERE a.id = :id",
        params! { id, day },
    )
}

/// The agency that had an identifier on a day, as it is now.
pub fn by_code(read: &mut Read<'_>, code: &str, day: Day) -> Result<Option<Agency>> {
    read.first(
        "SELECT a.id, a.code, a.symbol, a.name, a.kind, a.tier, a.parent, a.gso_code, a.starts, a.ends, \
         a.version FROM organisation_code c JOIN organisation_agency a ON a.id = c.agency \
         WHERE c.code = :code AND c.starts <= :day AND (c.ends IS NULL OR c.ends > :day)",
        params! { code, day },
    )
}

/// All agencies of a day in the order of the tree.
pub fn tree(read: &mut Read<'_>, day: Day) -> Result<Vec<Branch>> {
    let agencies = read.all(
        "SELECT a.id, c.code, s.symbol, s.name, s.kind, s.tier, s.parent, a.gso_code, a.starts, a.ends, \
         a.version FROM organisation_standing s JOIN organisation_agency a ON a.id = s.agency \
         JOIN organisation_code c ON c.agency = a.id AND c.starts <= :day AND (c.ends IS NULL OR c.ends > :day) \
         WHERE s.starts <= :day AND (s.ends IS NULL OR s.ends > :day)",
        params! { day },
    )?;
    Ok(arrange(agencies))
}

/// The agency above all others on a day: the one whose house this is.
pub fn root(read: &mut Read<'_>, day: Day) -> Result<Option<Agency>> {
    let row: Option<(Uuid,)> = read.first(
        "SELECT id FROM organisation_agency WHERE parent IS NULL AND starts <= :day \
         AND (ends IS NULL OR ends > :day) ORDER BY starts, id LIMIT 1",
        params! { day },
    )?;
    match row {
        Some((id,)) => agency(read, id),
        None => Ok(None),
    }
}

/// An agency and all below it on a day.
pub fn subtree(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "WITH RECURSIVE below (id) AS ( \
           SELECT id FROM organisation_agency WHERE id = :id \
           UNION \
           SELECT s.agency FROM organisation_standing s JOIN below b ON s.parent = b.id \
           WHERE s.starts <= :day AND (s.ends IS NULL OR s.ends > :day)) \
         SELECT id FROM below",
        params! { id, day },
    )?;
    Ok(only(rows))
}

/// Those right below an agency on a day.
pub fn children(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT agency FROM organisation_standing \
         WHERE parent = :id AND starts <= :day AND (ends IS NULL OR ends > :day)",
        params! { id, day },
    )?;
    Ok(only(rows))
}

/// Every agency of a day with the one above it.
pub fn parents(read: &mut Read<'_>, day: Day) -> Result<BTreeMap<Uuid, Option<Uuid>>> {
    let rows: Vec<(Uuid, Option<Uuid>)> = read.all(
        "SELECT agency, parent FROM organisation_standing \
         WHERE starts <= :day AND (ends IS NULL OR ends > :day)",
        params! { day },
    )?;
    Ok(rows.into_iter().collect())
}

/// Those above an agency on a day, from its parent up to the root.
pub fn ancestors(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid, i64)> = read.all(
        "WITH RECURSIVE above (id, steps) AS ( \
           SELECT parent, CAST(1 AS bigint) FROM organisation_standing \
           WHERE agency = :id AND parent IS NOT NULL AND starts <= :day AND (ends IS NULL OR ends > :day) \
           UNION \
           SELECT s.parent, a.steps + 1 FROM organisation_standing s JOIN above a ON s.agency = a.id \
           WHERE s.parent IS NOT NULL AND s.starts <= :day AND (s.ends IS NULL OR s.ends > :day) \
             AND a.steps < 100) \
         SELECT id, steps FROM above ORDER BY steps",
        params! { id, day },
    )?;
    Ok(rows.into_iter().map(|(id, _)| id).collect())
}

/// The tiers of a day and how many agencies each has.
pub fn tiers(read: &mut Read<'_>, day: Day) -> Result<Vec<(u8, i64)>> {
    read.all(
        "SELECT tier, count(*) FROM organisation_standing \
         WHERE starts <= :day AND (ends IS NULL OR ends > :day) GROUP BY tier ORDER BY tier",
        params! { day },
    )
}

/// The agencies of a tier on a day: all of them, or those below one agency.
pub fn of_tier(read: &mut Read<'_>, tier: u8, under: Option<Uuid>, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = match under {
        None => read.all(
            "SELECT agency FROM organisation_standing \
             WHERE tier = :tier AND starts <= :day AND (ends IS NULL OR ends > :day)",
            params! { tier, day },
        )?,
        Some(under) => read.all(
            "WITH RECURSIVE below (id, tier) AS ( \
               SELECT agency, tier FROM organisation_standing \
               WHERE parent = :under AND starts <= :day AND (ends IS NULL OR ends > :day) \
               UNION \
               SELECT s.agency, s.tier FROM organisation_standing s JOIN below b ON s.parent = b.id \
               WHERE s.starts <= :day AND (s.ends IS NULL OR s.ends > :day)) \
             SELECT id FROM below WHERE tier = :tier",
            params! { under, tier, day },
        )?,
    };
    Ok(only(rows))
}

/// Those who went on as an agency up to a day, and those who went on as them.
pub fn heirs(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "WITH RECURSIVE heir (id) AS ( \
           SELECT successor FROM organisation_succession WHERE former = :id AND day <= :day \
           UNION \
           SELECT s.successor FROM organisation_succession s JOIN heir h ON s.former = h.id \
           WHERE s.day <= :day) \
         SELECT id FROM heir",
        params! { id, day },
    )?;
    Ok(only(rows))
}

/// Who acts in the place of an agency on a day: itself while it exists, then whoever took over its desk.
pub fn acting(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Uuid> {
    // Nearly all still exist, and every act asks.
    let ended: Option<(i32,)> = read.first(
        "SELECT ordinal FROM organisation_succession WHERE former = :id AND ordinal = 0 AND day <= :day",
        params! { id, day },
    )?;
    if ended.is_none() {
        return Ok(id);
    }
    let rows: Vec<(Uuid, i64)> = read.all(
        "WITH RECURSIVE heir (id, steps) AS ( \
           SELECT s.successor, CAST(1 AS bigint) FROM organisation_succession s \
           JOIN organisation_agency a ON a.id = s.former \
           WHERE s.former = :id AND s.ordinal = 0 AND s.day <= :day AND a.ends <= :day \
           UNION \
           SELECT s.successor, h.steps + 1 FROM organisation_succession s JOIN heir h ON s.former = h.id \
           JOIN organisation_agency a ON a.id = s.former \
           WHERE s.ordinal = 0 AND s.day <= :day AND a.ends <= :day AND h.steps < 100) \
         SELECT id, steps FROM heir ORDER BY steps DESC LIMIT 1",
        params! { id, day },
    )?;
    Ok(rows.first().map_or(id, |(heir, _)| *heir))
}

/// Those who keep what an agency left that has ended by a day, and those who keep what they left: successors that
/// were given its records.
pub(crate) fn keepers(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "WITH RECURSIVE keeper (id) AS ( \
           SELECT s.successor FROM organisation_succession s JOIN organisation_agency a ON a.id = s.former \
           WHERE s.former = :id AND s.day <= :day AND s.records AND a.ends <= :day \
           UNION \
           SELECT s.successor FROM organisation_succession s JOIN keeper k ON s.former = k.id \
           JOIN organisation_agency a ON a.id = s.former \
           WHERE s.day <= :day AND s.records AND a.ends <= :day) \
         SELECT id FROM keeper",
        params! { id, day },
    )?;
    Ok(only(rows))
}

/// The agencies that an agency has gone on as up to a day, and those that they had gone on as: whose records
/// it keeps.
pub fn predecessors(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "WITH RECURSIVE former (id) AS ( \
           SELECT former FROM organisation_succession WHERE successor = :id AND day <= :day \
           UNION \
           SELECT s.former FROM organisation_succession s JOIN former f ON s.successor = f.id \
           WHERE s.day <= :day) \
         SELECT id FROM former",
        params! { id, day },
    )?;
    Ok(only(rows))
}

/// From and into which agencies an agency went, oldest first.
pub fn successions(read: &mut Read<'_>, id: Uuid) -> Result<Vec<Succession>> {
    read.all(
        "SELECT former, successor, day, kind, ordinal, records FROM organisation_succession \
         WHERE former = :id OR successor = :id ORDER BY day, former, ordinal, successor",
        params! { id },
    )
}

/// What an agency was called and where it stood, the latest first.
pub fn standings(read: &mut Read<'_>, id: Uuid) -> Result<Vec<Standing>> {
    read.all(
        "SELECT starts, ends, symbol, name, kind, tier, parent FROM organisation_standing \
         WHERE agency = :id ORDER BY starts DESC",
        params! { id },
    )
}

/// The identifiers that an agency had, each with its days, the latest first.
pub fn codes(read: &mut Read<'_>, id: Uuid) -> Result<Vec<(String, Day, Option<Day>)>> {
    read.all(
        "SELECT code, starts, ends FROM organisation_code WHERE agency = :id ORDER BY starts DESC",
        params! { id },
    )
}

/// What an agency has on a day or later: what ends with it.
pub fn holdings(read: &mut Read<'_>, id: Uuid, day: Day) -> Result<Holdings> {
    read.one(
        "SELECT (SELECT count(*) FROM organisation_unit WHERE agency = :id AND (ends IS NULL OR ends > :day)), \
         (SELECT count(*) FROM organisation_position WHERE agency = :id AND (ends IS NULL OR ends > :day)), \
         (SELECT count(DISTINCT t.person) FROM organisation_tenure t \
          JOIN organisation_position p ON p.id = t.position \
          WHERE p.agency = :id AND (t.ends IS NULL OR t.ends > :day)), \
         (SELECT count(*) FROM organisation_body WHERE agency = :id AND (ends IS NULL OR ends > :day))",
        params! { id, day },
    )
}

/// Desks of agencies that have ended by a day and still serve bodies, each with the agency that takes them over.
pub(crate) fn outlived_desks(read: &mut Read<'_>, day: Day) -> Result<Vec<(Uuid, Uuid)>> {
    read.all(
        "SELECT DISTINCT s.former, s.successor FROM organisation_succession s \
         JOIN organisation_agency a ON a.id = s.former \
         JOIN organisation_body b ON b.agency = s.former AND (b.ends IS NULL OR b.ends > :day) \
         WHERE s.ordinal = 0 AND s.day <= :day AND a.ends <= :day ORDER BY s.former",
        params! { day },
    )
}

/// The first day of the standing that ends on a day.
pub(crate) fn standing_ending(read: &mut Read<'_>, id: Uuid, ends: Day) -> Result<Option<Day>> {
    let row: Option<(Day,)> = read.first(
        "SELECT starts FROM organisation_standing WHERE agency = :id AND ends = :ends",
        params! { id, ends },
    )?;
    Ok(row.map(|(day,)| day))
}

/// Who has one of these identifiers on a day or later: identifier and the first day of it.
pub(crate) fn codes_held(read: &mut Read<'_>, codes: &[String], day: Day) -> Result<Vec<(String, Uuid)>> {
    read.all(
        "SELECT code, agency FROM organisation_code WHERE code IN (:codes) AND (ends IS NULL OR ends > :day)",
        params! { codes: in_list(codes), day },
    )
}

/// Whether an identifier holds on a day or later for somebody else.
pub(crate) fn is_code_taken(read: &mut Read<'_>, code: &str, day: Day, but: Uuid) -> Result<bool> {
    let rows = codes_held(read, &[code.to_owned()], day)?;
    Ok(rows.iter().any(|(_, holder)| *holder != but))
}

/// The first day of the standing that goes on without end.
pub(crate) fn last_standing(read: &mut Read<'_>, id: Uuid) -> Result<Option<Day>> {
    let row: Option<(Day,)> = read.first(
        "SELECT starts FROM organisation_standing WHERE agency = :id AND ends IS NULL",
        params! { id },
    )?;
    Ok(row.map(|(day,)| day))
}

/// The first day of the identifier that goes on without end.
pub(crate) fn last_code(read: &mut Read<'_>, id: Uuid) -> Result<Option<Day>> {
    let row: Option<(Day,)> = read
        .first("SELECT starts FROM organisation_code WHERE agency = :id AND ends IS NULL", params! { id })?;
    Ok(row.map(|(day,)| day))
}

pub(crate) fn insert(tx: &mut Tx<'_>, agency: &Agency) -> Result<()> {
    let it = agency;
    tx.run(
        "INSERT INTO organisation_agency \
         (id, code, symbol, name, name_folded, kind, tier, parent, gso_code, starts, ends, version) \
         VALUES (:id, :code, :symbol, :name, :folded, :kind, :tier, :parent, :gso_code, :starts, NULL, 1)",
        params! { id: it.id, code: &it.code, symbol: &it.symbol, name: &it.name, folded: fold(&it.name),
        kind: it.kind, tier: it.tier, parent: it.parent, gso_code: &it.gso_code, starts: it.starts },
    )?;
    insert_standing(tx, agency, it.starts)?;
    insert_code(tx, it.id, &it.code, it.starts)
}

pub(crate) fn insert_standing(tx: &mut Tx<'_>, agency: &Agency, starts: Day) -> Result<()> {
    let it = agency;
    tx.run(
        "INSERT INTO organisation_standing (agency, starts, ends, symbol, name, kind, tier, parent) \
         VALUES (:id, :starts, NULL, :symbol, :name, :kind, :tier, :parent)",
        params! { id: it.id, starts, symbol: &it.symbol, name: &it.name, kind: it.kind, tier: it.tier,
        parent: it.parent },
    )?;
    Ok(())
}

pub(crate) fn insert_code(tx: &mut Tx<'_>, id: Uuid, code: &str, starts: Day) -> Result<()> {
    tx.run(
        "INSERT INTO organisation_code (code, starts, ends, agency) VALUES (:code, :starts, NULL, :id)",
        params! { id, code, starts },
    )?;
    Ok(())
}

/// Ends the standing that goes on; one that began on this very day was never in force.
pub(crate) fn end_standing(tx: &mut Tx<'_>, id: Uuid, day: Day) -> Result<()> {
    tx.run(
        "DELETE FROM organisation_standing WHERE agency = :id AND ends IS NULL AND starts >= :day",
        params! { id, day },
    )?;
    tx.run(
        "UPDATE organisation_standing SET ends = :day WHERE agency = :id AND ends IS NULL",
        params! { id, day },
    )?;
    Ok(())
}

/// Ends the identifier that goes on; one that began on this very day was never in force.
pub(crate) fn end_code(tx: &mut Tx<'_>, id: Uuid, day: Day) -> Result<()> {
    tx.run(
        "DELETE FROM organisation_code WHERE agency = :id AND ends IS NULL AND starts >= :day",
        params! { id, day },
    )?;
    tx.run(
        "UPDATE organisation_code SET ends = :day WHERE agency = :id AND ends IS NULL",
        params! { id, day },
    )?;
    Ok(())
}

/// Writes what an agency is now; false if its version is another by now.
pub(crate) fn update(tx: &mut Tx<'_>, agency: &Agency) -> Result<bool> {
    let it = agency;
    let touched = tx.run(
        "UPDATE organisation_agency SET code = :code, symbol = :symbol, name = :name, name_folded = :folded, \
         kind = :kind, tier = :tier, parent = :parent, gso_code = :gso_code, ends = :ends, \
         version = version + 1 WHERE id = :id AND version = :version",
        params! { id: it.id, version: it.version, code: &it.code, symbol: &it.symbol, name: &it.name,
        folded: fold(&it.name), kind: it.kind, tier: it.tier, parent: it.parent,
        gso_code: &it.gso_code, ends: it.ends },
    )?;
    Ok(touched > 0)
}

/// Agencies whose present row is not what holds on a day: changes whose day has come.
pub(crate) fn outdated(read: &mut Read<'_>, day: Day) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT a.id FROM organisation_agency a \
         JOIN organisation_standing s ON s.agency = a.id AND s.starts <= :day \
              AND (s.ends IS NULL OR s.ends > :day) \
         JOIN organisation_code c ON c.agency = a.id AND c.starts <= :day AND (c.ends IS NULL OR c.ends > :day) \
         WHERE s.symbol <> a.symbol OR s.name <> a.name OR s.kind <> a.kind OR s.tier <> a.tier \
            OR c.code <> a.code OR (s.parent IS NULL AND a.parent IS NOT NULL) \
            OR (s.parent IS NOT NULL AND (a.parent IS NULL OR s.parent <> a.parent)) \
         ORDER BY a.id",
        params! { day },
    )?;
    Ok(only(rows))
}

pub(crate) fn insert_succession(tx: &mut Tx<'_>, new: &Succession) -> Result<()> {
    tx.run(
        "INSERT INTO organisation_succession (former, successor, day, kind, ordinal, records) \
         VALUES (:former, :successor, :day, :kind, :ordinal, :records) \
         ON CONFLICT (former, successor) DO NOTHING",
        params! { former: new.former, successor: new.successor, day: new.day, kind: new.kind,
        ordinal: new.ordinal, records: new.records },
    )?;
    Ok(())
}

/// Moves the end of an agency and of all that was to end with it to another day, or takes it away.
pub(crate) fn move_end(tx: &mut Tx<'_>, id: Uuid, from: Day, to: Option<Day>) -> Result<()> {
    for sql in [
        "UPDATE organisation_standing SET ends = CAST(:to AS date) WHERE agency = :id AND ends = :from",
        "UPDATE organisation_code SET ends = CAST(:to AS date) WHERE agency = :id AND ends = :from",
        "UPDATE organisation_body SET ends = CAST(:to AS date), version = version + 1 \
         WHERE stands_for = :id AND ends = :from",
        "UPDATE organisation_unit SET version = version + 1, \
         ends = CASE WHEN starts > CAST(:to AS date) THEN starts ELSE CAST(:to AS date) END \
         WHERE agency = :id AND ends = :from",
        "UPDATE organisation_tenure \
         SET ends = CASE WHEN starts > CAST(:to AS date) THEN starts ELSE CAST(:to AS date) END \
         WHERE ends = :from AND position IN (SELECT id FROM organisation_position WHERE agency = :id)",
        "UPDATE organisation_position SET version = version + 1, \
         ends = CASE WHEN starts > CAST(:to AS date) THEN starts ELSE CAST(:to AS date) END \
         WHERE agency = :id AND ends = :from",
    ] {
        tx.run(sql, params! { id, from, to })?;
    }
    match to {
        Some(to) => tx.run(
            "UPDATE organisation_succession SET day = :to WHERE former = :id AND day = :from",
            params! { id, from, to },
        )?,
        None => tx.run(
            "DELETE FROM organisation_succession WHERE former = :id AND day = :from",
            params! { id, from },
        )?,
    };
    Ok(())
}

fn only(rows: Vec<(Uuid,)>) -> Vec<Uuid> {
    rows.into_iter().map(|(id,)| id).collect()
}
