//! What can go wrong between the system and its data.

use context::{Explain, Fault, Lang, Problem};

/// A fault of the database or of its use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address is neither `sqlite:PATH` nor `postgres://…`.
    #[error("not a database address: {0} (write sqlite:PATH or postgres://…)")]
    Address(String),
    /// The file cannot be opened, the server cannot be reached, or the connection broke. Nothing was done.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    /// The connection broke while the commit was under way; whether it took effect is not known.
    #[error("the connection broke during the commit: {0}")]
    UnknownOutcome(String),
    /// The disk is full. Nothing was done.
    #[error("the disk is full")]
    Full,
    /// The engine asks for another try: serialisation failure, deadlock, busy. Retried before anyone sees it.
    #[error("another try is needed: {0}")]
    Again(String),
    /// The engine's own time limit ended the statement.
    #[error("the statement took too long")]
    TooSlow,
    /// A constraint was broken that no rule foresaw.
    #[error("constraint broken: {0}")]
    Constraint(String),
    /// A row was asked for that is not there.
    #[error("no such row")]
    NoRow,
    /// A statement was used after an earlier one of the same transaction had failed.
    #[error("the transaction had already failed")]
    Ended,
    /// A write inside a write.
    #[error("a write was started inside another write")]
    Nested,
    /// The statement and its parameters do not fit, or a column is not of the asked type.
    #[error("statement misused: {0}")]
    Misused(String),
    /// The engine refused the statement.
    #[error("statement refused: {0}")]
    Refused(String),
    /// A migration does not fit what the database has.
    #[error("migration {0}")]
    Migration(String),
    /// A backup or its reading back failed.
    #[error("backup: {0}")]
    Backup(String),
}

impl Error {
    /// Whether running the same closure again can help.
    pub(crate) fn wants_another_try(&self) -> bool {
        matches!(self, Error::Again(_) | Error::Unreachable(_))
    }

    fn code(&self) -> &'static str {
        match self {
            Error::Address(_) => "db.address",
            Error::Unreachable(_) => "db.unreachable",
            Error::UnknownOutcome(_) => "db.unknown_outcome",
            Error::Full => "db.full",
            Error::Again(_) => "db.busy",
            Error::TooSlow => "db.too_slow",
            Error::Constraint(_) => "db.constraint",
            Error::NoRow => "db.no_row",
            Error::Ended | Error::Nested | Error::Misused(_) | Error::Refused(_) => "db.fault",
            Error::Migration(_) => "db.migration",
            Error::Backup(_) => "db.backup",
        }
    }
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let (fault, title, remedy) = match self {
            Error::NoRow => (
                Fault::NotFound,
                lang.pick("Không tìm thấy", "Not found"),
                lang.pick(
                    "Hãy kiểm tra lại địa chỉ, hoặc tìm từ ô tìm kiếm.",
                    "Check the address, or look for it with the search box.",
                ),
            ),
            Error::Unreachable(_) | Error::Again(_) | Error::TooSlow => (
                Fault::Unavailable,
                lang.pick("Chưa kết nối được cơ sở dữ liệu", "The database cannot be reached right now"),
                lang.pick(
                    "Chưa có gì được ghi. Hãy thử lại sau ít phút.",
                    "Nothing was written. Try again in a few minutes.",
                ),
            ),
            Error::UnknownOutcome(_) => (
                Fault::Unavailable,
                lang.pick("Mất kết nối đúng lúc đang ghi", "The connection broke while writing"),
                lang.pick(
                    "Hãy mở lại trang để xem việc đã được ghi chưa trước khi làm lại.",
                    "Open the page again to see whether it was written before you repeat it.",
                ),
            ),
            Error::Full => (
                Fault::Unavailable,
                lang.pick("Máy chủ đã hết chỗ lưu trữ", "The server's disk is full"),
                lang.pick(
                    "Chưa có gì được ghi. Hãy báo quản trị hệ thống, rồi thử lại.",
                    "Nothing was written. Tell the administrator, then try again.",
                ),
            ),
            _ => (
                Fault::Internal,
                lang.pick("Hệ thống gặp lỗi", "Something went wrong on our side"),
                lang.pick(
                    "Chưa có gì được ghi. Hãy báo quản trị hệ thống kèm mã yêu cầu.",
                    "Nothing was written. Tell the administrator the request id.",
                ),
            ),
        };
        Problem::new(self.code(), fault, title, remedy)
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        use rusqlite::ErrorCode as Code;
        let text = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Error::Full,
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Error::Again(text),
            Some(Code::CannotOpen | Code::NotADatabase | Code::SystemIoFailure | Code::ReadOnly) => {
                Error::Unreachable(text)
            }
            Some(Code::ConstraintViolation) => Error::Constraint(text),
            Some(Code::OperationInterrupted) => Error::TooSlow,
            _ => Error::Refused(text),
        }
    }
}

impl From<::postgres::Error> for Error {
    fn from(error: ::postgres::Error) -> Error {
        let Some(answer) = error.as_db_error() else {
            let mut text = error.to_string();
            if let Some(cause) = std::error::Error::source(&error) {
                text = format!("{text}: {cause}");
            }
            // Without an answer of the server it is the connection, or a value that did not fit its column.
            return match text.contains("serializing") || text.contains("deserializing") {
                true => Error::Misused(text),
                false => Error::Unreachable(text),
            };
        };
        let text = answer.to_string();
        // Classes of SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html
        match answer.code().code() {
            "40001" | "40P01" | "55P03" => Error::Again(text),
            "53100" => Error::Full,
            "57014" => Error::TooSlow,
            code if code.starts_with("08") || code.starts_with("57P") || code.starts_with("53") => {
                Error::Unreachable(text)
            }
            code if code.starts_with("23") => Error::Constraint(text),
            _ => Error::Refused(text),
        }
    }
}
