//! Pages of signing in, the own account, and administration.

pub(crate) mod gate;
mod own;
mod trail;
mod works;

use edge::Routes;

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
        .get("/admin/audit", trail::show)
        .get("/admin/jobs", works::jobs)
        .post("/admin/jobs/{id}/retry", works::retry)
        .post("/admin/jobs/{id}/discard", works::discard)
        .get("/admin/calendar", works::calendar)
        .post("/admin/calendar", works::declare)
        .post("/admin/calendar/{day}/remove", works::undeclare);
    crate::api::routes(routes)
}
