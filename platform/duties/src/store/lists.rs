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
pub(crate) struct Side {
    pub(crate) column: &'static str,
    pub(crate) desk: Uuid,
}

/// Conditions with their parameters.
struct Narrowed<'a> {
    sql: String,
    params: Vec<(&'static str, Value<'a>)>,
}

impl<'a> Narrowed<'a> {
    /// Running duties of one side with a due instant in a range.
    fn new(side: Side, (from, until): (Time, Time), filter: &'a Filter) -> Narrowed<'a> {
        let mut it = Narrowed {
            sql: format!(
                "state <> 'closed' AND {} = :desk AND due_at >= :from AND due_at <= :until",
                side.column
            ),
            params: vec![
                ("desk", Value::Uuid(side.desk)),
                ("from", Value::Int(from.0)),
                ("until", Value::Int(until.0)),
            ],
        };
        if let Some(kind) = &filter.kind {
            it.and(" AND kind = :kind", [("kind", kind.to_value())]);
        }
        if let Some(kind) = &filter.subject_kind {
            it.and(" AND subject_kind = :subject_kind", [("subject_kind", kind.to_value())]);
        }
        it
    }

    fn and<const N: usize>(&mut self, sql: &str, params: [(&'static str, Value<'a>); N]) {
        self.sql.push_str(sql);
        self.params.extend(params);
    }
}

/// A page of running duties of one side, by due instant.
pub(crate) fn page(
    read: &mut Read<'_>,
    side: Side,
    filter: &Filter,
    now: Time,
    behind: Cursor,
    limit: usize,
) -> Result<Page<Duty>> {
    let range = filter.bucket.map_or((Time(i64::MIN), NEVER), |bucket| bucket.range(now));
    let mut narrowed = Narrowed::new(side, range, filter);
    narrowed.and(
        " AND (due_at, id) > (:behind_due, :behind_id) ORDER BY due_at, id LIMIT :limit",
        [
            ("behind_due", Value::Int(behind.due.0)),
            ("behind_id", Value::Uuid(behind.id)),
            ("limit", Value::Int(limit as i64 + 1)),
        ],
    );
    let sql = format!("SELECT {COLUMNS} FROM duties_duty WHERE {}", narrowed.sql);
    Ok(Page::cut(read.all(&sql, &narrowed.params)?, limit))
}

/// How many running duties of one side stand in a bucket, up to [`MOST_COUNTED`].
pub(crate) fn count(
    read: &mut Read<'_>,
    side: Side,
    filter: &Filter,
    bucket: Bucket,
    now: Time,
) -> Result<i64> {
    let mut narrowed = Narrowed::new(side, bucket.range(now), filter);
    narrowed.and(" LIMIT :most", [("most", Value::Int(MOST_COUNTED))]);
    let sql = format!("SELECT count(*) FROM (SELECT id FROM duties_duty WHERE {}) AS counted", narrowed.sql);
    Ok(read.one::<(i64,)>(&sql, &narrowed.params)?.0)
}

/// How many running duties of one side are due on each day of a span; days without any are left out.
pub(crate) fn count_by_day(
    read: &mut Read<'_>,
    side: Side,
    filter: &Filter,
    span: (Time, Time),
) -> Result<Vec<(Day, i64)>> {
    let narrowed = Narrowed::new(side, span, filter);
    let sql = format!(
        "SELECT due_day, count(*) FROM duties_duty WHERE {} GROUP BY due_day ORDER BY due_day",
        narrowed.sql
    );
    read.all(&sql, &narrowed.params)
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

/// Up to `limit` running duties of one side, in the order of their ids.
pub(crate) fn running_at(read: &mut Read<'_>, side: Side, limit: usize) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        &format!(
            "SELECT id FROM duties_duty WHERE state <> 'closed' AND {} = :desk ORDER BY id LIMIT :limit",
            side.column
        ),
        params! { desk: side.desk, limit: limit as i64 },
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
