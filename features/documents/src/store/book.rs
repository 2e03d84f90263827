//! Registers as books (sổ đăng ký): the ledger of one series with what stands on each line, walked by number in both
//! directions. Every number that was ever drawn is a line, also those kept free and voided.

use crate::store::number::{SERIES, Series};
use calendar::{Day, Time};
use context::Uuid;
use db::{Page, Read, Result, Value, in_list, params};

/// Which register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Book {
    /// Of arrivals (sổ đăng ký văn bản đến).
    #[default]
    Arrivals,
    /// Of issued documents (sổ đăng ký văn bản đi).
    Issued,
}

impl Book {
    /// As an address names it.
    pub fn code(self) -> &'static str {
        match self {
            Book::Arrivals => "arrivals",
            Book::Issued => "issued",
        }
    }

    /// The register of a code.
    pub fn of(code: &str) -> Option<Book> {
        [Book::Arrivals, Book::Issued].into_iter().find(|book| book.code() == code)
    }

    fn direction(self) -> &'static str {
        match self {
            Book::Arrivals => "in",
            Book::Issued => "out",
        }
    }
}

/// The series of an agency's register, also those that have ended: those that serve every kind first, then the newest.
pub fn series(read: &mut Read<'_>, agency: Uuid, book: Book) -> Result<Vec<Series>> {
    read.all(
        &format!(
            "SELECT {SERIES} FROM documents_series WHERE agency = :agency AND direction = :direction \
             ORDER BY CASE WHEN types = '' AND purpose = 'documents' THEN 0 ELSE 1 END, starts DESC, name, id"
        ),
        params! { agency, direction: book.direction() },
    )
}

/// What of a register is wanted. An absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookFilter {
    /// Only of this kind of document.
    pub kind: Option<String>,
    /// Only of issuers whose name begins so, folded.
    pub issuer: Option<String>,
    /// Only from this day on.
    pub from: Option<Day>,
    /// Only up to and with this day.
    pub until: Option<Day>,
    /// Only from this number on.
    pub first: Option<i64>,
    /// Only up to and with this number.
    pub last: Option<i64>,
    /// Only where all these words stand in the subject or the symbol, however accented.
    pub words: Option<String>,
}

impl BookFilter {
    /// Whether it leaves any line out.
    pub fn is_narrow(&self) -> bool {
        *self != BookFilter::default()
    }

    /// Whether the words stand on a line. Folding is not for a database to do.
    fn matches(&self, line: &BookLine) -> bool {
        let Some(words) = &self.words else { return true };
        let text = vietnamese::fold(&format!("{} {}", line.subject, line.symbol));
        vietnamese::fold(words).split_whitespace().all(|word| text.contains(word))
    }
}

/// From where a register is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// Below this number, downwards.
    Below(i64),
    /// Above this number, upwards.
    Above(i64),
}

db::row! {
    /// One number of a register with the document or arrival that has it. Texts of a number kept free are empty.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct BookLine {
        /// The number.
        pub number: i64,
        /// used | reserved | voided
        pub standing: String,
        /// The date of the number.
        pub day: Day,
        /// Why it was kept free or voided.
        pub reason: String,
        /// The document or arrival.
        pub record: Option<Uuid>,
        /// The document.
        pub document: Option<Uuid>,
        /// Number and symbol as they stand on it.
        pub symbol: String,
        /// The date on it.
        pub issued_day: Option<Day>,
        /// The code of its kind.
        pub kind: String,
        /// Its subject.
        pub subject: String,
        /// Who issued it (tác giả).
        pub issuer: String,
        /// Who signed it.
        pub signer: String,
        /// The unit that drafted it, which keeps a copy beside the records desk.
        pub unit: Option<Uuid>,
        /// The code of the arrival's state, else of the document's.
        pub state: String,
        /// When it was issued.
        pub issued_at: Option<Time>,
        /// When it arrived.
        pub arrived_day: Option<Day>,
        /// By when it is to be answered.
        pub due_day: Option<Day>,
    }
}

/// So many lines are looked at in one go for words.
const SEARCHED: usize = 500;

/// A page of a register in the order of the walk.
pub fn lines(
    read: &mut Read<'_>,
    series: Uuid,
    year: i64,
    filter: &BookFilter,
    walk: Walk,
    limit: usize,
) -> Result<Page<BookLine>> {
    let (mut found, mut walk) = (Vec::new(), walk);
    let wanted = limit + 1;
    let batch = if filter.words.is_some() { wanted.max(SEARCHED) } else { wanted };
    loop {
        let rows = batch_of(read, series, year, filter, walk, batch)?;
        let whole = rows.len() < batch;
        if let Some(last) = rows.last() {
            walk = match walk {
                Walk::Below(_) => Walk::Below(last.number),
                Walk::Above(_) => Walk::Above(last.number),
            };
        }
        found.extend(rows.into_iter().filter(|line| filter.matches(line)));
        if whole || found.len() >= wanted {
            return Ok(Page::cut(found, limit));
        }
    }
}

fn batch_of(
    read: &mut Read<'_>,
    series: Uuid,
    year: i64,
    filter: &BookFilter,
    walk: Walk,
    most: usize,
) -> Result<Vec<BookLine>> {
    let (side, order, place) = match walk {
        Walk::Below(number) => ("n.number < :place", "DESC", number),
        Walk::Above(number) => ("n.number > :place", "ASC", number),
    };
    let mut values: Vec<(&'static str, Value<'_>)> = vec![
        ("series", Value::Uuid(series)),
        ("year", Value::Int(year)),
        ("place", Value::Int(place)),
        ("most", Value::Int(most as i64)),
    ];
    let mut conditions = String::new();
    let mut narrow = |condition: &str, name: &'static str, value| {
        conditions.push_str(condition);
        values.push((name, value));
    };
    if let Some(kind) = &filter.kind {
        narrow("AND x.type = :kind ", "kind", Value::Text(kind.as_str().into()));
    }
    if let Some(issuer) = &filter.issuer {
        narrow(
            "AND COALESCE(a.restricted, false) = false AND x.issuer_folded >= :issuer ",
            "issuer",
            Value::Text(issuer.as_str().into()),
        );
        let end = vietnamese::prefix_end(issuer);
        narrow("AND x.issuer_folded < :issuer_end ", "issuer_end", Value::Text(end.into()));
    }
    for (condition, name, value) in [
        ("AND n.day >= :from_day ", "from_day", filter.from.map(Value::Day)),
        ("AND n.day <= :until_day ", "until_day", filter.until.map(Value::Day)),
        ("AND n.number >= :first ", "first", filter.first.map(Value::Int)),
        ("AND n.number <= :last ", "last", filter.last.map(Value::Int)),
    ] {
        if let Some(value) = value {
            narrow(condition, name, value);
        }
    }
    // The register says that a complaint or denunciation came, and neither by whom nor of what.
    let [symbol, subject, issuer, signer] = ["symbol", "subject", "issuer", "signer_name"]
        .map(|name| format!("CASE WHEN a.restricted THEN '' ELSE COALESCE(x.{name}, '') END"));
    read.all(
        &format!(
            "SELECT n.number, n.state, n.day, n.reason, n.record, x.id, {symbol}, x.issued_day, \
                 COALESCE(x.type, ''), {subject}, {issuer}, {signer}, \
                 x.unit, COALESCE(a.state, x.state, ''), x.issued_at, a.arrived_day, COALESCE(a.due_day, x.due_day) \
             FROM documents_number n \
             LEFT JOIN documents_arrival a ON a.id = n.record \
             LEFT JOIN documents_document x ON x.id = COALESCE(a.document, n.record) \
             WHERE n.series = :series AND n.year = :year AND {side} {conditions} \
             ORDER BY n.number {order} LIMIT :most"
        ),
        &values,
    )
}

/// How many numbers of a series are kept free and how many were voided in a year.
pub fn unused(read: &mut Read<'_>, series: Uuid, year: i64) -> Result<(i64, i64)> {
    read.one(
        "SELECT count(CASE WHEN state = 'reserved' THEN 1 END), count(CASE WHEN state = 'voided' THEN 1 END) \
         FROM documents_number WHERE series = :series AND year = :year AND state <> 'used'",
        params! { series, year },
    )
}

/// To whom documents go, as they name them: the document, the name, in order.
pub fn recipients(read: &mut Read<'_>, documents: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    read.all(
        "SELECT document, name FROM documents_recipient WHERE document IN (:documents) ORDER BY document, ordinal",
        params! { documents: in_list(documents) },
    )
}

/// How many agencies documents were delivered to, and how many of them have acknowledged by a number of their own.
pub fn delivered(read: &mut Read<'_>, documents: &[Uuid]) -> Result<Vec<(Uuid, i64, i64)>> {
    read.all(
        "SELECT document, count(*), count(registered_at) FROM documents_arrival WHERE document IN (:documents) \
         GROUP BY document",
        params! { documents: in_list(documents) },
    )
}

db::row! {
    /// To whom an arrival was given first.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Given {
        /// The arrival.
        pub arrival: Uuid,
        /// lead | support
        pub role: String,
        /// The unit.
        pub unit: Option<Uuid>,
        /// The position.
        pub position: Option<Uuid>,
        /// The code of the assignment's state.
        pub state: String,
        /// When.
        pub given_at: Option<Time>,
    }
}

/// To whom arrivals were given by whoever directed them first; the lead before those who support.
pub fn given(read: &mut Read<'_>, arrivals: &[Uuid]) -> Result<Vec<Given>> {
    read.all(
        "SELECT a.arrival, a.role, a.unit, a.position, a.state, d.given_at FROM documents_assignment a \
         JOIN documents_direction d ON d.id = a.direction \
         WHERE a.arrival IN (:arrivals) AND d.parent IS NULL AND d.state = 'given' AND a.role <> 'inform' \
         ORDER BY a.arrival, a.role, a.opened_at, a.id",
        params! { arrivals: in_list(arrivals) },
    )
}
