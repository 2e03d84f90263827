//! A small city: three agencies with people in positions.

use context::{Actor, Ctx, Day, Grant, Passes, Scope, Stead, Uuid, Work};
use db::Db;
use documents::actions::outgoing::numbers;
use organisation::model::{AgencyInput, BodyInput, PersonInput, PositionInput, UnitInput};
use organisation::{AgencyKind, BodyKind, Rank, actions};
use std::collections::BTreeMap;

/// Somebody in a position.
#[derive(Clone)]
pub struct Somebody {
    pub position: Uuid,
    actor: Actor,
}

impl Somebody {
    /// The same person acting for another: with these kinds of work, or as an assistant with none.
    pub fn in_stead_of(&self, other: &Somebody, works: &[Work]) -> Somebody {
        let features = [documents::feature()];
        let mut actor = other.actor.clone();
        actor.grants.retain(|grant| match edge::passes(&features, &grant.permission) {
            Passes::Never => false,
            Passes::With(work) => works.contains(&work),
            Passes::Reading => true,
        });
        actor.person = self.actor.person;
        actor.name = self.actor.name.clone();
        actor.stead = Some(Stead {
            person: other.actor.person.unwrap(),
            name: other.actor.name.clone(),
            until: None,
            assists: works.is_empty(),
        });
        Somebody { position: other.position, actor }
    }

    /// They act at an hour of Thursday 17 August 2023.
    pub fn at(&self, hour: i8) -> Ctx {
        testkit::at(self.actor.clone(), hour, 0)
    }
}

/// One agency and its people.
pub struct Agency {
    pub id: Uuid,
    pub unit: Uuid,
    pub other_unit: Uuid,
    pub body: Uuid,
    people: BTreeMap<&'static str, Somebody>,
}

impl Agency {
    pub fn one(&self, who: &str) -> &Somebody {
        &self.people[who]
    }
}

pub struct City {
    pub committee: Agency,
    pub department: Agency,
    pub district: Agency,
}

pub fn city(db: &Db) -> City {
    let committee = agency(db, "H26", "UBND", "Ủy ban nhân dân Thành phố", 1, None);
    let department = agency(db, "H26.2", "SNV", "Sở Nội vụ", 1, Some(committee.id));
    let district = agency(db, "H26.24", "UBND", "Ủy ban nhân dân quận Đông", 2, Some(committee.id));
    City { committee, department, district }
}

fn agency(db: &Db, code: &str, symbol: &str, name: &str, tier: u8, parent: Option<Uuid>) -> Agency {
    let ctx = testkit::system();
    let began = Day::new(2021, 6, 1).unwrap();
    let (id, unit, other_unit, body) = db
        .write(&ctx, |tx| {
            let input = AgencyInput {
                code: code.into(),
                symbol: symbol.into(),
                name: name.into(),
                kind: AgencyKind::PeopleCommittee,
                tier,
                parent,
                gso_code: String::new(),
            };
            let id = actions::found_agency(tx, &ctx, &input, began)?;
            let mut unit = |name: &str, symbol: &str, ordinal| {
                let input =
                    UnitInput { agency: id, parent: None, symbol: symbol.into(), name: name.into(), ordinal };
                actions::open_unit(tx, &ctx, &input, began)
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
                        symbol: symbol.into(),
                        name: name.into(),
                        kind: BodyKind::Agency,
                    };
                    actions::establish_body(tx, &ctx, &input, began)?
                }
            };
            Ok::<_, organisation::Error>((id, first, second, body))
        })
        .unwrap();
    db.write(&ctx, |tx| numbers::open_usual_series(tx, &ctx, id, body, began)).unwrap();
    let mut people = BTreeMap::new();
    for (who, title, rank, unit, appointed) in [
        ("leader", "Giám đốc", Rank::Leader, None, false),
        ("office", "Chánh Văn phòng", Rank::Office, None, true),
        ("clerk", "Văn thư", Rank::Clerk, None, false),
        ("head", "Trưởng phòng", Rank::Head, Some(unit), false),
        ("officer", "Chuyên viên", Rank::Officer, Some(unit), false),
        ("other_head", "Trưởng phòng", Rank::Head, Some(other_unit), false),
    ] {
        people.insert(who, somebody(db, id, unit, who, title, rank, appointed, began));
    }
    Agency { id, unit, other_unit, body, people }
}

#[allow(clippy::too_many_arguments)]
fn somebody(
    db: &Db,
    agency: Uuid,
    unit: Option<Uuid>,
    who: &'static str,
    title: &str,
    rank: Rank,
    appointed: bool,
    began: Day,
) -> Somebody {
    let ctx = testkit::system();
    let name = format!("Người {who}");
    let (position, person) = db
        .write(&ctx, |tx| {
            let input = PositionInput {
                agency,
                unit,
                title: title.into(),
                rank,
                is_appointed: appointed,
                ordinal: 1,
            };
            let position = actions::make_position(tx, &ctx, &input, began)?;
            let input = PersonInput { name: name.clone(), ..PersonInput::default() };
            let person = actions::register_person(tx, &ctx, agency, &input)?;
            actions::appoint(tx, &ctx, position, person, began)?;
            Ok::<_, organisation::Error>((position, person))
        })
        .unwrap();
    let mut actor = Actor::nobody();
    actor.person = Some(person);
    actor.position = Some(position);
    actor.unit = unit;
    actor.agency = Some(agency);
    actor.name = name;
    actor.title = title.into();
    actor.grants = grants(who);
    Somebody { position, actor }
}

fn grants(who: &str) -> Vec<Grant> {
    use Scope::{Agency, Own, Unit};
    let held: &[(&str, Scope)] = match who {
        "leader" => &[
            (documents::DIRECT, Agency),
            (documents::REVIEW, Own),
            (documents::HANDLE, Own),
            (documents::READ, Agency),
        ],
        "office" => &[
            (documents::PROPOSE, Agency),
            (documents::REVIEW, Own),
            (documents::READ, Agency),
            (documents::RECALL, Agency),
        ],
        "clerk" => &[
            (documents::ENTER, Agency),
            (documents::ACCEPT, Agency),
            (documents::NUMBER, Agency),
            (documents::ISSUE, Agency),
            (documents::READ, Agency),
        ],
        "head" | "other_head" => &[
            (documents::DRAFT, Own),
            (documents::REVIEW, Own),
            (documents::HANDLE, Unit),
            (documents::READ, Unit),
        ],
        _ => &[(documents::DRAFT, Own), (documents::HANDLE, Own), (documents::READ, Own)],
    };
    held.iter()
        .map(|(permission, scope)| Grant { permission: (*permission).to_owned(), scope: *scope })
        .collect()
}
