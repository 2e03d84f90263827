//! One account: whose it is, what they may do, their sessions, what happened, and what an administrator does.

use super::gate::Nothing;
use super::people::{BASE, state};
use super::slip::{self, Slip};
use super::{grants, story};
use crate::t;
use access::actions::{self, Issued, Reset};
use access::{Account, AccountState};
use axum::extract::State;
use context::{Ctx, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, SignedIn, see_other_saying};
use maud::{Markup, html};
use ui::{Button, Column, Empty, Form, Icon, Note, PageHead, Table};

/// The page.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let account = access::account(read, id)?.ok_or(Lacking::Page)?;
        if !access::reaches(read, ctx, &account)? {
            return Err(Lacking::Page.into());
        }
        let may = access::administers(read, ctx, &account)?;
        let locked = access::locked(read, ctx, &account)?;
        let mut cards = vec![about(ctx, &account, locked, may), positions(read, ctx, &account)?];
        if may {
            cards.push(sessions(read, ctx, &account)?);
            cards.push(history(read, ctx, &account)?);
        }
        let trail = ui::trail(lang, &[(t::menu_accounts(lang), BASE)]);
        let head = PageHead::new(account.name.clone()).scope(trail);
        let body = html! {
            (ui::board(&ui::cards(&cards)))
            @if may { (questions(ctx, &account)) }
        };
        let body = ui::page(&head, &body);
        edge::page(&app, &reader, read, Page { title: &account.name, active: BASE, body })
    })
}

fn about(ctx: &Ctx, account: &Account, locked: bool, may: bool) -> Markup {
    let lang = ctx.lang;
    let mut facts = vec![
        (t::gate_user_name(lang), ui::code(&account.user_name)),
        (
            t::people_state(lang),
            html! {
                (state(lang, account.state())) @if locked { " " (ui::tag(t::people_locked(lang))) }
            },
        ),
        (
            t::people_seen(lang),
            match account.signed_in_at {
                Some(at) => ui::time::time(lang, at, ctx.now),
                None => html! { (t::person_never(lang)) },
            },
        ),
        (
            t::person_factor(lang),
            html! {
                (if account.has_totp { t::person_on(lang) } else { t::person_off(lang) })
            },
        ),
    ];
    if let Some(until) = account.code_expires {
        let day = html! { @if until > ctx.now { (ui::time::date(lang, until.day())) } @else { (t::person_code_gone(lang)) } };
        facts.push((t::person_code_until(lang), day));
    }
    let content = html! {
        (ui::definitions(&facts))
        @if may { (acts(ctx, account, locked)) } @else { (Note::info(t::person_beyond(lang))) }
    };
    ui::card("about", ui::Share::Half, t::person_about(lang), &html! {}, &content)
}

/// What can be done; whatever others would feel is asked about first.
fn acts(ctx: &Ctx, account: &Account, locked: bool) -> Markup {
    let lang = ctx.lang;
    let own = ctx.actor.person == Some(account.person);
    html! {
        div class="btns" {
            @if account.state() == AccountState::Closed {
                (Button::opens(t::person_reopen(lang), "reopen"))
            } @else {
                (Button::opens(t::person_reset(lang), "reset"))
                @if locked {
                    (Form::post(format!("{BASE}/{}/unlock", account.id), ctx.new_id(), html! { (Button::submit(t::person_unlock(lang))) }).class("inline"))
                }
                @if account.has_totp && !own { (Button::opens(t::person_take(lang), "take").danger()) }
                (Button::opens(t::person_close(lang), "close").danger())
            }
        }
    }
}

/// The questions behind the buttons: HTML's popovers, which need no script.
fn questions(ctx: &Ctx, account: &Account) -> Markup {
    let lang = ctx.lang;
    let (name, user) = (&account.name, &account.user_name);
    let ask = |id: &str, title: String, text: &str, address: &str, send: Button| {
        let act = Form::post(
            format!("{BASE}/{}/{address}", account.id),
            ctx.new_id(),
            html! {
                p { (text) }
                div class="btns" { (send) (Button::closes(t::person_cancel(lang), id)) }
            },
        );
        ui::dialog(lang, id, &title, &html! { (act) })
    };
    html! {
        @if account.state() == AccountState::Closed {
            (ask("reopen", t::person_reopen_of(lang, name), &t::person_reopen_text(lang, user), "reopen", Button::submit(t::person_reopen_send(lang, user)).primary()))
        } @else {
            (ask("reset", t::person_reset_of(lang, name), t::person_reset_text(lang), "reset", Button::submit(t::person_reset_send(lang, name)).primary()))
            (ask("close", t::person_close_of(lang, name), &t::person_close_text(lang, user), "close", Button::submit(t::person_close_send(lang, user)).danger()))
            @if account.has_totp {
                (ask("take", t::person_take_of(lang, name), &t::person_take_text(lang, user), "second-factor/take", Button::submit(t::person_take_send(lang, name)).danger()))
            }
        }
    }
}

fn positions(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let day = ctx.now.day();
    let held = organisation::positions_of_person(read, account.person, day)?;
    let mut panels = Vec::new();
    for one in &held {
        let position = organisation::position(read, one.id, day)?.ok_or(Lacking::Page)?;
        let roles = grants::panel(read, ctx, &position, &format!("{BASE}/{}", account.id))?;
        panels.push(html! { h3 { (position.title) } p class="muted" { (position.place()) } (roles) });
    }
    let content = html! {
        @if panels.is_empty() { (Empty::new(Icon::User, t::person_no_position(lang), t::person_no_position_text(lang))) }
        @for panel in &panels { (panel) }
    };
    Ok(ui::card("positions", ui::Share::Half, t::person_positions(lang), &html! {}, &content))
}

fn sessions(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let sessions = access::sessions_of(read, account.id, ctx.now)?;
    let columns = vec![
        Column::head(t::own_device(lang)),
        Column::text(t::own_address(lang)),
        Column::text(t::own_seen(lang)),
        Column::actions(t::own_end(lang)),
    ];
    let mut table = Table::new(lang, t::person_sessions(lang), columns).wrap();
    for session in &sessions {
        let address = format!("{BASE}/{}/sessions/{}/end", account.id, session.id);
        table = table.row(vec![
            html! { (session.agent) },
            html! { (session.address) },
            ui::time::time(lang, session.seen_at, ctx.now),
            html! { (Form::post(address, ctx.new_id(), html! { (Button::submit(t::own_end(lang)).small().danger()) }).class("inline")) },
        ]);
    }
    let all = format!("{BASE}/{}/sessions/end", account.id);
    let content = html! {
        @if sessions.is_empty() { p class="muted" { (t::person_no_session(lang)) } } @else { (table) }
        @if sessions.len() > 1 {
            (Form::post(all, ctx.new_id(), html! { (Button::submit(t::person_end_all(lang)).danger()) }).class("inline"))
        }
    };
    Ok(ui::card("sessions", ui::Share::Whole, t::person_sessions(lang), &html! {}, &content))
}

fn history(read: &mut Read<'_>, ctx: &Ctx, account: &Account) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let told = story::history(read, ctx, account)?;
    let content = html! {
        @match &told { Some(told) => (told), None => { p class="muted" { (t::person_no_history(lang)) } } }
    };
    Ok(ui::card("history", ui::Share::Whole, t::person_history(lang), &html! {}, &content))
}

/// Takes the password away, ends all sessions and shows a new one-time code.
pub(crate) async fn reset(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let reader = &act.reader;
    let slip = issue(&app, &reader.ctx, id)?;
    let back = (t::slip_back(reader.ctx.lang), format!("{BASE}/{id}"));
    app.db.read(|read| slip::page(&app, reader, read, &[&slip], (back.0, &back.1)))
}

/// Resets an account: for the form and for the API.
pub(crate) fn issue(app: &App, ctx: &Ctx, id: Uuid) -> Result<Slip, Failure> {
    let seed = app.hasher.code_seed(ctx)?;
    // Whoever has lost the password may have lost the device with it; both are set up anew.
    let reset = Reset { account: id, second_factor: true };
    let policy = app.hasher.policy();
    let Issued { account, expires } =
        app.db.write(ctx, |tx| actions::reset_account(tx, ctx, policy, &seed, &reset))?;
    app.forget_sessions();
    let known = app.db.read(|read| access::account(read, account))?.ok_or(Lacking::Page)?;
    Ok(Slip { person: known.name, user_name: known.user_name, code: seed.code(account), until: expires })
}

/// The user name of an account, to say what was done to it.
fn user_name(app: &App, id: Uuid) -> Result<String, Failure> {
    Ok(app.db.read(|read| access::account(read, id))?.ok_or(Lacking::Page)?.user_name)
}

/// Nobody signs in with it any more.
pub(crate) async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::close_account(tx, ctx, id))?;
    app.forget_sessions();
    said(id, &t::person_closed(ctx.lang, user_name(&app, id)?))
}

/// Opens it again.
pub(crate) async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::reopen_account(tx, ctx, id))?;
    said(id, &t::person_reopened(ctx.lang, user_name(&app, id)?))
}

/// Lets somebody try again at once who must wait after too many attempts.
pub(crate) async fn unlock(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::unlock_account(tx, ctx, id))?;
    said(id, t::person_unlocked(ctx.lang))
}

/// Takes the second factor from somebody who has lost it.
pub(crate) async fn take_second_factor(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    act: Act<Nothing>,
) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::take_second_factor(tx, ctx, id))?;
    said(id, t::person_took(ctx.lang))
}

/// Ends all sessions of the account.
pub(crate) async fn end_sessions(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::end_sessions(tx, ctx, id))?;
    app.forget_sessions();
    said(id, t::person_ended_all(ctx.lang))
}

/// Ends one session of the account.
pub(crate) async fn end_session(
    State(app): State<App>,
    Path((id, session)): Path<(Uuid, Uuid)>,
    act: Act<Nothing>,
) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| actions::end_session(tx, ctx, session))?;
    app.forget_sessions();
    said(id, t::person_ended(ctx.lang))
}

fn said(id: Uuid, text: &str) -> Answer {
    Ok(see_other_saying(&format!("{BASE}/{id}"), text, None))
}
