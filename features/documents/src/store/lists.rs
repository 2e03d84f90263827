//! Lists: what lies in a box of some desks, the newest first.
//!
//! A list walks the index of desks, once for each desk of the reader (at most three), and merges what it finds, so
//! it reads a page's worth of rows however full the desks are.

use crate::model::boxes::Box;
use calendar::{Day, Time};
use context::Uuid;
use db::{Page, Read, Result, Value, in_list, params};

db::row! {
    /// One row of a list.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct ListRow {
        /// The document or arrival.
        pub record: Uuid,
        /// document | arrival
        pub record_kind: String,
        /// By which the list is sorted.
        pub sort_key: i64,
        /// Whether its holder has not seen it.
        pub unread: bool,
        /// By when it is due.
        pub due_at: Option<Time>,
        /// The document.
        pub document: Uuid,
        /// Its subject.
        pub subject: String,
        /// Its number and symbol.
        pub symbol: String,
        /// Who issued it.
        pub issuer: String,
        /// The code of its urgency.
        pub urgency: String,
        /// The code of its kind.
        pub kind: String,
        /// The date on it.
        pub issued_day: Option<Day>,
        /// The code of the arrival's state, else of the document's.
        pub state: String,
        /// When it arrived, else when it was last changed.
        pub at: Time,
        /// Its number in the register of arrivals.
        pub number: Option<i64>,
        /// How it is sorted on the desk: first | later | nothing.
        pub pile: String,
    }
}

/// What a list shows.
#[derive(Clone, Debug, Default)]
pub struct ListFilter {
    /// Only of this kind of document.
    pub kind: Option<String>,
    /// Only of this urgency or above: any that is not ordinary.
    pub urgent: bool,
    /// Only what nobody has seen.
    pub unread: bool,
    /// Only what is sorted so.
    pub pile: Option<String>,
    /// Only what was due before this instant.
    pub overdue_at: Option<Time>,
    /// Only of issuers whose name begins so, folded.
    pub issuer: Option<String>,
    /// Only from this instant on.
    pub from: Option<Time>,
    /// Only before this instant.
    pub until: Option<Time>,
}

/// A place in a list: behind this row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The row's sort key.
    pub sort_key: i64,
    /// Its record.
    pub record: Uuid,
}

/// A page of a box.
pub fn page(
    read: &mut Read<'_>,
    holders: &[Uuid],
    place: Box,
    filter: &ListFilter,
    behind: Option<Behind>,
    limit: usize,
) -> Result<Page<ListRow>> {
    if holders.is_empty() {
        return Ok(Page { rows: Vec::new(), more: false });
    }
    let (sql, values) = statement(holders, place, filter, behind, limit as i64 + 1);
    let mut rows: Vec<ListRow> = read.all(&sql, &values)?;
    // The same record may lie on two desks of one reader.
    let mut seen = std::collections::HashSet::new();
    rows.retain(|row| seen.insert(row.record));
    Ok(Page::cut(rows, limit))
}

/// The statement of a page, and its values.
fn statement<'f>(
    holders: &[Uuid],
    place: Box,
    filter: &'f ListFilter,
    behind: Option<Behind>,
    most: i64,
) -> (String, Vec<(&'static str, Value<'f>)>) {
    let behind = behind.unwrap_or(Behind { sort_key: i64::MAX, record: Uuid::max() });
    let owed = owed(place);
    let conditions = conditions(filter, &owed);
    let one = |holder: &str| {
        format!(
            "SELECT * FROM (SELECT d.record AS record, d.kind AS record_kind, d.sort_key AS sort_key, \
                 d.unread AS unread, {owed} AS due_at, x.id AS document, x.subject AS subject, \
                 x.symbol AS symbol, x.issuer AS issuer, x.urgency AS urgency, x.type AS kind, \
                 x.issued_day AS issued_day, COALESCE(a.state, x.state) AS state, \
                 COALESCE(a.arrived_at, x.changed_at) AS at, a.number AS number, d.pile AS pile \
             FROM documents_desk d \
             LEFT JOIN documents_arrival a ON a.id = d.record \
             JOIN documents_document x ON x.id = COALESCE(a.document, d.record) \
             WHERE d.holder = :{holder} AND d.box = :place AND (d.sort_key, d.record) < (:key, :record) {conditions} \
             ORDER BY d.sort_key DESC, d.record DESC LIMIT :most) AS {holder}"
        )
    };
    const NAMES: [&str; 3] = ["own", "unit", "agency"];
    let parts: Vec<String> = NAMES.iter().take(holders.len()).map(|name| one(name)).collect();
    let sql = format!("{} ORDER BY sort_key DESC, record DESC LIMIT :most", parts.join(" UNION ALL "));
    let mut values: Vec<(&'static str, Value<'_>)> = Vec::new();
    for (name, holder) in NAMES.into_iter().zip(holders) {
        values.push((name, Value::Uuid(*holder)));
    }
    values.push(("place", Value::Text(place.code().into())));
    values.push(("key", Value::Int(behind.sort_key)));
    values.push(("record", Value::Uuid(behind.record)));
    values.push(("most", Value::Int(most)));
    values.extend(filter_values(filter));
    (sql, values)
}

/// By when the holder of a desk owes something for what lies on it, in SQL: the earliest deadline of its open duties
/// on the record. Whoever follows a record sees what others owe them.
fn owed(place: Box) -> String {
    let side = if place == Box::Tracking { "creditor" } else { "owner" };
    format!(
        "(SELECT min(u.due_at) FROM duties_duty u \
          WHERE u.subject = d.record AND u.state = 'open' AND u.due_day IS NOT NULL \
            AND COALESCE(u.{side}_position, u.{side}_unit, u.{side}_agency) = d.holder)"
    )
}

fn conditions(filter: &ListFilter, owed: &str) -> String {
    let overdue = format!("AND {owed} < :overdue_at ");
    let mut sql = String::new();
    for (wanted, condition) in [
        (filter.kind.is_some(), "AND x.type = :kind "),
        (filter.urgent, "AND d.urgent "),
        (filter.unread, "AND d.unread "),
        (filter.pile.is_some(), "AND d.pile = :pile "),
        (filter.overdue_at.is_some(), overdue.as_str()),
        (filter.issuer.is_some(), "AND x.issuer_folded >= :issuer AND x.issuer_folded < :issuer_end "),
        (filter.from.is_some(), "AND d.sort_key >= :from_time "),
        (filter.until.is_some(), "AND d.sort_key < :until_time "),
    ] {
        if wanted {
            sql.push_str(condition);
        }
    }
    sql
}

fn filter_values(filter: &ListFilter) -> Vec<(&'static str, Value<'_>)> {
    let mut values = Vec::new();
    if let Some(kind) = &filter.kind {
        values.push(("kind", Value::Text(kind.as_str().into())));
    }
    if let Some(pile) = &filter.pile {
        values.push(("pile", Value::Text(pile.as_str().into())));
    }
    if let Some(issuer) = &filter.issuer {
        values.push(("issuer", Value::Text(issuer.as_str().into())));
        values.push(("issuer_end", Value::Text(vietnamese::prefix_end(issuer).into())));
    }
    for (name, time) in
        [("overdue_at", filter.overdue_at), ("from_time", filter.from), ("until_time", filter.until)]
    {
        if let Some(time) = time {
            values.push((name, Value::Int(time.0)));
        }
    }
    values
}

db::row! {
    /// How much lies in a box of some desks.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct BoxCount {
        /// The code of the box.
        pub place: String,
        /// How much lies in it.
        pub all: i64,
        /// How much of it nobody has seen.
        pub unread: i64,
    }
}

/// Counts stop here; pages then show "999+".
const MOST_COUNTED: i64 = 1_000;

/// How much lies in the boxes in which something waits; those that are empty are left out. Every page asks, so it
/// looks at no more of a box than it counts.
pub fn counts(read: &mut Read<'_>, holders: &[Uuid]) -> Result<Vec<BoxCount>> {
    let one = |place: &Box| {
        let code = place.code();
        format!(
            "SELECT '{code}' AS box, count(DISTINCT record), count(CASE WHEN unread THEN 1 END) \
             FROM (SELECT record, unread FROM documents_desk WHERE holder IN (:holders) AND box = '{code}' \
                   LIMIT :most) AS {code}_box"
        )
    };
    let waiting: Vec<String> = Box::ALL.iter().filter(|place| place.waits()).map(one).collect();
    let mut counts: Vec<BoxCount> =
        read.all(&waiting.join(" UNION ALL "), params! { holders: in_list(holders), most: MOST_COUNTED })?;
    counts.retain(|count| count.all > 0);
    Ok(counts)
}

/// How much of a box matches each filter chip: urgent, overdue, unread.
pub fn chips(read: &mut Read<'_>, holders: &[Uuid], place: Box, now: Time) -> Result<(i64, i64, i64)> {
    let owed = owed(place);
    read.one(
        &format!(
            "SELECT count(CASE WHEN urgent THEN 1 END), count(CASE WHEN due_at < :now THEN 1 END), \
                    count(CASE WHEN unread THEN 1 END) \
             FROM (SELECT d.urgent AS urgent, d.unread AS unread, {owed} AS due_at FROM documents_desk d \
                   WHERE d.holder IN (:holders) AND d.box = :place LIMIT :most) AS counted"
        ),
        params! { holders: in_list(holders), place: place.code(), now, most: MOST_COUNTED },
    )
}

db::row! {
    /// One line of a register of arrivals (sổ đăng ký văn bản đến), Nghị định 30/2020/NĐ-CP, Phụ lục IV.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct RegisterLine {
        /// The arrival.
        pub arrival: Uuid,
        /// Its number (số đến).
        pub number: i64,
        /// When it came (ngày đến).
        pub arrived_day: Day,
        /// Who issued it (tác giả).
        pub issuer: String,
        /// Number and symbol.
        pub symbol: String,
        /// The date on it.
        pub issued_day: Option<Day>,
        /// The code of its kind.
        pub kind: String,
        /// Its subject.
        pub subject: String,
        /// The code of its state.
        pub state: String,
    }
}

/// The register of an agency's arrivals in a year, from a number downwards.
pub fn register(
    read: &mut Read<'_>,
    agency: Uuid,
    year: i64,
    below: i64,
    limit: usize,
) -> Result<Page<RegisterLine>> {
    let most = limit as i64 + 1;
    let series: Vec<(Uuid,)> = read.all(
        "SELECT id FROM documents_series WHERE agency = :agency AND direction = 'in'",
        params! { agency },
    )?;
    // Each is walked in the order of its numbers for a page's worth; an agency rarely has a second one.
    let mut rows: Vec<RegisterLine> = Vec::new();
    for (series,) in series {
        rows.extend(read.all::<RegisterLine>(
            "SELECT a.id, n.number, a.arrived_day, CASE WHEN a.restricted THEN '' ELSE x.issuer END, \
                    CASE WHEN a.restricted THEN '' ELSE x.symbol END, x.issued_day, x.type, \
                    CASE WHEN a.restricted THEN '' ELSE x.subject END, a.state \
             FROM documents_number n \
             JOIN documents_arrival a ON a.id = n.record \
             JOIN documents_document x ON x.id = a.document \
             WHERE n.series = :series AND n.year = :year AND n.number < :below \
             ORDER BY n.number DESC LIMIT :most",
            params! { series, year, below, most },
        )?);
    }
    rows.sort_by_key(|line| std::cmp::Reverse(line.number));
    Ok(Page::cut(rows, limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::desk;

    /// A desk that is as full as a busy agency's, and two more.
    const FULL: u128 = 4_000;

    #[test]
    fn a_page_walks_the_index_however_full_the_desks_are() {
        testkit::both(&[duties::MIGRATIONS, search::MIGRATIONS, crate::MIGRATIONS], |db| {
            let holders = [1, 2, 3].map(Uuid::from_u128);
            let ctx = testkit::system();
            db.write(&ctx, |tx| {
                for n in 0..FULL {
                    let placing = desk::Placing {
                        holder: holders[(n % 3) as usize],
                        place: if n % 2 == 0 { Box::All } else { Box::Handle },
                        record: Uuid::from_u128(1_000_000 + n),
                        kind: "arrival",
                        sort_key: n as i64,
                        urgent: false,
                        unread: false,
                    };
                    desk::put(tx, &placing)?;
                }
                tx.analyse()
            })
            .unwrap();
            let filter = ListFilter { urgent: true, ..ListFilter::default() };
            let behind = Behind { sort_key: 2_000, record: Uuid::nil() };
            let (sql, values) = statement(&holders, Box::All, &filter, Some(behind), 51);
            let lines = db.read(|read| read.explain(&sql, &values)).unwrap();
            let plan = lines.join("\n");
            let scanned = lines.iter().any(|line| ["SCAN d", "SCAN a", "SCAN x"].contains(&line.trim()));
            assert!(!scanned && !plan.contains("Seq Scan on documents_desk"), "{plan}");
            assert_eq!(plan.matches("documents_desk_list").count(), 3, "{plan}");
        });
    }
}
