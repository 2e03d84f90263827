//! Live updates: a page learns that something it shows has changed, and fetches it under its own rights.

use crate::{App, SignedIn};
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use context::Uuid;
use futures_util::stream::{Stream, unfold};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// A stream that says `desk` whenever something changed on a desk of the reader: their position, unit or
/// agency. It ends after some minutes, and the page opens it again, so that a revoked session ends too; and when
/// the server is about to stop.
pub(crate) async fn stream(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let actor = &reader.ctx.actor;
    let desks: Vec<String> = [actor.position, actor.unit, actor.agency]
        .into_iter()
        .flatten()
        .map(|id: Uuid| id.to_string())
        .collect();
    let end = tokio::time::Instant::now() + Duration::from_secs(600);
    let closing = app.closing.subscribe();
    let events =
        unfold((app.db.subscribe(), closing, desks), move |(mut heard, mut closing, desks)| async move {
            let event = tokio::select! {
                event = tokio::time::timeout_at(end, next(&mut heard, &desks)) => event.ok()??,
                // Also when nobody is left to say so.
                _ = closing.wait_for(|closing| *closing) => return None,
            };
            Some((Ok(event), (heard, closing, desks)))
        });
    Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(25)))
}

/// Waits for the next change on one of the desks. None when the database is closing.
async fn next(heard: &mut Receiver<Arc<db::Event>>, desks: &[String]) -> Option<Event> {
    loop {
        match heard.recv().await {
            Ok(event) if event.topic == "desk" && desks.iter().any(|desk| event.payload.contains(desk)) => {
                return Some(Event::default().event("desk").data(""));
            }
            Ok(_) => {}
            // Too slow for all of them: whatever was missed, the page fetches it now.
            Err(RecvError::Lagged(_)) => return Some(Event::default().event("desk").data("")),
            Err(RecvError::Closed) => return None,
        }
    }
}
