//! What an address asks of a list, and the addresses that ask for something else.

use crate::{Cursor, Error, Key};
use context::Uuid;
use std::fmt;

/// The parameter that names the order.
pub const SORT: &str = "sort";
/// The parameter that names the place behind which the list goes on.
pub const BEHIND: &str = "behind";

/// An order of a list: `arrived`, or `-arrived` for the last first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// What it is sorted by.
    pub by: &'static str,
    /// Whether the greatest comes first.
    pub descending: bool,
}

impl Sort {
    /// The smallest first.
    pub const fn up(by: &'static str) -> Sort {
        Sort { by, descending: false }
    }

    /// The greatest first.
    pub const fn down(by: &'static str) -> Sort {
        Sort { by, descending: true }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by)
    }
}

/// What a list can be asked for; nothing else reaches its statement.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The names of its filters, none of them [`SORT`] or [`BEHIND`].
    pub filters: &'static [&'static str],
    /// The order it comes in by itself.
    pub usual: Sort,
    /// The other columns it can be sorted by, each in the direction that comes first. Both can be asked for.
    pub others: &'static [Sort],
}

impl Shape {
    /// Reads the query of an address. Filters without a value, as forms send them, are no filters.
    ///
    /// # Errors
    /// What the list cannot be asked for, by name.
    pub fn read(&self, query: &str) -> Result<Asked, Error> {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).map_err(|_| Error::Address)?;
        let (mut filters, mut sort, mut behind) = (Vec::new(), None, None);
        for (name, value) in pairs {
            match name.as_str() {
                SORT => once(&mut sort, &name, value)?,
                BEHIND => once(&mut behind, &name, value)?,
                _ => {
                    let known = self.filters.iter().find(|known| **known == name);
                    let name = *known.ok_or(Error::Filter { name, known: self.filters })?;
                    filters.push((name, value));
                }
            }
        }
        filters.retain(|(_, value)| !value.is_empty());
        let sort = sort.map_or(Ok(self.usual), |name| self.sort(name))?;
        let behind = behind.map(|text| Cursor::decode(&text, sort)).transpose()?;
        Ok(Asked { shape: *self, filters, sort, behind })
    }

    fn sort(&self, name: String) -> Result<Sort, Error> {
        let (by, descending) = match name.strip_prefix('-') {
            Some(by) => (by, true),
            None => (name.as_str(), false),
        };
        match self.column(by) {
            Some(column) => Ok(Sort { by: column.by, descending }),
            None => {
                let known = self.columns().map(|column| column.by).collect();
                Err(Error::Sort { name, known })
            }
        }
    }

    fn column(&self, by: &str) -> Option<Sort> {
        self.columns().find(|column| column.by == by)
    }

    fn columns(&self) -> impl Iterator<Item = Sort> {
        std::iter::once(self.usual).chain(self.others.iter().copied())
    }
}

fn once(place: &mut Option<String>, name: &str, value: String) -> Result<(), Error> {
    if value.is_empty() {
        return Ok(());
    }
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Error::Twice { name: name.to_owned() }),
    }
}

/// What is asked of a list. The builders give what a link asks for instead; all but [`Asked::behind`] begin at the
/// first page.
#[derive(Clone, Debug)]
pub struct Asked {
    shape: Shape,
    filters: Vec<(&'static str, String)>,
    sort: Sort,
    behind: Option<Cursor>,
}

impl Asked {
    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The row behind which it goes on; none on the first page.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.behind.as_ref()
    }

    /// Whether anything narrows the list down.
    pub fn is_filtered(&self) -> bool {
        !self.filters.is_empty()
    }

    /// Whether a filter has this value: its chip is lit.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|found| found == value)
    }

    /// All values of a filter.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.filters.iter().filter(move |(found, _)| *found == name).map(|(_, value)| value.as_str())
    }

    /// The one value of a filter, read.
    ///
    /// # Errors
    /// [`Error::Value`] if it cannot be read, [`Error::Twice`] if there are several.
    pub fn one<T>(
        &self,
        name: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let mut values = self.values(name);
        let Some(value) = values.next() else { return Ok(None) };
        if values.next().is_some() {
            return Err(Error::Twice { name: name.to_owned() });
        }
        let wrong = || Error::Value { name, value: value.to_owned() };
        read(value).map(Some).ok_or_else(wrong)
    }

    /// With one more value of a filter.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Asked {
        let mut asked = self.without(name, value);
        asked.filters.push((name, value.to_owned()));
        asked
    }

    /// Without a value of a filter.
    #[must_use]
    pub fn without(&self, name: &str, value: &str) -> Asked {
        let mut asked = self.from_start();
        asked.filters.retain(|(found, kept)| *found != name || kept != value);
        asked
    }

    /// Without any filter.
    #[must_use]
    pub fn unfiltered(&self) -> Asked {
        Asked { filters: Vec::new(), ..self.from_start() }
    }

    /// Sorted by a column: in its first direction, or turned round if it is sorted by it already. A column the list
    /// cannot be sorted by changes nothing.
    #[must_use]
    pub fn sorted_by(&self, by: &str) -> Asked {
        let turned = Sort { descending: !self.sort.descending, ..self.sort };
        let sort = if by == self.sort.by { turned } else { self.shape.column(by).unwrap_or(self.sort) };
        Asked { sort, ..self.from_start() }
    }

    /// The first page.
    #[must_use]
    pub fn from_start(&self) -> Asked {
        Asked { behind: None, ..self.clone() }
    }

    /// The page behind a row.
    #[must_use]
    pub fn behind(&self, key: impl Into<Key>, id: Uuid) -> Asked {
        Asked { behind: Some(Cursor { key: key.into(), id }), ..self.clone() }
    }

    /// The address that asks for this; what goes without saying is left out.
    pub fn address(&self, path: &str) -> String {
        let mut pairs: Vec<(&str, String)> = self.filters.clone();
        if self.sort != self.shape.usual {
            pairs.push((SORT, self.sort.to_string()));
        }
        if let Some(cursor) = &self.behind {
            pairs.push((BEHIND, cursor.encode(self.sort)));
        }
        // Pairs of texts always make a query.
        let query = serde_html_form::to_string(&pairs).unwrap_or_default();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::Day;
    use proptest::prelude::*;

    const SHAPE: Shape = Shape {
        filters: &["kind", "from", "text"],
        usual: Sort::down("arrived"),
        others: &[Sort::up("symbol"), Sort::down("issued")],
    };

    fn read(query: &str) -> Asked {
        SHAPE.read(query).unwrap()
    }

    #[test]
    fn what_a_list_cannot_be_asked_for_is_refused_by_name() {
        assert!(matches!(SHAPE.read("color=red"), Err(Error::Filter { name, .. }) if name == "color"));
        assert!(matches!(SHAPE.read("color="), Err(Error::Filter { .. })));
        for sort in ["1;drop", "Symbol", "--symbol", "-", "kind"] {
            let Err(Error::Sort { name, known }) = SHAPE.read(&format!("sort={sort}")) else {
                panic!("{sort}")
            };
            assert_eq!((name.as_str(), known), (sort, vec!["arrived", "symbol", "issued"]));
        }
        assert!(
            matches!(SHAPE.read("sort=symbol&sort=issued"), Err(Error::Twice { name }) if name == "sort")
        );
        assert!(matches!(SHAPE.read("behind=zzz"), Err(Error::Cursor)));
    }

    #[test]
    fn one_value_is_read_and_two_or_a_wrong_one_are_refused() {
        let day = read("from=17/8/2023").one("from", Day::parse).unwrap();
        assert_eq!(day, Day::new(2023, 8, 17));
        assert_eq!(read("kind=a").one("from", Day::parse).unwrap(), None);
        assert!(matches!(
            read("from=32/8/2023").one("from", Day::parse),
            Err(Error::Value { name: "from", value }) if value == "32/8/2023"
        ));
        assert!(matches!(
            read("from=2023-08-17&from=2023-08-18").one("from", Day::parse),
            Err(Error::Twice { .. })
        ));
    }

    #[test]
    fn empty_values_are_none_and_several_are_kept_in_order() {
        let asked = read("kind=b&kind=&text=&kind=a&sort=&behind=");
        assert_eq!(asked.values("kind").collect::<Vec<_>>(), ["b", "a"]);
        assert!(asked.has("kind", "a") && !asked.has("text", "") && asked.cursor().is_none());
        assert!(asked.is_filtered() && !asked.unfiltered().is_filtered());
    }

    #[test]
    fn chips_turn_on_and_off_and_begin_at_the_first_page() {
        let asked = read("kind=a").behind(7, Uuid::from_u128(1));
        assert_eq!(asked.with("kind", "đ&=").address("/x"), "/x?kind=a&kind=%C4%91%26%3D");
        assert_eq!(asked.with("kind", "a").address("/x"), "/x?kind=a");
        assert_eq!(asked.without("kind", "a").address("/x"), "/x");
        assert!(asked.address("/x").starts_with("/x?kind=a&behind="));
    }

    #[test]
    fn a_column_sorts_in_its_first_direction_and_turns_round() {
        let asked = read("").behind("k", Uuid::from_u128(1));
        let by_symbol = asked.sorted_by("symbol");
        assert_eq!(by_symbol.address("/x"), "/x?sort=symbol");
        assert_eq!(by_symbol.sorted_by("symbol").address("/x"), "/x?sort=-symbol");
        assert_eq!(by_symbol.sorted_by("issued").sort(), Sort::down("issued"));
        assert_eq!(asked.sorted_by("arrived").address("/x"), "/x?sort=arrived");
        assert_eq!(asked.sorted_by("nothing").address("/x"), "/x");
    }

    #[test]
    fn a_place_belongs_to_its_order() {
        let next = read("sort=symbol").behind("5/bc", Uuid::from_u128(3)).address("/x");
        let query = next.split_once('?').unwrap().1.to_owned();
        let cursor = read(&query).cursor().cloned().unwrap();
        assert_eq!(cursor, Cursor { key: "5/bc".into(), id: Uuid::from_u128(3) });
        let other = query.replace("sort=symbol", "sort=-symbol");
        assert!(matches!(SHAPE.read(&other), Err(Error::Cursor)));
    }

    proptest! {
        #[test]
        fn no_query_panics_and_an_address_reads_back(wild in "\\PC{0,40}", text in "\\PC{1,20}", key in any::<i64>()) {
            let _ = SHAPE.read(&wild);
            let asked = read("sort=-issued").with("text", &text).behind(key, Uuid::from_u128(9));
            let again = read(asked.address("/x").split_once('?').unwrap().1);
            prop_assert!(again.has("text", &text));
            prop_assert_eq!(again.cursor(), asked.cursor());
            prop_assert_eq!(again.sort(), asked.sort());
        }
    }
}
