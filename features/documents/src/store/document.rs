//! Rows of documents, their versions, files, recipients and links.

use crate::PartInput;
use crate::actions::incoming::EnterInput;
use crate::model::document::{DocumentState, PartRole, Way};
use crate::model::series::Asking;
use calendar::{Day, Time};
use context::{Ctx, Ref, Uuid};
use db::{Read, Result, Tx, in_list, params};
use vietnamese::{fold, symbol_key};

db::row! {
    /// One document as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Document {
        /// Its id.
        pub id: Uuid,
        /// drafted | entered
        pub origin: String,
        /// Whose record it is.
        pub agency: Uuid,
        /// The drafting unit.
        pub unit: Option<Uuid>,
        /// The issuing body.
        pub body: Option<Uuid>,
        /// The issuer's name as it stands on the paper.
        pub issuer: String,
        /// The code of its kind.
        pub kind: String,
        /// The way of issuing.
        pub way: String,
        /// The code of its urgency.
        pub urgency: String,
        /// Its subject.
        pub subject: String,
        /// Its number and symbol; empty until numbered.
        pub symbol: String,
        /// The date on the paper.
        pub issued_day: Option<Day>,
        /// By when the recipients are asked to answer.
        pub due_day: Option<Day>,
        /// The code of the form of signing.
        pub signing_form: String,
        /// The signer's position.
        pub signer: Option<Uuid>,
        /// The signer's name.
        pub signer_name: String,
        /// The signer's title.
        pub signer_title: String,
        /// The drafter's position.
        pub drafter: Option<Uuid>,
        /// The code of its state.
        pub state: String,
        /// How often it has been submitted.
        pub round: i64,
        /// The current version of its files.
        pub content: i64,
        /// Pages of the main file.
        pub pages: i64,
        /// When it was made.
        pub created_at: Time,
        /// When it was last changed.
        pub changed_at: Time,
        /// When it went out.
        pub issued_at: Option<Time>,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Document {
    /// Its state. An unknown code, which no action writes, reads as foreign: nothing can be done to it.
    pub fn state(&self) -> DocumentState {
        DocumentState::of(&self.state).unwrap_or(DocumentState::Foreign)
    }

    /// A reference to it.
    pub fn subject_ref(&self) -> Ref {
        Ref::new(crate::DOCUMENT, self.id)
    }

    /// The way in which it is issued; none of what was entered from outside.
    pub fn way(&self) -> Option<Way> {
        Way::of(&self.way)
    }

    /// Whether it stays inside its agency.
    pub fn is_internal(&self) -> bool {
        self.way() == Some(Way::Internal)
    }

    /// What it asks of a series.
    pub fn asking(&self) -> Asking<'_> {
        Asking { kind: &self.kind, internal: self.is_internal(), unit: self.unit }
    }

    /// Whether it is more urgent than ordinary.
    pub fn is_urgent(&self) -> bool {
        self.urgency != "normal"
    }
}

const COLUMNS: &str = "id, origin, agency, unit, body, issuer, type, way, urgency, subject, symbol, issued_day, \
                       due_day, signing_form, signer, signer_name, signer_title, drafter, state, round, content, \
                       pages, created_at, changed_at, issued_at, version";

/// One document that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Document>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {COLUMNS} FROM documents_document WHERE id = :id{lock}"), params! { id })
}

/// One document.
pub fn document(read: &mut Read<'_>, id: Uuid) -> Result<Option<Document>> {
    read.first(&format!("SELECT {COLUMNS} FROM documents_document WHERE id = :id"), params! { id })
}

/// Several documents at once.
pub fn documents(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Document>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM documents_document WHERE id IN (:ids)"),
        params! { ids: in_list(ids) },
    )
}

/// Adds a document.
pub fn insert(tx: &mut Tx<'_>, new: &Document) -> Result<()> {
    tx.run(
        "INSERT INTO documents_document (id, origin, agency, unit, body, issuer, issuer_folded, type, way, urgency, \
             subject, symbol, symbol_folded, issued_day, due_day, signing_form, signer, signer_name, signer_title, \
             drafter, state, round, content, pages, created_at, changed_at, version) \
         VALUES (:id, :origin, :agency, :unit, :body, :issuer, :issuer_folded, :kind, :way, :urgency, \
             :subject, :symbol, :symbol_folded, :issued_day, :due_day, :signing_form, :signer, :signer_name, \
             :signer_title, :drafter, :state, :round, :content, :pages, :created_at, :changed_at, :version)",
        params! {
            id: new.id, origin: &new.origin, agency: new.agency, unit: new.unit, body: new.body,
            issuer: &new.issuer, issuer_folded: fold(&new.issuer), kind: &new.kind, way: &new.way,
            urgency: &new.urgency, subject: &new.subject, symbol: &new.symbol,
            symbol_folded: symbol_key(&new.symbol), issued_day: new.issued_day, due_day: new.due_day,
            signing_form: &new.signing_form, signer: new.signer, signer_name: &new.signer_name,
            signer_title: &new.signer_title, drafter: new.drafter, state: &new.state, round: new.round,
            content: new.content, pages: new.pages, created_at: new.created_at, changed_at: new.changed_at,
            version: new.version,
        },
    )?;
    Ok(())
}

/// Writes back what has changed, if nobody else has changed it since `document.version`; whether that was so.
pub fn update(tx: &mut Tx<'_>, document: &Document) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_document SET unit = :unit, body = :body, issuer = :issuer, issuer_folded = :issuer_folded, \
             type = :kind, way = :way, urgency = :urgency, subject = :subject, symbol = :symbol, \
             symbol_folded = :symbol_folded, issued_day = :issued_day, due_day = :due_day, \
             signing_form = :signing_form, signer = :signer, signer_name = :signer_name, \
             signer_title = :signer_title, state = :state, round = :round, content = :content, pages = :pages, \
             changed_at = :changed_at, issued_at = :issued_at, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! {
            unit: document.unit, body: document.body, issuer: &document.issuer,
            issuer_folded: fold(&document.issuer), kind: &document.kind, way: &document.way,
            urgency: &document.urgency, subject: &document.subject, symbol: &document.symbol,
            symbol_folded: symbol_key(&document.symbol), issued_day: document.issued_day,
            due_day: document.due_day, signing_form: &document.signing_form, signer: document.signer,
            signer_name: &document.signer_name, signer_title: &document.signer_title, state: &document.state,
            round: document.round, content: document.content, pages: document.pages,
            changed_at: document.changed_at, issued_at: document.issued_at, id: document.id,
            version: document.version,
        },
    )?;
    Ok(changed == 1)
}

/// Notes the version of the files that number and date were written into: a consequence of an act that has changed the
/// record already, so that whoever has seen it goes on.
pub fn set_content(tx: &mut Tx<'_>, document: &Document) -> Result<()> {
    tx.run(
        "UPDATE documents_document SET content = :content, pages = :pages WHERE id = :id",
        params! { content: document.content, pages: document.pages, id: document.id },
    )?;
    Ok(())
}

/// Removes an own draft that nobody else has ever had.
pub fn delete(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    for table in
        ["documents_part", "documents_content", "documents_recipient", "documents_link", "documents_partner"]
    {
        tx.run(&format!("DELETE FROM {table} WHERE document = :id"), params! { id })?;
    }
    tx.run("DELETE FROM documents_document WHERE id = :id", params! { id })?;
    Ok(())
}

/// Adds a document that came from outside, with its files.
pub fn insert_entered(tx: &mut Tx<'_>, ctx: &Ctx, agency: Uuid, input: &EnterInput) -> Result<Uuid> {
    let pages = input.parts.iter().find(|part| part.role == PartRole::Main).map_or(0, |part| part.pages);
    let new = Document {
        id: ctx.new_id(),
        origin: "entered".to_owned(),
        agency,
        unit: None,
        body: None,
        issuer: input.issuer.trim().to_owned(),
        kind: input.kind.clone(),
        way: "paper".to_owned(),
        urgency: input.urgency.clone(),
        subject: input.subject.trim().to_owned(),
        symbol: input.symbol.trim().to_owned(),
        issued_day: input.issued_day,
        due_day: input.due_day,
        signing_form: String::new(),
        signer: None,
        signer_name: input.signer_name.trim().to_owned(),
        signer_title: input.signer_title.trim().to_owned(),
        drafter: ctx.actor.position,
        state: DocumentState::Foreign.code().to_owned(),
        round: 0,
        content: 1,
        pages,
        created_at: ctx.now,
        changed_at: ctx.now,
        issued_at: None,
        version: 1,
    };
    insert(tx, &new)?;
    add_content(tx, ctx, &new, &input.parts, "")?;
    Ok(new.id)
}

db::row! {
    /// One file of a document.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Part {
        /// Its id.
        pub id: Uuid,
        /// The document.
        pub document: Uuid,
        /// The version it belongs to.
        pub content: i64,
        /// The code of its role.
        pub role: String,
        /// Its place among the files.
        pub ordinal: i64,
        /// Its name.
        pub name: String,
        /// The file.
        pub digest: String,
        /// Its media type.
        pub media: String,
        /// Bytes.
        pub size: i64,
        /// Pages, if it has such.
        pub pages: i64,
    }
}

impl Part {
    /// As an action takes it; none for a role that no action writes.
    pub fn input(self) -> Option<PartInput> {
        let role = PartRole::of(&self.role)?;
        let Part { digest, size, media, name, .. } = self;
        Some(PartInput { role, file: files::Prepared { digest, size, media, name }, pages: self.pages })
    }
}

const PART: &str = "id, document, content, role, ordinal, name, digest, media, size, pages";

/// The files of one version of a document, the main file first.
pub fn parts(read: &mut Read<'_>, document: Uuid, content: i64) -> Result<Vec<Part>> {
    read.all(
        &format!("SELECT {PART} FROM documents_part WHERE document = :document AND content = :content ORDER BY ordinal, id"),
        params! { document, content },
    )
}

/// The same files, as an action takes them.
pub fn part_inputs(read: &mut Read<'_>, document: Uuid, content: i64) -> Result<Vec<PartInput>> {
    let all = parts(read, document, content)?.into_iter();
    Ok(all.filter_map(|part| part.input()).collect())
}

/// The digests of the files of one version in their order, separated by spaces: what an approval is bound to.
pub fn digests(read: &mut Read<'_>, document: Uuid, content: i64) -> Result<String> {
    let found: Vec<(String,)> = read.all(
        "SELECT digest FROM documents_part WHERE document = :document AND content = :content ORDER BY ordinal, id",
        params! { document, content },
    )?;
    Ok(found.into_iter().map(|(digest,)| digest).collect::<Vec<_>>().join(" "))
}

/// One file.
pub fn part(read: &mut Read<'_>, id: Uuid) -> Result<Option<Part>> {
    read.first(&format!("SELECT {PART} FROM documents_part WHERE id = :id"), params! { id })
}

/// Adds a version of the files: `document.content` is its number.
pub fn add_content(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    document: &Document,
    parts: &[PartInput],
    reason: &str,
) -> Result<()> {
    tx.run(
        "INSERT INTO documents_content (document, number, at, person, position, reason) \
         VALUES (:document, :number, :at, :person, :position, :reason)",
        params! {
            document: document.id, number: document.content, at: ctx.now, person: ctx.actor.person,
            position: ctx.actor.position, reason,
        },
    )?;
    let mut ordered: Vec<&PartInput> = parts.iter().collect();
    ordered.sort_by_key(|part| part.role);
    for (ordinal, part) in (0_i64..).zip(ordered) {
        tx.run(
            "INSERT INTO documents_part (id, document, content, role, ordinal, name, digest, media, size, pages) \
             VALUES (:id, :document, :content, :role, :ordinal, :name, :digest, :media, :size, :pages)",
            params! {
                id: ctx.new_id(), document: document.id, content: document.content, role: part.role.code(),
                ordinal, name: &part.file.name, digest: &part.file.digest, media: &part.file.media,
                size: part.file.size, pages: part.pages,
            },
        )?;
        files::attach(tx, ctx, &part.file, &document.subject_ref(), part.role.code())?;
    }
    Ok(())
}

db::row! {
    /// A version of a document's files: who made it, and why.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Content {
        /// Its number.
        pub number: i64,
        /// When.
        pub at: Time,
        /// Who.
        pub person: Option<Uuid>,
        /// In which position.
        pub position: Option<Uuid>,
        /// Why.
        pub reason: String,
    }
}

/// The versions of a document's files, the newest first.
pub fn contents(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Content>> {
    read.all(
        "SELECT number, at, person, position, reason FROM documents_content WHERE document = :document \
         ORDER BY number DESC",
        params! { document },
    )
}

db::row! {
    /// To whom a document goes, as the drafter named them.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub struct Recipient {
        /// agency | group | tier | outside | unit | position
        pub kind: String,
        /// Agency, group, outside body, unit or position; of a tier, the agency above it.
        pub target: Option<Uuid>,
        /// The tier.
        pub tier: Option<i64>,
        /// The name, as it stands among the recipients.
        pub name: String,
    }
}

/// The recipients in their order.
pub fn recipients(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Recipient>> {
    read.all(
        "SELECT kind, target, tier, name FROM documents_recipient WHERE document = :document ORDER BY ordinal",
        params! { document },
    )
}

/// Replaces the recipients.
pub fn set_recipients(tx: &mut Tx<'_>, document: Uuid, recipients: &[Recipient]) -> Result<()> {
    tx.run("DELETE FROM documents_recipient WHERE document = :document", params! { document })?;
    for (ordinal, one) in (0_i64..).zip(recipients) {
        tx.run(
            "INSERT INTO documents_recipient (document, ordinal, kind, target, tier, name) \
             VALUES (:document, :ordinal, :kind, :target, :tier, :name)",
            params! {
                document, ordinal, kind: &one.kind, target: one.target, tier: one.tier, name: &one.name,
            },
        )?;
    }
    Ok(())
}

db::row! {
    /// What one document does to another.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Link {
        /// The document that does it.
        pub document: Uuid,
        /// answers | amends | corrects | replaces | recalls
        pub kind: String,
        /// The document to which it does it.
        pub target: Uuid,
        /// The arrival it answers.
        pub arrival: Option<Uuid>,
    }
}

/// Adds a link; one that is there already stays.
pub fn link(tx: &mut Tx<'_>, link: &Link, now: Time) -> Result<()> {
    tx.run(
        "INSERT INTO documents_link (document, kind, target, arrival, at) \
         VALUES (:document, :kind, :target, :arrival, :now) ON CONFLICT (document, kind, target) DO NOTHING",
        params! { document: link.document, kind: &link.kind, target: link.target, arrival: link.arrival, now },
    )?;
    Ok(())
}

/// The links from and to some documents.
pub fn links(read: &mut Read<'_>, documents: &[Uuid]) -> Result<Vec<Link>> {
    read.all(
        "SELECT document, kind, target, arrival FROM documents_link WHERE document IN (:ids) \
         UNION SELECT document, kind, target, arrival FROM documents_link WHERE target IN (:ids)",
        params! { ids: in_list(documents) },
    )
}

/// What a document does to others.
pub fn links_from(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Link>> {
    read.all(
        "SELECT document, kind, target, arrival FROM documents_link WHERE document = :document \
         ORDER BY kind, target",
        params! { document },
    )
}
