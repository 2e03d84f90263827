//! Places in a list.

use crate::{Error, Sort};
use context::{Day, Time, Uuid};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How many bytes of a digest stand before a cursor.
const CHECK: usize = 6;

/// What a list is sorted by, in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    /// A number, a day or an instant.
    Number(i64),
    /// Text, as its column compares it.
    Text(String),
}

impl From<i64> for Key {
    fn from(number: i64) -> Key {
        Key::Number(number)
    }
}

impl From<Day> for Key {
    fn from(day: Day) -> Key {
        Key::Number(day.0.into())
    }
}

impl From<Time> for Key {
    fn from(time: Time) -> Key {
        Key::Number(time.0)
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Key {
        Key::Text(text.to_owned())
    }
}

/// The row behind which a list goes on: `(sort_key, id) < (:key, :id)`.
///
/// Written out it is opaque, belongs to one order, and shows when it was altered by accident or by hand. It is no
/// secret and grants nothing: what a reader may see is asked for each page anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// What the row is sorted by.
    pub key: Key,
    /// The row's id, which parts equal keys.
    pub id: Uuid,
}

impl Cursor {
    /// As an address holds it.
    pub fn encode(&self, sort: Sort) -> String {
        // Numbers, text and ids are always JSON.
        let body = serde_json::to_vec(self).unwrap_or_default();
        BASE64URL_NOPAD.encode(&[check(sort, &body).as_slice(), &body].concat())
    }

    /// Reads what [`Cursor::encode`] wrote for the same order.
    ///
    /// # Errors
    /// [`Error::Cursor`] for everything else.
    pub fn decode(text: &str, sort: Sort) -> Result<Cursor, Error> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| Error::Cursor)?;
        let (given, body) = bytes.split_at_checked(CHECK).ok_or(Error::Cursor)?;
        if given != check(sort, body) {
            return Err(Error::Cursor);
        }
        serde_json::from_slice(body).map_err(|_| Error::Cursor)
    }
}

fn check(sort: Sort, body: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::new().chain_update(sort.to_string()).chain_update([0]).chain_update(body).finalize();
    let mut check = [0; CHECK];
    check.copy_from_slice(&digest[..CHECK]);
    check
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const UP: Sort = Sort::up("arrived");

    #[test]
    fn what_is_no_cursor_is_refused() {
        for text in ["", "a", "0.1", "%", "AAAAAAAA", "đất", &"A".repeat(5000)] {
            assert!(matches!(Cursor::decode(text, UP), Err(Error::Cursor)), "{text}");
        }
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let text = Cursor { key: Key::from(7), id: Uuid::from_u128(1) }.encode(UP);
        assert!(Cursor::decode(&text, UP).is_ok());
        for other in [Sort::down("arrived"), Sort::up("issued")] {
            assert!(matches!(Cursor::decode(&text, other), Err(Error::Cursor)));
        }
    }

    proptest! {
        #[test]
        fn cursors_come_back_and_altered_ones_do_not(
            key in prop_oneof![any::<i64>().prop_map(Key::Number), "\\PC{0,30}".prop_map(Key::Text)],
            id in any::<u128>(),
            at in any::<prop::sample::Index>(),
            letter in "[A-Za-z0-9_-]",
        ) {
            let cursor = Cursor { key, id: Uuid::from_u128(id) };
            let text = cursor.encode(UP);
            prop_assert_eq!(Cursor::decode(&text, UP).unwrap(), cursor);
            let at = at.index(text.len());
            let altered = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
            if altered != text {
                prop_assert!(Cursor::decode(&altered, UP).is_err());
            }
            prop_assert!(Cursor::decode(&text[..at], UP).is_err());
        }
    }
}
