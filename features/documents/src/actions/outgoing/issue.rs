//! Number and issue.

use super::{Work, change, delivery, joint, numbers, post};
use crate::Error;
use crate::actions::incoming;
use crate::model::boxes::Box;
use crate::model::document::{DocumentMove, PartRole};
use crate::model::input;
use crate::model::symbol::{self, SymbolParts};
use crate::store::desk;
use crate::store::document::{self, Document, Recipient};
use crate::store::number as ledger;
use calendar::Day;
use context::{Ctx, Uuid};
use db::Tx;
use duties::{Outcome, Party};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;

/// The duty to number and issue what was approved.
pub(crate) const ISSUE: &str = "documents.issue";

/// A number to be drawn, or one that the clerk names.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct NumberInput {
    /// The number; none draws the next one.
    pub number: Option<i64>,
    /// The series; none takes the one meant for it.
    #[serde(default)]
    pub series: Option<Uuid>,
    /// The date; none means today, or for a number kept free the latest that it can have.
    pub day: Option<Day>,
    /// The version of the record that the page showed.
    pub version: Option<i64>,
}

/// How a numbered document goes out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct IssueInput {
    /// By when the recipients are asked to answer, in place of a day that has passed while the document was on its
    /// route.
    #[serde(default)]
    pub due_day: Option<Day>,
    /// The version of the record that the page showed.
    #[serde(default)]
    pub version: Option<i64>,
}

/// Numbers and dates an approved document. Answers with its symbol.
///
/// # Errors
/// [`Error::NumberTaken`], [`Error::DateBackwards`], [`Error::NoSeries`]; [`Error::Partners`] when one of those with whom
/// it is issued jointly does not stand by its approval.
pub fn number(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &NumberInput) -> Result<String, Error> {
    let mut work = Work::open(tx, ctx, id, crate::NUMBER)?;
    work.seen(input.version)?;
    work.step(DocumentMove::Number)?;
    joint::require_all(tx, &work.document)?;
    let today = ctx.now.day();
    if input.day.is_some_and(|day| day > today) {
        return Err(Error::Input(vec![("day", input::InputFault::Future)]));
    }
    if input.day.is_some_and(|day| day.year() != today.year()) {
        return Err(Error::Input(vec![("day", input::InputFault::TooOld)]));
    }
    let body = super::draft::require_body(tx, ctx, &work.document)?;
    let series = numbers::series_for(tx, ctx, body.id, work.document.asking(), input.series)?;
    let drawn = match input.number {
        Some(wanted) => numbers::take(tx, ctx, &series, (id, work.document.drafter), input.day, wanted)?,
        None => numbers::draw(tx, ctx, series.id, id, input.day.unwrap_or(today))?,
    };
    let kind =
        ctx.law.document_type(&work.document.kind, drawn.day).map_or("", |kind| kind.abbreviation.as_str());
    let unit = match work.document.unit {
        Some(unit) => organisation::unit(tx, unit)?.map(|unit| unit.symbol).unwrap_or_default(),
        None => String::new(),
    };
    let parts = SymbolParts { number: drawn.number, year: drawn.year, kind, body: &body.symbol, unit: &unit };
    work.document.symbol = symbol::symbol(&series.pattern, &parts);
    work.document.issued_day = Some(drawn.day);
    work.save(tx, ctx)?;
    desk::shift(tx, id, &[Box::Number], Box::Issue)?;
    super::papers::set_later(tx, ctx, &work.document)?;
    crate::index::document(tx, ctx, &work.document)?;
    work.tell(
        tx,
        ctx,
        "documents.numbered",
        json!({ "series": series.id, "year": drawn.year, "number": drawn.number, "symbol": work.document.symbol }),
        "",
    )?;
    Ok(work.document.symbol)
}

/// Voids the number of a document that has not gone out. The number stays in the register and is never used
/// again; the document waits for another.
///
/// # Errors
/// [`Error::Input`] without a reason.
pub fn void_number(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut work = Work::open(tx, ctx, id, crate::NUMBER)?;
    work.step(DocumentMove::Unnumber)?;
    let voided = std::mem::take(&mut work.document.symbol);
    work.document.issued_day = None;
    ledger::void(tx, id, reason)?;
    work.save(tx, ctx)?;
    desk::shift(tx, id, &[Box::Issue], Box::Number)?;
    super::papers::set_later(tx, ctx, &work.document)?;
    crate::index::document(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.number_voided", json!({ "symbol": voided }), reason)
}

/// Issues a numbered document: it goes to every recipient by jobs, and what it answers is closed. To an agency that
/// has ended since it was named it goes by way of those who went on as it.
///
/// # Errors
/// [`Error::Input`] when the day for an answer has passed and no other is given; [`Error::NoRecipients`];
/// [`Error::Partners`] when one of those with whom it is issued jointly does not stand by its approval;
/// [`Error::Unknown`] when nobody went on as one of them; [`Error::PaperBehind`] when the paper does not carry its
/// number yet; [`Error::NotNow`] when it has no number, or went out
/// already.
pub fn issue(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, input: &IssueInput) -> Result<(), Error> {
    let mut work = Work::open(tx, ctx, id, crate::ISSUE)?;
    work.seen(input.version)?;
    work.step(DocumentMove::Issue)?;
    joint::require_all(tx, &work.document)?;
    work.document.due_day = input::due_at_issue(work.document.due_day, input.due_day, ctx.now.day())?;
    let parts = document::parts(tx, id, work.document.content)?;
    if !parts.iter().any(|part| part.role == PartRole::Main.code()) {
        return Err(Error::Input(vec![("main", input::InputFault::NoMain)]));
    }
    super::papers::settled(tx, ctx, &work.document, super::papers::Which::Laid)?;
    let named = document::recipients(tx, id)?;
    if named.is_empty() {
        return Err(Error::NoRecipients);
    }
    if work.document.is_internal() {
        return super::internal::issue(tx, ctx, work, &named);
    }
    let Recipients { mut agencies, outside } = expand(tx, ctx, &work.document, &named)?;
    if let Some(submitter) = crate::actions::sets::submitter(tx, id)? {
        // Whoever followed the draft of a set has it now as a document.
        agencies.insert(submitter);
        desk::settle(tx, id, &[Box::Tracking])?;
    }
    agencies.extend(joint::agencies(tx, ctx, &work.document)?);
    work.document.issued_at = Some(ctx.now);
    work.save(tx, ctx)?;
    desk::shift(tx, id, &[Box::Issue, Box::Submitted], Box::Sent)?;
    duties::close_of(tx, ctx, &work.document.subject_ref(), &[ISSUE], Outcome::Done)?;
    delivery::start(tx, ctx, &work.document, delivery::DELIVER, agencies.iter().copied())?;
    let links = document::links_from(tx, id)?;
    for answered in links.iter().filter_map(|link| link.arrival) {
        incoming::finish_by_reply(tx, ctx, answered, id)?;
    }
    change::take_effect(tx, ctx, &work.document, &links)?;
    let outside: Vec<Uuid> = outside.into_iter().collect();
    post::wait(tx, ctx, &work.document, &outside)?;
    crate::measures::sent(tx, ctx, &work.document, outside.is_empty())?;
    work.tell(
        tx,
        ctx,
        "documents.issued",
        json!({ "recipients": agencies.len(), "due_day": work.document.due_day }),
        "",
    )
}

/// The clerk's duty to number and issue what was approved.
pub(super) fn owe(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    duties::open(
        tx,
        ctx,
        duties::Open {
            subject: document.subject_ref(),
            about: None,
            kind: ISSUE,
            owner: Party::agency(document.agency),
            creditor: Some(Party {
                agency: document.agency,
                unit: document.unit,
                position: document.drafter,
            }),
            start: ctx.now,
            due: crate::actions::allowed(ctx, document, ISSUE),
        },
    )?;
    Ok(())
}

/// Whom recipients stand for today.
#[derive(Default)]
struct Recipients {
    /// Agencies of the system.
    agencies: BTreeSet<Uuid>,
    /// Bodies outside.
    outside: BTreeSet<Uuid>,
}

/// Whom recipients stand for today, each once, without the sender itself.
fn expand(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document, named: &[Recipient]) -> Result<Recipients, Error> {
    let today = ctx.now.day();
    let mut all = Recipients::default();
    for recipient in named {
        match (recipient.kind.as_str(), recipient.target, recipient.tier) {
            ("agency", Some(id), _) => {
                all.agencies.insert(id);
            }
            ("group", Some(id), _) => {
                let members = organisation::group_members(tx, id, today)?;
                for member in members.into_iter().filter(|member| !member.ended) {
                    match member.recipient {
                        organisation::Recipient::Agency(id) => {
                            all.agencies.insert(id);
                        }
                        organisation::Recipient::Outside(id) => {
                            all.outside.insert(id);
                        }
                    }
                }
            }
            ("tier", _, Some(tier)) => {
                let tier = u8::try_from(tier).unwrap_or(0);
                all.agencies.extend(organisation::of_tier(tx, tier, None, today)?);
            }
            ("outside", Some(id), _) => {
                all.outside.insert(id);
            }
            _ => {}
        }
    }
    for id in std::mem::take(&mut all.outside) {
        all.outside.insert(organisation::outside_now(tx, id)?);
    }
    succeed(tx, today, &mut all.agencies)?;
    all.agencies.remove(&document.agency);
    match all.agencies.is_empty() && all.outside.is_empty() {
        true => Err(Error::NoRecipients),
        false => Ok(all),
    }
}

/// Puts those who went on as an agency in the place of one that has ended since it was named.
fn succeed(tx: &mut Tx<'_>, today: Day, agencies: &mut BTreeSet<Uuid>) -> Result<(), Error> {
    let ids: Vec<Uuid> = agencies.iter().copied().collect();
    let known = organisation::agencies(tx, &ids)?;
    for ended in known.into_iter().filter(|agency| !agency.exists_on(today)) {
        let heirs = organisation::heirs(tx, ended.id, today)?;
        let heirs = organisation::agencies(tx, &heirs)?;
        let there: Vec<Uuid> =
            heirs.into_iter().filter(|heir| heir.exists_on(today)).map(|heir| heir.id).collect();
        if there.is_empty() {
            return Err(Error::Unknown { field: "recipients" });
        }
        agencies.remove(&ended.id);
        agencies.extend(there);
    }
    Ok(())
}
