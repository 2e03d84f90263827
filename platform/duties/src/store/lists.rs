//! Lists and counts of duties. Each walks one partial index of running duties.

use super::COLUMNS;
use crate::model::{Bucket, Cursor, Duty, NEVER};
use crate::owed::Filter;
use context::{Day, Ref, Time, Uuid};
use db::{Page, Read, Result, ToValue, Value, in_list, params};

/// Counts stop here; the page then shows "999+".
pub(crate) const MOST_COUNTED: i64 = 1_000;

/// A column that holds a party's desk, and the desk.
#[derive(Clone, Copy)]
pub(crate) struct Side<'k> {
    pub(crate) column: &'static str,
    pub(crate) desk: Uuid,
    /// Only what the desk owes as a whole, of these kinds.
    pub(crate) whole: Option<&'k [&'static str]>,
}

impl Side<'_> {
    /// That nobody within the desk owes it.
    fn as_a_whole(&self) -> &'static str {
        match self.column {
            "owner_unit" => " AND owner_position IS NULL",
            _ => " AND owner_unit IS NULL AND owner_position IS NULL",
        }
    }
}

/// The most desks of one list.
const NAMES: [(&str, &str); 3] = [("desk", "kinds"), ("desk2", "kinds2"), ("desk3", "kinds3")];

/// A statement's parameters.
type Values<'a> = Vec<(&'static str, Value<'a>)>;

/// Running duties of one side, under a name, with a due instant in a range.
fn narrowed<'a>(
    side: &Side<'a>,
    (desk, kinds): (&'static str, &'static str),
    filter: &Filter,
    values: &mut Values<'a>,
) -> String {
    let mut sql =
        format!("state <> 'closed' AND {} = :{desk} AND due_at >= :from AND due_at <= :until", side.column);
    values.push((desk, Value::Uuid(side.desk)));
    if let Some(whole) = side.whole {
        sql.push_str(&format!("{} AND kind IN (:{kinds})", side.as_a_whole()));
        values.push((kinds, in_list(whole)));
    }
    if filter.kind.is_some() {
        sql.push_str(" AND kind = :kind");
    }
    if filter.subject_kind.is_some() {
        sql.push_str(" AND subject_kind = :subject_kind");
    }
    sql
}

/// The values that a filter and a range have for all sides.
fn shared<'a>((from, until): (Time, Time), filter: &'a Filter) -> Values<'a> {
    let mut values = vec![("from", Value::Int(from.0)), ("until", Value::Int(until.0))];
    values.extend(filter.kind.as_ref().map(|kind| ("kind", kind.to_value())));
    values.extend(filter.subject_kind.as_ref().map(|kind| ("subject_kind", kind.to_value())));
    values
}

/// A page of running duties of some sides, by due instant: each side's index is walked for a page's worth.
pub(crate) fn page(
    read: &mut Read<'_>,
    sides: &[Side<'_>],
    filter: &Filter,
    now: Time,
    behind: Cursor,
    limit: usize,
) -> Result<Page<Duty>> {
    let (sql, values) = page_statement(sides, filter, now, behind, limit as i64 + 1);
    Ok(Page::cut(read.all(&sql, &values)?, limit))
}

fn page_statement<'a>(
    sides: &[Side<'a>],
    filter: &'a Filter,
    now: Time,
    behind: Cursor,
    most: i64,
) -> (String, Values<'a>) {
    let range = filter.bucket.map_or((Time(i64::MIN), NEVER), |bucket| bucket.range(now));
    let mut values = shared(range, filter);
    values.extend([
        ("behind_due", Value::Int(behind.due.0)),
        ("behind_id", Value::Uuid(behind.id)),
        ("limit", Value::Int(most)),
    ]);
    let mut one = |(side, names): (&Side<'a>, (&'static str, &'static str))| {
        format!(
            "SELECT {COLUMNS} FROM duties_duty WHERE {} AND (due_at, id) > (:behind_due, :behind_id) \
             ORDER BY due_at, id LIMIT :limit",
            narrowed(side, names, filter, &mut values)
        )
    };
    let parts: Vec<String> = sides.iter().zip(NAMES).map(&mut one).collect();
    let sql = match &parts[..] {
        [only] => only.clone(),
        several => {
            let each =
                |(part, (name, _)): (&String, (&str, &str))| format!("SELECT * FROM ({part}) AS {name}");
            let all: Vec<String> = several.iter().zip(NAMES).map(each).collect();
            format!("{} ORDER BY due_at, id LIMIT :limit", all.join(" UNION ALL "))
        }
    };
    (sql, values)
}

/// How many running duties of one side stand in a bucket, up to [`MOST_COUNTED`].
pub(crate) fn count(
    read: &mut Read<'_>,
    side: &Side<'_>,
    filter: &Filter,
    bucket: Bucket,
    now: Time,
) -> Result<i64> {
    let mut values = shared(bucket.range(now), filter);
    values.push(("most", Value::Int(MOST_COUNTED)));
    let sql = format!(
        "SELECT count(*) FROM (SELECT id FROM duties_duty WHERE {} LIMIT :most) AS counted",
        narrowed(side, NAMES[0], filter, &mut values)
    );
    Ok(read.one::<(i64,)>(&sql, &values)?.0)
}

/// How many running duties of one side are due on each day of a span; days without any are left out.
pub(crate) fn count_by_day(
    read: &mut Read<'_>,
    side: &Side<'_>,
    filter: &Filter,
    span: (Time, Time),
) -> Result<Vec<(Day, i64)>> {
    let mut values = shared(span, filter);
    let sql = format!(
        "SELECT due_day, count(*) FROM duties_duty WHERE {} GROUP BY due_day ORDER BY due_day",
        narrowed(side, NAMES[0], filter, &mut values)
    );
    read.all(&sql, &values)
}

/// The running duties for some records, or shown on their pages, by due instant. Ids are unique across kinds.
pub(crate) fn running_on(read: &mut Read<'_>, refs: &[Ref]) -> Result<Vec<Duty>> {
    let ids: Vec<Uuid> = refs.iter().map(|it| it.id).collect();
    read.all(
        &format!(
            "SELECT {COLUMNS} FROM duties_duty WHERE state <> 'closed' \
             AND (subject IN (:ids) OR about IN (:ids)) ORDER BY due_at, id"
        ),
        params! { ids: in_list(&ids) },
    )
}

/// All duties that a record ever had, or that its page shows, in the order of their opening.
pub(crate) fn all_on(read: &mut Read<'_>, record: &Ref) -> Result<Vec<Duty>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM duties_duty WHERE subject = :id OR about = :id ORDER BY id"),
        params! { id: record.id },
    )
}

/// How many duties run at one side, counted up to a limit.
pub(crate) fn count_running_at(read: &mut Read<'_>, side: Side, limit: usize) -> Result<i64> {
    let (count,): (i64,) = read.one(
        &format!(
            "SELECT count(*) FROM (SELECT id FROM duties_duty WHERE state <> 'closed' AND {} = :desk \
             LIMIT :limit) AS running",
            side.column
        ),
        params! { desk: side.desk, limit: limit as i64 },
    )?;
    Ok(count)
}

/// Up to `limit` running duties of one side, in the order of their ids.
pub(crate) fn running_at(read: &mut Read<'_>, side: Side<'_>, limit: usize) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        &format!(
            "SELECT id FROM duties_duty WHERE state <> 'closed' AND {} = :desk ORDER BY id LIMIT :limit",
            side.column
        ),
        params! { desk: side.desk, limit: limit as i64 },
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
