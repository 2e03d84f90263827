//! Work folders of the foreground: each agency with an approved list of the year, folders of its units with documents
//! of the month, one closed whose hand-over is owed, one in the archive.

use super::cast::{Cast, Office, Seat, Unit};
use super::chance::Chance;
use calendar::{Day, Time};
use context::{Ctx, Law, Ref, Uuid};
use db::{Db, Read, Tx};
use documents::model::boxes::Box;
use documents::store::lists::{self, ListFilter};
use folders::model::input::{CloseInput, ItemInput, OfferInput, OpenInput, PieceInput};
use folders::{Error, actions};
use std::sync::Arc;

/// The folders that every unit foresees: their titles, and how long they are kept.
const FORESEEN: &[(&str, &str)] = &[
    ("Hồ sơ xây dựng, triển khai chương trình công tác năm", "y10"),
    ("Hồ sơ trả lời kiến nghị của cơ quan, tổ chức", "y10"),
    ("Hồ sơ tham mưu văn bản chỉ đạo, điều hành", "permanent"),
    ("Hồ sơ cải cách thủ tục hành chính", "y20"),
    ("Công văn trao đổi về công việc chung", "y5"),
];

/// So many documents lie in a folder at most.
const PIECES: usize = 6;

/// Who acts and when.
struct Stage<'a> {
    law: &'a Arc<Law>,
}

impl Stage<'_> {
    fn ctx(&self, seat: &Seat, at: Time) -> Ctx {
        let mut ctx = Ctx::new(seat.actor.clone(), at, Arc::clone(self.law));
        ctx.request = "demo".to_owned();
        ctx
    }
}

/// Plays it for all agencies that have an office, a leader and units. Returns how many folders there are.
///
/// # Errors
/// Those of the database, and whatever the rules refuse.
pub(crate) fn fill(
    db: &Db,
    law: &Arc<Law>,
    cast: &Cast,
    mut chance: Chance,
    from: Time,
    now: Time,
) -> Result<usize, Error> {
    let stage = Stage { law };
    let mut count = 0;
    for office in &cast.offices {
        let (Some(leader), Some(desk)) = (&office.leader, &office.office) else { continue };
        if office.units.is_empty() {
            continue;
        }
        let ctx = stage.ctx(desk, from);
        let items = db.write(&ctx, |tx| list(tx, &stage, office, desk, leader, from, now.day()))?;
        for (number, unit) in office.units.iter().enumerate() {
            let records = db.read(|read| settled(read, unit, now.plus(-Time::DAY)))?;
            let of: Vec<Uuid> = items.iter().filter(|(of, _)| *of == number).map(|(_, item)| *item).collect();
            let plan = Plan {
                // One folder in five holds something that was never scanned.
                paper: chance.percent(20),
                closes: number < 2,
                hands_over: number == 1 || office.units.len() == 1,
            };
            count += db.write(&ctx, |tx| keep(tx, &stage, office, unit, &of, &records, &plan, from, now))?;
        }
    }
    Ok(count)
}

/// What becomes of the folders of a unit.
struct Plan {
    paper: bool,
    closes: bool,
    hands_over: bool,
}

/// The list of the year, approved: the items, each with the place of its unit.
fn list(
    tx: &mut Tx<'_>,
    stage: &Stage<'_>,
    office: &Office,
    desk: &Seat,
    leader: &Seat,
    from: Time,
    today: Day,
) -> Result<Vec<(usize, Uuid)>, Error> {
    let ctx = stage.ctx(desk, from);
    let list = actions::start(tx, &ctx, i64::from(today.year()))?;
    let mut items = Vec::new();
    for (number, unit) in office.units.iter().enumerate() {
        let name = organisation::unit(tx, unit.id)?.map(|unit| unit.name).unwrap_or_default();
        let heading =
            ItemInput { heading: true, code: roman(number + 1), title: name, ..ItemInput::default() };
        actions::add_item(tx, &ctx, list, &heading)?;
        for (place, (title, retention)) in FORESEEN.iter().enumerate() {
            let input = ItemInput {
                code: format!("{:02}/{}", place + 1, symbol(unit, number)),
                title: (*title).to_owned(),
                retention: (*retention).to_owned(),
                keeper: Some(unit.officer.position),
                ..ItemInput::default()
            };
            items.push((number, actions::add_item(tx, &ctx, list, &input)?));
        }
    }
    actions::submit(tx, &stage.ctx(desk, from.plus(Time::HOUR)), list)?;
    actions::approve(tx, &stage.ctx(leader, from.plus(3 * Time::HOUR)), list, None)?;
    Ok(items)
}

fn symbol(unit: &Unit, number: usize) -> String {
    if unit.symbol.is_empty() { format!("P{}", number + 1) } else { unit.symbol.clone() }
}

fn roman(number: usize) -> String {
    const ONES: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    format!("{}{}", "X".repeat(number / 10), ONES[number % 10])
}

/// What a unit has issued and dealt with before an instant.
fn settled(read: &mut Read<'_>, unit: &Unit, before: Time) -> db::Result<Vec<Ref>> {
    let desks = [unit.officer.position, unit.id];
    let filter = ListFilter { until: Some(before), ..ListFilter::default() };
    let mut records = Vec::new();
    for place in [Box::Done, Box::Sent] {
        let page = lists::page(read, &desks, place, &filter, None, 4 * PIECES)?;
        records.extend(
            page.rows.into_iter().filter(|row| matches!(row.state.as_str(), "done" | "issued")).map(|row| {
                match row.record_kind.as_str() {
                    documents::ARRIVAL => Ref::new(documents::ARRIVAL, row.record),
                    _ => Ref::new(documents::DOCUMENT, row.record),
                }
            }),
        );
    }
    Ok(records)
}

/// The folders of a unit: opened, filled, closed, handed over. Returns how many.
#[expect(clippy::too_many_arguments, reason = "one scene, told in one place")]
fn keep(
    tx: &mut Tx<'_>,
    stage: &Stage<'_>,
    office: &Office,
    unit: &Unit,
    items: &[Uuid],
    records: &[Ref],
    plan: &Plan,
    from: Time,
    now: Time,
) -> Result<usize, Error> {
    let filed = stage.ctx(&unit.officer, now.plus(-20 * Time::HOUR));
    let mut opened = Vec::new();
    for (place, item) in items.iter().take(3).enumerate() {
        let ctx = stage.ctx(&unit.officer, from.plus((place as i64 + 1) * Time::DAY));
        let input = OpenInput { item: Some(*item), ..OpenInput::default() };
        let folder = actions::open(tx, &ctx, &input)?;
        for record in records.iter().skip(place).step_by(3).take(PIECES) {
            match actions::file_record(tx, &filed, folder, record, "") {
                // What the officer does not see lies with somebody else of the unit.
                Ok(_) | Err(Error::Input(_)) => {}
                Err(error) => return Err(error),
            }
        }
        opened.push(folder);
    }
    let piece = |subject: &str| PieceInput {
        subject: subject.to_owned(),
        issuer: office.name.clone(),
        day: Some(from.day()),
        pages: 4,
        ..PieceInput::default()
    };
    if let Some(last) = opened.last().filter(|_| plan.paper) {
        actions::add_paper(tx, &filed, *last, &piece("Biên bản làm việc (bản ký tay)"))?;
    }
    if let Some(first) = opened.first().filter(|_| plan.closes) {
        let ctx = stage.ctx(&unit.officer, now.plus(-10 * Time::HOUR));
        match actions::close(tx, &ctx, *first, &CloseInput::default()) {
            // A month in which the unit settled nothing leaves it open.
            Err(Error::Empty) => return Ok(opened.len()),
            closed => closed?,
        }
        if plan.hands_over {
            let ctx = stage.ctx(&unit.officer, now.plus(-8 * Time::HOUR));
            let input = OfferInput { folders: vec![*first], note: String::new() };
            let transfer = actions::offer(tx, &ctx, &input)?;
            actions::receive(tx, &stage.ctx(&office.clerk, now.plus(-6 * Time::HOUR)), transfer)?;
        }
    }
    Ok(opened.len())
}
