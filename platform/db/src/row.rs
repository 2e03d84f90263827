//! Rows of either engine.

use crate::{Error, FromValue, Result, ValueRef};
use calendar::Day;
use postgres::types::{FromSql, Type};
use std::error::Error as StdError;
use uuid::Uuid;

/// One row of an answer, read by the position of its columns.
pub struct Row<'r>(Inner<'r>);

enum Inner<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn sqlite(row: &'r rusqlite::Row<'r>) -> Row<'r> {
        Row(Inner::Sqlite(row))
    }

    pub(crate) fn postgres(row: &'r postgres::Row) -> Row<'r> {
        Row(Inner::Postgres(row))
    }

    /// The value of a column, counted from 0.
    ///
    /// # Errors
    /// [`Error::Misused`] when there is no such column or it holds something else.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        T::from_value(self.raw(column)?)
            .ok_or_else(|| Error::Misused(format!("column {} is no {}", self.name(column), T::NAME)))
    }

    fn raw(&self, column: usize) -> Result<ValueRef<'_>> {
        match self.0 {
            Inner::Sqlite(row) => {
                use rusqlite::types::ValueRef as Held;
                match row.get_ref(column)? {
                    Held::Null => Ok(ValueRef::Null),
                    Held::Integer(it) => Ok(ValueRef::Int(it)),
                    Held::Blob(it) => Ok(ValueRef::Bytes(it)),
                    Held::Text(it) => std::str::from_utf8(it)
                        .map(ValueRef::Text)
                        .map_err(|_| Error::Misused(format!("column {} is no text", self.name(column)))),
                    Held::Real(_) => {
                        Err(Error::Misused(format!("column {} is a floating number", self.name(column))))
                    }
                }
            }
            Inner::Postgres(row) => Ok(row.try_get::<_, Held<'_>>(column)?.0),
        }
    }

    fn name(&self, column: usize) -> String {
        match self.0 {
            Inner::Sqlite(row) => row.as_ref().column_name(column).unwrap_or("?").to_owned(),
            Inner::Postgres(row) => {
                row.columns().get(column).map_or_else(|| "?".to_owned(), |c| c.name().to_owned())
            }
        }
    }
}

/// A value as PostgreSQL sends it, of any type that the portable text uses.
struct Held<'a>(ValueRef<'a>);

/// Days between 1970-01-01 and 2000-01-01, from which PostgreSQL counts its dates.
pub(crate) const DATE_ORIGIN: i32 = 10_957;

impl<'a> FromSql<'a> for Held<'a> {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        let value = match *kind {
            Type::BOOL => ValueRef::Bool(bool::from_sql(kind, raw)?),
            Type::INT2 => ValueRef::Int(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => ValueRef::Int(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => ValueRef::Int(i64::from_sql(kind, raw)?),
            Type::DATE => ValueRef::Int((i32::from_sql(&Type::INT4, raw)? + DATE_ORIGIN).into()),
            Type::UUID => ValueRef::Uuid(Uuid::from_slice(raw)?),
            Type::BYTEA => ValueRef::Bytes(raw),
            // The binary form of jsonb is a version byte and the text.
            Type::JSONB => ValueRef::Text(std::str::from_utf8(raw.get(1..).unwrap_or_default())?),
            _ => ValueRef::Text(std::str::from_utf8(raw)?),
        };
        Ok(Held(value))
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Held(ValueRef::Null))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::BOOL
                | Type::INT2
                | Type::INT4
                | Type::INT8
                | Type::DATE
                | Type::UUID
                | Type::BYTEA
                | Type::JSONB
                | Type::JSON
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
                | Type::BPCHAR
                | Type::UNKNOWN
        )
    }
}

/// A day as PostgreSQL counts it.
pub(crate) fn date(day: Day) -> i32 {
    day.0.saturating_sub(DATE_ORIGIN)
}

/// What a whole row can become. Implement it with [`row!`](crate::row!), or use a tuple.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

/// Declares a struct whose fields are the columns of a statement, in the same order.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$field_meta:meta])* $field_vis:vis $field:ident: $type:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type),+
        }
        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row<'_>) -> $crate::Result<Self> {
                let mut column = 0..;
                let mut next = || column.next().unwrap_or_default();
                Ok(Self { $($field: row.get(next())?),+ })
            }
        }
    };
}

impl<A: FromValue> FromRow for (A,) {
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Ok((row.get(0)?,))
    }
}

macro_rules! tuple {
    ($($type:ident $column:tt),+) => {
        impl<$($type: FromValue),+> FromRow for ($($type,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self> {
                Ok(($(row.get::<$type>($column)?,)+))
            }
        }
    };
}

tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
