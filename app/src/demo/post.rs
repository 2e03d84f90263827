//! What became of the copies for those outside: most have left, some were signed for, one came back.

use super::cast::Cast;
use calendar::Time;
use context::{Ctx, Law};
use db::Db;
use documents::Error;
use documents::actions::outgoing::post::{CloseInput, SendInput, close, send};
use documents::model::posting::PostingState;
use documents::store::posting;
use organisation::Delivery;
use std::sync::Arc;

/// The latest of these still wait.
const WAITING: usize = 2;

/// Sends what has waited longest at the first two agencies, and enters how some of it fared.
///
/// # Errors
/// Those of the database, and those of the actions.
pub(crate) fn show(db: &Db, law: &Arc<Law>, cast: &Cast, now: Time) -> Result<(), Error> {
    for office in cast.offices.iter().take(2) {
        let mut ctx = Ctx::new(office.clerk.actor.clone(), now, Arc::clone(law));
        ctx.request = "demo".to_owned();
        let mut waiting =
            db.read(|read| posting::page(read, office.agency, PostingState::Waiting, None, 100))?.rows;
        waiting.truncate(waiting.len().saturating_sub(WAITING));
        for (one, number) in waiting.iter().zip(0_usize..) {
            let sent = law.calendar().add_working_days(Time(one.sort_key).day(), 1).min(now.day());
            let by_post = one.way == Delivery::Post.code();
            let tracking =
                if by_post { format!("RN{:09}VN", 410_227_000 + 37 * number) } else { String::new() };
            let input = SendInput { postings: vec![one.id], day: Some(sent), way: None, tracking };
            db.write(&ctx, |tx| send(tx, &ctx, &input))?;
            let came = law.calendar().add_working_days(sent, if by_post { 3 } else { 0 });
            if came > now.day() {
                continue;
            }
            let returned = by_post && number % 3 == 1;
            let input = CloseInput {
                received: !returned,
                day: Some(came),
                receiver: if by_post { String::new() } else { "Bộ phận văn thư".to_owned() },
                note: if returned { "Sai địa chỉ".to_owned() } else { String::new() },
            };
            db.write(&ctx, |tx| close(tx, &ctx, one.id, &input))?;
        }
    }
    Ok(())
}
