//! Whether what an actor may do reaches a place in the tree.

use crate::store::agency::{ancestors, keepers};
use context::{Actor, Ctx, Scope, Uuid};
use db::{Read, Result};

/// Where something is: what a permission is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The agency; none for what concerns the whole system.
    pub agency: Option<Uuid>,
    /// The unit.
    pub unit: Option<Uuid>,
    /// The position.
    pub position: Option<Uuid>,
}

impl Place {
    /// The whole system: only a grant without bounds reaches it.
    pub const SYSTEM: Place = Place { agency: None, unit: None, position: None };

    /// An agency.
    pub fn agency(agency: Uuid) -> Place {
        Place { agency: Some(agency), ..Place::SYSTEM }
    }

    /// A unit of an agency; without one, the agency itself.
    pub fn unit(agency: Uuid, unit: Option<Uuid>) -> Place {
        Place { agency: Some(agency), unit, position: None }
    }

    /// A position in an agency.
    pub fn position(agency: Uuid, unit: Option<Uuid>, position: Uuid) -> Place {
        Place { agency: Some(agency), unit, position: Some(position) }
    }
}

/// Whether the actor holds a permission and its scope reaches a place today. What an agency left behind that
/// has ended is reached as if it were of those who went on as it and were given its records.
///
/// # Errors
/// Those of the database.
pub fn reaches(read: &mut Read<'_>, ctx: &Ctx, permission: &str, place: &Place) -> Result<bool> {
    let actor = &ctx.actor;
    let Some(scope) = actor.scope(permission) else { return Ok(false) };
    if scope == Scope::All || is_within(actor, scope, place) {
        return Ok(true);
    }
    let (Some(own), Some(agency)) = (actor.agency, place.agency) else { return Ok(false) };
    if scope < Scope::Agency {
        return Ok(false);
    }
    let day = ctx.now.day();
    if scope == Scope::Subtree && ancestors(read, agency, day)?.contains(&own) {
        return Ok(true);
    }
    for heir in keepers(read, agency, day)? {
        if heir == own || (scope == Scope::Subtree && ancestors(read, heir, day)?.contains(&own)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the place is the actor's own, as far as can be said without the tree.
fn is_within(actor: &Actor, scope: Scope, place: &Place) -> bool {
    let same = |own: Option<Uuid>, other: Option<Uuid>| own.is_some() && own == other;
    same(actor.position, place.position)
        || (scope >= Scope::Unit && same(actor.unit, place.unit))
        || (scope >= Scope::Agency && same(actor.agency, place.agency))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor() -> Actor {
        let mut actor = Actor::nobody();
        actor.agency = Some(Uuid::from_u128(1));
        actor.unit = Some(Uuid::from_u128(2));
        actor.position = Some(Uuid::from_u128(3));
        actor
    }

    #[test]
    fn a_scope_ends_where_it_ends() {
        let [agency, unit, position, other] = [1, 2, 3, 9].map(Uuid::from_u128);
        let own = Place::position(agency, Some(unit), position);
        let colleague = Place::position(agency, Some(unit), other);
        let next_door = Place::position(agency, Some(other), other);
        let abroad = Place::position(other, None, other);
        for (scope, reached) in [(Scope::Own, 1), (Scope::Unit, 2), (Scope::Agency, 3)] {
            let places = [own, colleague, next_door, abroad];
            let within = places.iter().filter(|place| is_within(&actor(), scope, place)).count();
            assert_eq!(within, reached, "{scope:?}");
        }
    }

    #[test]
    fn nobody_is_nowhere() {
        for scope in [Scope::Own, Scope::Unit, Scope::Agency] {
            assert!(!is_within(&Actor::nobody(), scope, &Place::SYSTEM));
            assert!(!is_within(&actor(), scope, &Place::SYSTEM));
        }
    }
}
