//! Accounts.

use crate::model::{Account, AccountState, user_key};
use context::{Day, Time, Uuid};
use db::{Read, Result, Tx, Value, in_list, params};
use vietnamese::prefix_end;

/// The columns of [`Account`].
macro_rules! accounts {
    ($rest:literal) => {
        concat!(
            "SELECT a.id, a.person, n.name, a.user_name, \
             CASE WHEN a.password IS NULL THEN false ELSE true END, a.code_expires, \
             CASE WHEN a.totp_confirmed_at IS NULL THEN false ELSE true END, \
             a.closed, a.signed_in_at, a.version FROM access_account a \
             JOIN organisation_person n ON n.id = a.person ",
            $rest
        )
    };
}

/// An account.
pub fn account(read: &mut Read<'_>, id: Uuid) -> Result<Option<Account>> {
    read.first(accounts!("WHERE a.id = :id"), params! { id })
}

/// The account of a person.
pub fn account_of_person(read: &mut Read<'_>, person: Uuid) -> Result<Option<Account>> {
    read.first(accounts!("WHERE a.person = :person"), params! { person })
}

/// The account of a user name, whatever its capitals.
pub fn account_of_user(read: &mut Read<'_>, user_name: &str) -> Result<Option<Account>> {
    read.first(accounts!("WHERE a.user_key = :key"), params! { key: user_key(user_name) })
}

/// The accounts of whoever holds a position in an agency on a day, by name.
pub fn accounts_in(read: &mut Read<'_>, agency: Uuid, day: Day) -> Result<Vec<Account>> {
    read.all(
        accounts!(
            "WHERE a.person IN (SELECT t.person FROM organisation_tenure t \
               JOIN organisation_position p ON p.id = t.position \
               WHERE p.agency = :agency AND t.starts <= :day AND (t.ends IS NULL OR t.ends > :day)) \
             ORDER BY n.name_key, a.id"
        ),
        params! { agency, day },
    )
}

/// How far an administrator reaches.
#[derive(Clone, Debug)]
pub(crate) enum Reached {
    All,
    Agencies(Vec<Uuid>),
    Unit(Uuid),
    Position(Uuid),
}

/// What is looked for.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    pub(crate) reached: Reached,
    pub(crate) agencies: Option<Vec<Uuid>>,
    pub(crate) only: Option<Vec<Uuid>>,
    pub(crate) text: Option<String>,
    pub(crate) state: Option<AccountState>,
    pub(crate) day: Day,
}

/// Behind which account a page begins.
#[derive(Clone, Debug, Default)]
pub(crate) struct Behind {
    pub(crate) folded: String,
    pub(crate) person: Uuid,
}

/// Conditions with their parameters.
struct Narrowed<'a> {
    sql: String,
    params: Vec<(&'static str, Value<'a>)>,
}

impl<'a> Narrowed<'a> {
    fn new(search: &'a Search) -> Narrowed<'a> {
        let mut it = Narrowed { sql: "true".to_owned(), params: Vec::new() };
        match &search.reached {
            Reached::All => {}
            Reached::Agencies(ids) => it.seated("p.agency IN (:reach)", "reach", in_list(ids), search.day),
            Reached::Unit(id) => it.seated("p.unit = :reach", "reach", Value::Uuid(*id), search.day),
            Reached::Position(id) => it.seated("p.id = :reach", "reach", Value::Uuid(*id), search.day),
        }
        if let Some(agencies) = &search.agencies {
            it.seated("p.agency IN (:agencies)", "agencies", in_list(agencies), search.day);
        }
        if let Some(only) = &search.only {
            it.and(" AND a.id IN (:only)", [("only", in_list(only))]);
        }
        match search.state {
            None => {}
            Some(AccountState::Closed) => it.and(" AND a.closed = true", []),
            Some(AccountState::Active) => it.and(" AND a.closed = false AND a.password IS NOT NULL", []),
            Some(AccountState::Waiting) => it.and(" AND a.closed = false AND a.password IS NULL", []),
        }
        if let Some(text) = &search.text {
            let (name, user) = (organisation::fold(text), user_key(text));
            it.and(
                " AND ((n.given_folded >= :name AND n.given_folded < :name_end) \
                 OR (n.name_folded >= :name AND n.name_folded < :name_end) \
                 OR (a.user_key >= :user AND a.user_key < :user_end))",
                [
                    ("name_end", Value::Text(prefix_end(&name).into())),
                    ("name", Value::Text(name.into())),
                    ("user_end", Value::Text(prefix_end(&user).into())),
                    ("user", Value::Text(user.into())),
                ],
            );
        }
        it
    }

    /// Only whose holder has a position today of which this holds.
    fn seated(&mut self, condition: &str, name: &'static str, value: Value<'a>, day: Day) {
        self.sql.push_str(&format!(
            " AND a.person IN (SELECT t.person FROM organisation_tenure t \
             JOIN organisation_position p ON p.id = t.position \
             WHERE {condition} AND t.starts <= :day AND (t.ends IS NULL OR t.ends > :day))"
        ));
        self.params.push((name, value));
        if !self.params.iter().any(|(name, _)| *name == "day") {
            self.params.push(("day", Value::Day(day)));
        }
    }

    fn and<const N: usize>(&mut self, sql: &str, params: [(&'static str, Value<'a>); N]) {
        self.sql.push_str(sql);
        self.params.extend(params);
    }
}

/// Up to `limit` accounts by given name, each with the folded name that it is sorted by.
pub(crate) fn found(
    read: &mut Read<'_>,
    search: &Search,
    behind: &Behind,
    limit: usize,
) -> Result<Vec<(Account, String)>> {
    let mut narrowed = Narrowed::new(search);
    narrowed.and(
        " AND (n.given_folded, n.id) > (:behind, :behind_id) ORDER BY n.given_folded, n.id LIMIT :limit",
        [
            ("behind", Value::Text(behind.folded.as_str().into())),
            ("behind_id", Value::Uuid(behind.person)),
            ("limit", Value::Int(limit as i64)),
        ],
    );
    let sql = format!(
        "SELECT a.id, a.person, n.name, a.user_name, CASE WHEN a.password IS NULL THEN false ELSE true END, \
         a.code_expires, CASE WHEN a.totp_confirmed_at IS NULL THEN false ELSE true END, a.closed, \
         a.signed_in_at, a.version, n.given_folded \
         FROM organisation_person n JOIN access_account a ON a.person = n.id WHERE {}",
        narrowed.sql
    );
    let mut rows = Vec::new();
    read.each(&sql, &narrowed.params, |row| {
        rows.push((<Account as db::FromRow>::from_row(row)?, row.get(10)?));
        Ok(())
    })?;
    Ok(rows)
}

/// How many accounts are found, up to `most`.
pub(crate) fn count(read: &mut Read<'_>, search: &Search, most: i64) -> Result<i64> {
    let mut narrowed = Narrowed::new(search);
    narrowed.and(" LIMIT :most", [("most", Value::Int(most))]);
    let sql = format!(
        "SELECT count(*) FROM (SELECT a.id FROM organisation_person n \
         JOIN access_account a ON a.person = n.id WHERE {}) AS counted",
        narrowed.sql
    );
    Ok(read.one::<(i64,)>(&sql, &narrowed.params)?.0)
}

/// The user names of all accounts.
pub(crate) fn user_names(read: &mut Read<'_>) -> Result<Vec<(Uuid, String)>> {
    read.all("SELECT id, user_key FROM access_account", params! {})
}

/// Where people work on a day: the title and place of the position that each has held longest.
pub(crate) fn seats(read: &mut Read<'_>, people: &[Uuid], day: Day) -> Result<Vec<(Uuid, String)>> {
    let rows: Vec<(Uuid, String, Option<String>, String)> = read.all(
        "SELECT t.person, p.title, u.name, a.name FROM organisation_tenure t \
         JOIN organisation_position p ON p.id = t.position JOIN organisation_agency a ON a.id = p.agency \
         LEFT JOIN organisation_unit u ON u.id = p.unit \
         WHERE t.person IN (:people) AND t.starts <= :day AND (t.ends IS NULL OR t.ends > :day) \
         ORDER BY t.starts DESC, p.ordinal DESC, p.id DESC",
        params! { people: in_list(people), day },
    )?;
    let named = |(person, title, unit, agency): (Uuid, String, Option<String>, String)| {
        let place = unit.map_or(agency.clone(), |unit| format!("{unit}, {agency}"));
        (person, format!("{title}, {place}"))
    };
    Ok(rows.into_iter().map(named).collect())
}

db::row! {
    /// What signing in asks of an account.
    #[derive(Clone, Debug)]
    pub(crate) struct Secrets {
        pub(crate) id: Uuid,
        pub(crate) person: Uuid,
        pub(crate) user_name: String,
        pub(crate) password: Option<String>,
        pub(crate) code_digest: Option<Vec<u8>>,
        pub(crate) code_expires: Option<Time>,
        pub(crate) totp_secret: Option<Vec<u8>>,
        pub(crate) totp_confirmed_at: Option<Time>,
        pub(crate) totp_step: i64,
        pub(crate) position: Option<Uuid>,
        pub(crate) closed: bool,
    }
}

/// The secrets of a user name.
pub(crate) fn secrets_of_user(read: &mut Read<'_>, user_name: &str) -> Result<Option<Secrets>> {
    read.first(
        "SELECT id, person, user_name, password, code_digest, code_expires, totp_secret, totp_confirmed_at, \
         totp_step, position, closed FROM access_account WHERE user_key = :key",
        params! { key: user_key(user_name) },
    )
}

/// The secrets of a person.
pub(crate) fn secrets_of_person(read: &mut Read<'_>, person: Uuid) -> Result<Option<Secrets>> {
    read.first(
        "SELECT id, person, user_name, password, code_digest, code_expires, totp_secret, totp_confirmed_at, \
         totp_step, position, closed FROM access_account WHERE person = :person",
        params! { person },
    )
}

/// A new account as it is stored.
#[derive(Debug)]
pub(crate) struct Fresh<'a> {
    pub(crate) id: Uuid,
    pub(crate) person: Uuid,
    pub(crate) user_name: &'a str,
    pub(crate) code_digest: [u8; 32],
    pub(crate) code_expires: Time,
    pub(crate) at: Time,
}

/// Stores an account; false if the person has one or the user name is taken.
pub(crate) fn insert(tx: &mut Tx<'_>, fresh: &Fresh<'_>) -> Result<bool> {
    let it = fresh;
    let touched = tx.run(
        "INSERT INTO access_account \
         (id, person, user_name, user_key, password, code_digest, code_expires, totp_secret, \
          totp_confirmed_at, totp_step, position, closed, created_at, signed_in_at, version) \
         VALUES (:id, :person, :user_name, :key, NULL, :digest, :expires, NULL, NULL, 0, NULL, false, :at, \
          NULL, 1) ON CONFLICT DO NOTHING",
        params! { id: it.id, person: it.person, user_name: it.user_name, key: user_key(it.user_name),
        digest: it.code_digest, expires: it.code_expires, at: it.at },
    )?;
    Ok(touched > 0)
}

/// Stores many accounts; false if one of the people has one or one of the user names is taken.
pub(crate) fn insert_many(tx: &mut Tx<'_>, accounts: &[Fresh<'_>]) -> Result<bool> {
    let rows = accounts.iter().map(|it| {
        [
            Value::Uuid(it.id),
            Value::Uuid(it.person),
            Value::Text(it.user_name.into()),
            Value::Text(user_key(it.user_name).into()),
            Value::Bytes(it.code_digest.to_vec().into()),
            Value::Int(it.code_expires.0),
            Value::Int(it.at.0),
            Value::Int(1),
            Value::Int(0),
            Value::Bool(false),
        ]
    });
    let inserted = tx.insert_rows(
        "INSERT INTO access_account \
         (id, person, user_name, user_key, code_digest, code_expires, created_at, version, totp_step, closed) \
         VALUES :rows ON CONFLICT DO NOTHING",
        rows.collect(),
    )?;
    Ok(inserted == accounts.len() as u64)
}

/// Which of these user names, in small letters, are taken.
pub(crate) fn taken(read: &mut Read<'_>, keys: &[String]) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = read.all(
        "SELECT user_key FROM access_account WHERE user_key IN (:keys)",
        params! { keys: db::in_list(keys) },
    )?;
    Ok(rows.into_iter().map(|(key,)| key).collect())
}

/// Sets a password; the one-time code is used up.
pub(crate) fn set_password(tx: &mut Tx<'_>, id: Uuid, password: &str) -> Result<()> {
    tx.run(
        "UPDATE access_account SET password = :password, code_digest = NULL, code_expires = NULL, \
         version = version + 1 WHERE id = :id",
        params! { id, password },
    )?;
    Ok(())
}

/// Takes the password away and sets a one-time code.
pub(crate) fn set_code(tx: &mut Tx<'_>, id: Uuid, digest: [u8; 32], expires: Time) -> Result<()> {
    tx.run(
        "UPDATE access_account SET password = NULL, code_digest = :digest, code_expires = :expires, \
         version = version + 1 WHERE id = :id",
        params! { id, digest, expires },
    )?;
    Ok(())
}

/// Closes or reopens an account.
pub(crate) fn set_closed(tx: &mut Tx<'_>, id: Uuid, closed: bool) -> Result<()> {
    tx.run(
        "UPDATE access_account SET closed = :closed, version = version + 1 WHERE id = :id",
        params! { id, closed },
    )?;
    Ok(())
}

/// Remembers the second factor's secret, not yet confirmed.
pub(crate) fn set_totp(tx: &mut Tx<'_>, id: Uuid, secret: &[u8]) -> Result<()> {
    tx.run(
        "UPDATE access_account SET totp_secret = :secret, totp_confirmed_at = NULL, totp_step = 0 \
         WHERE id = :id",
        params! { id, secret },
    )?;
    Ok(())
}

/// All secrets of second factors, as they are stored.
pub(crate) fn totp_secrets(read: &mut Read<'_>) -> Result<Vec<(Uuid, Vec<u8>)>> {
    read.all(
        "SELECT id, totp_secret FROM access_account WHERE totp_secret IS NOT NULL ORDER BY id",
        params! {},
    )
}

/// The mark of the key under which secrets are kept: the one that was remembered first.
pub(crate) fn factor_key(tx: &mut Tx<'_>, mark: [u8; 32]) -> Result<Vec<u8>> {
    tx.run(
        "INSERT INTO access_key (name, digest) VALUES ('factor', :mark) ON CONFLICT (name) DO NOTHING",
        params! { mark },
    )?;
    let (digest,) = tx.one("SELECT digest FROM access_key WHERE name = 'factor'", params! {})?;
    Ok(digest)
}

/// Forgets all second factors and their key; how many there were.
pub(crate) fn forget_totp(tx: &mut Tx<'_>) -> Result<u64> {
    tx.run("DELETE FROM access_recovery", params! {})?;
    tx.run("DELETE FROM access_key WHERE name = 'factor'", params! {})?;
    tx.run(
        "UPDATE access_account SET totp_secret = NULL, totp_confirmed_at = NULL, totp_step = 0, \
         version = version + 1 WHERE totp_secret IS NOT NULL",
        params! {},
    )
}

/// Stores the same secret in another form.
pub(crate) fn replace_totp(tx: &mut Tx<'_>, id: Uuid, secret: &[u8]) -> Result<()> {
    tx.run("UPDATE access_account SET totp_secret = :secret WHERE id = :id", params! { id, secret })?;
    Ok(())
}

/// From now on the second factor is asked for.
pub(crate) fn confirm_totp(tx: &mut Tx<'_>, id: Uuid, step: i64, at: Time) -> Result<()> {
    tx.run(
        "UPDATE access_account SET totp_confirmed_at = :at, totp_step = :step, version = version + 1 \
         WHERE id = :id",
        params! { id, step, at },
    )?;
    Ok(())
}

/// Removes the second factor and its recovery codes.
pub(crate) fn remove_totp(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.run("DELETE FROM access_recovery WHERE account = :id", params! { id })?;
    tx.run(
        "UPDATE access_account SET totp_secret = NULL, totp_confirmed_at = NULL, totp_step = 0, \
         version = version + 1 WHERE id = :id",
        params! { id },
    )?;
    Ok(())
}

/// Remembers the step that was used.
pub(crate) fn use_totp(tx: &mut Tx<'_>, id: Uuid, step: i64) -> Result<()> {
    tx.run("UPDATE access_account SET totp_step = :step WHERE id = :id", params! { id, step })?;
    Ok(())
}

pub(crate) fn replace_recovery(tx: &mut Tx<'_>, account: Uuid, digests: &[[u8; 32]]) -> Result<()> {
    tx.run("DELETE FROM access_recovery WHERE account = :account", params! { account })?;
    for digest in digests {
        tx.run(
            "INSERT INTO access_recovery (account, digest, used_at) VALUES (:account, :digest, NULL)",
            params! { account, digest: *digest },
        )?;
    }
    Ok(())
}

/// Uses a recovery code up; false if there is none such or it was used.
pub(crate) fn use_recovery(tx: &mut Tx<'_>, account: Uuid, digest: [u8; 32], at: Time) -> Result<bool> {
    let touched = tx.run(
        "UPDATE access_recovery SET used_at = :at \
         WHERE account = :account AND digest = :digest AND used_at IS NULL",
        params! { account, digest, at },
    )?;
    Ok(touched > 0)
}

/// Remembers that somebody signed in, and in which position.
pub(crate) fn signed_in(tx: &mut Tx<'_>, id: Uuid, at: Time) -> Result<()> {
    tx.run("UPDATE access_account SET signed_in_at = :at WHERE id = :id", params! { id, at })?;
    Ok(())
}

/// Remembers the position chosen last.
pub(crate) fn choose(tx: &mut Tx<'_>, id: Uuid, position: Uuid) -> Result<()> {
    tx.run("UPDATE access_account SET position = :position WHERE id = :id", params! { id, position })?;
    Ok(())
}
