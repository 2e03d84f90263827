//! Rows of arrivals.

use crate::model::arrival::{ArrivalState, Channel};
use crate::model::change::RecallState;
use calendar::{Day, Time};
use context::Uuid;
use db::{Page, Read, Result, Tx, Value, in_list, params};

db::row! {
    /// One arrival as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Arrival {
        /// Its id.
        pub id: Uuid,
        /// The document that arrived.
        pub document: Uuid,
        /// The agency that received it.
        pub agency: Uuid,
        /// The sending agency, if it is in this system.
        pub sender: Option<Uuid>,
        /// How it came: the code of a [`Channel`].
        pub channel: String,
        /// The year of its number.
        pub year: Option<i64>,
        /// Its number in the register (số đến).
        pub number: Option<i64>,
        /// The code of its [`ArrivalState`].
        pub state: String,
        /// Why it was refused or recalled.
        pub reason: String,
        /// When it came.
        pub arrived_at: Time,
        /// When it was entered in the register.
        pub registered_at: Option<Time>,
        /// By when the sender asks for an answer.
        pub due_day: Option<Day>,
        /// The lead's deadline.
        pub due_at: Option<Time>,
        /// When it was dealt with.
        pub closed_at: Option<Time>,
        /// When it was first opened at the agency.
        pub read_at: Option<Time>,
        /// Whether the sender asks for it back: the code of a [`RecallState`].
        pub recall: String,
        /// Why it is asked for; once that was refused, why that.
        pub recall_reason: String,
        /// Changes with every change.
        pub version: i64,
        /// Whether only those on whose desks it lies see it: a complaint or denunciation.
        pub restricted: bool,
    }
}

impl Arrival {
    /// Whether the sender asks for it back. An unknown code, which no action writes, reads as not asked.
    pub fn recall_state(&self) -> RecallState {
        RecallState::of(&self.recall).unwrap_or(RecallState::None)
    }

    /// Its state. An unknown code, which no action writes, reads as arrived.
    pub fn state(&self) -> ArrivalState {
        ArrivalState::of(&self.state).unwrap_or(ArrivalState::Arrived)
    }

    /// How it came.
    pub fn channel(&self) -> Channel {
        Channel::of(&self.channel).unwrap_or(Channel::System)
    }
}

const COLUMNS: &str = "id, document, agency, sender, channel, year, number, state, reason, arrived_at, \
                       registered_at, due_day, due_at, closed_at, read_at, recall, recall_reason, version, \
                       restricted";

/// How an arrival stands as its sender sees it: the recall it was asked for stands before its own state.
const STANDING: &str = "CASE WHEN a.recall = 'none' THEN a.state ELSE 'recall_' || a.recall END";

/// One arrival that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Arrival>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {COLUMNS} FROM documents_arrival WHERE id = :id{lock}"), params! { id })
}

/// Whether a record is a restricted arrival, or the document of one.
pub fn is_restricted(read: &mut Read<'_>, record: Uuid) -> Result<bool> {
    let found: Option<(Uuid,)> = read.first(
        "SELECT id FROM documents_arrival WHERE id = :record AND restricted \
         UNION ALL SELECT id FROM documents_arrival WHERE document = :record AND restricted LIMIT 1",
        params! { record },
    )?;
    Ok(found.is_some())
}

/// One arrival.
pub fn arrival(read: &mut Read<'_>, id: Uuid) -> Result<Option<Arrival>> {
    read.first(&format!("SELECT {COLUMNS} FROM documents_arrival WHERE id = :id"), params! { id })
}

/// The arrivals of a document at all agencies, in the order of the agencies' codes: what its sender sees.
pub fn arrivals_of(
    read: &mut Read<'_>,
    document: Uuid,
    state: Option<&str>,
    after: &str,
    limit: usize,
) -> Result<Page<Delivery>> {
    let most = limit as i64 + 1;
    let (any, state) = (state.is_none(), state.unwrap_or_default());
    let rows = read.all(
        &format!(
            "SELECT a.id, a.agency, g.code, g.name, {STANDING}, \
                    CASE WHEN a.recall = 'none' THEN a.reason ELSE a.recall_reason END, a.number, a.arrived_at, \
                    a.registered_at, a.closed_at \
             FROM documents_arrival a JOIN organisation_agency g ON g.id = a.agency \
             WHERE a.document = :document AND g.code > :after AND ({STANDING} = :state OR :any) \
             ORDER BY g.code LIMIT :most"
        ),
        params! { document, after, state, any, most },
    )?;
    Ok(Page::cut(rows, limit))
}

db::row! {
    /// What the sender sees of one recipient.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Delivery {
        /// The arrival's id.
        pub id: Uuid,
        /// The receiving agency.
        pub agency: Uuid,
        /// Its identifier.
        pub code: String,
        /// Its name.
        pub name: String,
        /// The code of the state there; `recall_asked` and `recall_refused` stand before it.
        pub state: String,
        /// Why it was refused, recalled, asked for or kept.
        pub reason: String,
        /// Its number in the register there.
        pub number: Option<i64>,
        /// When it came.
        pub arrived_at: Time,
        /// When it was accepted or refused.
        pub registered_at: Option<Time>,
        /// When it was dealt with.
        pub closed_at: Option<Time>,
    }
}

/// How many recipients are in each state.
pub fn states_of(read: &mut Read<'_>, document: Uuid) -> Result<Vec<(String, i64)>> {
    read.all(
        &format!(
            "SELECT {STANDING}, count(*) FROM documents_arrival a WHERE a.document = :document GROUP BY 1 ORDER BY 1"
        ),
        params! { document },
    )
}

/// The arrival of a document at one agency.
pub fn arrival_at(read: &mut Read<'_>, document: Uuid, agency: Uuid) -> Result<Option<Arrival>> {
    read.first(
        &format!("SELECT {COLUMNS} FROM documents_arrival WHERE document = :document AND agency = :agency"),
        params! { document, agency },
    )
}

/// A new arrival.
pub struct NewArrival<'a> {
    /// Its id.
    pub id: Uuid,
    /// The document.
    pub document: Uuid,
    /// The receiving agency.
    pub agency: Uuid,
    /// The sending agency.
    pub sender: Option<Uuid>,
    /// How it came.
    pub channel: Channel,
    /// When.
    pub at: Time,
    /// By when the sender asks for an answer.
    pub due_day: Option<Day>,
    /// Whether only those on whose desks it lies see it.
    pub restricted: bool,
    /// Nothing here yet; a reason is written when it is refused.
    pub state: &'a ArrivalState,
}

/// Adds an arrival; false if the agency has the document already.
pub fn insert(tx: &mut Tx<'_>, new: &NewArrival<'_>) -> Result<bool> {
    let added: Option<(Uuid,)> = tx.first(
        "INSERT INTO documents_arrival (id, document, agency, sender, channel, state, reason, arrived_at, \
                                        arrived_day, due_day, version, restricted) \
         VALUES (:id, :document, :agency, :sender, :channel, :state, '', :at, :day, :due_day, 1, :restricted) \
         ON CONFLICT (document, agency) DO NOTHING RETURNING id",
        params! {
            id: new.id, document: new.document, agency: new.agency, sender: new.sender,
            channel: new.channel.code(), state: new.state.code(), at: new.at, day: new.at.day(),
            due_day: new.due_day, restricted: new.restricted,
        },
    )?;
    Ok(added.is_some())
}

/// Which of some agencies have a document already.
pub fn among(read: &mut Read<'_>, document: Uuid, agencies: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT agency FROM documents_arrival WHERE document = :document AND agency IN (:agencies)",
        params! { document, agencies: in_list(agencies) },
    )?;
    Ok(rows.into_iter().map(|(agency,)| agency).collect())
}

/// Adds what was just delivered to many agencies, none of which has it yet, by few statements.
pub fn insert_delivered(tx: &mut Tx<'_>, new: &[Arrival]) -> Result<()> {
    let rows = new.iter().map(|it| {
        [
            Value::Uuid(it.id),
            Value::Uuid(it.document),
            Value::Uuid(it.agency),
            it.sender.map_or(Value::Null, Value::Uuid),
            Value::Text(it.channel.as_str().into()),
            Value::Int(it.arrived_at.0),
            Value::Day(it.arrived_at.day()),
            it.due_day.map_or(Value::Null, Value::Day),
            Value::Text(it.state.as_str().into()),
            Value::Text(it.reason.as_str().into()),
            Value::Int(it.version),
        ]
    });
    tx.insert_rows(
        "INSERT INTO documents_arrival (id, document, agency, sender, channel, arrived_at, arrived_day, due_day, \
             state, reason, version) VALUES :rows",
        rows.collect(),
    )?;
    Ok(())
}

/// The arrivals of a document at some agencies.
pub fn at_agencies(read: &mut Read<'_>, document: Uuid, agencies: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows: Vec<(Uuid,)> = read.all(
        "SELECT id FROM documents_arrival WHERE document = :document AND agency IN (:agencies) ORDER BY agency",
        params! { document, agencies: in_list(agencies) },
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Asks for all arrivals of a document back that are in one of some states; their ids in the order of their agencies.
pub fn ask_back(tx: &mut Tx<'_>, document: Uuid, from: &[&str], reason: &str) -> Result<Vec<Uuid>> {
    let mut rows: Vec<(Uuid, Uuid)> = tx.all(
        "UPDATE documents_arrival SET recall = 'asked', recall_reason = :reason, version = version + 1 \
         WHERE document = :document AND state IN (:states) RETURNING agency, id",
        params! { reason, document, states: in_list(from) },
    )?;
    rows.sort_unstable();
    Ok(rows.into_iter().map(|(_, id)| id).collect())
}

/// Sets whether an arrival is asked for back, and why.
pub fn set_recall(tx: &mut Tx<'_>, id: Uuid, recall: RecallState, reason: &str) -> Result<()> {
    tx.run(
        "UPDATE documents_arrival SET recall = :recall, recall_reason = :reason, version = version + 1 \
         WHERE id = :id",
        params! { recall: recall.code(), reason, id },
    )?;
    Ok(())
}

/// Recalls all arrivals of a document that are in one of some states; their ids in the order of their agencies.
pub fn recall(tx: &mut Tx<'_>, document: Uuid, from: &[&str], reason: &str, now: Time) -> Result<Vec<Uuid>> {
    let mut rows: Vec<(Uuid, Uuid)> = tx.all(
        "UPDATE documents_arrival SET state = 'recalled', reason = :reason, closed_at = :now, recall = 'none', \
                recall_reason = '', version = version + 1 \
         WHERE document = :document AND state IN (:states) RETURNING agency, id",
        params! { reason, now, document, states: in_list(from) },
    )?;
    rows.sort_unstable();
    Ok(rows.into_iter().map(|(_, id)| id).collect())
}

/// Sets the state, and with it the reason and the time of closing.
pub fn set_state(
    tx: &mut Tx<'_>,
    arrival: &Arrival,
    state: ArrivalState,
    reason: &str,
    now: Time,
) -> Result<bool> {
    let closed_at = (!state.is_open()).then_some(now);
    let changed = tx.run(
        "UPDATE documents_arrival SET state = :state, reason = :reason, closed_at = :closed_at, \
                version = version + 1 WHERE id = :id AND version = :version",
        params! { state: state.code(), reason, closed_at, id: arrival.id, version: arrival.version },
    )?;
    Ok(changed == 1)
}

/// Enters the arrival in the register under a number.
pub fn set_number(tx: &mut Tx<'_>, id: Uuid, series: Uuid, year: i64, number: i64, now: Time) -> Result<()> {
    tx.run(
        "UPDATE documents_arrival SET series = :series, year = :year, number = :number, registered_at = :now \
         WHERE id = :id",
        params! { series, year, number, now, id },
    )?;
    Ok(())
}

/// Notes the lead's deadline, for lists.
pub fn set_due(tx: &mut Tx<'_>, id: Uuid, due_at: Option<Time>) -> Result<()> {
    tx.run("UPDATE documents_arrival SET due_at = :due_at WHERE id = :id", params! { due_at, id })?;
    Ok(())
}

/// Notes that somebody at the agency opened it; whether it was the first time.
pub fn set_read(tx: &mut Tx<'_>, id: Uuid, now: Time) -> Result<bool> {
    let changed = tx.run(
        "UPDATE documents_arrival SET read_at = :now WHERE id = :id AND read_at IS NULL",
        params! { now, id },
    )?;
    Ok(changed == 1)
}

db::row! {
    /// An arrival that may be the same paper.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    pub struct Likeness {
        /// The arrival.
        pub arrival: Uuid,
        /// The document.
        pub document: Uuid,
        /// Its symbol.
        pub symbol: String,
        /// Its issuer.
        pub issuer: String,
        /// Its subject.
        pub subject: String,
        /// The date on it.
        pub issued_day: Option<Day>,
        /// Its number in the register.
        pub number: Option<i64>,
    }
}

/// What the agency has of the same symbol and date. The issuer is compared by the caller, since it may be
/// written in several ways.
pub fn alike(
    read: &mut Read<'_>,
    agency: Uuid,
    symbol_folded: &str,
    day: Option<Day>,
) -> Result<Vec<Likeness>> {
    read.all(
        "SELECT a.id, d.id, d.symbol, d.issuer, d.subject, d.issued_day, a.number \
         FROM documents_document d JOIN documents_arrival a ON a.document = d.id AND a.agency = :agency \
         WHERE d.symbol_folded = :symbol_folded AND d.issued_day = :day AND a.restricted = false \
         ORDER BY a.arrived_at LIMIT 20",
        params! { agency, symbol_folded, day },
    )
}

/// Several arrivals at once, as cards need them.
pub fn arrivals(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Arrival>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM documents_arrival WHERE id IN (:ids)"),
        params! { ids: in_list(ids) },
    )
}
