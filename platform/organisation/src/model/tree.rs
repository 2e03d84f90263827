//! The tree as it is shown.

use super::Agency;
use context::Uuid;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// An agency at its place in the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Branch {
    /// The agency.
    pub agency: Agency,
    /// How many stand above it.
    pub depth: usize,
    /// How many stand right below it.
    pub children: usize,
}

/// Puts agencies in the order of the tree: each followed by those below it, siblings by identifier, whose
/// numbers count as numbers (`H26.9` before `H26.10`). An agency whose parent is not among them is a root.
pub fn arrange(agencies: Vec<Agency>) -> Vec<Branch> {
    let known: HashSet<Uuid> = agencies.iter().map(|agency| agency.id).collect();
    let mut below: HashMap<Option<Uuid>, Vec<Agency>> = HashMap::new();
    for agency in agencies {
        below.entry(agency.parent.filter(|parent| known.contains(parent))).or_default().push(agency);
    }
    for siblings in below.values_mut() {
        // Popped from the end below.
        siblings.sort_by_cached_key(|agency| std::cmp::Reverse(code_order(&agency.code)));
    }
    let mut open: Vec<(usize, Agency)> = Vec::new();
    let mut branches = Vec::with_capacity(known.len());
    open.extend(below.remove(&None).unwrap_or_default().into_iter().map(|agency| (0, agency)));
    while let Some((depth, agency)) = open.pop() {
        let children = below.remove(&Some(agency.id)).unwrap_or_default();
        branches.push(Branch { agency, depth, children: children.len() });
        open.extend(children.into_iter().map(|child| (depth + 1, child)));
    }
    branches
}

/// Groups of an identifier, numbers by their size.
fn code_order(code: &str) -> Vec<(u64, String)> {
    code.split('.')
        .map(|group| match group.parse() {
            Ok(number) => (number, String::new()),
            Err(_) => (u64::MAX, group.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AgencyKind;
    use context::Day;

    fn agency(id: u128, code: &str, parent: Option<u128>) -> Agency {
        Agency {
            id: Uuid::from_u128(id),
            code: code.into(),
            symbol: "X".into(),
            name: code.into(),
            kind: AgencyKind::Other,
            tier: 1,
            parent: parent.map(Uuid::from_u128),
            gso_code: String::new(),
            starts: Day(0),
            ends: None,
            version: 1,
        }
    }

    #[test]
    fn each_is_followed_by_those_below_it() {
        let branches = arrange(vec![
            agency(4, "H26.10", Some(1)),
            agency(3, "H26.9.1", Some(2)),
            agency(2, "H26.9", Some(1)),
            agency(1, "H26", None),
            agency(5, "G01", Some(99)),
        ]);
        let seen: Vec<(&str, usize, usize)> =
            branches.iter().map(|b| (b.agency.code.as_str(), b.depth, b.children)).collect();
        assert_eq!(
            seen,
            [("G01", 0, 0), ("H26", 0, 2), ("H26.9", 1, 1), ("H26.9.1", 2, 0), ("H26.10", 1, 0)]
        );
    }
}
