//! What pages and the API show, read under the reader's own rights.

use crate::t;
use context::{Ctx, Lang, Ref, Uuid};
use db::{Page, Read};
use duties::{Duty, Party};
use edge::{App, Card, CardSource};
use law::Named;
use notify::Notice;
use std::collections::BTreeMap;

/// The kinds of records of all features.
pub(crate) fn sources(app: &App) -> Vec<CardSource> {
    app.features.iter().flat_map(|feature| feature.cards.iter().copied()).collect()
}

/// Cards of records; what the reader may not see has none.
#[derive(Default)]
pub(crate) struct Cards(BTreeMap<Ref, Card>);

impl Cards {
    /// Asks each kind once.
    pub(crate) fn of(
        read: &mut Read<'_>,
        ctx: &Ctx,
        sources: &[CardSource],
        records: impl IntoIterator<Item = Ref>,
    ) -> db::Result<Cards> {
        Ok(Cards(edge::cards(read, ctx, sources.iter().copied(), records)?))
    }

    /// The card of one record.
    pub(crate) fn record(&self, record: &Ref) -> Option<&Card> {
        self.0.get(record)
    }

    /// The card of the record that a duty is about: the one owed, which lies with the owner; else the one on whose
    /// page it is shown, which lies with the creditor.
    pub(crate) fn duty(&self, duty: &Duty) -> Option<(&Ref, &Card)> {
        records(duty).find_map(|record| self.0.get_key_value(record))
    }
}

/// The records that a duty names.
pub(crate) fn records(duty: &Duty) -> impl Iterator<Item = &Ref> {
    std::iter::once(&duty.subject).chain(&duty.about)
}

/// The kinds of duties of all features.
pub(crate) fn kinds(app: &App) -> impl Iterator<Item = &'static duties::Kind> + Clone + '_ {
    app.features.iter().flat_map(|feature| feature.duties)
}

/// What a kind of duty is called.
pub(crate) fn duty_name(ctx: &Ctx, kind: &str) -> String {
    match ctx.law.deadline(kind, ctx.now.day()) {
        Some(deadline) => ctx.lang.pick(deadline.vi(), deadline.en()).to_owned(),
        None => t::work_duty(ctx.lang).to_owned(),
    }
}

/// Names of owners: whoever holds the position, else its title; the unit; the agency.
pub(crate) fn names(read: &mut Read<'_>, ctx: &Ctx, parties: &[Party]) -> db::Result<BTreeMap<Uuid, String>> {
    let desks: Vec<Uuid> = parties.iter().map(Party::desk).collect();
    let mut names = BTreeMap::new();
    for position in organisation::positions(read, &desks, ctx.now.day())? {
        names.insert(position.id, position.person_name.unwrap_or(position.title));
    }
    for unit in organisation::units(read, &desks)? {
        names.insert(unit.id, unit.name);
    }
    for agency in organisation::agencies(read, &desks)? {
        names.insert(agency.id, agency.name);
    }
    Ok(names)
}

/// A notice in words, with the page it leads to.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) notice: Notice,
    pub(crate) words: String,
    /// The record to open and its card; none if it is gone or not for the reader.
    pub(crate) record: Option<(Ref, Card)>,
}

/// A page of the reader's notices in words.
pub(crate) fn notices(
    read: &mut Read<'_>,
    app: &App,
    ctx: &Ctx,
    behind: Option<notify::Cursor>,
    limit: usize,
) -> db::Result<Page<Told>> {
    let page = notify::notices(read, ctx, behind, limit)?;
    let records = page.rows.iter().map(|notice| notice.subject.clone());
    let cards = Cards::of(read, ctx, &sources(app), records)?;
    Ok(page.map(|notice| {
        let record = cards.record(&notice.subject).map(|card| (notice.subject.clone(), card.clone()));
        let words = words(ctx, &notice, record.as_ref().map(|(_, card)| card));
        Told { notice, words, record }
    }))
}

/// Without a card only the kind of what is owed is told.
fn words(ctx: &Ctx, notice: &Notice, card: Option<&Card>) -> String {
    let lang: Lang = ctx.lang;
    let kind = notice.data.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default();
    let subject = card.map_or_else(|| duty_name(ctx, kind), |card| card.title.clone());
    duties::notice_words(&notice.kind, &subject, lang)
        .or_else(|| crate::notice_words(&notice.kind, &subject, lang))
        .or_else(|| documents::notice_words(&notice.kind, &subject, lang))
        .unwrap_or_else(|| t::notices_other(lang, &subject))
}
