//! Two agencies with people in positions, a document each, and an approved list.

use context::{Actor, Ctx, Day, Grant, Ref, Scope, Uuid};
use db::Db;
use documents::actions::incoming::{EnterInput, Entered, close_without_direction, enter};
use documents::actions::outgoing::numbers;
use folders::actions;
use folders::model::input::{ItemInput, OpenInput};
use organisation::model::{AgencyInput, BodyInput, PersonInput, PositionInput, UnitInput};
use organisation::{AgencyKind, BodyKind, Rank};
use std::collections::BTreeMap;

/// One agency and its people.
pub struct Agency {
    pub id: Uuid,
    pub unit: Uuid,
    people: BTreeMap<&'static str, Actor>,
}

impl Agency {
    /// Somebody acting at ten o'clock on Thursday 17 August 2023.
    pub fn ctx(&self, who: &str) -> Ctx {
        testkit::at(self.people[who].clone(), 10, 0)
    }

    pub fn position(&self, who: &str) -> Uuid {
        self.people[who].position.unwrap()
    }
}

pub fn day(month: i8, of_month: i8) -> Day {
    Day::new(2023, month, of_month).unwrap()
}

pub fn agency(db: &Db, code: &str, tier: u8) -> Agency {
    let ctx = testkit::system();
    let began = Day::new(2021, 6, 1).unwrap();
    let (id, unit, other) = db
        .write(&ctx, |tx| {
            let input = AgencyInput {
                code: code.into(),
                symbol: "SNV".into(),
                name: format!("Sở {code}"),
                kind: AgencyKind::PeopleCommittee,
                tier,
                parent: None,
                gso_code: String::new(),
            };
            let id = organisation::actions::found_agency(tx, &ctx, &input, began)?;
            let mut unit = |name: &str, symbol: &str, ordinal| {
                let input =
                    UnitInput { agency: id, parent: None, symbol: symbol.into(), name: name.into(), ordinal };
                organisation::actions::open_unit(tx, &ctx, &input, began)
            };
            let first = unit("Phòng Cải cách hành chính", "CCHC", 1)?;
            let second = unit("Phòng Tổ chức biên chế", "TCBC", 2)?;
            let bodies = organisation::issuing_bodies_of(tx, id, ctx.now.day())?;
            let body = match bodies.first() {
                Some(body) => body.id,
                None => {
                    let input = BodyInput {
                        agency: id,
                        stands_for: Some(id),
                        symbol: "SNV".into(),
                        name: "Sở".into(),
                        kind: BodyKind::Agency,
                    };
                    organisation::actions::establish_body(tx, &ctx, &input, began)?
                }
            };
            numbers::open_usual_series(tx, &ctx, id, body, began).unwrap();
            Ok::<_, organisation::Error>((id, first, second))
        })
        .unwrap();
    let mut people = BTreeMap::new();
    for (who, rank, unit) in [
        ("leader", Rank::Leader, None),
        ("office", Rank::Office, None),
        ("clerk", Rank::Clerk, None),
        ("head", Rank::Head, Some(unit)),
        ("officer", Rank::Officer, Some(unit)),
        ("colleague", Rank::Officer, Some(unit)),
        ("other_head", Rank::Head, Some(other)),
    ] {
        people.insert(who, somebody(db, id, unit, who, rank, began));
    }
    Agency { id, unit, people }
}

fn somebody(db: &Db, agency: Uuid, unit: Option<Uuid>, who: &str, rank: Rank, began: Day) -> Actor {
    let ctx = testkit::system();
    let (position, person) = db
        .write(&ctx, |tx| {
            let input =
                PositionInput { agency, unit, title: who.into(), rank, is_appointed: false, ordinal: 1 };
            let position = organisation::actions::make_position(tx, &ctx, &input, began)?;
            let input = PersonInput { name: format!("Người {who}"), ..PersonInput::default() };
            let person = organisation::actions::register_person(tx, &ctx, agency, &input)?;
            organisation::actions::appoint(tx, &ctx, position, person, began)?;
            Ok::<_, organisation::Error>((position, person))
        })
        .unwrap();
    let mut actor = Actor::nobody();
    actor.person = Some(person);
    actor.position = Some(position);
    actor.unit = unit;
    actor.agency = Some(agency);
    actor.name = format!("Người {who}");
    actor.title = who.into();
    actor.grants = grants(who)
        .iter()
        .map(|(permission, scope)| Grant { permission: (*permission).to_owned(), scope: *scope })
        .collect();
    actor
}

fn grants(who: &str) -> &'static [(&'static str, Scope)] {
    use Scope::{Agency, Own, Unit};
    match who {
        "leader" => &[(folders::KEEP, Own), (folders::READ, Agency), (folders::APPROVE, Agency)],
        "office" => &[(folders::KEEP, Agency), (folders::READ, Agency), (folders::LIST, Agency)],
        "clerk" => &[
            (folders::KEEP, Own),
            (folders::READ, Agency),
            (folders::ARCHIVE, Agency),
            (documents::ENTER, Agency),
            (documents::PROPOSE, Agency),
            (documents::READ, Agency),
        ],
        "head" | "other_head" => &[(folders::KEEP, Unit), (folders::READ, Unit), (documents::READ, Unit)],
        _ => {
            &[(folders::KEEP, Own), (folders::READ, Own), (documents::READ, Agency), (documents::DRAFT, Own)]
        }
    }
}

/// An item with a code and a title, kept ten years by somebody.
pub fn item(agency: &Agency, code: &str, who: &str) -> ItemInput {
    ItemInput {
        code: code.into(),
        title: format!("Hồ sơ về việc {code}"),
        retention: "y10".into(),
        keeper: Some(agency.position(who)),
        ..ItemInput::default()
    }
}

/// An approved list of 2023 with an item for the officer; the list and the item.
pub fn approved(db: &Db, agency: &Agency) -> (Uuid, Uuid) {
    let (office, leader) = (agency.ctx("office"), agency.ctx("leader"));
    let list = db.write(&office, |tx| actions::start(tx, &office, 2023)).unwrap();
    let line = item(agency, "01/CCHC", "officer");
    let item = db.write(&office, |tx| actions::add_item(tx, &office, list, &line)).unwrap();
    db.write(&office, |tx| actions::submit(tx, &office, list)).unwrap();
    db.write(&leader, |tx| actions::approve(tx, &leader, list, None)).unwrap();
    (list, item)
}

/// The officer's folder of the approved item.
pub fn opened(db: &Db, agency: &Agency) -> Uuid {
    let (_, item) = approved(db, agency);
    let officer = agency.ctx("officer");
    let input = OpenInput { item: Some(item), starts: Some(day(6, 1)), ..OpenInput::default() };
    db.write(&officer, |tx| actions::open(tx, &officer, &input)).unwrap()
}

/// A document that the clerk has entered; its arrival, which waits to be directed.
pub fn arrived(db: &Db, agency: &Agency, symbol: &str) -> Ref {
    let clerk = agency.ctx("clerk");
    let input = EnterInput {
        issuer: "Bộ Nội vụ".into(),
        symbol: symbol.into(),
        issued_day: Some(day(8, 10)),
        kind: "CV".into(),
        subject: format!("Về việc {symbol}"),
        urgency: "normal".into(),
        parts: vec![documents::PartInput {
            role: documents::model::document::PartRole::Main,
            file: file(symbol),
            pages: 3,
        }],
        although_alike: true,
        ..EnterInput::default()
    };
    match db.write(&clerk, |tx| enter(tx, &clerk, &input)).unwrap() {
        Entered::Registered { arrival, .. } => Ref::new(documents::ARRIVAL, arrival),
        Entered::Alike { .. } => panic!("nothing is alike"),
    }
}

/// A document that the clerk has entered and filed without a direction: nothing is left to do about it.
pub fn settled(db: &Db, agency: &Agency, symbol: &str) -> Ref {
    let record = arrived(db, agency, symbol);
    let clerk = agency.ctx("clerk");
    db.write(&clerk, |tx| close_without_direction(tx, &clerk, record.id, "Để biết")).unwrap();
    record
}

/// A file as an action takes it.
pub fn file(name: &str) -> files::Prepared {
    let hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
    files::Prepared {
        digest: format!("{hex:0>64}").chars().rev().take(64).collect(),
        size: 1000,
        media: "application/pdf".into(),
        name: format!("{name}.pdf"),
    }
}
