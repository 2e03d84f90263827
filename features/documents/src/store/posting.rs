//! Rows of copies for those outside the system.

use crate::model::posting::PostingState;
use calendar::Day;
use context::{Time, Uuid};
use db::{Page, Read, Result, Tx, Value, in_list, params};

db::row! {
    /// One copy for somebody outside, with what its line in the register says of the document.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Posting {
        /// Its id.
        pub id: Uuid,
        /// The document.
        pub document: Uuid,
        /// The sending agency.
        pub agency: Uuid,
        /// The outside body.
        pub outside: Uuid,
        /// Its name, as it stands on the envelope.
        pub name: String,
        /// Its address, as it stands on the envelope.
        pub address: String,
        /// How it goes: post | hand | mail | axis.
        pub way: String,
        /// The code of its [`PostingState`].
        pub state: String,
        /// The post office's number of the item.
        pub tracking: String,
        /// How many envelopes.
        pub envelopes: i64,
        /// When it left.
        pub sent_day: Option<Day>,
        /// When it was received, or came back.
        pub closed_day: Option<Day>,
        /// Who signed for it.
        pub receiver: String,
        /// What else is to be said.
        pub note: String,
        /// Since when it is in its state.
        pub sort_key: i64,
        /// Changes with every change.
        pub version: i64,
        /// The document's symbol.
        pub symbol: String,
        /// The document's subject.
        pub subject: String,
        /// Whether the document is urgent: a code of law/urgency.
        pub urgency: String,
    }
}

impl Posting {
    /// Its state. An unknown code, which no action writes, reads as waiting.
    pub fn state(&self) -> PostingState {
        PostingState::of(&self.state).unwrap_or(PostingState::Waiting)
    }
}

const SELECT: &str = "SELECT p.id, p.document, p.agency, p.outside, p.name, p.address, p.way, p.state, p.tracking, \
                             p.envelopes, p.sent_day, p.closed_day, p.receiver, p.note, p.sort_key, p.version, \
                             d.symbol, d.subject, d.urgency \
                      FROM documents_posting p JOIN documents_document d ON d.id = p.document";

/// Adds what an issued document has for those outside, each once.
pub fn insert(tx: &mut Tx<'_>, new: &[Posting], now: Time) -> Result<()> {
    let rows = new.iter().map(|it| {
        [
            Value::Uuid(it.id),
            Value::Uuid(it.document),
            Value::Uuid(it.agency),
            Value::Uuid(it.outside),
            Value::Text(it.name.as_str().into()),
            Value::Text(it.address.as_str().into()),
            Value::Text(it.way.as_str().into()),
            Value::Text(it.state.as_str().into()),
            Value::Text("".into()),
            Value::Int(it.envelopes),
            Value::Text("".into()),
            Value::Text("".into()),
            Value::Int(now.0),
            Value::Int(1),
        ]
    });
    tx.insert_rows(
        "INSERT INTO documents_posting (id, document, agency, outside, name, address, way, state, tracking, \
             envelopes, receiver, note, sort_key, version) VALUES :rows \
         ON CONFLICT (document, outside) DO NOTHING",
        rows.collect(),
    )?;
    Ok(())
}

/// Some of them that nobody else changes until the transaction ends, in the order of their ids.
pub(crate) fn locked(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Posting>> {
    let lock = tx.locking();
    let rows: Vec<(Uuid,)> = tx.all(
        &format!("SELECT id FROM documents_posting WHERE id IN (:ids) ORDER BY id{lock}"),
        params! { ids: in_list(ids) },
    )?;
    let ids: Vec<Uuid> = rows.into_iter().map(|(id,)| id).collect();
    tx.all(&format!("{SELECT} WHERE p.id IN (:ids) ORDER BY p.id"), params! { ids: in_list(&ids) })
}

/// Writes back what has changed.
pub fn update(tx: &mut Tx<'_>, posting: &Posting) -> Result<()> {
    let it = posting;
    tx.run(
        "UPDATE documents_posting SET way = :way, state = :state, tracking = :tracking, envelopes = :envelopes, \
             sent_day = :sent_day, closed_day = :closed_day, receiver = :receiver, note = :note, \
             sort_key = :sort_key, version = version + 1 WHERE id = :id",
        params! {
            way: &it.way, state: &it.state, tracking: &it.tracking, envelopes: it.envelopes,
            sent_day: it.sent_day, closed_day: it.closed_day, receiver: &it.receiver, note: &it.note,
            sort_key: it.sort_key, id: it.id,
        },
    )?;
    Ok(())
}

/// One of them.
pub fn posting(read: &mut Read<'_>, id: Uuid) -> Result<Option<Posting>> {
    read.first(&format!("{SELECT} WHERE p.id = :id"), params! { id })
}

/// What a document has for those outside, by name.
pub fn of_document(read: &mut Read<'_>, document: Uuid) -> Result<Vec<Posting>> {
    read.all(&format!("{SELECT} WHERE p.document = :document ORDER BY p.name, p.id"), params! { document })
}

/// What an agency has in one state: what waits the oldest first, what is over the latest first.
pub fn page(
    read: &mut Read<'_>,
    agency: Uuid,
    state: PostingState,
    behind: Option<(i64, Uuid)>,
    limit: usize,
) -> Result<Page<Posting>> {
    let (sign, way, start) = match state {
        PostingState::Waiting => (">", "", (i64::MIN, Uuid::nil())),
        _ => ("<", "DESC", (i64::MAX, Uuid::max())),
    };
    let (key, id) = behind.unwrap_or(start);
    let rows = read.all(
        &format!(
            "{SELECT} WHERE p.agency = :agency AND p.state = :state AND (p.sort_key, p.id) {sign} (:key, :id) \
             ORDER BY p.sort_key {way}, p.id {way} LIMIT :most"
        ),
        params! { agency, state: state.code(), key, id, most: limit as i64 + 1 },
    )?;
    Ok(Page::cut(rows, limit))
}

/// What an agency sent in a span of days, in its order: the lines of the register of the post.
pub fn sent_between(
    read: &mut Read<'_>,
    agency: Uuid,
    from: Day,
    until: Day,
    behind: Option<(Day, Uuid)>,
    limit: usize,
) -> Result<Vec<Posting>> {
    let (day, id) = behind.unwrap_or((from, Uuid::nil()));
    read.all(
        &format!(
            "{SELECT} WHERE p.agency = :agency AND p.sent_day >= :from AND p.sent_day <= :until \
                 AND (p.sent_day, p.id) > (:day, :id) ORDER BY p.sent_day, p.id LIMIT :most"
        ),
        params! { agency, from, until, day, id, most: limit as i64 },
    )
}

/// How much waits, at most so many.
pub fn waiting(read: &mut Read<'_>, agency: Uuid, most: i64) -> Result<i64> {
    let found: Option<(i64,)> = read.first(
        "SELECT count(*) FROM (SELECT id FROM documents_posting WHERE agency = :agency AND state = 'waiting' \
         LIMIT :most) AS waiting",
        params! { agency, most },
    )?;
    Ok(found.map_or(0, |(count,)| count))
}
