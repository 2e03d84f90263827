//! The records desk of the receiving agency: enter, accept, refuse, file.

use super::{Case, route};
use crate::Error;
use crate::actions::outgoing::numbers;
use crate::model::arrival::{ArrivalMove, ArrivalState, Channel};
use crate::model::boxes::Box;
use crate::model::input;
use crate::store::arrival::{self, Likeness, NewArrival};
use crate::store::{desk, document};
use calendar::Day;
use context::{Ctx, Uuid};
use db::{Read, Tx};
use duties::Outcome;
use organisation::Place;
use serde::{Deserialize, Serialize};
use serde_json::json;
use vietnamese::{fold, symbol_key};

/// The kind of the duty to accept or refuse what has arrived.
pub(crate) const ACCEPT_DUTY: &str = "documents.accept";

/// A document from outside, as the clerk enters it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EnterInput {
    /// The issuer as it stands on the paper (tác giả).
    pub issuer: String,
    /// The outside body, when it is listed.
    pub outside: Option<Uuid>,
    /// Number and symbol (số, ký hiệu).
    pub symbol: String,
    /// The date on the paper.
    pub issued_day: Option<Day>,
    /// The kind of document.
    pub kind: String,
    /// The subject (trích yếu).
    pub subject: String,
    /// The urgency.
    pub urgency: String,
    /// The secrecy, if the paper has one: such a paper is refused.
    pub secrecy: Option<String>,
    /// By when an answer is asked.
    pub due_day: Option<Day>,
    /// How it came.
    pub channel: Option<Channel>,
    /// Who signed it.
    pub signer_name: String,
    /// In which position.
    pub signer_title: String,
    /// Whether it is a complaint or denunciation (khiếu nại, tố cáo): only whoever enters it, those appointed, and
    /// those directed see it.
    pub restricted: bool,
    /// The scan and what came with it.
    pub parts: Vec<crate::PartInput>,
    /// The clerk has seen what looks alike and enters it all the same.
    pub although_alike: bool,
}

/// What came of entering.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Entered {
    /// It is in the register.
    Registered {
        /// The arrival.
        arrival: Uuid,
        /// Its number.
        number: i64,
    },
    /// Nothing was saved: the register may have it already.
    Alike {
        /// What looks alike.
        found: Vec<Likeness>,
    },
}

/// Enters a document that came from outside, and gives it its number.
///
/// # Errors
/// [`Error::Input`] names every wrong field; a secret document is refused with the reason.
pub fn enter(tx: &mut Tx<'_>, ctx: &Ctx, input: &EnterInput) -> Result<Entered, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    access::require(tx, ctx, crate::ENTER, &Place::agency(agency))?;
    input::check_entry(ctx, input)?;
    // Two clerks with the same paper in hand: the second sees the first's entry.
    tx.serialise(&format!("documents.enter {agency}"))?;
    if !input.although_alike {
        let found = alike(tx, agency, &input.symbol, input.issued_day, &input.issuer)?;
        if !found.is_empty() {
            return Ok(Entered::Alike { found });
        }
    }
    let entered = document::insert_entered(tx, ctx, agency, input)?;
    let id = ctx.new_id();
    let new = NewArrival {
        id,
        document: entered,
        agency,
        sender: None,
        channel: input.channel.unwrap_or(Channel::Paper),
        at: ctx.now,
        due_day: input.due_day,
        restricted: input.restricted,
        state: &ArrivalState::Arrived,
    };
    arrival::insert(tx, &new)?;
    let mut case = Case::lock(tx, id)?;
    case.tell(tx, ctx, "documents.entered", json!({ "channel": new.channel.code() }), None)?;
    if case.arrival.restricted {
        let number = register(tx, ctx, &mut case)?;
        return Ok(Entered::Registered { arrival: id, number });
    }
    crate::index::arrival(tx, ctx, &case.arrival, &case.document)?;
    let number = register(tx, ctx, &mut case)?;
    super::watch::raise(tx, ctx, &case)?;
    Ok(Entered::Registered { arrival: id, number })
}

/// What an agency has received of the same symbol, date and issuer, however the issuer is spelt.
///
/// # Errors
/// Those of the database.
pub fn alike(
    read: &mut Read<'_>,
    agency: Uuid,
    symbol: &str,
    day: Option<Day>,
    issuer: &str,
) -> Result<Vec<Likeness>, Error> {
    let issuer = fold(issuer);
    let mut found = arrival::alike(read, agency, &symbol_key(symbol), day)?;
    found.retain(|likeness| fold(&likeness.issuer) == issuer);
    Ok(found)
}

/// Accepts what another agency has sent, and gives it its number. Answers with the number.
///
/// # Errors
/// [`Error::NotNow`] when it was accepted, refused or recalled already.
pub fn accept(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<i64, Error> {
    let mut case = Case::open(tx, ctx, id, crate::ACCEPT)?;
    register(tx, ctx, &mut case)
}

/// Gives an arrival its number and lays it before whoever is to propose or direct. Answers with the number.
pub(crate) fn register(tx: &mut Tx<'_>, ctx: &Ctx, case: &mut Case) -> Result<i64, Error> {
    case.step(tx, ctx, ArrivalMove::Accept, "")?;
    let series = numbers::arrivals_series(tx, ctx, case.arrival.agency)?;
    let drawn = numbers::draw(tx, ctx, series, case.arrival.id, ctx.now.day())?;
    arrival::set_number(tx, case.arrival.id, series, drawn.year, drawn.number, ctx.now)?;
    let accepted = duties::close_of(tx, ctx, &case.subject(), &[ACCEPT_DUTY], Outcome::Done)?;
    // The desk has it: whoever was alerted need not open it any more.
    duties::close_of(tx, ctx, &case.subject(), &[super::watch::WATCH], Outcome::Withdrawn)?;
    desk::take(tx, case.arrival.id, &[Box::Accept])?;
    // No rule of the desk opens a restricted letter.
    if case.arrival.restricted || !super::rules::ask(tx, ctx, case)? {
        route::to_direction(tx, ctx, case)?;
    }
    case.tell(tx, ctx, "documents.accepted", json!({ "number": drawn.number, "year": drawn.year }), None)?;
    crate::measures::accepted(tx, ctx, &case.arrival, accepted.first().and_then(|duty| duty.due))?;
    Ok(drawn.number)
}

/// Sends back what was wrongly addressed or is not whole, with the reason.
///
/// # Errors
/// [`Error::Input`] without a reason.
pub fn refuse(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut case = Case::open(tx, ctx, id, crate::ACCEPT)?;
    case.step(tx, ctx, ArrivalMove::Refuse, reason)?;
    duties::close_of(tx, ctx, &case.subject(), &[ACCEPT_DUTY, crate::REPLY_DUTY], Outcome::Refused)?;
    desk::take_all(tx, case.arrival.id)?;
    crate::measures::dropped(tx, ctx, &case.arrival)?;
    let agency = case.acting(tx, ctx)?;
    route::lay(tx, &case, agency, Box::Done)?;
    case.tell(tx, ctx, "documents.refused", json!({}), Some(reason.to_owned()))
}

/// Files what needs no work, with a word why.
///
/// # Errors
/// [`Error::NotNow`] while somebody is directed.
pub fn close_without_direction(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, reason: &str) -> Result<(), Error> {
    let reason = input::reason(reason)?;
    let mut case = Case::open(tx, ctx, id, crate::PROPOSE)?;
    if case.arrival.state() != ArrivalState::Accepted {
        return Err(Error::NotNow { state: case.arrival.state().code() });
    }
    case.step(tx, ctx, ArrivalMove::Finish, "")?;
    let waits = [route::PRESENT, route::DIRECT, crate::REPLY_DUTY];
    duties::close_of(tx, ctx, &case.subject(), &waits, Outcome::Done)?;
    desk::archive(tx, case.arrival.id)?;
    crate::measures::closed(tx, ctx, &case.arrival, case.arrival.due_at)?;
    case.tell(tx, ctx, "documents.filed", json!({}), Some(reason.to_owned()))
}

/// Notes that the actor has opened an arrival: it is no longer new on their desks.
///
/// # Errors
/// Those of the database.
pub fn mark_read(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let case = Case::lock(tx, id)?;
    let seen = desk::mark_read(tx, id, &crate::model::boxes::holders(ctx))?;
    let ours = ctx.actor.agency == Some(case.acting(tx, ctx)?);
    if ours && seen > 0 && arrival::set_read(tx, id, ctx.now)? {
        case.tell(tx, ctx, "documents.opened", json!({}), None)?;
    }
    Ok(())
}
