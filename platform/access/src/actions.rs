//! One function for each thing that is done to accounts, sessions and roles.

mod account;
mod role;
mod second_factor;
mod session;

pub use account::{
    AccountInput, Issued, Reset, close_account, create_account, reopen_account, reset_account, set_password,
    unlock_account,
};
pub use role::{change_role, grant_role, make_role, may_give, revoke_role, seed_roles};
pub use second_factor::{
    begin_second_factor, confirm_second_factor, encrypt_second_factors, forget_second_factors,
    remove_second_factor, take_second_factor,
};
pub use session::{end_other_sessions, end_session, end_sessions, switch_position, tidy, touch};

use crate::{ACCOUNTS, Error, Place, require, store};
use context::{Ctx, Ref, Uuid};
use db::{Read, Tx};
use serde_json::Value;

/// Goes on only if the actor administers all of a person: every position that they hold lies within reach, and
/// no role guarded there goes beyond what the actor holds. Whoever can reset an account can act as its holder.
pub(crate) fn require_over(read: &mut Read<'_>, ctx: &Ctx, person: Uuid) -> Result<(), Error> {
    let held = organisation::positions_of_person(read, person, ctx.now.day())?;
    if held.is_empty() {
        return require(read, ctx, ACCOUNTS, &Place::SYSTEM);
    }
    for position in held {
        require(read, ctx, ACCOUNTS, &Place::position(position.agency, position.unit, position.id))?;
        for granted in store::role::grants_of(read, position.id)? {
            let guarded = granted.role.guarded && granted.works_for(person);
            if guarded && !may_give(read, ctx, &granted.role, granted.scope, position.agency)? {
                return Err(Error::NotFound);
            }
        }
    }
    Ok(())
}

/// Records what was done, and has cached sessions forgotten.
fn tell(tx: &mut Tx<'_>, ctx: &Ctx, action: &'static str, subject: Ref, data: Value) -> Result<(), Error> {
    facts::record(tx, ctx, facts::New { data, ..facts::New::new(action, subject) })?;
    tx.announce("access", "");
    Ok(())
}
