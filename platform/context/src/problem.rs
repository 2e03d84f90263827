//! What went wrong, as its reader is told.

use crate::Lang;
use serde::Serialize;

/// The nature of a problem; it decides the HTTP status and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The input is wrong (422).
    Invalid,
    /// Not signed in (401).
    SignIn,
    /// Not there, or not for this reader: both answer alike (404).
    NotFound,
    /// The record has changed, or its state does not allow this (409).
    Conflict,
    /// Too large (413).
    TooLarge,
    /// Too many attempts (429).
    TooMany,
    /// A part of the system cannot be reached now; nothing was done (503).
    Unavailable,
    /// A fault of ours; nothing was done (500).
    Internal,
}

impl Fault {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Fault::Invalid => 422,
            Fault::SignIn => 401,
            Fault::NotFound => 404,
            Fault::Conflict => 409,
            Fault::TooLarge => 413,
            Fault::TooMany => 429,
            Fault::Unavailable => 503,
            Fault::Internal => 500,
        }
    }
}

/// What is wrong with one field of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The field's name in the form and in the API; of a file, the place in it in the reader's language.
    pub field: String,
    /// What is wrong with its value and how to mend it, in the reader's language.
    pub message: String,
}

impl FieldFault {
    /// Whether it names a place in the reader's language (“line 3, column code”) and not a field of the form.
    pub fn is_place(&self) -> bool {
        self.field.contains(' ')
    }
}

/// A problem in the reader's language: the content of an error page and of a problem+json answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code, `crate.reason`.
    pub code: &'static str,
    /// Its nature.
    pub fault: Fault,
    /// What happened.
    pub title: String,
    /// What is safe and what to do now.
    pub remedy: String,
    /// Faults of single fields.
    pub fields: Vec<FieldFault>,
}

impl Problem {
    /// A problem that concerns no single field.
    pub fn new(
        code: &'static str,
        fault: Fault,
        title: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        Problem { code, fault, title: title.into(), remedy: remedy.into(), fields: Vec::new() }
    }

    /// The same problem, naming a field.
    pub fn at(mut self, field: impl Into<String>, message: impl Into<String>) -> Problem {
        self.fields.push(FieldFault { field: field.into(), message: message.into() });
        self
    }
}

/// Implemented by every crate's error type.
pub trait Explain {
    /// The problem in the reader's language.
    fn explain(&self, lang: Lang) -> Problem;
}
