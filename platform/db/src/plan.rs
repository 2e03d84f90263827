//! From the portable text with named parameters to the engines' numbered ones.

use crate::{Error, Result, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// A parameter as the callers give it.
pub(crate) type Param<'a> = (&'static str, Value<'a>);

/// A statement ready for an engine: its text, and which parameter stands at each number.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) sql: String,
    slots: Vec<Slot>,
}

#[derive(Debug)]
struct Slot {
    name: String,
    /// The place in a list parameter.
    item: usize,
}

/// Plans already made, by text and shape of the lists.
#[derive(Default)]
pub(crate) struct Plans(HashMap<String, Arc<Plan>>);

impl Plans {
    /// The plan of a statement. `mark` is what the engine writes before a number: `?` or `$`.
    pub(crate) fn get(&mut self, sql: &str, params: &[Param<'_>], mark: char) -> Result<Arc<Plan>> {
        let lists = params.iter().any(|(_, value)| matches!(value, Value::List(_) | Value::Rows(_)));
        let shaped;
        let key = if lists {
            let mut text = sql.to_owned();
            for (name, value) in params {
                match value {
                    Value::List(items) => text.push_str(&format!("\n--{name}{}", width(items.len()))),
                    Value::Rows(rows) => text.push_str(&format!("\n--{name}{}", rows.len())),
                    _ => {}
                }
            }
            shaped = text;
            shaped.as_str()
        } else {
            sql
        };
        if let Some(plan) = self.0.get(key) {
            return Ok(Arc::clone(plan));
        }
        let plan = Arc::new(Plan::new(sql, params, mark)?);
        self.0.insert(key.to_owned(), Arc::clone(&plan));
        Ok(plan)
    }
}

/// Lists are padded to a power of two, so that few statements serve all lengths.
fn width(items: usize) -> usize {
    items.max(1).next_power_of_two()
}

impl Plan {
    fn new(sql: &str, params: &[Param<'_>], mark: char) -> Result<Plan> {
        let mut out = String::with_capacity(sql.len() + 16);
        let mut slots: Vec<Slot> = Vec::new();
        for piece in pieces(sql) {
            let name = match piece {
                Piece::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Piece::Name(name) => name,
            };
            let value = params.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
            let count = match value {
                None => return Err(Error::Misused(format!("no value for :{name} in: {sql}"))),
                Some(Value::List(items)) => width(items.len()),
                Some(Value::Rows(rows)) => rows.iter().map(Vec::len).sum(),
                Some(_) => 1,
            };
            let row = match value {
                Some(Value::Rows(rows)) => rows.first().map(Vec::len),
                _ => None,
            };
            let first = slots.iter().position(|slot| slot.name == name);
            if first.is_none() {
                slots.extend((0..count).map(|item| Slot { name: name.to_owned(), item }));
            }
            let first = first.unwrap_or(slots.len() - count);
            for item in 0..count {
                if item > 0 {
                    out.push(',');
                }
                if row.is_some_and(|length| item % length == 0) {
                    out.push('(');
                }
                out.push(mark);
                out.push_str(&(first + item + 1).to_string());
                if row.is_some_and(|length| item % length == length - 1) {
                    out.push(')');
                }
            }
        }
        if let Some((name, _)) = params.iter().find(|(name, _)| !slots.iter().any(|slot| slot.name == *name))
        {
            return Err(Error::Misused(format!("{name} is not used in: {sql}")));
        }
        Ok(Plan { sql: out, slots })
    }

    /// The values in the order of the numbers.
    pub(crate) fn values<'p>(&self, params: &'p [Param<'p>]) -> Result<Vec<&'p Value<'p>>> {
        let find = |slot: &Slot| match params.iter().find(|(name, _)| *name == slot.name) {
            Some((_, Value::List(items))) => items.get(slot.item).or(items.last()).or(Some(&Value::Null)),
            Some((_, Value::Rows(rows))) => {
                let length = rows.first().map_or(1, Vec::len);
                rows.get(slot.item / length).and_then(|row| row.get(slot.item % length))
            }
            Some((_, value)) => Some(value),
            None => None,
        };
        self.slots
            .iter()
            .map(|slot| find(slot).ok_or_else(|| Error::Misused(format!("no value for :{}", slot.name))))
            .collect()
    }
}

enum Piece<'a> {
    Text(&'a str),
    Name(&'a str),
}

/// Splits a statement at its parameters, leaving quoted text and comments alone.
fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let bytes = sql.as_bytes();
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'\'' | b'"') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += 1;
                }
                at += 1;
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => {
                while at < bytes.len() && bytes[at] != b'\n' {
                    at += 1;
                }
            }
            b':' if bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase) => {
                let start = at + 1;
                let mut end = start;
                while bytes
                    .get(end)
                    .is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_')
                {
                    end += 1;
                }
                out.push(Piece::Text(&sql[from..at]));
                out.push(Piece::Name(&sql[start..end]));
                (from, at) = (end, end);
            }
            _ => at += 1,
        }
    }
    out.push(Piece::Text(&sql[from..]));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{in_list, params};

    #[test]
    fn names_become_numbers_and_quotes_stay() {
        let params: &[Param<'_>] = params! { id: 7_i64, name: "x" };
        let plan =
            Plan::new("SELECT ':id', a FROM t WHERE id = :id AND n = :name OR id = :id -- :no", params, '$');
        assert_eq!(plan.unwrap().sql, "SELECT ':id', a FROM t WHERE id = $1 AND n = $2 OR id = $1 -- :no");
    }

    #[test]
    fn lists_are_padded_with_their_last_item() {
        let ids = in_list(&[1_i64, 2, 3]);
        let params: &[Param<'_>] = params! { ids, x: 9_i64 };
        let plan = Plan::new("IN (:ids) AND :x", params, '?').unwrap();
        assert_eq!(plan.sql, "IN (?1,?2,?3,?4) AND ?5");
        let values = plan.values(params).unwrap();
        assert_eq!(values.iter().map(|v| (*v).clone()).collect::<Vec<_>>(), [1, 2, 3, 3, 9].map(Value::Int));
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        let ids = in_list::<i64>(&[]);
        let params: &[Param<'_>] = params! { ids };
        let plan = Plan::new("IN (:ids)", params, '?').unwrap();
        assert_eq!(plan.values(params).unwrap(), [&Value::Null]);
    }

    #[test]
    fn rows_stand_in_brackets_and_are_not_padded() {
        let rows = Value::Rows((0..3).map(|n| vec![Value::Int(n), Value::Int(n + 10)]).collect());
        let params: &[Param<'_>] = params! { rows };
        let plan = Plan::new("INSERT INTO t (a, b) VALUES :rows", params, '$').unwrap();
        assert_eq!(plan.sql, "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4),($5,$6)");
        let values: Vec<Value<'_>> = plan.values(params).unwrap().into_iter().cloned().collect();
        assert_eq!(values, [0, 10, 1, 11, 2, 12].map(Value::Int));
    }

    #[test]
    fn missing_and_superfluous_parameters_are_named() {
        let error = Plan::new("WHERE id = :id", &[], '?').unwrap_err().to_string();
        assert!(error.contains(":id"), "{error}");
        let error = Plan::new("SELECT 1", params! { id: 1_i64 }, '?').unwrap_err().to_string();
        assert!(error.contains("id is not used"), "{error}");
    }
}
