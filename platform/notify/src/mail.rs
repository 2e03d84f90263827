//! Notices by mail: a job of its own after the commit, one for each notice and person.

use crate::model::Notice;
use crate::{Error, store, t};
use context::{Ctx, Uuid};
use db::{Db, Read, Tx};
use jobs::{Failure, Worker};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use serde::Deserialize;
use serde_json::json;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// The kind of the job that sends one mail.
pub const MAIL: &str = "notify.mail";

/// How mail leaves the house.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The mail server's name.
    pub host: String,
    /// Its port: 587 with [`Security::StartTls`], 465 with [`Security::Tls`], 25 with [`Security::None`].
    pub port: u16,
    /// How the connection is protected.
    #[serde(default)]
    pub security: Security,
    /// The account at the server, if it asks for one.
    #[serde(default)]
    pub user: Option<String>,
    /// That account's password.
    #[serde(default)]
    pub password: Option<Password>,
    /// The sender: `Khuê Văn <khuevan@example.gov.vn>`.
    pub from: String,
    /// How long to wait for the server, in seconds.
    #[serde(default = "default_timeout")]
    pub timeout_seconds: u64,
}

fn default_timeout() -> u64 {
    30
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    /// Not at all: only for a server on the same machine or network.
    None,
    /// Begun in the open, and refused unless the server then offers TLS.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// A password that no log shows.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl From<String> for Password {
    fn from(text: String) -> Password {
        Password(text)
    }
}

/// The words of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its subject line.
    pub subject: String,
    /// Its body, plain text.
    pub body: String,
    /// The whole address of the page to open.
    pub address: Option<String>,
}

/// Gives the words of a notice, by what its feature says; none when there is nothing left to say, since the
/// record is gone or the person may no longer see it. The context's language is the mail's.
pub type Wording = dyn Fn(&mut Read<'_>, &Ctx, &Notice) -> db::Result<Option<Text>> + Send + Sync;

/// Speaks with the mail server; keeps its connections.
#[derive(Clone)]
pub struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Mailer {
    /// A mailer by the settings. Does not connect yet.
    ///
    /// # Errors
    /// [`Error::Setting`] naming the one that is wrong.
    pub fn new(mail: &MailSettings) -> Result<Mailer, Error> {
        let from = mail.from.parse().map_err(|error| Error::Setting {
            setting: "from",
            fault: format!("{error}; write Name <name@example.gov.vn>"),
        })?;
        let mut builder = SmtpTransport::builder_dangerous(&mail.host)
            .port(mail.port)
            .tls(tls(mail)?)
            .timeout(Some(Duration::from_secs(mail.timeout_seconds)));
        match (&mail.user, &mail.password) {
            (Some(user), Some(password)) => {
                builder = builder.credentials(Credentials::new(user.clone(), password.0.clone()));
            }
            (None, None) => {}
            _ => {
                let fault = "user and password go together; set both or neither".to_owned();
                return Err(Error::Setting { setting: "user", fault });
            }
        }
        Ok(Mailer { transport: builder.build(), from })
    }

    fn send(
        &self,
        notice: &Notice,
        person: &organisation::Person,
        ctx: &Ctx,
        text: Text,
    ) -> Result<(), Failure> {
        let address = person.email.parse().map_err(|error| {
            Failure::lasting(format!("the mail address of person {} is wrong: {error}", person.id))
        })?;
        // The same for every attempt, so that a reader's program shows a repeated mail once.
        let message_id = format!("<{}.{}@{}>", notice.id, person.id, self.from.email.domain());
        let message = Message::builder()
            .message_id(Some(message_id))
            .from(self.from.clone())
            .to(Mailbox::new(Some(person.name.clone()), address))
            .subject(text.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(body(ctx, &text.body, text.address.as_deref()))?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            Err(error) if error.is_permanent() => Err(Failure::lasting(format!("refused: {error}"))),
            Err(error) => Err(error.into()),
        }
    }
}

fn tls(mail: &MailSettings) -> Result<Tls, Error> {
    let parameters = || {
        TlsParameters::new(mail.host.clone())
            .map_err(|error| Error::Setting { setting: "host", fault: format!("no TLS with it: {error}") })
    };
    Ok(match mail.security {
        Security::None => Tls::None,
        Security::StartTls => Tls::Required(parameters()?),
        Security::Tls => Tls::Wrapper(parameters()?),
    })
}

fn body(ctx: &Ctx, text: &str, address: Option<&str>) -> String {
    let open = address.map(|address| format!("{}\n\n", t::mail_open(ctx.lang, address))).unwrap_or_default();
    format!("{text}\n\n{open}-- \n{}\n", t::mail_footer(ctx.lang))
}

/// Asks for a mail, in the transaction of the notice.
pub(crate) fn enqueue(tx: &mut Tx<'_>, ctx: &Ctx, notice: Uuid, person: Uuid) -> db::Result<Uuid> {
    let job = jobs::New {
        kind: MAIL,
        key: Some(format!("{notice}/{person}")),
        payload: json!({ "notice": notice, "person": person }),
        not_before: ctx.now,
    };
    jobs::enqueue(tx, ctx, job)
}

#[derive(Deserialize)]
struct Job {
    notice: Uuid,
    person: Uuid,
}

/// Sends what [`tell`](crate::tell) asked for. Without a mailer the jobs are done by doing nothing: the house
/// has no mail server, and the notices wait in the application.
pub fn worker(mailer: Option<Mailer>, wording: Arc<Wording>) -> Worker {
    Worker::new(MAIL, move |db, ctx, payload| match &mailer {
        Some(mailer) => send(mailer, &*wording, db, ctx, payload),
        None => Ok(()),
    })
}

/// A mail that still has to go.
type Prepared = (Notice, organisation::Person, Text);

fn send(
    mailer: &Mailer,
    wording: &Wording,
    db: &Db,
    ctx: &Ctx,
    payload: &serde_json::Value,
) -> Result<(), Failure> {
    let job: Job = serde_json::from_value(payload.clone())
        .map_err(|error| Failure::lasting(format!("the payload of {MAIL}: {error}")))?;
    let prepared = db.read(|read| prepare(read, ctx, wording, &job))?;
    let Some((notice, person, text)) = prepared else { return Ok(()) };
    mailer.send(&notice, &person, ctx, text)
}

/// None when it no longer has to go: read meanwhile, turned off, without address or words.
fn prepare(read: &mut Read<'_>, ctx: &Ctx, wording: &Wording, job: &Job) -> db::Result<Option<Prepared>> {
    let Some(notice) = store::load(read, job.notice)?.filter(|notice| notice.read.is_none()) else {
        return Ok(None);
    };
    let Some(person) = organisation::person(read, job.person)?.filter(|person| !person.email.is_empty())
    else {
        return Ok(None);
    };
    if !notice.always && store::preference(read, person.id, &notice.kind)? == Some(false) {
        return Ok(None);
    }
    Ok(wording(read, ctx, &notice)?.map(|text| (notice, person, text)))
}
