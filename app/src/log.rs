//! Structured logs: for people, or as lines of JSON for programs. Written to standard error.

use std::io;
use tracing_subscriber::EnvFilter;

/// Begins to log: what `KHUEVAN_LOG` chooses (`warn`, `info,documents=debug`, …), else the usual.
pub(crate) fn begin(json: bool, usual: &str) {
    let chosen = std::env::var("KHUEVAN_LOG").unwrap_or_else(|_| usual.to_owned());
    let filter = EnvFilter::builder()
        .with_default_directive(tracing::level_filters::LevelFilter::INFO.into())
        .parse_lossy(chosen);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A second begin would be refused; there is only this one.
    let _ = match json {
        true => builder.json().flatten_event(true).try_init(),
        false => builder.compact().with_target(false).with_ansi(is_terminal()).try_init(),
    };
}

fn is_terminal() -> bool {
    io::IsTerminal::is_terminal(&io::stderr())
}
