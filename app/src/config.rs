//! Configuration: a file, then the environment, then flags; the later wins.

use clap::Args;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What went wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{path}: {fault}")]
    File { path: PathBuf, fault: String },
    #[error("unknown setting in the environment: {0}\nknown are: {known}", known = KNOWN.join(", "))]
    Environment(String),
    #[error("{setting}: {fault}")]
    Value { setting: &'static str, fault: String },
}

/// Flags, each of which can also be an environment variable.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Flags {
    /// Configuration file (TOML). Unknown keys are refused.
    #[arg(long, global = true, env = "KHUEVAN_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Where the data lives: sqlite:PATH or postgres://USER@HOST/DATABASE.
    #[arg(long, global = true, env = "KHUEVAN_DATABASE", value_name = "ADDRESS")]
    pub(crate) database: Option<String>,
    /// Folder for files, keys and the heads of the audit seals.
    #[arg(long, global = true, env = "KHUEVAN_DATA", value_name = "FOLDER")]
    pub(crate) data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, global = true, env = "KHUEVAN_LISTEN", value_name = "HOST:PORT")]
    pub(crate) listen: Option<String>,
    /// Address under which people reach the system; https makes cookies secure.
    #[arg(long, global = true, env = "KHUEVAN_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// Connections to the database at once.
    #[arg(long, global = true, env = "KHUEVAN_CONNECTIONS", value_name = "N")]
    pub(crate) connections: Option<usize>,
    /// Folder with legal data that replaces the built-in.
    #[arg(long, global = true, env = "KHUEVAN_LAW", value_name = "FOLDER")]
    pub(crate) law: Option<PathBuf>,
    /// Token with which programs of other machines read /metrics.
    #[arg(long, global = true, env = "KHUEVAN_METRICS_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) metrics_token: Option<String>,
    /// Write logs as lines of JSON.
    #[arg(long, global = true, env = "KHUEVAN_LOG_JSON", value_parser = clap::builder::BoolishValueParser::new())]
    pub(crate) log_json: bool,
}

/// The shortest token for the measurements.
const SHORTEST_TOKEN: usize = 16;

/// The embedded database's file in the folder of the data.
pub(crate) const DATABASE: &str = "khuevan.db";

const KNOWN: &[&str] = &[
    "KHUEVAN_CONFIG",
    "KHUEVAN_DATABASE",
    "KHUEVAN_DATA",
    "KHUEVAN_LISTEN",
    "KHUEVAN_PUBLIC_URL",
    "KHUEVAN_CONNECTIONS",
    "KHUEVAN_LAW",
    "KHUEVAN_METRICS_TOKEN",
    "KHUEVAN_LOG",
    "KHUEVAN_LOG_JSON",
];

/// The file's content. Every key is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    database: Option<String>,
    data: Option<PathBuf>,
    listen: Option<String>,
    public_url: Option<String>,
    connections: Option<usize>,
    law: Option<PathBuf>,
    log_json: Option<bool>,
    largest_file_mib: Option<u64>,
    requests_at_once: Option<usize>,
    mail: Option<notify::MailSettings>,
    scanner: Option<String>,
    house: Option<String>,
    metrics_token: Option<String>,
}

/// The configuration in force.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) database: db::Address,
    pub(crate) data: PathBuf,
    pub(crate) listen: String,
    pub(crate) public_url: String,
    pub(crate) connections: usize,
    pub(crate) law: Option<PathBuf>,
    pub(crate) log_json: bool,
    pub(crate) largest_file: u64,
    pub(crate) requests_at_once: usize,
    pub(crate) mail: Option<notify::MailSettings>,
    pub(crate) scanner: Option<String>,
    /// Whose house it is, where that is not the name of the agency above all others.
    pub(crate) house: Option<String>,
    /// What a program from another machine must show to read the measurements.
    pub(crate) metrics_token: Option<String>,
}

impl Config {
    /// Reads the file, if there is one, and lays environment and flags over it.
    pub(crate) fn read(flags: &Flags) -> Result<Config, Error> {
        refuse_unknown(std::env::vars().map(|(name, _)| name))?;
        let content = match &flags.config {
            Some(path) => read_file(path)?,
            None => Content::default(),
        };
        Config::from(flags, content)
    }

    /// Where the files of documents lie.
    pub(crate) fn files(&self) -> PathBuf {
        self.data.join("files")
    }

    /// The private key that signs the seals of the audit log.
    pub(crate) fn seal_key(&self) -> PathBuf {
        self.data.join("seal.key")
    }

    /// The key under which the secrets of second factors are kept.
    pub(crate) fn factor_key(&self) -> PathBuf {
        self.data.join("factor.key")
    }

    /// The heads of all seals, kept outside the database.
    pub(crate) fn seal_heads(&self) -> PathBuf {
        self.data.join("seal.heads")
    }

    fn from(flags: &Flags, content: Content) -> Result<Config, Error> {
        let data = flags.data.clone().or(content.data).unwrap_or_else(|| PathBuf::from("khuevan-data"));
        let database = flags.database.clone().or(content.database);
        let database = match database {
            Some(text) => text
                .parse()
                .map_err(|error: db::Error| Error::Value { setting: "database", fault: error.to_string() })?,
            None => db::Address::Sqlite(data.join(DATABASE)),
        };
        let listen = flags.listen.clone().or(content.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let public_url =
            flags.public_url.clone().or(content.public_url).unwrap_or_else(|| format!("http://{listen}"));
        if !(public_url.starts_with("http://") || public_url.starts_with("https://")) {
            return Err(Error::Value {
                setting: "public_url",
                fault: format!("{public_url} does not begin with http:// or https://"),
            });
        }
        let connections = flags.connections.or(content.connections).unwrap_or(8);
        if !(1..=1000).contains(&connections) {
            return Err(Error::Value {
                setting: "connections",
                fault: format!("{connections} is not between 1 and 1000"),
            });
        }
        Ok(Config {
            database,
            data,
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            connections,
            law: flags.law.clone().or(content.law),
            log_json: flags.log_json || content.log_json.unwrap_or(false),
            largest_file: content.largest_file_mib.unwrap_or(100) * 1024 * 1024,
            requests_at_once: content.requests_at_once.unwrap_or(64),
            mail: content.mail,
            scanner: content.scanner,
            house: content.house,
            metrics_token: metrics_token(flags.metrics_token.clone().or(content.metrics_token))?,
        })
    }
}

/// Refuses a token that could be guessed.
fn metrics_token(token: Option<String>) -> Result<Option<String>, Error> {
    match token {
        Some(token) if token.len() < SHORTEST_TOKEN => Err(Error::Value {
            setting: "metrics_token",
            fault: format!("shorter than {SHORTEST_TOKEN} characters"),
        }),
        token => Ok(token),
    }
}

fn refuse_unknown(names: impl Iterator<Item = String>) -> Result<(), Error> {
    match names.filter(|name| name.starts_with("KHUEVAN_")).find(|name| !KNOWN.contains(&name.as_str())) {
        Some(name) => Err(Error::Environment(name)),
        None => Ok(()),
    }
}

fn read_file(path: &Path) -> Result<Content, Error> {
    let fault = |fault: String| Error::File { path: path.to_owned(), fault };
    let text = std::fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
    toml::from_str(&text).map_err(|error| fault(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(file: &str, flags: &Flags) -> Result<Config, String> {
        let content = toml::from_str(file).map_err(|error| error.to_string())?;
        Config::from(flags, content).map_err(|error| error.to_string())
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let fault = config("databse = 'sqlite:x'", &Flags::default()).unwrap_err();
        assert!(fault.contains("databse"), "{fault}");
        let fault = refuse_unknown(["KHUEVAN_DATABSE".to_owned()].into_iter()).unwrap_err().to_string();
        assert!(fault.contains("KHUEVAN_DATABSE") && fault.contains("KHUEVAN_DATABASE"), "{fault}");
    }

    #[test]
    fn a_flag_is_stronger_than_the_file() {
        let flags = Flags { listen: Some("127.0.0.1:9".into()), ..Flags::default() };
        let config = config("listen = '127.0.0.1:8'\nconnections = 3", &flags).unwrap();
        assert_eq!((config.listen.as_str(), config.connections), ("127.0.0.1:9", 3));
        assert_eq!(config.public_url, "http://127.0.0.1:9");
    }

    #[test]
    fn wrong_values_name_their_setting() {
        for (file, word) in [
            ("database = 'mysql://x'", "database"),
            ("connections = 0", "connections"),
            ("public_url = 'khuevan.vn'", "public_url"),
            ("metrics_token = 'short'", "metrics_token"),
        ] {
            let fault = config(file, &Flags::default()).unwrap_err();
            assert!(fault.contains(word), "{fault}");
        }
    }
}
