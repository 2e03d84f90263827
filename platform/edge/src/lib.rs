//! The web's edge: who asks, in which language, what a feature plugs in, and how faults are told.
//!
//! * [`App`] is what every handler shares; [`Feature`] is what a feature plugs in.
//! * [`Reader`] is the extractor that says who asks; [`Act`] adds the input of a form or of the API and its
//!   idempotency key.
//! * A handler returns [`Answer`]; any error that can [`Explain`](context::Explain) itself becomes a page or a
//!   problem+json answer in the reader's language.
//! * Routes are declared in a [`Routes`] list, which the test that tries every route as every role reads.

mod app;
mod failure;
mod feature;
mod file;
mod input;
mod live;
mod page;
mod protect;
mod reader;
mod server;

pub use app::{App, House, Settings, passes};
pub use failure::{Answer, Failure, Lacking, Unread, encode};
pub use feature::{
    Access, Better, Card, CardSource, Deed, Feature, MeasureSource, MenuItem, Panel, Route, Routes, Shows,
    cards, desks, panels,
};
pub use file::{TableFormat, disposition, saved_as, table_file};
pub use input::{Act, Path, Query, Upload, UploadedFile, Visit, query};
pub use page::{Page, not_modified, page, said_once, see_other, see_other_saying};
pub use protect::{COOKIE_LANG, COOKIE_SESSION, COOKIE_THEME, cookie, expired_cookie};
pub use reader::{Reader, SignedIn};
pub use server::{own_routes, router, routes};
