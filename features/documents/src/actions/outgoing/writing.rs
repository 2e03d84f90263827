//! Writing a document in this system: its text, the texts of its annexes, and what an agency keeps ready for it.

use super::{Work, papers};
use crate::Error;
use crate::model::document::DocumentState;
use crate::model::input;
use crate::model::writing::{MOST_ANNEXES, Written};
use crate::store::document::{self, Document};
use crate::store::text::{self, Model};
use context::{Ctx, Ref, Uuid};
use db::Tx;
use organisation::Place;
use prose::Prose;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A text as it is saved.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct WriteInput {
    /// The title of an annex.
    #[serde(default)]
    pub title: String,
    /// The text.
    #[serde(default)]
    pub body: Prose,
    /// The version of the text that the page showed; none for one that is begun.
    pub version: Option<i64>,
}

/// Whether the actor may write on a document: its drafter while it is a draft, whoever holds the present step while
/// it is on its route.
///
/// # Errors
/// [`Error::NotFound`] for others, [`Error::NotNow`] at other times.
pub(crate) fn may_write(tx: &mut Tx<'_>, ctx: &Ctx, document: &Document) -> Result<(), Error> {
    let drafter = document.drafter.is_some() && document.drafter == ctx.actor.position;
    let holds = super::review::holds_step(tx, ctx, document)?;
    match document.state() {
        _ if document.origin != "drafted" || !(drafter || holds) => Err(Error::NotFound),
        DocumentState::Draft if drafter => Ok(()),
        DocumentState::InReview if holds => Ok(()),
        state => Err(Error::NotNow { state: state.code() }),
    }
}

/// Saves a text, as it is typed. It is no act on the record yet: what others read is the paper that is set from it.
/// Answers with its new version.
///
/// # Errors
/// [`Error::Stale`] when somebody saved another text meanwhile; [`Error::Text`] where it is too large.
pub fn write(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, ordinal: i64, input: &WriteInput) -> Result<i64, Error> {
    let work = Work::lock(tx, id)?;
    may_write(tx, ctx, &work.document)?;
    input::within("part", ordinal, 0, MOST_ANNEXES)?;
    let title = input::comment("title", &input.title)?;
    let body = input.body.clone().tidied();
    let faults = body.faults();
    if !faults.is_empty() {
        return Err(Error::Text(faults));
    }
    let written = json!(Written { title: if ordinal == 0 { String::new() } else { title.to_owned() }, body });
    let Some(version) = input.version else {
        if !text::insert(tx, ctx, id, ordinal, &written)? {
            return Err(Error::Stale);
        }
        work.tell(tx, ctx, "documents.written", json!({ "part": ordinal }), "")?;
        return Ok(1);
    };
    match text::text(tx, id, ordinal)? {
        Some(known) if known.version == version && known.body == written => Ok(version),
        Some(_) if text::save(tx, ctx, id, ordinal, &written, version)? => Ok(version + 1),
        _ => Err(Error::Stale),
    }
}

/// Gives up what was written since the paper was set last; a text that was never set goes as a whole.
///
/// # Errors
/// [`Error::NotFound`] when there is no such text.
pub fn unwrite(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, ordinal: i64) -> Result<(), Error> {
    let work = Work::lock(tx, id)?;
    may_write(tx, ctx, &work.document)?;
    let mut text = text::text(tx, id, ordinal)?.ok_or(Error::NotFound)?;
    match text.laid.clone() {
        None => text::remove(tx, id, ordinal)?,
        Some(laid) => {
            if !text::save(tx, ctx, id, ordinal, &laid, text.version)? {
                return Err(Error::Stale);
            }
            text.laid_version = text.version + 1;
            text::set_laid(tx, &text)?;
        }
    }
    work.tell(tx, ctx, "documents.unwritten", json!({ "part": ordinal }), "")
}

/// Removes the text of an annex, with its paper if it was set.
///
/// # Errors
/// [`Error::NotFound`] when there is no such annex.
pub fn remove_annex(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid, ordinal: i64) -> Result<(), Error> {
    let mut work = Work::lock(tx, id)?;
    may_write(tx, ctx, &work.document)?;
    let text = text::text(tx, id, ordinal)?.filter(|_| ordinal > 0).ok_or(Error::NotFound)?;
    text::remove(tx, id, ordinal)?;
    if !text.digest.is_empty() {
        let mut parts = document::part_inputs(tx, id, work.document.content)?;
        parts.retain(|part| part.file.digest != text.digest);
        work.document.content += 1;
        document::add_content(tx, ctx, &work.document, &parts, "")?;
        work.save(tx, ctx)?;
        super::initials::void(tx, ctx, &work)?;
    }
    work.tell(tx, ctx, "documents.unwritten", json!({ "part": ordinal }), "")
}

/// Forgets the texts whose papers are no longer among the files: somebody has put files of their own in their place.
pub(super) fn forget_replaced(tx: &mut Tx<'_>, document: &Document) -> Result<(), Error> {
    let parts = document::part_inputs(tx, document.id, document.content)?;
    for text in text::texts(tx, document.id)? {
        let kept = parts.iter().any(|part| part.file.digest == text.digest);
        let never_set = text.digest.is_empty() && text.ordinal > 0;
        if !kept && !never_set {
            text::remove(tx, document.id, text.ordinal)?;
        }
    }
    Ok(())
}

/// What an agency keeps ready for those who write.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ModelInput {
    /// Whether it is a piece to be put into a text, and no whole body.
    #[serde(default)]
    pub piece: bool,
    /// The kind of document it is for; empty for any.
    #[serde(default)]
    pub kind: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its text.
    #[serde(default)]
    pub body: Prose,
    /// The version that the page showed.
    pub version: Option<i64>,
}

/// Keeps a body or a piece ready for the agency; with an id, in the place of what is kept under it.
///
/// # Errors
/// [`Error::Input`] without a name or a text; [`Error::Text`] where it is too large; [`Error::Stale`].
pub fn save_model(tx: &mut Tx<'_>, ctx: &Ctx, id: Option<Uuid>, input: &ModelInput) -> Result<Uuid, Error> {
    let agency = keeper(tx, ctx)?;
    let name = input::check_template(ctx, &input.name, &input.kind)?;
    let body = input.body.clone().tidied();
    if body.is_empty() {
        return Err(Error::Input(vec![("text", input::InputFault::Missing)]));
    }
    let faults = body.faults();
    if !faults.is_empty() {
        return Err(Error::Text(faults));
    }
    let model = Model {
        id: id.unwrap_or_else(|| ctx.new_id()),
        agency,
        sort: if input.piece { "piece" } else { "body" }.to_owned(),
        kind: input.kind.clone(),
        name: name.to_owned(),
        body: json!(body),
        changed_at: ctx.now,
        version: input.version.unwrap_or(1),
    };
    match id {
        None => text::insert_model(tx, &model)?,
        Some(id) => {
            text::model(tx, id)?.filter(|known| known.agency == agency).ok_or(Error::NotFound)?;
            if !text::update_model(tx, &model)? {
                return Err(Error::Stale);
            }
        }
    }
    facts::record(tx, ctx, facts::New::new("documents.model_saved", Ref::new("model", model.id)))?;
    Ok(model.id)
}

/// Removes what the agency kept ready.
///
/// # Errors
/// [`Error::NotFound`] when it is not the agency's.
pub fn remove_model(tx: &mut Tx<'_>, ctx: &Ctx, id: Uuid) -> Result<(), Error> {
    let agency = keeper(tx, ctx)?;
    text::model(tx, id)?.filter(|known| known.agency == agency).ok_or(Error::NotFound)?;
    text::delete_model(tx, id)?;
    facts::record(tx, ctx, facts::New::new("documents.model_removed", Ref::new("model", id)))?;
    Ok(())
}

/// The agency for which the actor keeps something ready: whoever drafts for it.
fn keeper(tx: &mut Tx<'_>, ctx: &Ctx) -> Result<Uuid, Error> {
    let agency = ctx.actor.agency.ok_or(Error::NotFound)?;
    let place = Place { agency: Some(agency), unit: ctx.actor.unit, position: ctx.actor.position };
    access::require(tx, ctx, crate::DRAFT, &place)?;
    Ok(agency)
}

/// A whole body that is kept ready, with what is known of a document in the place of the names in braces.
///
/// # Errors
/// [`Error::NotFound`] when it is not the agency's.
pub fn from_model(
    read: &mut db::Read<'_>,
    ctx: &Ctx,
    document: &Document,
    model: Uuid,
) -> Result<Prose, Error> {
    let model = text::model(read, model)?.filter(|model| Some(model.agency) == ctx.actor.agency);
    let around = papers::surroundings(read, ctx, document)?;
    Ok(model.ok_or(Error::NotFound)?.prose().filled(|name| around.value(name)))
}
