//! Pages of signing in, the own account, and administration.

mod absences;
mod addresses;
mod confirm;
mod days;
pub(crate) mod gate;
mod grants;
mod own;
pub(crate) mod people;
pub(crate) mod person;
pub(crate) mod places;
mod reminders;
pub(crate) mod roles;
mod slip;
mod story;
mod trail;
mod works;

use confirm::{Confirm, day_field};
pub(crate) use story::narrate;

use axum::http::StatusCode;
use calendar::Day;
use context::FieldFault;
use edge::{Answer, Failure, Lacking, Reader, Routes, Unread};

pub(crate) fn routes() -> Routes {
    let routes = Routes::new()
        .open_get("/sign-in", gate::form)
        .open_post("/sign-in", gate::sign_in)
        .open_get("/activate", gate::activation)
        .open_post("/activate", gate::activate)
        .open_post("/preferences", gate::prefer)
        .post("/sign-out", gate::sign_out)
        .post("/position", gate::switch)
        .get("/account", own::show)
        .post("/account/password", own::change_password)
        .post("/account/sessions/{id}/end", own::end_session)
        .post("/account/sessions/end-others", own::end_others)
        .post("/account/second-factor", own::begin_second_factor)
        .post("/account/second-factor/confirm", own::confirm_second_factor)
        .post("/account/second-factor/remove", own::remove_second_factor)
        .get("/admin/accounts", people::show)
        .post("/admin/accounts", people::make)
        .post("/admin/accounts/import", people::import)
        .get("/admin/accounts/new", people::fresh)
        .get("/admin/accounts/{id}", person::show)
        .post("/admin/accounts/{id}/reset", person::reset)
        .post("/admin/accounts/{id}/close", person::close)
        .post("/admin/accounts/{id}/reopen", person::reopen)
        .post("/admin/accounts/{id}/unlock", person::unlock)
        .post("/admin/accounts/{id}/second-factor/take", person::take_second_factor)
        .post("/admin/accounts/{id}/sessions/end", person::end_sessions)
        .post("/admin/accounts/{id}/sessions/{session}/end", person::end_session)
        .get("/admin/positions/{id}/roles", grants::show)
        .post("/admin/positions/{id}/roles", grants::give)
        .post("/admin/positions/{id}/roles/{role}/take", grants::take)
        .get("/admin/roles", roles::list)
        .get("/admin/roles/new", roles::fresh)
        .post("/admin/roles", roles::make)
        .get("/admin/roles/{id}", roles::show)
        .post("/admin/roles/{id}", roles::change)
        .get("/admin/audit", trail::show)
        .get("/admin/audit/export", trail::export)
        .get("/admin/jobs", works::jobs)
        .post("/admin/jobs/{id}/retry", works::retry)
        .post("/admin/jobs/{id}/discard", works::discard)
        .get("/admin/reminders", reminders::list)
        .get("/admin/reminders/{kind}", reminders::show)
        .post("/admin/reminders/{kind}", reminders::set)
        .post("/admin/reminders/{kind}/reset", reminders::reset)
        .get("/admin/calendar", days::show)
        .post("/admin/calendar", days::declare)
        .post("/admin/calendar/{day}/remove", days::undeclare);
    crate::api::routes(absences::routes(addresses::routes(places::routes(routes))))
}

/// What was wrong with a form that is shown again, with the status of the answer; anything else goes on as it is.
fn again(reader: &Reader, failure: Failure) -> Result<(Vec<FieldFault>, StatusCode), Failure> {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let status = StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let mut faults = problem.fields;
    if faults.is_empty() {
        let message = format!("{} {}", problem.title, problem.remedy);
        faults.push(FieldFault { field: String::new(), message });
    }
    Ok((faults, status))
}

/// A form again, with what was wrong with it and the status of that; anything else goes on as it is.
fn refused(reader: &Reader, failure: Failure, page: impl FnOnce(&[FieldFault]) -> Answer) -> Answer {
    let (faults, status) = again(reader, failure)?;
    let mut answer = page(&faults)?;
    *answer.status_mut() = status;
    Ok(answer)
}

/// A day as it is typed.
fn typed_day(text: &str) -> Result<Day, Failure> {
    let fault = if text.is_empty() { Unread::Missing } else { Unread::Day };
    Day::parse(text).ok_or_else(|| Lacking::Unreadable { field: "day".to_owned(), fault }.into())
}

/// A field that is not written as the page itself writes it; what is wrong stands in the log.
fn malformed(field: &str, fault: &str) -> Failure {
    Lacking::Unreadable { field: field.to_owned(), fault: Unread::Malformed(fault.to_owned()) }.into()
}

/// A field that cannot be read; the words are in the reader's language.
fn unreadable(field: &str, words: &str) -> Failure {
    Lacking::Unreadable { field: field.to_owned(), fault: Unread::Words(words.to_owned()) }.into()
}
