//! What happens after transactions and by the clock: the workers and timers of every floor.

use calendar::Time;
use context::{Ctx, Ref};
use edge::App;
use jobs::{Failure, Timer, Worker};
use std::sync::Arc;
use std::time::Duration;

const SWEEP: &str = "files.sweep";
const TIDY: &str = "access.tidy";
const FORGET: &str = "db.forget_keys";
const REFRESH: &str = "organisation.refresh";

/// How long an idempotency key is remembered, in microseconds: longer than any form stays open.
const REMEMBERED: i64 = 30 * Time::DAY;

/// All workers.
pub(crate) fn workers(app: &App, mailer: Option<notify::Mailer>) -> Vec<Worker> {
    let mut all = duties::workers();
    all.push(notify::worker(mailer, wording(app)));
    all.extend(keeping(app));
    all.extend(app.features.iter().flat_map(|feature| (feature.workers)(app)));
    all
}

/// All timers.
pub(crate) fn timers() -> Vec<Timer> {
    const HOUR: Duration = Duration::from_secs(3600);
    let mut all = duties::timers();
    all.extend([
        Timer { kind: SWEEP, every: HOUR },
        Timer { kind: REFRESH, every: HOUR },
        Timer { kind: documents::actions::outgoing::series::LAPSE, every: HOUR },
        Timer { kind: TIDY, every: 24 * HOUR },
        Timer { kind: FORGET, every: 24 * HOUR },
    ]);
    all
}

/// What keeps the house in order.
fn keeping(app: &App) -> Vec<Worker> {
    let files = app.files.clone();
    vec![
        Worker::new(SWEEP, move |db, ctx, _| {
            let removed = files::sweep(db, ctx, &files)?;
            if removed > 0 {
                tracing::info!(removed, "files that no record uses are gone");
            }
            Ok(())
        }),
        Worker::new(REFRESH, |db, ctx, _| {
            db.write(ctx, |tx| organisation::actions::refresh_agencies(tx, ctx))?;
            Ok::<(), Failure>(())
        }),
        Worker::new(TIDY, |db, ctx, _| {
            db.write(ctx, |tx| access::actions::tidy(tx, ctx))?;
            Ok::<(), Failure>(())
        }),
        Worker::new(FORGET, |db, ctx, _| {
            db.forget_keys(ctx, ctx.now.plus(-REMEMBERED))?;
            Ok::<(), Failure>(())
        }),
    ]
}

/// The words of mails: what the duty or a reminder by hand says, with the record as its feature's card shows it.
fn wording(app: &App) -> Arc<notify::Wording> {
    let sources: Vec<edge::CardSource> =
        app.features.iter().flat_map(|feature| feature.cards.iter().copied()).collect();
    let public_url = app.settings.public_url.clone();
    Arc::new(move |read, ctx: &Ctx, notice| {
        let Some(card) = card(read, ctx, &sources, &notice.subject)? else { return Ok(None) };
        let subject = duties::notice_words(&notice.kind, &card.title, ctx.lang)
            .or_else(|| home::notice_words(&notice.kind, &card.title, ctx.lang))
            .or_else(|| documents::notice_words(&notice.kind, &card.title, ctx.lang));
        let Some(subject) = subject else { return Ok(None) };
        Ok(Some(notify::Text {
            body: format!("{subject}\n{}", card.detail),
            subject,
            address: Some(format!("{public_url}{}", card.address)),
        }))
    })
}

/// The card of one record; none if its kind is not known or it is gone.
fn card(
    read: &mut db::Read<'_>,
    ctx: &Ctx,
    sources: &[edge::CardSource],
    record: &Ref,
) -> db::Result<Option<edge::Card>> {
    match sources.iter().find(|source| source.kind == record.kind) {
        Some(source) => Ok((source.cards)(read, ctx, &[record.id])?.pop()),
        None => Ok(None),
    }
}
