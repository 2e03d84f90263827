//! Who may remind whom. Pure.

pub(crate) mod span;

use context::{Actor, Scope, Uuid};
use duties::Party;
use organisation::{Position, Rank};

/// Whether something is owed to the reader: to the position they act in, to its unit, or to its agency if they may
/// look after what that is owed. The same as what their lists show.
pub(crate) fn is_owed_to(actor: &Actor, creditor: &Party) -> bool {
    let same = |mine: Option<Uuid>, theirs: Option<Uuid>| mine.is_some() && mine == theirs;
    same(actor.position, creditor.position)
        || same(actor.unit, creditor.unit)
        || (same(actor.agency, Some(creditor.agency)) && actor.scope(duties::READ) >= Some(Scope::Agency))
}

/// Which of a unit's or an agency's positions look after what it owes: those of the first of some ranks that anybody
/// has.
pub(crate) fn first_ranked(positions: &[Position], ranks: &[Rank]) -> Vec<Uuid> {
    let of = |rank| positions.iter().filter(|it| it.rank == rank).map(|it| it.id).collect::<Vec<_>>();
    ranks.iter().map(|rank| of(*rank)).find(|found| !found.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::Grant;

    #[test]
    fn what_is_owed_to_others_is_not_the_readers() {
        let [position, unit, agency, other] = [1, 2, 3, 4].map(Uuid::from_u128);
        let mut actor = Actor::nobody();
        let mine = Party { agency, unit: Some(unit), position: Some(position) };
        assert!(!is_owed_to(&actor, &mine), "nobody is owed anything");
        assert!(!is_owed_to(&actor, &Party::agency(agency)));
        (actor.position, actor.unit, actor.agency) = (Some(position), Some(unit), Some(agency));
        assert!(is_owed_to(&actor, &mine));
        assert!(is_owed_to(&actor, &Party::unit(agency, unit)));
        assert!(!is_owed_to(&actor, &Party { position: Some(other), unit: Some(other), agency }));
        assert!(!is_owed_to(&actor, &Party::agency(agency)), "the agency's takes a permission");
        actor.grants.push(Grant { permission: duties::READ.into(), scope: Scope::Unit });
        assert!(!is_owed_to(&actor, &Party::agency(agency)));
        actor.grants.push(Grant { permission: duties::READ.into(), scope: Scope::Agency });
        assert!(is_owed_to(&actor, &Party::agency(agency)));
        assert!(!is_owed_to(&actor, &Party::agency(other)));
    }
}
