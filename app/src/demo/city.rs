//! The city: its agencies, its people and what they work with.

use super::chance::Chance;
use super::people;
use crate::cli::{self, Founding};
use crate::failure::Outcome;
use access::{AccountFile, Hasher, Imported};
use calendar::Day;
use context::{Ctx, Scope, Uuid};
use db::{Db, Tx};
use organisation::actions as acts;
use organisation::model::{BodyInput, GroupInput, OutsideInput, PositionInput, UnitInput};
use organisation::{BodyKind, Delivery, Rank, Recipient};
use std::collections::BTreeSet;
use vietnamese::fold;

/// The agencies of Hà Nội in 2023.
pub(crate) const AGENCIES: &str = include_str!("../../demo/agencies.csv");

/// The password of every account that is shown. It opens nothing but invented papers.
pub(crate) const PASSWORD: &str = "sao-khue-1805";

/// The agencies among which the part of the story plays that is seen at once: the two whose accounts are shown
/// come first.
pub(crate) const FOREGROUND: &[&str] = &[
    "H26.2", "H26.24", "H26", "H26.1", "H26.5", "H26.10", "H26.11", "H26.15", "H26.16", "H26.25", "H26.24.1",
    "H26.24.2", "H26.24.3",
];

/// The accounts that can sign in at once, with what they are.
pub(crate) const SHOWN: &[(&str, &str, &str)] = &[
    ("vanthu.snv", "Văn thư, Sở Nội vụ", "Records clerk, Department of Home Affairs"),
    ("chuyenvien.snv", "Chuyên viên, Sở Nội vụ", "Officer, Department of Home Affairs"),
    ("truongphong.snv", "Trưởng phòng, Sở Nội vụ", "Head of unit, Department of Home Affairs"),
    ("vanphong.snv", "Văn phòng, Sở Nội vụ", "Office, Department of Home Affairs"),
    ("lanhdao.snv", "Giám đốc Sở Nội vụ", "Director, Department of Home Affairs"),
    ("vanthu.badinh", "Văn thư, UBND quận Ba Đình", "Records clerk, Ba Đình district"),
    ("vanphong.badinh", "Văn phòng, UBND quận Ba Đình", "Office, Ba Đình district"),
    ("lanhdao.badinh", "Chủ tịch UBND quận Ba Đình", "Chairman, Ba Đình district"),
    ("truongphong.badinh", "Trưởng phòng, UBND quận Ba Đình", "Head of unit, Ba Đình district"),
    ("chuyenvien.badinh", "Chuyên viên, UBND quận Ba Đình", "Officer, Ba Đình district"),
    ("vanthu.ubnd", "Văn thư, UBND Thành phố", "Records clerk, the city's people's committee"),
    ("vanphong.ubnd", "Thư ký tổng hợp, UBND Thành phố", "Office, the city's people's committee"),
    ("lanhdao.ubnd", "Chủ tịch UBND Thành phố", "Chairman, the city's people's committee"),
    ("quantri.snv", "Quản trị cơ quan, Sở Nội vụ", "Agency administrator, Department of Home Affairs"),
    ("quantri", "Quản trị hệ thống", "System administrator"),
    ("kiemtra", "Kiểm tra, giám sát", "Auditor"),
];

/// What was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    pub(crate) agencies: usize,
    pub(crate) accounts: usize,
}

/// One agency of the list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) code: &'static str,
    symbol: &'static str,
    name: &'static str,
    pub(crate) tier: u8,
    pub(crate) parent: &'static str,
}

/// The list of agencies. Its lines have no quoted fields; a test sees to it.
pub(crate) fn rows() -> impl Iterator<Item = Row> {
    AGENCIES.lines().skip(1).filter_map(|line| {
        let mut fields = line.split(',');
        let (code, symbol, name) = (fields.next()?, fields.next()?, fields.next()?);
        let (_kind, tier, parent) = (fields.next()?, fields.next()?.parse().ok()?, fields.next()?);
        Some(Row { code, symbol, name, tier, parent })
    })
}

/// Founds the city. Its agencies are as old as the present term of the councils.
pub(crate) fn found(db: &Db, ctx: &Ctx, hasher: &Hasher, chance: &mut Chance) -> Outcome<Made> {
    let starts = Day::new(2021, 6, 1).unwrap_or(ctx.now.day());
    let agencies = db.write(ctx, |tx| cli::found(tx, ctx, AGENCIES.as_bytes(), starts))?;
    let csv = accounts(chance, false);
    let seed = hasher.code_seed(ctx)?;
    let file = AccountFile { csv: csv.as_bytes(), starts };
    let made = db.write(ctx, |tx| access::import_accounts(tx, ctx, hasher.policy(), &seed, &file))?;
    // One hash for all: it costs by design, and this password is printed anyway.
    let password = hasher.prepare(PASSWORD, "")?;
    db.write(ctx, |tx| {
        for account in made.iter().filter(|it| SHOWN.iter().any(|(user, ..)| *user == it.user_name)) {
            access::actions::set_password(tx, ctx, account.account, &password)?;
        }
        Ok::<(), access::Error>(())
    })?;
    db.write(ctx, |tx| furnish(tx, ctx, starts))?;
    db.write(ctx, |tx| second_position(tx, ctx, &made, starts))?;
    Ok(Made { agencies, accounts: made.len() })
}

/// People with positions, accounts and roles, as a file of accounts; with the chairmen of all communes, or of those
/// that have joined.
pub(crate) fn accounts(chance: &mut Chance, all: bool) -> String {
    let head = "agency_code,unit,title,rank,name,user_name,roles\n";
    let mut file = File { text: head.to_owned(), places: BTreeSet::new(), chance };
    let rows: Vec<Row> = rows().collect();
    let (mut parent, mut sibling) = ("", 0);
    for row in &rows {
        sibling = if row.parent == parent { sibling + 1 } else { 0 };
        parent = row.parent;
        match row.tier {
            1 => file.department(row),
            2 => file.district(row),
            // Every commune has its clerk; in the first half of each district the chairmen have joined too.
            _ => {
                let above = rows.iter().find(|above| above.code == row.parent);
                let of = rows.iter().filter(|other| other.parent == row.parent).count();
                file.commune(row, above, all || sibling * 2 < of);
            }
        }
    }
    file.line("H26.2", "", "Quản trị cơ quan", "officer", "quantri.snv", "agency_administrator");
    file.line("H26.11", "", "Quản trị hệ thống", "officer", "quantri", "system_administrator");
    file.line("H26.20", "", "Thanh tra viên", "officer", "kiemtra", "auditor");
    file.text
}

struct File<'c> {
    text: String,
    /// The places of communes named so far.
    places: BTreeSet<String>,
    chance: &'c mut Chance,
}

impl File<'_> {
    fn line(&mut self, agency: &str, unit: &str, title: &str, rank: &str, user: &str, roles: &str) {
        let name = people::name(self.chance);
        self.text.push_str(&format!("{agency},{unit},{title},{rank},{name},{user},{roles}\n"));
    }

    fn department(&mut self, row: &Row) {
        let place = slug(row.symbol);
        let (first, second) = leaders(row.code);
        self.line(row.code, "", first, "leader", &format!("lanhdao.{place}"), "leader");
        self.line(row.code, "", second, "leader", &format!("phogiamdoc.{place}"), "leader");
        self.desks(row, &place);
        for (number, (unit, _)) in units(row).into_iter().enumerate() {
            self.unit(row.code, unit, &place, number);
        }
    }

    fn district(&mut self, row: &Row) {
        let place = place(row.name);
        self.line(row.code, "", "Chủ tịch", "leader", &format!("lanhdao.{place}"), "leader");
        self.desks(row, &place);
        for (number, (unit, _)) in units(row).into_iter().enumerate() {
            self.unit(row.code, unit, &place, number);
        }
    }

    fn commune(&mut self, row: &Row, above: Option<&Row>, whole: bool) {
        let above = above.map(|above| place(above.name)).unwrap_or_default();
        let mut place = format!("{}.{above}", place(row.name));
        if !self.places.insert(place.clone()) {
            // A town that has the name of a commune of its district.
            place = format!("{}.{above}", slug(row.name.strip_prefix(COMMITTEE).unwrap_or(row.name)));
        }
        if whole {
            self.line(row.code, "", "Chủ tịch", "leader", &format!("lanhdao.{place}"), "leader");
        }
        let title = "Công chức Văn phòng - Thống kê";
        self.line(row.code, "", title, "clerk", &format!("vanthu.{place}"), "clerk officer");
    }

    /// The office and the records desk.
    fn desks(&mut self, row: &Row, place: &str) {
        let chief = if row.code == "H26" { "Thư ký tổng hợp" } else { "Chánh Văn phòng" };
        self.line(row.code, "", chief, "office", &format!("vanphong.{place}"), "office");
        self.line(row.code, "", "Văn thư", "clerk", &format!("vanthu.{place}"), "clerk");
    }

    fn unit(&mut self, agency: &str, unit: &str, place: &str, number: usize) {
        let nth = if number == 0 { String::new() } else { (number + 1).to_string() };
        let (head, officer) = (format!("truongphong{nth}.{place}"), format!("chuyenvien{nth}.{place}"));
        self.line(agency, unit, "Trưởng phòng", "head", &head, "head_of_unit");
        self.line(agency, unit, "Chuyên viên", "officer", &officer, "officer");
    }
}

/// The titles of the head of a body of the city and of the first deputy.
fn leaders(code: &str) -> (&'static str, &'static str) {
    match code {
        "H26" => ("Chủ tịch", "Phó Chủ tịch"),
        "H26.1" => ("Chánh Văn phòng", "Phó Chánh Văn phòng"),
        "H26.20" => ("Chánh Thanh tra", "Phó Chánh Thanh tra"),
        "H26.21" | "H26.22" => ("Trưởng ban", "Phó Trưởng ban"),
        "H26.23" => ("Viện trưởng", "Phó Viện trưởng"),
        _ => ("Giám đốc", "Phó Giám đốc"),
    }
}

/// The units of an agency that are filled, with their symbols.
pub(crate) fn units(row: &Row) -> Vec<(&'static str, &'static str)> {
    match (row.tier, row.code) {
        (_, "H26") => vec![("Phòng Nội chính", "NC"), ("Phòng Kinh tế tổng hợp", "KTTH")],
        (_, "H26.1") => {
            vec![("Phòng Kiểm soát thủ tục hành chính", "KSTTHC"), ("Phòng Hành chính - Tổ chức", "HCTC")]
        }
        (_, "H26.2") => vec![("Phòng Cải cách hành chính", "CCHC"), ("Phòng Tổ chức biên chế", "TCBC")],
        (_, "H26.5") => vec![("Phòng Quản lý ngân sách", "QLNS"), ("Phòng Hành chính sự nghiệp", "HCSN")],
        (_, "H26.11") => {
            vec![("Phòng Công nghệ thông tin", "CNTT"), ("Phòng Bưu chính - Viễn thông", "BCVT")]
        }
        (_, "H26.24") => vec![("Phòng Nội vụ", "NV"), ("Phòng Tài nguyên và Môi trường", "TNMT")],
        (1, _) => vec![("Phòng Kế hoạch - Tổng hợp", "KHTH"), ("Phòng Nghiệp vụ", "NVU")],
        (2, _) => vec![("Phòng Nội vụ", "NV")],
        _ => Vec::new(),
    }
}

const COMMITTEE: &str = "Ủy ban nhân dân ";

/// Letters and digits of a name, without accents.
fn slug(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The proper name of a district or commune: `Ủy ban nhân dân quận Ba Đình` is `badinh`.
fn place(name: &str) -> String {
    let name = name.strip_prefix(COMMITTEE).unwrap_or(name);
    let levels = ["quận ", "huyện ", "thị xã ", "phường ", "xã ", "thị trấn "];
    slug(levels.iter().find_map(|level| name.strip_prefix(level)).unwrap_or(name))
}

/// Symbols of units, bodies beside the agencies, addresses outside the city, groups of recipients.
fn furnish(tx: &mut Tx<'_>, ctx: &Ctx, starts: Day) -> Result<(), Founding> {
    let day = ctx.now.day();
    let mut districts = Vec::new();
    for row in rows().filter(|row| row.tier < 3) {
        let Some(agency) = organisation::by_code(tx, row.code, day)? else { continue };
        if row.tier == 2 {
            districts.push(agency.id);
        }
        for unit in organisation::units_of(tx, agency.id, day)? {
            let known = units(&row).into_iter().find(|(name, _)| *name == unit.name);
            let Some((name, symbol)) = known else { continue };
            let input = UnitInput {
                agency: agency.id,
                parent: unit.parent,
                symbol: symbol.to_owned(),
                name: name.to_owned(),
                ordinal: unit.ordinal,
            };
            acts::change_unit(tx, ctx, unit.id, unit.version, &input)?;
        }
    }
    let Some(home) = organisation::by_code(tx, "H26.2", day)? else { return Ok(()) };
    let body = BodyInput {
        agency: home.id,
        stands_for: None,
        symbol: "BCĐCCHC".to_owned(),
        name: "Ban Chỉ đạo cải cách hành chính Thành phố".to_owned(),
        kind: BodyKind::Committee,
    };
    let body = acts::establish_body(tx, ctx, &body, starts)?;
    documents::actions::outgoing::numbers::open_usual_series(tx, ctx, home.id, body, starts)?;
    for (name, symbol, ..) in super::subjects::OUTSIDE {
        let input = OutsideInput {
            name: (*name).to_owned(),
            symbol: (*symbol).to_owned(),
            kind: "Cơ quan trung ương".to_owned(),
            delivery: Delivery::Axis,
            address: String::new(),
            email: String::new(),
        };
        acts::add_outside(tx, ctx, &input)?;
    }
    for (name, kind, delivery, address) in super::subjects::BEYOND {
        let input = OutsideInput {
            name: (*name).to_owned(),
            symbol: String::new(),
            kind: (*kind).to_owned(),
            delivery: *delivery,
            address: (*address).to_owned(),
            email: String::new(),
        };
        acts::add_outside(tx, ctx, &input)?;
    }
    let group = GroupInput {
        agency: home.id,
        name: "Ủy ban nhân dân các quận, huyện, thị xã".to_owned(),
        members: districts.into_iter().map(Recipient::Agency).collect(),
    };
    acts::save_group(tx, ctx, &group)?;
    Ok(())
}

/// One person holds a second position in another agency, to show the switch between them.
fn second_position(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    made: &[Imported],
    starts: Day,
) -> Result<Option<Uuid>, access::Error> {
    let holder = made.iter().find(|it| it.user_name == "truongphong.snv");
    let committee = organisation::by_code(tx, "H26", ctx.now.day())?;
    let role = access::role_by_code(tx, "officer")?;
    let (Some(holder), Some(committee), Some(role)) = (holder, committee, role) else { return Ok(None) };
    let input = PositionInput {
        agency: committee.id,
        unit: None,
        title: "Thư ký Ban Chỉ đạo cải cách hành chính".to_owned(),
        rank: Rank::Officer,
        is_appointed: false,
        ordinal: 100,
    };
    let position = acts::make_position(tx, ctx, &input, starts)?;
    acts::appoint(tx, ctx, position, holder.person, starts)?;
    access::actions::grant_role(tx, ctx, position, role.id, Scope::Agency)?;
    Ok(Some(position))
}

/// Groups of agencies among which the rest of the story plays, each apart from the others: the departments that
/// are not in the foreground, and each district with its communes.
pub(crate) fn clusters() -> Vec<Vec<&'static str>> {
    let taken: BTreeSet<&str> = FOREGROUND.iter().copied().collect();
    let rows: Vec<Row> = rows().collect();
    let departments: Vec<&str> =
        rows.iter().filter(|row| row.tier == 1 && !taken.contains(row.code)).map(|row| row.code).collect();
    let districts = rows.iter().filter(|row| row.tier == 2 && !taken.contains(row.code));
    let with_communes = districts.map(|district| {
        let below = rows.iter().filter(|row| row.parent == district.code).map(|row| row.code);
        std::iter::once(district.code).chain(below).collect()
    });
    std::iter::once(departments).chain(with_communes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_no_quoted_fields() {
        assert_eq!(rows().count(), 633);
        assert!(AGENCIES.lines().all(|line| line.split(',').count() == 7 && !line.contains('"')));
    }

    #[test]
    fn every_account_has_a_name_of_its_own() {
        let text = accounts(&mut Chance::new(1), false);
        let users: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').nth(5)).collect();
        let different: BTreeSet<&str> = users.iter().copied().collect();
        assert_eq!(users.len(), different.len());
        assert!((1_100..1_350).contains(&users.len()), "{}", users.len());
        for (user, ..) in SHOWN {
            assert!(different.contains(user), "{user}");
        }
    }

    #[test]
    fn the_shown_password_is_good_enough() {
        let shortest = access::Policy::default().shortest_password;
        for (user, ..) in SHOWN {
            assert_eq!(access::check_password(PASSWORD, user, shortest), Ok(()));
        }
    }

    #[test]
    fn no_agency_plays_in_two_parts_of_the_story() {
        let clusters = clusters();
        let mut seen: BTreeSet<&str> = FOREGROUND.iter().copied().collect();
        assert_eq!(seen.len(), FOREGROUND.len());
        for code in clusters.iter().flatten() {
            assert!(seen.insert(code), "{code}");
        }
        assert!(clusters.iter().all(|cluster| cluster.len() >= 5));
        let known: BTreeSet<&str> = rows().map(|row| row.code).collect();
        assert!(FOREGROUND.iter().all(|code| known.contains(code)));
    }
}
