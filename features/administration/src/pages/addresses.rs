//! To whom documents go: the directory of outside bodies, and saved groups of recipients.

mod alike;
mod groups;
mod outside;

use edge::Routes;

/// The pages and acts of this room.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(outside::BASE, outside::list)
        .post(outside::BASE, outside::add)
        .get("/admin/outside-bodies/alike", alike::list)
        .post("/admin/outside-bodies/merge", alike::merge)
        .get("/admin/outside-bodies/{id}", outside::show)
        .post("/admin/outside-bodies/{id}", outside::change)
        .get("/admin/outside-bodies/{id}/end", outside::ask)
        .post("/admin/outside-bodies/{id}/end", outside::end)
        .get(groups::BASE, groups::list)
        .post(groups::BASE, groups::save)
        .get("/groups/{id}", groups::show)
        .post("/groups/{id}", groups::change)
        .get("/groups/{id}/remove", groups::ask)
        .post("/groups/{id}/remove", groups::remove)
}
