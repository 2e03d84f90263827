//! Rows of folders, and their lists.

use super::code_key;
use calendar::{Day, Time};
use context::{Ref, Uuid};
use db::{Page, Read, Result, Tx, Value, in_list, params};
use vietnamese::fold;

db::row! {
    /// One work folder as it is stored.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
    pub struct Folder {
        /// Its id.
        pub id: Uuid,
        /// Whose it is.
        pub agency: Uuid,
        /// The unit that keeps it.
        pub unit: Option<Uuid>,
        /// The position that keeps it.
        pub keeper: Uuid,
        /// The item of the yearly list.
        pub item: Option<Uuid>,
        /// Why it was opened beside the list.
        pub reason: String,
        /// The year in which it was opened.
        pub year: i64,
        /// Its code.
        pub code: String,
        /// Its title.
        pub title: String,
        /// How long it is kept.
        pub retention: String,
        /// ordinary | construction
        pub kind: String,
        /// Whether it holds state secrets.
        pub secret: bool,
        /// The day of its first document.
        pub starts: Day,
        /// The day of its last document.
        pub ends: Option<Day>,
        /// The day on which the work ended.
        pub settled: Option<Day>,
        /// The code of its state.
        pub state: String,
        /// How many pieces lie in it.
        pub entries: i64,
        /// How many of them are on paper alone.
        pub papers: i64,
        /// How many pages they have.
        pub pages: i64,
        /// The hand-over in which it is.
        pub transfer: Option<Uuid>,
        /// When it was opened.
        pub opened_at: Time,
        /// When it was closed.
        pub closed_at: Option<Time>,
        /// When it was changed last.
        pub changed_at: Time,
        /// Changes with every change.
        pub version: i64,
    }
}

impl Folder {
    /// A reference to it.
    pub fn subject_ref(&self) -> Ref {
        Ref::new(crate::FOLDER, self.id)
    }
}

const COLUMNS: &str = "id, agency, unit, keeper, item, reason, year, code, title, retention, kind, secret, starts, ends, \
                       settled, state, entries, papers, pages, transfer, opened_at, closed_at, changed_at, version";

/// One folder.
pub fn folder(read: &mut Read<'_>, id: Uuid) -> Result<Option<Folder>> {
    read.first(&format!("SELECT {COLUMNS} FROM folders_folder WHERE id = :id"), params! { id })
}

/// Several folders.
pub fn folders(read: &mut Read<'_>, ids: &[Uuid]) -> Result<Vec<Folder>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM folders_folder WHERE id IN (:ids) ORDER BY code_folded, id"),
        params! { ids: in_list(ids) },
    )
}

/// One folder that nobody else changes until the transaction ends.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Folder>> {
    let lock = tx.locking();
    tx.first(&format!("SELECT {COLUMNS} FROM folders_folder WHERE id = :id{lock}"), params! { id })
}

/// Several folders that nobody else changes until the transaction ends.
pub(crate) fn locked_all(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Folder>> {
    let lock = tx.locking();
    tx.all(
        &format!("SELECT {COLUMNS} FROM folders_folder WHERE id IN (:ids) ORDER BY id{lock}"),
        params! { ids: in_list(ids) },
    )
}

/// The folders of a hand-over by code, locked.
pub(crate) fn locked_of_transfer(tx: &mut Tx<'_>, transfer: Uuid) -> Result<Vec<Folder>> {
    let lock = tx.locking();
    tx.all(
        &format!("SELECT {COLUMNS} FROM folders_folder WHERE transfer = :transfer ORDER BY id{lock}"),
        params! { transfer },
    )
}

/// The folders of a hand-over by code.
pub fn of_transfer(read: &mut Read<'_>, transfer: Uuid) -> Result<Vec<Folder>> {
    read.all(
        &format!("SELECT {COLUMNS} FROM folders_folder WHERE transfer = :transfer ORDER BY code_folded, id"),
        params! { transfer },
    )
}

/// The folder that was opened of an item.
pub fn of_item(read: &mut Read<'_>, item: Uuid) -> Result<Option<Folder>> {
    read.first(&format!("SELECT {COLUMNS} FROM folders_folder WHERE item = :item LIMIT 1"), params! { item })
}

/// Which items of a list have a folder: the item, the folder, its state.
pub fn of_list(read: &mut Read<'_>, list: Uuid) -> Result<Vec<(Uuid, Uuid, String)>> {
    read.all(
        "SELECT i.id, f.id, f.state FROM folders_item i JOIN folders_folder f ON f.item = i.id WHERE i.list = :list",
        params! { list },
    )
}

/// Adds a folder; whether its code was free in its year.
pub(crate) fn insert(tx: &mut Tx<'_>, new: &Folder) -> Result<bool> {
    let added = tx.run(
        "INSERT INTO folders_folder (id, agency, unit, keeper, item, reason, year, code, code_folded, title, \
             title_folded, retention, kind, secret, starts, ends, settled, state, entries, papers, pages, opened_at, \
             changed_at, version) \
         VALUES (:id, :agency, :unit, :keeper, :item, :reason, :year, :code, :code_folded, :title, :title_folded, \
             :retention, :kind, :secret, :starts, :ends, :settled, :state, :entries, :papers, :pages, :opened_at, \
             :changed_at, :version) \
         ON CONFLICT (agency, year, code_folded) DO NOTHING",
        params! {
            id: new.id, agency: new.agency, unit: new.unit, keeper: new.keeper, item: new.item, reason: &new.reason,
            year: new.year, code: &new.code, code_folded: code_key(&new.code), title: &new.title,
            title_folded: fold(&new.title), retention: &new.retention, kind: &new.kind, secret: new.secret,
            starts: new.starts, ends: new.ends, settled: new.settled, state: &new.state, entries: new.entries,
            papers: new.papers, pages: new.pages, opened_at: new.opened_at, changed_at: new.changed_at,
            version: new.version,
        },
    )?;
    Ok(added == 1)
}

/// Writes back what has changed, if nobody else has; whether that was so.
pub(crate) fn update(tx: &mut Tx<'_>, it: &Folder) -> Result<bool> {
    let changed = tx.run(
        "UPDATE folders_folder SET unit = :unit, keeper = :keeper, title = :title, title_folded = :title_folded, \
             kind = :kind, starts = :starts, ends = :ends, settled = :settled, state = :state, entries = :entries, \
             papers = :papers, pages = :pages, transfer = :transfer, closed_at = :closed_at, \
             changed_at = :changed_at, version = version + 1 \
         WHERE id = :id AND version = :version",
        params! {
            unit: it.unit, keeper: it.keeper, title: &it.title, title_folded: fold(&it.title), kind: &it.kind,
            starts: it.starts, ends: it.ends, settled: it.settled, state: &it.state, entries: it.entries,
            papers: it.papers, pages: it.pages, transfer: it.transfer, closed_at: it.closed_at,
            changed_at: it.changed_at, id: it.id, version: it.version,
        },
    )?;
    Ok(changed == 1)
}

/// Whose folders a reader sees: those that lie with them, as far as their grant reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nobody's.
    Nothing,
    /// Those that a position keeps.
    Own(Uuid),
    /// Those of a unit, and those that a position keeps elsewhere.
    Unit(Uuid, Uuid),
    /// Those of an agency and of those that it has gone on as.
    Agencies(Vec<Uuid>),
}

/// What of the folders is wanted. An absent field does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only those that this position keeps.
    pub keeper: Option<Uuid>,
    /// Only those of this unit.
    pub unit: Option<Uuid>,
    /// Only in this state.
    pub state: Option<String>,
    /// Only of this year.
    pub year: Option<i64>,
    /// Only of this item.
    pub item: Option<Uuid>,
    /// Only those that are in no hand-over.
    pub free: bool,
    /// Only where all these words stand in the title or the code, however accented.
    pub words: Option<String>,
}

impl Filter {
    fn matches(&self, folder: &Folder) -> bool {
        let Some(words) = &self.words else { return true };
        let text = fold(&format!("{} {}", folder.title, folder.code));
        fold(words).split_whitespace().all(|word| text.contains(word))
    }

    fn conditions(&self) -> (String, Vec<(&'static str, Value<'_>)>) {
        let (mut sql, mut values) = (String::new(), Vec::new());
        let mut narrow = |condition: &str, name, value: Option<Value<'static>>| {
            if let Some(value) = value {
                sql.push_str(condition);
                values.push((name, value));
            }
        };
        narrow("AND keeper = :of_keeper ", "of_keeper", self.keeper.map(Value::Uuid));
        narrow("AND unit = :of_unit ", "of_unit", self.unit.map(Value::Uuid));
        narrow("AND state = :state ", "state", self.state.clone().map(|state| Value::Text(state.into())));
        narrow("AND year = :year ", "year", self.year.map(Value::Int));
        narrow("AND item = :item ", "item", self.item.map(Value::Uuid));
        if self.free {
            sql.push_str("AND transfer IS NULL ");
        }
        (sql, values)
    }
}

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By when they were changed last, the newest first.
    #[default]
    Changed,
    /// By code.
    Code,
}

/// A place in a list: behind this folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Its key: the microseconds of its last change, or its code as it is sorted.
    pub key: String,
    /// The folder.
    pub id: Uuid,
}

impl Behind {
    /// Behind a folder in an order.
    pub fn folder(folder: &Folder, order: Order) -> Behind {
        let key = match order {
            Order::Changed => folder.changed_at.0.to_string(),
            Order::Code => code_key(&folder.code),
        };
        Behind { key, id: folder.id }
    }
}

/// So many folders are looked at in one go for words.
const SEARCHED: usize = 300;

/// A page of the folders that a reader sees.
pub fn page(
    read: &mut Read<'_>,
    seen: &Seen,
    filter: &Filter,
    order: Order,
    behind: Option<Behind>,
    limit: usize,
) -> Result<Page<Folder>> {
    let (mut found, mut behind) = (Vec::new(), behind);
    let wanted = limit + 1;
    let batch = if filter.words.is_some() { wanted.max(SEARCHED) } else { wanted };
    loop {
        let rows = batch_of(read, seen, filter, order, behind.as_ref(), batch)?;
        let whole = rows.len() < batch;
        if let Some(last) = rows.last() {
            behind = Some(Behind::folder(last, order));
        }
        found.extend(rows.into_iter().filter(|folder| filter.matches(folder)));
        if whole || found.len() >= wanted {
            return Ok(Page::cut(found, limit));
        }
    }
}

fn batch_of(
    read: &mut Read<'_>,
    seen: &Seen,
    filter: &Filter,
    order: Order,
    behind: Option<&Behind>,
    most: usize,
) -> Result<Vec<Folder>> {
    let (conditions, mut values) = filter.conditions();
    let (key, by) = match order {
        Order::Changed => {
            let key = behind.and_then(|behind| behind.key.parse().ok()).unwrap_or(i64::MAX);
            values.push(("key", Value::Int(key)));
            ("(changed_at, id) < (:key, :id)", "changed_at DESC, id DESC")
        }
        Order::Code => {
            values.push(("key", Value::Text(behind.map_or("", |behind| &behind.key).to_owned().into())));
            ("(code_folded, id) > (:key, :id)", "code_folded, id")
        }
    };
    let start = if order == Order::Changed { Uuid::max() } else { Uuid::nil() };
    values.push(("id", Value::Uuid(behind.map_or(start, |behind| behind.id))));
    values.push(("most", Value::Int(most as i64)));
    let one = |name: &str, whose: &str| {
        format!(
            "SELECT * FROM (SELECT {COLUMNS}, code_folded FROM folders_folder WHERE {whose} AND {key} {conditions} \
             ORDER BY {by} LIMIT :most) AS {name}"
        )
    };
    let parts = match seen {
        Seen::Nothing => return Ok(Vec::new()),
        Seen::Own(position) => {
            values.push(("position", Value::Uuid(*position)));
            vec![one("own", "keeper = :position")]
        }
        Seen::Unit(unit, position) => {
            values.push(("unit", Value::Uuid(*unit)));
            values.push(("position", Value::Uuid(*position)));
            vec![
                one("theirs", "unit = :unit"),
                one("own", "keeper = :position AND (unit IS NULL OR unit <> :unit)"),
            ]
        }
        Seen::Agencies(agencies) => {
            values.push(("agencies", in_list(agencies)));
            vec![one("theirs", "agency IN (:agencies)")]
        }
    };
    read.all(&format!("{} ORDER BY {by} LIMIT :most", parts.join(" UNION ALL ")), &values)
}

/// How many folders a reader sees in each state, at most so many looked at.
pub fn counts(read: &mut Read<'_>, agency: Uuid, most: i64) -> Result<Vec<(String, i64)>> {
    read.all(
        "SELECT state, count(*) FROM (SELECT state FROM folders_folder WHERE agency = :agency LIMIT :most) AS some \
         GROUP BY state ORDER BY state",
        params! { agency, most },
    )
}
