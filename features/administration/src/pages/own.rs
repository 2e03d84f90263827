//! One's own account: password, second factor, sessions.

use super::gate::Nothing;
use crate::t;
use access::{PasswordChange, RecoveryCodes, TotpSecret};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Uuid};
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, Reader, SignedIn, see_other_saying};
use maud::{Markup, PreEscaped, html};
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Icon, PageHead, Table};

/// The page.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    page(&app, &reader, &[], None)
}

/// The page, with what is wrong with what was sent, or with what is shown once.
fn page(app: &App, reader: &Reader, faults: &[FieldFault], once: Option<Markup>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let person = ctx.actor.person.ok_or(Lacking::SignIn)?;
        let account = access::account_of_person(read, person)?.ok_or(Lacking::Page)?;
        let sessions = access::sessions_of(read, account.id, ctx.now)?;
        let columns = vec![
            Column::head(t::own_device(lang)),
            Column::text(t::own_address(lang)),
            Column::text(t::own_seen(lang)),
            Column::actions(t::own_end(lang)),
        ];
        let mut table = Table::new(lang, t::own_sessions(lang), columns);
        for session in &sessions {
            let current = reader.session == Some(session.id);
            table = table.row(vec![
                html! { (session.agent) @if current { " " (ui::tag(t::own_this(lang))) } },
                html! { (session.address) },
                ui::time::time(lang, session.seen_at, ctx.now),
                html! { @if !current { (Form::post(format!("/account/sessions/{}/end", session.id), ctx.new_id(), html! { (Button::submit(t::own_end(lang)).small().danger()) }).class("inline")) } },
            ]);
        }
        let body = html! {
            @if let Some(once) = &once { (once) }
            (ui::card("own", ui::Share::Half, t::own_title(lang), &html! {}, &ui::definitions(&[
                (t::own_name(lang), html! { (ctx.actor.name) }),
                (t::gate_user_name(lang), html! { (account.user_name) }),
                (t::own_position(lang), html! { (ctx.actor.title) }),
            ])))
            (ui::card("password", ui::Share::Half, t::own_password(lang), &html! {}, &password_form(ctx, faults)))
            (ui::card("factor", ui::Share::Half, t::own_factor(lang), &html! {}, &factor(ctx, account.has_totp, faults)))
            (ui::card("sessions", ui::Share::Whole, t::own_sessions(lang), &html! {}, &html! {
                (table)
                @if sessions.len() > 1 {
                    (Form::post("/account/sessions/end-others", ctx.new_id(), html! { (Button::submit(t::own_end_others(lang))) }).class("inline"))
                }
            }))
        };
        let body = ui::page(&PageHead::new(t::own_title(lang)), &ui::board(&body));
        edge::page(app, reader, read, Page { title: t::own_title(lang), active: "/account", body })
    })
}

fn password_form(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    html! {
        (Form::set("/account/password", html! {
            (Field::new("old", t::own_old(lang), Control::secret("current-password")).fault(faults).required())
            (Field::new("password", t::gate_new_password(lang), Control::secret("new-password")).hint(t::gate_password_hint(lang)).fault(faults).required())
            (Button::submit(t::own_change(lang)))
        }))
    }
}

fn factor(ctx: &Ctx, enrolled: bool, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    if enrolled {
        return html! {
            p { (t::own_factor_on(lang)) }
            (Form::set("/account/second-factor/remove", html! {
                (Field::new("code", t::gate_code(lang), Control::digits("")).fault(faults).required())
                (Button::submit(t::own_factor_remove(lang)).danger())
            }))
        };
    }
    html! {
        p { (t::own_factor_off(lang)) }
        (Form::set("/account/second-factor", html! { (Button::submit(t::own_factor_begin(lang)).icon(Icon::Shield)) }))
    }
}

#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    #[serde(default)]
    old: String,
    #[serde(default)]
    password: String,
}

/// Changes the password; all other sessions end.
pub(crate) async fn change_password(State(app): State<App>, act: Act<PasswordForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let session = act.reader.session.ok_or(Lacking::SignIn)?;
    let change = PasswordChange {
        old: &act.input.old,
        new: &act.input.password,
        session,
        address: &act.reader.address,
    };
    match tokio::task::block_in_place(|| access::change_password(&app.db, ctx, &app.hasher, &change)) {
        Ok(()) => Ok(see_other_saying("/account", t::own_changed(ctx.lang), None)),
        Err(error) => refused(&app, &act.reader, error.into(), "old"),
    }
}

/// The page again with the fault at its field.
fn refused(app: &App, reader: &Reader, failure: Failure, field: &str) -> Answer {
    let problem = failure.problem(reader.ctx.lang);
    if !failure.concerns_input() && problem.fault != context::Fault::TooMany {
        return Err(failure);
    }
    let mut faults = problem.fields.clone();
    if faults.is_empty() {
        let message = format!("{} {}", problem.title, problem.remedy);
        faults.push(FieldFault { field: field.to_owned(), message });
    }
    let mut answer = page(app, reader, &faults, None)?;
    *answer.status_mut() =
        StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    Ok(answer)
}

/// Ends one of one's own sessions.
pub(crate) async fn end_session(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| access::actions::end_session(tx, ctx, id))?;
    app.forget_sessions();
    Ok(see_other_saying("/account", t::own_ended(ctx.lang), None))
}

/// Ends all sessions but this one.
pub(crate) async fn end_others(State(app): State<App>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let keep = act.reader.session.ok_or(Lacking::SignIn)?;
    app.db.write(ctx, |tx| access::actions::end_other_sessions(tx, ctx, keep))?;
    app.forget_sessions();
    Ok(see_other_saying("/account", t::own_ended(ctx.lang), None))
}

/// Makes a secret and shows it once, as a picture and as text; it counts when its first code is entered.
pub(crate) async fn begin_second_factor(State(app): State<App>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let lang = ctx.lang;
    let secret = TotpSecret::fresh()?;
    app.db
        .write(ctx, |tx| access::actions::begin_second_factor(tx, ctx, app.hasher.factor_key(), &secret))?;
    let address = secret.url(&ctx.actor.name)?;
    let picture = qrcode::QrCode::new(address.as_bytes())
        .map(|code| code.render::<qrcode::render::svg::Color<'_>>().min_dimensions(180, 180).build())
        .unwrap_or_default();
    // The XML heading does not belong into a page.
    let picture = picture.split_once("?>").map_or(picture.clone(), |(_, rest)| rest.to_owned());
    let shown = ui::card(
        "enrol",
        ui::Share::Half,
        t::own_factor_scan(lang),
        &html! {},
        &html! {
            (PreEscaped(picture))
            p { (ui::code(&secret.text())) }
            (Form::set("/account/second-factor/confirm", html! {
                (Field::new("code", t::gate_code(lang), Control::digits("")).id("f-confirm").required())
                (Button::submit(t::own_factor_confirm(lang)).primary())
            }))
        },
    );
    page(&app, &act.reader, &[], Some(shown))
}

#[derive(Deserialize)]
pub(crate) struct CodeForm {
    #[serde(default)]
    code: String,
}

/// The first code: from now on the second factor is asked for. Recovery codes are shown once.
pub(crate) async fn confirm_second_factor(State(app): State<App>, act: Act<CodeForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let lang = ctx.lang;
    let codes = RecoveryCodes::fresh()?;
    let key = app.hasher.factor_key();
    let code = &act.input.code;
    match app.db.write(ctx, |tx| access::actions::confirm_second_factor(tx, ctx, key, code, &codes)) {
        Ok(()) => {
            let shown = ui::card(
                "recovery",
                ui::Share::Half,
                t::own_recovery(lang),
                &html! {},
                &html! {
                    p { (t::own_recovery_text(lang)) }
                    ul { @for code in codes.codes() { li { (ui::code(code)) } } }
                },
            );
            page(&app, &act.reader, &[], Some(shown))
        }
        Err(error) => refused(&app, &act.reader, error.into(), "code"),
    }
}

/// Turns the second factor off, by a code of it.
pub(crate) async fn remove_second_factor(State(app): State<App>, act: Act<CodeForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let key = app.hasher.factor_key();
    match app.db.write(ctx, |tx| access::actions::remove_second_factor(tx, ctx, key, &act.input.code)) {
        Ok(()) => Ok(see_other_saying("/account", t::own_factor_removed(ctx.lang), None)),
        Err(error) => refused(&app, &act.reader, error.into(), "code"),
    }
}
