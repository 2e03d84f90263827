//! The server engine: a pool of connections, each with the statements prepared on it.

use crate::plan::{Param, Plan, Plans};
use crate::row::date;
use crate::tx::{Conn, Failure};
use crate::{Done, Error, Event, Read, Result, Row, Tx, Value};
use ::postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use ::postgres::{Client, Config, Statement};
use fallible_iterator::FallibleIterator;
use openssl::ssl::{SslConnector, SslMethod};
use postgres_openssl::MakeTlsConnector;
use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::broadcast;

/// The engine's own limit on one statement, and on waiting for a lock.
const LIMITS: &str = "-c statement_timeout=60000 -c lock_timeout=20000 -c synchronous_commit=on \
                      -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c jit=off";

pub(crate) struct Postgres {
    config: Config,
    pool: Mutex<Pool>,
    returned: Condvar,
    /// Held so that the listening thread ends with the database.
    _alive: Arc<()>,
}

struct Pool {
    idle: Vec<Session>,
    /// How many more may be opened.
    room: usize,
}

/// One connection and what has been prepared on it.
pub(crate) struct Session {
    client: Client,
    plans: Plans,
    prepared: HashMap<String, Statement>,
}

impl Postgres {
    pub(crate) fn open(
        url: &str,
        connections: usize,
        events: broadcast::Sender<Arc<Event>>,
    ) -> Result<Postgres> {
        let mut config: Config =
            url.parse().map_err(|error| Error::Address(format!("the PostgreSQL address: {error}")))?;
        let options = config.get_options().map_or_else(|| LIMITS.to_owned(), |own| format!("{LIMITS} {own}"));
        config.options(&options).application_name("khuevan").connect_timeout(Duration::from_secs(5));
        let alive = Arc::new(());
        listen(config.clone(), events, Arc::downgrade(&alive));
        let engine = Postgres {
            config,
            pool: Mutex::new(Pool { idle: Vec::new(), room: connections.max(2) }),
            returned: Condvar::new(),
            _alive: alive,
        };
        // The first connection says at once whether the address is right.
        let session = engine.take()?;
        engine.give_back(session);
        Ok(engine)
    }

    pub(crate) fn read<T, E: From<Error>>(
        &self,
        look: &mut impl FnMut(&mut Read<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut session = Borrowed::take(self)?;
            if let Err(error) = session.get().script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") {
                // A connection that died while idle is replaced once or twice before anyone is told.
                if error.wants_another_try() && attempt < 3 {
                    continue;
                }
                return Err(E::from(error));
            }
            let mut read = Read::new(Conn::Postgres(session.get()));
            let outcome = look(&mut read);
            let again = read.failure() == Some(Failure::Again);
            let _ = session.get().script("ROLLBACK");
            if !(again && attempt < 3) {
                return outcome;
            }
        }
    }

    /// One try. With an idempotency key, a commit of unknown outcome is tried again: the key tells.
    pub(crate) fn write<T, E: From<Error>>(
        &self,
        act: &mut impl FnMut(&mut Tx<'_>) -> std::result::Result<T, E>,
        keyed: bool,
    ) -> Done<T, E> {
        let mut session = match Borrowed::take(self) {
            Ok(session) => session,
            Err(error) => return Done::Again(error),
        };
        if let Err(error) = session.get().script("BEGIN ISOLATION LEVEL READ COMMITTED") {
            return Done::Again(error);
        }
        let mut tx = Tx::new(Conn::Postgres(session.get()));
        let outcome = act(&mut tx).and_then(|value| tx.finish().map(|()| value).map_err(E::from));
        let failure = tx.failure();
        match (outcome, failure) {
            (Ok(value), None) => match session.get().script("COMMIT") {
                Ok(()) => Done::Finished(Ok(value), Vec::new()),
                Err(error @ Error::Unreachable(_)) if keyed => Done::Again(error),
                Err(Error::Unreachable(text)) => {
                    Done::Finished(Err(E::from(Error::UnknownOutcome(text))), Vec::new())
                }
                Err(error) if error.wants_another_try() => Done::Again(error),
                Err(error) => Done::Finished(Err(E::from(error)), Vec::new()),
            },
            (outcome, failure) => {
                let _ = session.get().script("ROLLBACK");
                match (outcome, failure) {
                    (_, Some(Failure::Again)) => {
                        Done::Again(Error::Again("the server asked for it".to_owned()))
                    }
                    (Ok(_), _) => Done::Finished(Err(E::from(Error::Ended)), Vec::new()),
                    (Err(error), _) => Done::Finished(Err(error), Vec::new()),
                }
            }
        }
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Result<Session> {
        let mut pool = self.pool();
        loop {
            if let Some(session) = pool.idle.pop() {
                return Ok(session);
            }
            if pool.room > 0 {
                pool.room -= 1;
                drop(pool);
                return Session::open(&self.config).inspect_err(|_| self.make_room());
            }
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, session: Session) {
        if session.client.is_closed() {
            return self.make_room();
        }
        self.pool().idle.push(session);
        self.returned.notify_one();
    }

    fn make_room(&self) {
        self.pool().room += 1;
        self.returned.notify_one();
    }
}

/// A session taken from the pool. After a panic in a closure it is closed, not given back.
struct Borrowed<'a> {
    pool: &'a Postgres,
    session: Option<Session>,
}

impl<'a> Borrowed<'a> {
    fn take(pool: &'a Postgres) -> Result<Borrowed<'a>> {
        Ok(Borrowed { pool, session: Some(pool.take()?) })
    }

    fn get(&mut self) -> &mut Session {
        match &mut self.session {
            Some(session) => session,
            None => unreachable!("the session leaves only on drop"),
        }
    }
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        match self.session.take() {
            Some(session) if !std::thread::panicking() => self.pool.give_back(session),
            _ => self.pool.make_room(),
        }
    }
}

impl Session {
    fn open(config: &Config) -> Result<Session> {
        let client = connect(config)?;
        Ok(Session { client, plans: Plans::default(), prepared: HashMap::new() })
    }

    pub(crate) fn script(&mut self, sql: &str) -> Result<()> {
        Ok(self.client.batch_execute(sql)?)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64> {
        let (plan, statement) = self.prepare(sql, params)?;
        let values = plan.values(params)?;
        let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| *v as &(dyn ToSql + Sync)).collect();
        Ok(self.client.execute(&statement, &bound)?)
    }

    pub(crate) fn query(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let (plan, statement) = self.prepare(sql, params)?;
        let values = plan.values(params)?;
        let bound: Vec<&(dyn ToSql + Sync)> = values.iter().map(|v| *v as &(dyn ToSql + Sync)).collect();
        for row in &self.client.query(&statement, &bound)? {
            each(&Row::postgres(row))?;
        }
        Ok(())
    }

    fn prepare(&mut self, sql: &str, params: &[Param<'_>]) -> Result<(Arc<Plan>, Statement)> {
        let plan = self.plans.get(sql, params, '$')?;
        if let Some(statement) = self.prepared.get(&plan.sql) {
            return Ok((plan, statement.clone()));
        }
        let statement = self.client.prepare(&plan.sql)?;
        self.prepared.insert(plan.sql.clone(), statement.clone());
        Ok((plan, statement))
    }
}

/// Connects, by TLS wherever the address asks for it or the server offers it; the server's certificate is
/// checked against the machine's trust store.
fn connect(config: &Config) -> Result<Client> {
    let tls = SslConnector::builder(SslMethod::tls_client())
        .map_err(|error| Error::Unreachable(format!("TLS: {error}")))?
        .build();
    Ok(config.connect(MakeTlsConnector::new(tls))?)
}

/// Passes on what other nodes, and this one, have announced. Reconnects for as long as the database is open.
fn listen(config: Config, events: broadcast::Sender<Arc<Event>>, alive: Weak<()>) {
    std::thread::spawn(move || {
        while alive.strong_count() > 0 {
            let listening = connect(&config).and_then(|mut client| {
                client.batch_execute("LISTEN khuevan")?;
                while alive.strong_count() > 0 {
                    pass_on(&mut client, &events)?;
                    // Says whether the server is still there.
                    client.batch_execute("")?;
                }
                Ok(())
            });
            if let Err(error) = listening {
                tracing::warn!(%error, "not listening to the database for a second");
                std::thread::sleep(Duration::from_secs(1));
            }
        }
    });
}

/// Passes on what arrives within a second.
fn pass_on(client: &mut Client, events: &broadcast::Sender<Arc<Event>>) -> Result<()> {
    let mut notifications = client.notifications();
    let mut waiting = notifications.timeout_iter(Duration::from_secs(1));
    while let Some(notification) = waiting.next()? {
        if let Some((topic, payload)) = notification.payload().split_once('\n') {
            let event = Event { topic: topic.to_owned(), payload: payload.to_owned() };
            // Nobody listening is no fault.
            let _ = events.send(Arc::new(event));
        }
    }
    Ok(())
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null | Value::List(_) | Value::Rows(_) => Ok(IsNull::Yes),
            Value::Bool(it) => it.to_sql(kind, out),
            Value::Int(it) => match *kind {
                Type::INT2 => i16::try_from(*it)?.to_sql(kind, out),
                Type::INT4 => i32::try_from(*it)?.to_sql(kind, out),
                Type::INT8 => it.to_sql(kind, out),
                _ => Err(format!("a number for a parameter of type {kind}").into()),
            },
            Value::Day(it) => match *kind {
                Type::DATE => date(*it).to_sql(&Type::INT4, out),
                Type::INT8 => i64::from(it.0).to_sql(kind, out),
                _ => it.0.to_sql(kind, out),
            },
            Value::Text(it) => match *kind {
                Type::JSONB | Type::JSON => {
                    serde_json::from_str::<serde::de::IgnoredAny>(it)?;
                    if *kind == Type::JSONB {
                        out.extend_from_slice(&[1]);
                    }
                    out.extend_from_slice(it.as_bytes());
                    Ok(IsNull::No)
                }
                Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => it.to_sql(kind, out),
                _ => Err(format!("text for a parameter of type {kind}").into()),
            },
            Value::Bytes(it) => match *kind {
                Type::BYTEA => it.to_sql(kind, out),
                _ => Err(format!("bytes for a parameter of type {kind}").into()),
            },
            Value::Uuid(it) => match *kind {
                Type::UUID => it.to_sql(kind, out),
                _ => Err(format!("an id for a parameter of type {kind}").into()),
            },
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Postgres {
    /// One of the server's own programs, set to this database. The password goes by the environment, since
    /// arguments can be read by every process of the machine.
    pub(crate) fn program(&self, name: &str) -> std::process::Command {
        let mut command = std::process::Command::new(name);
        let config = &self.config;
        if let Some(host) = config.get_hosts().first() {
            match host {
                ::postgres::config::Host::Tcp(host) => command.env("PGHOST", host),
                ::postgres::config::Host::Unix(path) => command.env("PGHOST", path),
            };
        }
        if let Some(port) = config.get_ports().first() {
            command.env("PGPORT", port.to_string());
        }
        if let Some(user) = config.get_user() {
            command.env("PGUSER", user);
        }
        if let Some(password) = config.get_password() {
            command.env("PGPASSWORD", String::from_utf8_lossy(password).as_ref());
        }
        let database = config.get_dbname().unwrap_or("postgres");
        if name == "pg_restore" {
            command.args(["--dbname", database]);
        } else {
            command.env("PGDATABASE", database);
        }
        command
    }
}
