//! The directions of an arrival as a tree: ending one ends all that was passed down from it.

use super::{advance, role_box};
use crate::Error;
use crate::actions::incoming::route;
use crate::model::direction::{AssignmentMove, Target};
use crate::store::desk;
use crate::store::direction::{self, Assignment, Direction};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use duties::Outcome;

/// The directions of an arrival and who is named in them, as they stand before an act.
pub(super) struct Tree {
    pub(super) directions: Vec<Direction>,
    pub(super) named: Vec<Assignment>,
}

impl Tree {
    pub(super) fn of(tx: &mut Tx<'_>, arrival: Uuid) -> Result<Tree, Error> {
        Ok(Tree {
            directions: direction::directions(tx, arrival)?,
            named: direction::assignments(tx, arrival)?,
        })
    }

    /// Ends a direction: those named in it owe nothing more, and all that was passed down from it ends too.
    pub(super) fn end(
        &self,
        tx: &mut Tx<'_>,
        ctx: &Ctx,
        given: &Direction,
        state: &str,
    ) -> Result<(), Error> {
        direction::set_direction_state(tx, given.id, state, given.given_at)?;
        if !given.behalf.is_empty() && given.confirmed_at.is_none() {
            let subject = Ref::new(crate::ARRIVAL, given.arrival);
            duties::close_of(tx, ctx, &subject, &[route::CONFIRM], Outcome::Withdrawn)?;
        }
        for one in self.named.iter().filter(|one| one.direction == given.id) {
            if one.state().transition(AssignmentMove::End).is_none() {
                continue;
            }
            self.end_below(tx, ctx, one.id)?;
            let mut one = one.clone();
            advance(&mut one, AssignmentMove::End)?;
            one.closed_at = Some(ctx.now);
            if let Some(duty) = one.duty {
                duties::close(tx, ctx, duty, Outcome::Withdrawn)?;
            }
            direction::update_assignment(tx, &one)?;
            if let Some(holder) = one.target().map(Target::holder) {
                desk::take_from(tx, given.arrival, role_box(one.role()), holder)?;
            }
        }
        Ok(())
    }

    /// Ends the directions that pass an assignment down.
    fn end_below(&self, tx: &mut Tx<'_>, ctx: &Ctx, above: Uuid) -> Result<(), Error> {
        self.below(above).try_for_each(|below| self.end(tx, ctx, below, "superseded"))
    }

    fn below(&self, above: Uuid) -> impl Iterator<Item = &Direction> {
        self.directions.iter().filter(move |it| it.parent == Some(above) && it.state == "given")
    }
}

/// Ends every direction of an arrival, given or proposed: it is dealt with otherwise.
pub(in crate::actions::incoming) fn end_all(tx: &mut Tx<'_>, ctx: &Ctx, arrival: Uuid) -> Result<(), Error> {
    let tree = Tree::of(tx, arrival)?;
    let tops = |it: &&Direction| it.parent.is_none() && matches!(it.state.as_str(), "given" | "proposed");
    tree.directions.iter().filter(tops).try_for_each(|top| tree.end(tx, ctx, top, "superseded"))
}

/// Ends the directions that pass an assignment down.
pub(in crate::actions::incoming) fn end_below(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    held: &Assignment,
) -> Result<(), Error> {
    Tree::of(tx, held.arrival)?.end_below(tx, ctx, held.id)
}
