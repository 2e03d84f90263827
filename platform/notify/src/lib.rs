//! Telling people: in the application and by mail.
//!
//! A feature calls [`tell`] inside its action; the notice waits at the position (or the person) and, where its
//! kind goes by mail and the person has not turned that off, a job sends it after the commit. This crate knows
//! no feature's words: whoever starts the mail worker hands it a [`Wording`].

mod error;
mod mail;
mod model;
mod notices;
mod store;

words::include_words!();

pub use error::Error;
pub use mail::{MAIL, MailSettings, Mailer, Password, Security, Text, Wording, worker};
pub use model::{Cursor, Desk, New, NoCursor, Notice};
pub use notices::{mails, mark_all_read, mark_read, mark_read_about, notices, set_mail, tell, unread};

/// The tables of this crate.
pub const MIGRATIONS: db::Migrations = db::migrations!("notify", "0001_notify.sql", "0002_always.sql");
