//! Importing people with their positions, accounts and roles from a file.

use crate::actions::may_give;
use crate::model::{Role, check_user_name, user_key};
use crate::secret::CodeSeed;
use crate::store::{account, role};
use crate::{ACCOUNTS, Error, GRANTS, Place, Policy, may};
use context::{Ctx, Day, Ref, Scope, Uuid};
use db::{Read, Tx};
use organisation::actions::{Seated, seat_many};
use organisation::model::SeatInput;
use organisation::sheet::{Line, Once, Sheet};
use organisation::{Rank, ValueFault};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{HashMap, HashSet};

/// The columns of a file of accounts.
const COLUMNS: &[&str] = &["agency_code", "unit", "title", "rank", "name", "user_name", "roles"];
const AGENCY: usize = 0;
const UNIT: usize = 1;
const TITLE: usize = 2;
const RANK: usize = 3;
const NAME: usize = 4;
const USER_NAME: usize = 5;
const ROLES: usize = 6;

/// The longest text of a field, in characters.
const LONGEST: usize = 300;
/// So many values are looked up at once.
const AT_ONCE: usize = 1000;

/// A file of accounts.
#[derive(Clone, Copy, Debug)]
pub struct AccountFile<'a> {
    /// Comma-separated text with the columns `agency_code,unit,title,rank,name,user_name,roles`. A unit that
    /// the agency does not have is opened; none puts the position right below the agency. Roles are codes
    /// separated by blanks.
    pub csv: &'a [u8],
    /// Since when people hold their positions.
    pub starts: Day,
}

/// One account imported. [`CodeSeed::code`] of the seed that was given tells its one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// The account.
    pub account: Uuid,
    /// The person.
    pub person: Uuid,
    /// The position.
    pub position: Uuid,
    /// The name to sign in with.
    pub user_name: String,
}

/// Imports people, positions, accounts and roles. Accounts have no password until they are activated with their
/// one-time codes. Whoever may not give a role everywhere gives it as far as they reach.
///
/// # Errors
/// Those of [`Sheet::read`]; [`organisation::Error::Lines`] with every fault of every line, also for agencies
/// and roles out of the actor's reach, and then nothing is imported.
pub fn import_accounts(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    policy: &Policy,
    seed: &CodeSeed,
    file: &AccountFile<'_>,
) -> Result<Vec<Imported>, Error> {
    // Twice the same user name in two files at once is told, not stumbled over.
    tx.serialise("access_account")?;
    let rows = read(tx, ctx, file)?;
    let ceiling = ctx.actor.scope(GRANTS).unwrap_or(Scope::Own);
    let (seats, rest): (Vec<SeatInput>, Vec<(String, Vec<Uuid>)>) =
        rows.into_iter().map(|row| (row.seat, (row.user_name, row.roles))).unzip();
    let seated = seat_many(tx, ctx, &seats, file.starts)?;
    let grants: Vec<(Uuid, Uuid, Uuid)> = seated
        .iter()
        .zip(&rest)
        .flat_map(|(seated, (_, roles))| roles.iter().map(|role| (seated.position, *role, seated.person)))
        .collect();
    let imported: Vec<Imported> = seated
        .into_iter()
        .zip(rest)
        .map(|(Seated { person, position, .. }, (user_name, _))| Imported {
            account: ctx.new_id(),
            person,
            position,
            user_name,
        })
        .collect();
    let code_expires = ctx.now.plus(policy.code_valid);
    let accounts: Vec<account::Fresh<'_>> = imported
        .iter()
        .map(|it| account::Fresh {
            id: it.account,
            person: it.person,
            user_name: &it.user_name,
            code_digest: seed.digest(it.account),
            code_expires,
            at: ctx.now,
        })
        .collect();
    if !account::insert_many(tx, &accounts)? {
        // Somebody has created one of them since the lines were checked.
        return Err(Error::Stale);
    }
    role::grant_many(tx, &grants, ceiling, ctx.now)?;
    let data = json!({ "count": imported.len(), "starts": file.starts.iso() });
    let subject = Ref::new("import", ctx.new_id());
    facts::record(tx, ctx, facts::New { data, ..facts::New::new("access.accounts_imported", subject) })?;
    Ok(imported)
}

/// One line, found right.
struct Row {
    seat: SeatInput,
    user_name: String,
    roles: Vec<Uuid>,
}

/// The lines of a file, or all its faults.
fn read(read: &mut Read<'_>, ctx: &Ctx, file: &AccountFile<'_>) -> Result<Vec<Row>, Error> {
    let mut sheet = Sheet::read(file.csv, COLUMNS)?;
    let lines = sheet.lines().to_vec();
    let agencies = agencies(read, ctx, &lines, file.starts)?;
    let roles: HashMap<String, Role> =
        role::roles(read)?.into_iter().map(|role| (role.code.clone(), role)).collect();
    let given = given(read, ctx, &roles, agencies.values())?;
    let taken = taken(read, &lines)?;
    let mut once = Once::default();
    let mut rows = Vec::with_capacity(lines.len());
    for line in &lines {
        let number = line.number;
        let agency_code = line.field(AGENCY);
        let agency = agencies.get(agency_code).copied().ok_or_else(|| ValueFault::unknown(agency_code));
        let agency = sheet.checked(number, AGENCY, agency);
        let unit = sheet.checked(number, UNIT, text(line.field(UNIT)));
        let title = sheet.checked(number, TITLE, text(line.field(TITLE)).and_then(given_at_all));
        let rank = sheet.checked(number, RANK, rank(line.field(RANK), line.field(UNIT)));
        let name = sheet.checked(number, NAME, text(line.field(NAME)).and_then(given_at_all));
        let user_name = check_user_name(line.field(USER_NAME)).and_then(|user_name| {
            let key = user_key(user_name);
            if taken.contains(&key) {
                return Err(ValueFault::taken(user_name));
            }
            once.see(&key, number).map(|()| user_name)
        });
        let user_name = sheet.checked(number, USER_NAME, user_name);
        let roles = roles_of(line.field(ROLES), agency, &roles, &given);
        let roles = sheet.checked(number, ROLES, roles);
        if let (Some(agency), Some(unit), Some(title), Some(rank), Some(name), Some(user_name), Some(roles)) =
            (agency, unit, title, rank, name, user_name, roles)
        {
            let seat = SeatInput {
                agency,
                unit: unit.to_owned(),
                title: title.to_owned(),
                rank,
                name: name.to_owned(),
            };
            rows.push(Row { seat, user_name: user_name.to_owned(), roles });
        }
    }
    sheet.finish()?;
    Ok(rows)
}

/// The agencies that the lines name, as far as the actor may put people and accounts there.
fn agencies(
    read: &mut Read<'_>,
    ctx: &Ctx,
    lines: &[Line],
    day: Day,
) -> Result<HashMap<String, Uuid>, Error> {
    let mut agencies = HashMap::new();
    let mut seen = HashSet::new();
    for code in lines.iter().map(|line| line.field(AGENCY)).filter(|code| !code.is_empty()) {
        if !seen.insert(code) {
            continue;
        }
        if let Some(agency) = organisation::by_code(read, code, day)?
            && may(read, ctx, ACCOUNTS, &Place::agency(agency.id))?
            && may(read, ctx, organisation::MANAGE, &Place::agency(agency.id))?
        {
            agencies.insert(code.to_owned(), agency.id);
        }
    }
    Ok(agencies)
}

/// Which roles the actor may give in which agencies.
fn given<'a>(
    read: &mut Read<'_>,
    ctx: &Ctx,
    roles: &HashMap<String, Role>,
    agencies: impl Iterator<Item = &'a Uuid>,
) -> Result<HashSet<(Uuid, Uuid)>, Error> {
    let ceiling = ctx.actor.scope(GRANTS).unwrap_or(Scope::Own);
    let mut given = HashSet::new();
    for agency in agencies {
        for role in roles.values() {
            if may_give(read, ctx, role, ceiling, *agency)? {
                given.insert((*agency, role.id));
            }
        }
    }
    Ok(given)
}

/// The user names of the lines that accounts have already.
fn taken(read: &mut Read<'_>, lines: &[Line]) -> Result<HashSet<String>, Error> {
    let keys: Vec<String> = lines.iter().map(|line| user_key(line.field(USER_NAME))).collect();
    let mut taken = HashSet::new();
    for part in keys.chunks(AT_ONCE) {
        taken.extend(account::taken(read, part)?);
    }
    Ok(taken)
}

fn roles_of(
    field: &str,
    agency: Option<Uuid>,
    roles: &HashMap<String, Role>,
    given: &HashSet<(Uuid, Uuid)>,
) -> Result<Vec<Uuid>, ValueFault> {
    field
        .split_whitespace()
        .map(|code| {
            let known = roles.get(code).filter(|role| {
                // Where the agency is at fault, that is what is told.
                agency.is_none_or(|agency| given.contains(&(agency, role.id)))
            });
            known.map(|role| role.id).ok_or_else(|| {
                let mut possible: Vec<&str> = roles
                    .values()
                    .filter(|role| agency.is_some_and(|agency| given.contains(&(agency, role.id))))
                    .map(|role| role.code.as_str())
                    .collect();
                possible.sort_unstable();
                ValueFault::not_listed(code, possible)
            })
        })
        .collect()
}

fn rank(text: &str, unit: &str) -> Result<Rank, ValueFault> {
    let known = Rank::ALL.iter().map(|rank| rank.code());
    match Rank::of(text) {
        Some(Rank::Head) if unit.is_empty() => Err(ValueFault::Other {
            vi: crate::t::import_head_without_unit(words::Lang::Vi).into(),
            en: crate::t::import_head_without_unit(words::Lang::En).into(),
        }),
        Some(rank) => Ok(rank),
        None => Err(ValueFault::not_listed(text, known)),
    }
}

fn text(text: &str) -> Result<&str, ValueFault> {
    if text.chars().count() > LONGEST {
        Err(ValueFault::TooLong { most: LONGEST })
    } else if text.chars().any(char::is_control) {
        Err(ValueFault::Control)
    } else {
        Ok(text)
    }
}

fn given_at_all(text: &str) -> Result<&str, ValueFault> {
    if text.is_empty() { Err(ValueFault::Empty) } else { Ok(text) }
}
