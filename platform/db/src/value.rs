//! Values on their way into and out of the database.

use calendar::{Day, Time};
use std::borrow::Cow;
use uuid::Uuid;

/// A parameter's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// An id.
    Uuid(Uuid),
    /// A local day.
    Day(Day),
    /// A list for `IN (:name)`; see [`in_list`].
    List(Vec<Value<'a>>),
    /// Rows of equal length for `VALUES :name`; see [`Tx::insert_rows`](crate::Tx::insert_rows).
    Rows(Vec<Vec<Value<'a>>>),
}

impl Value<'_> {
    /// The same value, borrowing from nobody.
    pub(crate) fn owned(&self) -> Value<'static> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(it) => Value::Bool(*it),
            Value::Int(it) => Value::Int(*it),
            Value::Text(it) => Value::Text(Cow::Owned(it.clone().into_owned())),
            Value::Bytes(it) => Value::Bytes(Cow::Owned(it.clone().into_owned())),
            Value::Uuid(it) => Value::Uuid(*it),
            Value::Day(it) => Value::Day(*it),
            Value::List(items) => Value::List(items.iter().map(Value::owned).collect()),
            Value::Rows(rows) => {
                Value::Rows(rows.iter().map(|row| row.iter().map(Value::owned).collect()).collect())
            }
        }
    }
}

/// A column's value as the engine holds it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'a> {
    /// Nothing.
    Null,
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text or JSON.
    Text(&'a str),
    /// Bytes.
    Bytes(&'a [u8]),
    /// An id.
    Uuid(Uuid),
}

/// What can be bound as a parameter.
pub trait ToValue {
    /// The value, borrowing where it can.
    fn to_value(&self) -> Value<'_>;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// The type's name for error messages.
    const NAME: &'static str;
    /// The value; none if the column holds something else.
    fn from_value(value: ValueRef<'_>) -> Option<Self>;
}

/// A list of values for `IN (:name)`. An empty list matches nothing.
pub fn in_list<T: ToValue>(items: &[T]) -> Value<'_> {
    Value::List(items.iter().map(ToValue::to_value).collect())
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        self.clone()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const NAME: &'static str = T::NAME;
    fn from_value(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! to_value {
    ($($type:ty: |$it:ident| $value:expr;)*) => {
        $(impl ToValue for $type {
            fn to_value(&self) -> Value<'_> {
                let $it = self;
                $value
            }
        })*
    };
}

to_value! {
    bool: |it| Value::Bool(*it);
    i64: |it| Value::Int(*it);
    i32: |it| Value::Int((*it).into());
    i16: |it| Value::Int((*it).into());
    u32: |it| Value::Int((*it).into());
    u8: |it| Value::Int((*it).into());
    Uuid: |it| Value::Uuid(*it);
    Time: |it| Value::Int(it.0);
    Day: |it| Value::Day(*it);
    str: |it| Value::Text(Cow::Borrowed(it));
    String: |it| Value::Text(Cow::Borrowed(it));
    Cow<'_, str>: |it| Value::Text(Cow::Borrowed(it));
    [u8]: |it| Value::Bytes(Cow::Borrowed(it));
    Vec<u8>: |it| Value::Bytes(Cow::Borrowed(it));
    serde_json::Value: |it| Value::Text(Cow::Owned(it.to_string()));
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(Cow::Borrowed(self))
    }
}

macro_rules! from_value {
    ($($type:ty: $($pattern:pat => $value:expr),+;)*) => {
        $(impl FromValue for $type {
            const NAME: &'static str = stringify!($type);
            fn from_value(value: ValueRef<'_>) -> Option<Self> {
                match value {
                    $($pattern => $value,)+
                    _ => None,
                }
            }
        })*
    };
}

from_value! {
    bool: ValueRef::Bool(it) => Some(it), ValueRef::Int(it) => Some(it != 0);
    i64: ValueRef::Int(it) => Some(it);
    i32: ValueRef::Int(it) => it.try_into().ok();
    i16: ValueRef::Int(it) => it.try_into().ok();
    u32: ValueRef::Int(it) => it.try_into().ok();
    u8: ValueRef::Int(it) => it.try_into().ok();
    Uuid: ValueRef::Uuid(it) => Some(it), ValueRef::Bytes(it) => Uuid::from_slice(it).ok();
    Time: ValueRef::Int(it) => Some(Time(it));
    Day: ValueRef::Int(it) => it.try_into().ok().map(Day);
    String: ValueRef::Text(it) => Some(it.to_owned());
    Vec<u8>: ValueRef::Bytes(it) => Some(it.to_owned());
    serde_json::Value: ValueRef::Text(it) => serde_json::from_str(it).ok();
}

/// Binds named parameters: `params! { id, subject: &input.subject, at: ctx.now }`.
#[macro_export]
macro_rules! params {
    () => { &[] };
    ($($name:ident $(: $value:expr)?),+ $(,)?) => {
        &[$((stringify!($name), $crate::params!(@value $name $(, $value)?))),+]
    };
    (@value $name:ident) => { $crate::ToValue::to_value(&$name) };
    (@value $name:ident, $value:expr) => { $crate::ToValue::to_value(&$value) };
}
