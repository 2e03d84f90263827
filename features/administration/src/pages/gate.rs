//! The gate: signing in and out, activating an account, language and theme, the position one acts in.

use crate::t;
use access::{Activation, Attempt};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use context::{FieldFault, Lang, Uuid};
use edge::{
    Act, Answer, App, COOKIE_LANG, COOKIE_SESSION, COOKIE_THEME, Failure, Query, Reader, Visit, cookie,
    expired_cookie, see_other, see_other_saying,
};
use maud::{Markup, html};
use serde::Deserialize;
use ui::pages::Gate;
use ui::{Button, Control, Field, Form, Theme};

#[derive(Deserialize)]
pub(crate) struct To {
    to: Option<String>,
}

/// Where to go next: only to an address of our own.
pub(super) fn own_path(to: Option<&str>) -> &str {
    to.filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\')).unwrap_or("/")
}

/// The form.
pub(crate) async fn form(State(app): State<App>, reader: Reader, Query(query): Query<To>) -> Answer {
    page(&app, &reader, sign_in_form(&reader, own_path(query.to.as_deref()), "", false, &[]))
}

#[derive(Deserialize)]
pub(crate) struct SignInForm {
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    password: String,
    code: Option<String>,
    to: Option<String>,
}

/// Signs in and leads to where one wanted to go.
pub(crate) async fn sign_in(State(app): State<App>, visit: Visit<SignInForm>) -> Answer {
    let form = visit.input;
    let to = own_path(form.to.as_deref()).to_owned();
    match open(&app, &visit.reader, &form.user_name, &form.password, form.code.as_deref()) {
        Ok(signed) => {
            let mut response = see_other(&to);
            let seconds = app.hasher.policy().longest / context::Time::SECOND;
            set_cookie(&mut response, &cookie(&app, COOKIE_SESSION, &signed.token, seconds, false));
            Ok(response)
        }
        Err(error) => {
            let needs_code = matches!(error, access::Error::CodeNeeded | access::Error::WrongSecondFactor);
            let failure = Failure::from(error);
            let problem = failure.problem(visit.reader.ctx.lang);
            if problem.fault == context::Fault::Internal || problem.fault == context::Fault::Unavailable {
                return Err(failure);
            }
            let mut faults = problem.fields.clone();
            if faults.is_empty() {
                let field = if needs_code { "code" } else { "user_name" };
                let message = format!("{} {}", problem.title, problem.remedy);
                faults.push(FieldFault { field: field.into(), message });
            }
            let form = sign_in_form(&visit.reader, &to, &form.user_name, needs_code, &faults);
            let mut response = page(&app, &visit.reader, form)?;
            *response.status_mut() =
                StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(response)
        }
    }
}

/// Opens a session: for the form and for the API.
pub(crate) fn open(
    app: &App,
    reader: &Reader,
    user_name: &str,
    password: &str,
    code: Option<&str>,
) -> Result<access::SignedIn, access::Error> {
    let attempt = Attempt {
        user_name: user_name.trim(),
        password,
        code,
        address: &reader.address,
        agent: &reader.agent,
    };
    tokio::task::block_in_place(|| access::sign_in(&app.db, &reader.ctx, &app.hasher, &attempt))
}

fn sign_in_form(
    reader: &Reader,
    to: &str,
    user_name: &str,
    needs_code: bool,
    faults: &[FieldFault],
) -> Markup {
    let lang = reader.ctx.lang;
    let content = html! {
        h1 { (t::gate_title(lang)) }
        input type="hidden" name="to" value=(to);
        (Field::new("user_name", t::gate_user_name(lang), Control::typed("text", "username", user_name).large()).fault(faults).required())
        (Field::new("password", t::gate_password(lang), Control::secret("current-password").large()).fault(faults).required())
        @if needs_code {
            (Field::new("code", t::gate_code(lang), Control::typed("text", "one-time-code", "").large()).hint(t::gate_code_hint(lang)).fault(faults))
        }
        (Button::submit(t::gate_sign_in(lang)).primary().large().wide())
    };
    html! { (Form::set("/sign-in", content)) }
}

/// The form of somebody who has a one-time code.
pub(crate) async fn activation(State(app): State<App>, reader: Reader) -> Answer {
    page(&app, &reader, activation_form(&reader, "", &[]))
}

#[derive(Deserialize)]
pub(crate) struct ActivationForm {
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    password: String,
}

/// Sets the first password by a one-time code.
pub(crate) async fn activate(State(app): State<App>, visit: Visit<ActivationForm>) -> Answer {
    let form = visit.input;
    let activation = Activation {
        user_name: form.user_name.trim(),
        code: form.code.trim(),
        password: &form.password,
        address: &visit.reader.address,
    };
    let ctx = &visit.reader.ctx;
    let done = tokio::task::block_in_place(|| access::activate(&app.db, ctx, &app.hasher, &activation));
    match done {
        Ok(()) => Ok(see_other_saying("/sign-in", t::gate_activated(ctx.lang), None)),
        Err(error) => {
            let failure = Failure::from(error);
            let problem = failure.problem(ctx.lang);
            if !failure.concerns_input() && problem.fault != context::Fault::TooMany {
                return Err(failure);
            }
            let mut faults = problem.fields.clone();
            if faults.is_empty() {
                faults.push(FieldFault {
                    field: "code".into(),
                    message: format!("{} {}", problem.title, problem.remedy),
                });
            }
            let mut response =
                page(&app, &visit.reader, activation_form(&visit.reader, &form.user_name, &faults))?;
            *response.status_mut() =
                StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(response)
        }
    }
}

fn activation_form(reader: &Reader, user_name: &str, faults: &[FieldFault]) -> Markup {
    let lang = reader.ctx.lang;
    let content = html! {
        h1 { (t::gate_activate_title(lang)) }
        (Field::new("user_name", t::gate_user_name(lang), Control::typed("text", "username", user_name).large()).fault(faults).required())
        (Field::new("code", t::gate_one_time(lang), Control::typed("text", "one-time-code", "").large()).fault(faults).required())
        (Field::new("password", t::gate_new_password(lang), Control::secret("new-password").large()).hint(t::gate_password_hint(lang)).fault(faults).required())
        (Button::submit(t::gate_activate(lang)).primary().large().wide())
    };
    html! { (Form::set("/activate", content)) }
}

fn page(app: &App, reader: &Reader, form: Markup) -> Answer {
    let lang = reader.ctx.lang;
    let gate = Gate {
        lang,
        theme: reader.theme,
        title: t::gate_title(lang).to_owned(),
        agency: house(app, reader)?,
        path: reader.path.clone(),
        said: reader.said.clone(),
        form,
        say: t::gate_say(lang).to_owned(),
        foot: vec![
            (t::gate_title(lang).to_owned(), "/sign-in".to_owned()),
            (t::gate_activate_title(lang).to_owned(), "/activate".to_owned()),
        ],
    };
    Ok(edge::said_once(reader, gate.render()))
}

/// Whose house it is: as configured, else the agency above all others.
fn house(app: &App, reader: &Reader) -> Result<String, Failure> {
    if let Some(name) = &app.settings.house {
        return Ok(name.clone());
    }
    let root = app.db.read(|read| organisation::root(read, reader.ctx.now.day()))?;
    Ok(root.map(|agency| agency.name).unwrap_or_default())
}

#[derive(Deserialize)]
pub(crate) struct Preferences {
    lang: Option<String>,
    theme: Option<String>,
    to: Option<String>,
}

/// Chooses a language or the colours; a year from now they are still chosen.
pub(crate) async fn prefer(State(app): State<App>, visit: Visit<Preferences>) -> Answer {
    const YEAR: i64 = 365 * 24 * 3600;
    let mut response = see_other(own_path(visit.input.to.as_deref()));
    if let Some(lang) = visit.input.lang.as_deref().and_then(Lang::of) {
        set_cookie(&mut response, &cookie(&app, COOKIE_LANG, lang.code(), YEAR, false));
    }
    if let Some(theme) = visit.input.theme.as_deref() {
        set_cookie(&mut response, &cookie(&app, COOKIE_THEME, Theme::of(theme).code(), YEAR, false));
    }
    Ok(response)
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// Ends the session.
pub(crate) async fn sign_out(State(app): State<App>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    if let Some(session) = act.reader.session {
        app.db.write(ctx, |tx| access::actions::end_session(tx, ctx, session))?;
    }
    app.forget_sessions();
    let mut response = see_other("/sign-in");
    set_cookie(&mut response, &expired_cookie(&app, COOKIE_SESSION));
    Ok(response)
}

#[derive(Deserialize)]
pub(crate) struct Switch {
    position: Uuid,
    to: Option<String>,
}

/// Acts in another of one's positions from now on.
pub(crate) async fn switch(State(app): State<App>, act: Act<Switch>) -> Answer {
    let ctx = &act.reader.ctx;
    let session = act.reader.session.ok_or(edge::Lacking::SignIn)?;
    app.db.write(ctx, |tx| access::actions::switch_position(tx, ctx, session, act.input.position))?;
    app.forget_sessions();
    // What the other position may see is not what this one could: begin at its own work.
    let _ = act.input.to;
    Ok(see_other("/"))
}

fn set_cookie(response: &mut Response, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
