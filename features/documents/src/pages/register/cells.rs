//! The lines of a register in words: the columns of Nghị định 30/2020/NĐ-CP, Phụ lục IV, in their order.

use crate::pages::{capital, name};
use crate::store::book::{self, Book, BookLine, Given};
use crate::{t, view, words};
use context::{Ctx, Lang, Uuid};
use db::Read;
use std::collections::BTreeMap;

/// So many columns have both registers.
pub(super) const COLUMNS: usize = 10;

/// The cells of a line.
pub(super) type Cells = [String; COLUMNS];

/// The names of the columns.
pub(super) fn columns(lang: Lang, book: Book) -> [&'static str; COLUMNS] {
    match book {
        Book::Issued => [
            t::enter_symbol(lang),
            t::book_dated(lang),
            t::book_subject(lang),
            t::book_signer(lang),
            t::book_recipients(lang),
            t::book_keeper(lang),
            t::book_copies(lang),
            t::book_sent(lang),
            t::book_received(lang),
            t::book_note(lang),
        ],
        Book::Arrivals => [
            t::book_arrived(lang),
            t::book_number(lang),
            t::enter_issuer(lang),
            t::enter_symbol(lang),
            t::book_dated(lang),
            t::book_subject(lang),
            t::book_given_to(lang),
            t::book_given(lang),
            t::book_received(lang),
            t::book_note(lang),
        ],
    }
}

/// The cells of lines, in their order; what other tables say of them is read for all at once.
pub(super) fn cells(
    read: &mut Read<'_>,
    ctx: &Ctx,
    lang: Lang,
    book: Book,
    lines: &[BookLine],
) -> db::Result<Vec<Cells>> {
    match book {
        Book::Issued => issued(read, ctx, lang, lines),
        Book::Arrivals => arrivals(read, ctx, lang, lines),
    }
}

/// The records desk, which keeps the original: the abbreviation stands on the paper as it is.
const KEEPS: &str = "VT";

fn issued(read: &mut Read<'_>, ctx: &Ctx, lang: Lang, lines: &[BookLine]) -> db::Result<Vec<Cells>> {
    let documents: Vec<Uuid> = lines.iter().filter_map(|line| line.document).collect();
    let mut recipients: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (document, name) in book::recipients(read, &documents)? {
        recipients.entry(document).or_default().push(name);
    }
    let delivered: BTreeMap<Uuid, (i64, i64)> = book::delivered(read, &documents)?
        .into_iter()
        .map(|(document, all, received)| (document, (all, received)))
        .collect();
    let drafted: Vec<Uuid> = lines.iter().filter_map(|line| line.unit).collect();
    let units: BTreeMap<Uuid, String> = organisation::units(read, &drafted)?
        .into_iter()
        .map(|unit| (unit.id, if unit.symbol.is_empty() { unit.name } else { unit.symbol }))
        .collect();
    let cells = |line: &BookLine| {
        if line.standing != "used" {
            return unused(ctx, lang, line);
        }
        let of = |document: Option<Uuid>| document.and_then(|document| delivered.get(&document)).copied();
        let (all, received) = of(line.document).unwrap_or_default();
        let keeper = line.unit.and_then(|unit| units.get(&unit));
        let to = line.document.and_then(|document| recipients.get(&document));
        [
            line.symbol.clone(),
            ui::time::date(lang, line.issued_day.unwrap_or(line.day)),
            subject(ctx, lang, line),
            line.signer.clone(),
            to.map(|names| names.join("; ")).unwrap_or_default(),
            keeper.map(|unit| format!("{KEEPS}, {unit}")).unwrap_or_default(),
            if all > 0 { all.to_string() } else { String::new() },
            line.issued_at.map(|at| ui::time::date(lang, at.day())).unwrap_or_default(),
            if all > 0 { t::book_received_of(lang, received, all) } else { String::new() },
            note(lang, line, "issued"),
        ]
    };
    Ok(lines.iter().map(cells).collect())
}

/// A number that stands for no document (any more): the document that once had it may have got another one since, so
/// nothing but its subject is told.
fn unused(ctx: &Ctx, lang: Lang, line: &BookLine) -> Cells {
    let mut cells = Cells::default();
    cells[0] = line.number.to_string();
    cells[1] = ui::time::date(lang, line.day);
    cells[2] = subject(ctx, lang, line);
    cells[9] = note(lang, line, "");
    cells
}

fn arrivals(read: &mut Read<'_>, ctx: &Ctx, lang: Lang, lines: &[BookLine]) -> db::Result<Vec<Cells>> {
    let records: Vec<Uuid> = lines.iter().filter_map(|line| line.record).collect();
    let mut given: BTreeMap<Uuid, Vec<Given>> = BTreeMap::new();
    let mut holders = Vec::new();
    for one in book::given(read, &records)? {
        holders.extend(one.unit.or(one.position));
        given.entry(one.arrival).or_default().push(one);
    }
    let names = view::names(read, ctx, &holders)?;
    let cells = |line: &BookLine| {
        let given: &[Given] =
            line.record.and_then(|record| given.get(&record)).map(Vec::as_slice).unwrap_or_default();
        let to = given.iter().filter_map(|one| names.get(&one.unit.or(one.position)?)).cloned();
        let begun = given.iter().any(|one| matches!(one.state.as_str(), "in_progress" | "passed" | "done"));
        let given_at = given.iter().find_map(|one| one.given_at);
        [
            ui::time::date(lang, line.arrived_day.unwrap_or(line.day)),
            line.number.to_string(),
            line.issuer.clone(),
            line.symbol.clone(),
            line.issued_day.map(|day| ui::time::date(lang, day)).unwrap_or_default(),
            subject(ctx, lang, line),
            to.collect::<Vec<_>>().join("; "),
            given_at.map(|at| ui::time::date(lang, at.day())).unwrap_or_default(),
            if begun { t::book_begun(lang).to_owned() } else { String::new() },
            note(lang, line, "accepted"),
        ]
    };
    Ok(lines.iter().map(cells).collect())
}

/// Kind and subject; the kind once, where the subject begins with it.
fn subject(ctx: &Ctx, lang: Lang, line: &BookLine) -> String {
    if line.standing == "used" && line.subject.is_empty() {
        return t::enter_restricted_line(lang).to_owned();
    }
    let kind = ctx.law.document_type(&line.kind, line.issued_day.unwrap_or(line.day));
    let repeats =
        |kind: &law::DocumentType| vietnamese::fold(&line.subject).starts_with(&vietnamese::fold(&kind.vi));
    match kind.filter(|kind| !repeats(kind)) {
        Some(kind) => format!("{}: {}", capital(name(lang, kind)), line.subject),
        None => line.subject.clone(),
    }
}

/// Why a number stands for nothing; else by when it is to be answered, and its state unless that goes without saying.
fn note(lang: Lang, line: &BookLine, ordinary: &str) -> String {
    match line.standing.as_str() {
        "voided" => return t::book_voided(lang, &line.reason),
        "reserved" => return t::book_reserved(lang, &line.reason),
        _ => {}
    }
    let due = line.due_day.map(|day| t::book_due(lang, ui::time::date(lang, day)));
    let state = (line.state != ordinary).then(|| words::state(lang, &line.state).to_owned());
    due.into_iter().chain(state).collect::<Vec<_>>().join("; ")
}
