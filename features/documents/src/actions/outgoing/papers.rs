//! From texts to papers: set before a transaction, taken up within it.
//!
//! A text that is typed is no paper yet. It is set when its drafter is done or submits, and again when number and date
//! are drawn or voided, so that what goes out carries them. Whether a paper is still what its document says is told by
//! its source, the digest of everything on it.

use super::Work;
use crate::model::document::{DocumentState, PartRole, Way};
use crate::model::symbol::{self, SymbolParts};
use crate::model::writing::{self, Surroundings, Written};
use crate::model::{input, signing};
use crate::store::document::{self, Document};
use crate::store::text::{self, Text};
use crate::{Error, PartInput};
use context::{Ctx, Uuid};
use db::{Db, Read, Tx};
use organisation::{AgencyKind, BodyKind, Rank};
use paper::{Head, Layout, Pool, Sheet, Signature};
use serde_json::json;

/// The job that sets the papers of a document again after its number was drawn or voided.
pub(crate) const SET: &str = "documents.set_paper";

/// Which state of the texts a paper is set from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// As they are being written.
    Written,
    /// As they were when the paper was set last: what was approved.
    Laid,
}

/// A paper that was set from a text.
#[derive(Clone, Debug)]
pub struct Laid {
    ordinal: i64,
    /// The version of the text.
    text: i64,
    /// The version of the document.
    document: i64,
    source: String,
    part: PartInput,
}

/// The kinds besides letters, telegrams and invitations that address their recipients at the top.
const ADDRESSED: [&str; 2] = ["TTr", "BC"];

/// What stands around the texts of a document on its papers.
///
/// # Errors
/// Those of the database.
pub fn surroundings(read: &mut Read<'_>, ctx: &Ctx, document: &Document) -> Result<Surroundings, Error> {
    let day = document.issued_day.unwrap_or(document.created_at.day());
    let today = ctx.now.day();
    let body = match document.body {
        Some(body) => organisation::body(read, body)?,
        None => None,
    };
    let issuing = body.as_ref().and_then(|body| body.stands_for).unwrap_or(document.agency);
    let agency = organisation::agency(read, issuing)?;
    let mut above = Vec::new();
    for id in organisation::ancestors(read, issuing, today)? {
        above.extend(organisation::agency(read, id)?);
    }
    let committee = agency.as_ref().is_some_and(|agency| agency.kind == AgencyKind::PeopleCommittee);
    let collective = match &body {
        Some(body) if body.kind == BodyKind::Committee => Some(body.name.clone()),
        _ => committee.then(|| "Ủy ban nhân dân".to_owned()),
    };
    let place = agency.iter().chain(&above).find_map(|agency| signing::place_of(&agency.name));
    let leaders = organisation::positions_of(read, issuing, today)?;
    let head = leaders.iter().find(|position| position.rank == Rank::Leader).map(|head| head.title.clone());
    let unit = match document.unit {
        Some(unit) => organisation::unit(read, unit)?.map(|unit| unit.symbol).unwrap_or_default(),
        None => String::new(),
    };
    let drafter = match document.drafter {
        Some(drafter) => organisation::position(read, drafter, today)?.and_then(|it| it.person_name),
        None => None,
    };
    let kind = ctx.law.document_type(&document.kind, day).or(ctx.law.document_type(&document.kind, today));
    let abbreviation = kind.map_or("", |kind| kind.abbreviation.as_str());
    let template = kind.map_or("", |kind| kind.template.as_str());
    let (number, symbol) = if document.symbol.is_empty() {
        let body = body.as_ref().map_or("", |body| body.symbol.as_str());
        let parts = SymbolParts { number: 1, year: day.year().into(), kind: abbreviation, body, unit: &unit };
        let pattern = if abbreviation.is_empty() { symbol::LETTER } else { symbol::NAMED };
        (None, writing::apart(&symbol::symbol(pattern, &parts)).1)
    } else {
        writing::apart(&document.symbol)
    };
    let capacity = signing::Capacity {
        form: &document.signing_form,
        collective: collective.as_deref(),
        head: head.as_deref().unwrap_or_default(),
        signer: &document.signer_title,
    };
    let forms = |code: &str| {
        let known = ctx.law.signing_forms(day).find(|form| form.code == code);
        known.map(|form| form.prefix.clone()).unwrap_or_default()
    };
    let (authority, position) = capacity.lines(forms);
    let urgency = ctx.law.urgency(&document.urgency, day).filter(|urgency| urgency.exchange > 0);
    Ok(Surroundings {
        head: Head {
            parent: above.first().filter(|_| !committee).map(|above| above.name.clone()),
            issuer: document.issuer.clone(),
            number,
            symbol,
            place: place.unwrap_or_default().to_owned(),
            date: document.issued_day,
            made: document.issued_day.is_none().then_some(document.created_at),
        },
        kind: kind.map(|kind| kind.vi.clone()).unwrap_or_default(),
        named: template != "1.5",
        layout: Layout::of_template(template),
        subject: document.subject.clone(),
        recipients: document::recipients(read, document.id)?.into_iter().map(|one| one.name).collect(),
        addressed: matches!(template, "1.5" | "1.6" | "1.7") || ADDRESSED.contains(&document.kind.as_str()),
        archive: if unit.is_empty() { "VT".to_owned() } else { format!("VT, {unit}") },
        issued_by: capacity.issued_by(&document.issuer),
        signature: Signature { authority, position, name: document.signer_name.clone() },
        drafter: drafter.unwrap_or_default(),
        urgency: urgency.map(|urgency| urgency.vi.clone()),
        electronic: matches!(document.way(), Some(Way::Electronic | Way::Joint)),
    })
}

/// The sheets of a document's texts with their sources; a text that was never set has none as it was laid.
fn sheets(
    read: &mut Read<'_>,
    ctx: &Ctx,
    document: &Document,
    texts: Vec<Text>,
    which: Which,
) -> Result<Vec<(Text, Sheet, String)>, Error> {
    if texts.is_empty() {
        return Ok(Vec::new());
    }
    let around = surroundings(read, ctx, document)?;
    let sheet = |text: Text| {
        let written = match which {
            Which::Written => text.written(),
            Which::Laid => text.laid()?,
        };
        let sheet = around.sheet(text.ordinal, &written);
        let source = writing::source(&sheet);
        Some((text, sheet, source))
    };
    Ok(texts.into_iter().filter_map(sheet).collect())
}

/// The sheet of one text as it is being written, for a preview, with its source.
///
/// # Errors
/// [`Error::NotFound`] when there is no such text.
pub fn preview(
    read: &mut Read<'_>,
    ctx: &Ctx,
    document: &Document,
    ordinal: i64,
) -> Result<(Sheet, String), Error> {
    let text = text::text(read, document.id, ordinal)?.ok_or(Error::NotFound)?;
    let mut all = sheets(read, ctx, document, vec![text], Which::Written)?;
    all.pop().map(|(_, sheet, source)| (sheet, source)).ok_or(Error::NotFound)
}

/// Sets the papers of a document that are not what it says; `amend` says what the act that follows will change of it.
/// Whether the caller may act is for that act to ask.
///
/// # Errors
/// Those of the typesetter, of the files and of the database.
pub fn set(
    db: &Db,
    files: &files::Files,
    papers: &Pool,
    ctx: &Ctx,
    id: Uuid,
    which: Which,
    amend: impl Fn(&mut Read<'_>, &mut Document) -> Result<(), Error>,
) -> Result<Vec<Laid>, Error> {
    let (document, behind) = db.read(|read| {
        let Some(mut document) = document::document(read, id)? else { return Err(Error::NotFound) };
        let texts = text::texts(read, id)?;
        if !texts.is_empty() {
            amend(read, &mut document)?;
        }
        let all = sheets(read, ctx, &document, texts, which)?;
        let behind: Vec<_> = all.into_iter().filter(|(text, _, source)| text.source != *source).collect();
        Ok((document, behind))
    })?;
    let mut laid = Vec::new();
    for (text, sheet, source) in behind {
        let pdf = papers.set(sheet)?;
        let pages = i64::from(papers.inspect(&pdf)?.pages());
        let name = match (text.ordinal, document.symbol.as_str()) {
            (0, "") => format!("{}.pdf", vietnamese::fold(&document.kind)),
            (0, symbol) => format!("{}.pdf", symbol.replace('/', "-")),
            (ordinal, _) => format!("phu-luc-{ordinal}.pdf"),
        };
        let role = if text.ordinal == 0 { PartRole::Main } else { PartRole::Annex };
        let part = PartInput { role, file: files.put(&name, &pdf)?, pages };
        laid.push(Laid {
            ordinal: text.ordinal,
            text: text.version,
            document: document.version,
            source,
            part,
        });
    }
    Ok(laid)
}

/// Puts the signer of a route that is about to be submitted on a document.
///
/// # Errors
/// Those of the database.
pub fn sign_by(
    read: &mut Read<'_>,
    ctx: &Ctx,
    document: &mut Document,
    signer: Option<Uuid>,
) -> Result<(), Error> {
    let Some(signer) = signer else { return Ok(()) };
    let today = ctx.now.day();
    let members = match document.body {
        Some(body) => organisation::members_of_body(read, body, today)?,
        None => Vec::new(),
    };
    if let Some(position) = organisation::position(read, signer, today)? {
        document.signer = Some(position.id);
        let known = super::draft::signing(&position, document.agency, &members);
        (document.signer_name, document.signer_title) = known.unwrap_or_default();
    }
    Ok(())
}

/// Takes up papers that whoever writes has had set. Answers with the version that the record then has, for the act
/// that follows: none where none was seen.
///
/// # Errors
/// [`Error::Stale`] when text or record were changed since; [`Error::NotFound`] for whoever may not write it.
pub fn lay(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    laid: &[Laid],
    seen: Option<i64>,
) -> Result<Option<i64>, Error> {
    let mut work = Work::lock(tx, id)?;
    work.seen(seen)?;
    if laid.is_empty() {
        return Ok(seen);
    }
    super::writing::may_write(tx, ctx, &work.document)?;
    take_up(tx, ctx, &mut work, laid, Which::Written, "")?;
    work.save(tx, ctx)?;
    super::initials::void(tx, ctx, &work)?;
    crate::index::read_later(tx, ctx, &work.document)?;
    work.tell(tx, ctx, "documents.revised", json!({ "content": work.document.content }), "")?;
    Ok(seen.map(|_| work.document.version))
}

/// Sets the papers of a document again whose number was drawn or voided, if they do not say so yet: before it is
/// issued, and by a job.
///
/// # Errors
/// Those of [`set`].
pub fn settle(db: &Db, files: &files::Files, papers: &Pool, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let laid = set(db, files, papers, ctx, id, Which::Laid, |_, _| Ok(()))?;
    if laid.is_empty() {
        return Ok(());
    }
    // A write of its own: what is asked for next has its own key.
    let mut own = ctx.as_system();
    own.once = None;
    db.write(&own, |tx| {
        let mut work = Work::lock(tx, id)?;
        if !matches!(work.document.state(), DocumentState::Numbered | DocumentState::Approved) {
            return Ok(());
        }
        let reason = match work.document.symbol.as_str() {
            "" => crate::t::paper_unnumbered_reason(context::Lang::Vi).to_owned(),
            symbol => crate::t::paper_numbered_reason(context::Lang::Vi, symbol),
        };
        take_up(tx, &own, &mut work, &laid, Which::Laid, &reason)?;
        document::set_content(tx, &work.document)?;
        crate::index::read_later(tx, &own, &work.document)?;
        work.tell(tx, &own, "documents.laid", json!({ "content": work.document.content }), &reason)
    })
}

/// Puts papers in the place of those that were set before, as a new version of the files.
fn take_up(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    work: &mut Work,
    laid: &[Laid],
    which: Which,
    reason: &str,
) -> Result<(), Error> {
    let id = work.document.id;
    let mut texts = text::texts(tx, id)?;
    let mut parts = document::part_inputs(tx, id, work.document.content)?;
    for laid in laid {
        let text = texts.iter_mut().find(|text| text.ordinal == laid.ordinal && text.version == laid.text);
        let text = text.filter(|_| laid.document == work.document.version).ok_or(Error::Stale)?;
        let old = |part: &PartInput| match laid.part.role {
            PartRole::Main => part.role == PartRole::Main,
            role => part.role == role && !text.digest.is_empty() && part.file.digest == text.digest,
        };
        match parts.iter().position(old) {
            Some(at) => parts[at] = laid.part.clone(),
            None => parts.push(laid.part.clone()),
        }
        if which == Which::Written {
            text.laid = Some(text.body.clone());
            text.laid_version = text.version;
        }
        text.digest.clone_from(&laid.part.file.digest);
        text.source.clone_from(&laid.source);
        text::set_laid(tx, text)?;
    }
    work.document.content += 1;
    work.document.pages = super::draft::main_pages(&parts);
    input::check_parts(&parts)?;
    Ok(document::add_content(tx, ctx, &work.document, &parts, reason)?)
}

/// Refuses what would go on with a paper that is not what its document says.
///
/// # Errors
/// [`Error::PaperBehind`].
pub(super) fn settled(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document, which: Which) -> Result<(), Error> {
    let texts = text::texts(tx, document.id)?;
    let all = sheets(tx, ctx, document, texts, which)?;
    match all.iter().all(|(text, _, source)| text.source == *source) {
        true => Ok(()),
        false => Err(Error::PaperBehind),
    }
}

/// Refuses to approve a paper beside which another text was begun.
///
/// # Errors
/// [`Error::PaperBehind`].
pub(super) fn not_ahead(tx: &mut Tx<'_>, document: Uuid) -> Result<(), Error> {
    match text::texts(tx, document)?.iter().any(Text::is_ahead) {
        true => Err(Error::PaperBehind),
        false => Ok(()),
    }
}

/// Asks for the papers of a document to be set again, if it is written here.
pub(super) fn set_later(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    if text::texts(tx, document.id)?.is_empty() {
        return Ok(());
    }
    let payload = json!({ "document": document.id });
    // After a moment: whoever has drawn the number mostly has the paper set at once.
    let not_before = ctx.now.plus(5 * context::Time::SECOND);
    jobs::enqueue(tx, ctx, jobs::New { kind: SET, key: Some(document.id.to_string()), payload, not_before })?;
    Ok(())
}

/// The job itself.
pub(crate) fn work(
    db: &Db,
    ctx: &Ctx,
    files: &files::Files,
    papers: &Pool,
    payload: &serde_json::Value,
) -> Result<(), jobs::Failure> {
    let id = payload.get("document").and_then(|id| id.as_str()?.parse::<Uuid>().ok());
    let id = id.ok_or_else(|| jobs::Failure::lasting("the payload names no document"))?;
    match settle(db, files, papers, ctx, id) {
        Ok(()) | Err(Error::NotFound) => Ok(()),
        Err(error) => Err(jobs::Failure::from(error)),
    }
}

/// What is written of a document, for those who read it.
pub fn written(read: &mut Read<'_>, document: Uuid, ordinal: i64) -> Result<Option<(Text, Written)>, Error> {
    Ok(text::text(read, document, ordinal)?.map(|text| {
        let written = text.written();
        (text, written)
    }))
}
