//! Accounts.

use super::{created, nothing, versioned};
use crate::pages::people::{AccountForm, AccountQuery, take_in};
use crate::pages::person::issue;
use access::actions::{close_account, reopen_account};
use access::{Account, AccountState, Listed};
use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use context::{Ctx, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Routes, SignedIn, Unread};
use serde::{Deserialize, Serialize};
use serde_json::json;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/api/v1/accounts", list)
        .post("/api/v1/accounts", create)
        .get("/api/v1/accounts/{id}", show)
        .post("/api/v1/accounts/{id}/reset", reset)
        .post("/api/v1/accounts/{id}/close", close)
        .post("/api/v1/accounts/{id}/reopen", reopen)
}

#[derive(Deserialize)]
pub(super) struct ListQuery {
    q: Option<String>,
    state: Option<String>,
    agency: Option<String>,
    below: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// An account with its state in one word.
#[derive(Serialize)]
struct Shown<T> {
    #[serde(flatten)]
    row: T,
    state: AccountState,
}

/// The accounts within reach, by given name.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", params(
    ("q" = Option<String>, Query, description = "the beginning of a name, a given name or a user name"),
    ("state" = Option<String>, Query, description = "waiting, active, locked or closed"),
    ("agency" = Option<String>, Query, description = "identifier of an agency: H26.2"),
    ("below" = Option<String>, Query, description = "yes: and all below that agency"),
    ("cursor" = Option<String>, Query, description = "from an earlier answer's `next`"),
    ("limit" = Option<usize>, Query, description = "1 to 200, 50 without it"),
), responses((status = 200, description = "rows and, if there are more, `next`")))]
pub(super) async fn list(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<ListQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let limit = query.limit.unwrap_or(50).clamp(1, 200);
    let cursor = query.cursor;
    let sought = AccountQuery {
        q: query.q,
        state: query.state,
        agency: query.agency,
        below: query.below,
        behind: None,
    };
    app.db.read(|read| {
        let unknown = || Lacking::Unreadable {
            field: "agency".into(),
            fault: Unread::Malformed("no such agency".into()),
        };
        let filter = sought.filter(read, ctx)?.ok_or_else(unknown)?;
        let page = access::accounts(read, ctx, &filter, cursor.as_deref(), limit)?;
        let next = page.more.then(|| page.rows.last().map(|row| row.key.clone())).flatten();
        let shown = |row: Listed| Shown { state: row.account.state(), row };
        let rows: Vec<_> = page.rows.into_iter().map(shown).collect();
        Ok(Json(json!({ "rows": rows, "next": next })).into_response())
    })
}

/// An account that the reader may see.
fn seen(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Account, Failure> {
    let account = access::account(read, id)?.ok_or(Lacking::Page)?;
    if !access::reaches(read, ctx, &account)? {
        return Err(Lacking::Page.into());
    }
    Ok(account)
}

/// One account with the positions of its holder and their roles.
#[utoipa::path(get, path = "/api/v1/accounts/{id}", tag = "accounts", params(("id" = String, Path, description = "the account's id")),
    responses((status = 200, description = "the account"), (status = 404, description = "no such account, or not within reach")))]
pub(super) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let ctx = &reader.ctx;
    app.db.read(|read| {
        let account = seen(read, ctx, id)?;
        let mut positions = Vec::new();
        for held in organisation::positions_of_person(read, account.person, ctx.now.day())? {
            let roles: Vec<_> = access::grants_of(read, held.id)?
                .into_iter()
                .map(|granted| json!({ "role": granted.role.code, "scope": granted.scope, "works": granted.works_for(account.person) }))
                .collect();
            positions.push(json!({ "position": held, "roles": roles }));
        }
        let locked = access::locked(read, ctx, &account)?;
        let body = json!({ "account": &account, "state": account.state(), "locked": locked, "positions": positions });
        Ok(versioned(account.version, body))
    })
}

/// Adds a person with a position and an account; the one-time code is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts",
    responses((status = 201, description = "account, person, position and the one-time code"), (status = 422, description = "every wrong field")))]
pub(super) async fn create(State(app): State<App>, act: Act<AccountForm>) -> Answer {
    let made = take_in(&app, &act.reader.ctx, &act.input.csv())?.into_iter().next().ok_or(Lacking::Page)?;
    let address = format!("/api/v1/accounts/{}", made.account.account);
    Ok(created(
        address,
        json!({ "made": made.account, "code": made.slip.code, "code_expires": made.slip.until }),
    ))
}

/// Takes the password and the second factor away, ends all sessions and issues a one-time code.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/reset", tag = "accounts", params(("id" = String, Path, description = "the account's id")),
    responses((status = 200, description = "the one-time code"), (status = 404, description = "no such account, or not within reach")))]
pub(super) async fn reset(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let slip = issue(&app, &act.reader.ctx, id)?;
    let body = json!({ "user_name": slip.user_name, "code": slip.code, "code_expires": slip.until });
    Ok(Json(body).into_response())
}

/// An act that needs no more than its address.
#[derive(Deserialize)]
pub(super) struct Empty {}

/// Nobody signs in with it any more.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/close", tag = "accounts", params(("id" = String, Path, description = "the account's id")),
    responses((status = 204), (status = 404, description = "no such account, or not within reach"), (status = 409, description = "the last administrator")))]
pub(super) async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| close_account(tx, ctx, id))?;
    app.forget_sessions();
    nothing()
}

/// Opens it again.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/reopen", tag = "accounts", params(("id" = String, Path, description = "the account's id")),
    responses((status = 204), (status = 404, description = "no such account, or not within reach")))]
pub(super) async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Empty>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| reopen_account(tx, ctx, id))?;
    nothing()
}
