//! The accounts of an agency: who works in it, who may sign in, and with what code for the first time.

use super::gate::Nothing;
use super::{again, unreadable};
use crate::t;
use access::actions::{Issued, Reset};
use access::{AccountFile, AccountState};
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{
    Act, Answer, App, Failure, Lacking, Page, Path, Query, Reader, SignedIn, Upload, see_other_saying,
};
use maud::{Markup, html};
use organisation::{Agency, Place, Rank};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Table};

const BASE: &str = "/admin/accounts";

/// The agency that is looked at, by its identifier; one's own if none is named.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Of {
    agency: Option<String>,
}

/// A person, the position that they get, and the account.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct AccountForm {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    rank: String,
    #[serde(default)]
    user_name: String,
    #[serde(default)]
    role: Vec<String>,
}

impl AccountForm {
    /// The form as the one line of a file: one set of rules, one answer to every fault.
    fn csv(&self) -> Vec<u8> {
        let roles = self.role.join(" ");
        let fields = [&self.agency, &self.unit, &self.title, &self.rank, &self.name, &self.user_name, &roles];
        let quoted: Vec<String> =
            fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        format!("agency_code,unit,title,rank,name,user_name,roles\n{}\n", quoted.join(",")).into_bytes()
    }
}

/// The page.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Query(of): Query<Of>) -> Answer {
    page(&app, &reader, of.agency.as_deref(), &AccountForm::default(), &[], None)
}

fn page(
    app: &App,
    reader: &Reader,
    code: Option<&str>,
    typed: &AccountForm,
    faults: &[FieldFault],
    once: Option<Markup>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = agency(read, ctx, code)?;
        access::require(read, ctx, access::ACCOUNTS, &Place::agency(agency.id))?;
        let accounts = access::accounts_in(read, agency.id, ctx.now.day())?;
        let count = i64::try_from(accounts.len()).unwrap_or(i64::MAX);
        let columns = vec![
            Column::head(t::own_name(lang)),
            Column::text(t::gate_user_name(lang)),
            Column::text(t::people_state(lang)).fit(),
            Column::text(t::people_seen(lang)).fit().spare(),
            Column::actions(t::jobs_act(lang)),
        ];
        let mut table = Table::new(lang, t::menu_accounts(lang), columns);
        for account in &accounts {
            let post = |act: &str, button: Button| {
                Form::post(format!("{BASE}/{}/{act}", account.id), ctx.new_id(), html! { (button.small()) })
                    .class("inline")
            };
            let closed = account.state() == AccountState::Closed;
            table = table.row(vec![
                html! { (account.name) },
                ui::code(&account.user_name),
                html! { (state(lang, account.state())) @if account.has_totp { " " (ui::tag(t::people_two(lang))) } },
                html! { @if let Some(at) = account.signed_in_at { (ui::time::time(lang, at, ctx.now)) } @else { "–" } },
                html! {
                    @if closed { (post("reopen", Button::submit(t::people_reopen(lang)))) }
                    @else {
                        (post("reset", Button::submit(t::people_reset(lang))))
                        (post("close", Button::submit(t::people_close(lang)).danger()))
                    }
                },
            ]);
        }
        let roles = access::roles(read)?;
        let fresh = fresh(ctx, &agency, &roles, typed, faults);
        let body = html! {
            @if let Some(once) = &once { (once) }
            (ui::card("accounts", ui::Share::Whole, &agency.name, &choose(ctx, &agency), &html! {
                @if accounts.is_empty() { (Empty::new(Icon::Users, t::people_none(lang), t::people_none_text(lang))) } @else { (table) }
            }))
            (ui::card("fresh", ui::Share::Half, t::people_fresh(lang), &html! {}, &fresh))
            (ui::card("file", ui::Share::Half, t::people_file(lang), &html! {}, &html! {
                p class="muted" { (t::people_file_hint(lang)) }
                p { (ui::code("agency_code,unit,title,rank,name,user_name,roles")) }
                (Form::post(format!("{BASE}/import"), ctx.new_id(), html! {
                    (Field::new("file", t::people_csv(lang), files(lang)).required())
                    (Button::submit(t::people_import(lang)).icon(Icon::Upload))
                }).files())
            }))
        };
        let head = PageHead::new(t::menu_accounts(lang)).note(t::people_count(lang, count));
        let body = ui::page(&head, &ui::board(&body));
        edge::page(app, reader, read, Page { title: t::menu_accounts(lang), active: BASE, body })
    })
}

/// The control that takes a file of lines.
pub(super) fn files(lang: context::Lang) -> Control {
    Control::Files {
        accept: ".csv,text/csv".to_owned(),
        several: false,
        invite: t::people_invite(lang).to_owned(),
    }
}

fn agency(read: &mut Read<'_>, ctx: &Ctx, code: Option<&str>) -> Result<Agency, Failure> {
    let found = match code {
        Some(code) => organisation::by_code(read, code.trim(), ctx.now.day())?,
        None => match ctx.actor.agency {
            Some(id) => organisation::agency(read, id)?,
            None => None,
        },
    };
    found.ok_or_else(|| Lacking::Page.into())
}

/// Goes to the accounts of another agency, for those whose reach is wider than their own.
fn choose(ctx: &Ctx, agency: &Agency) -> Markup {
    let lang = ctx.lang;
    html! {
        (Form::get(BASE, html! {
            (Field::new("agency", t::places_code(lang), Control::text(&agency.code)).id("f-of").bare())
            (Button::submit(t::trail_find(lang)).small())
        }).class("inline"))
    }
}

fn fresh(
    ctx: &Ctx,
    agency: &Agency,
    roles: &[access::Role],
    typed: &AccountForm,
    faults: &[FieldFault],
) -> Markup {
    let lang = ctx.lang;
    let ranks = Rank::ALL.iter().map(|rank| Opt::new(rank.code(), rank.words(lang))).collect();
    let rank = if typed.rank.is_empty() { Rank::Officer.code().to_owned() } else { typed.rank.clone() };
    let roles = Control::Pills {
        options: roles.iter().map(|role| Opt::new(role.code.clone(), role.name(lang))).collect(),
        chosen: typed.role.clone(),
        several: true,
    };
    html! {
        (ui::error_summary(lang, None, faults, &[]))
        (Form::post(BASE, ctx.new_id(), html! {
            input type="hidden" name="agency" value=(agency.code);
            (Field::new("name", t::own_name(lang), Control::text(&typed.name)).required())
            (Field::new("title", t::own_position(lang), Control::text(&typed.title)).required())
            (Field::new("unit", t::places_unit(lang), Control::text(&typed.unit)).hint(t::people_unit_hint(lang)))
            (Field::new("rank", t::people_rank(lang), Control::select(ranks, rank)))
            (Field::new("user_name", t::gate_user_name(lang), Control::text(&typed.user_name)).required())
            (Field::new("role", t::people_roles(lang), roles))
            (Button::submit(t::people_make(lang)).primary())
        }))
    }
}

fn state(lang: context::Lang, state: AccountState) -> &'static str {
    match state {
        AccountState::Waiting => t::people_waiting(lang),
        AccountState::Active => t::people_active(lang),
        AccountState::Closed => t::people_closed(lang),
    }
}

/// Makes an account with a person and a position; its one-time code is shown once.
pub(crate) async fn make(State(app): State<App>, act: Act<AccountForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    match take_in(&app, &reader.ctx, &typed.csv()) {
        Ok(codes) => page(&app, reader, Some(&typed.agency), &AccountForm::default(), &[], Some(codes)),
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = page(&app, reader, Some(&typed.agency), typed, &faults, None)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Takes in a file of accounts: all of its lines or, if one is wrong, none.
pub(crate) async fn import(State(app): State<App>, upload: Upload<Nothing>) -> Answer {
    let reader = &upload.reader;
    let file = upload.files.first().ok_or_else(|| unreadable("file", t::people_invite(reader.ctx.lang)))?;
    let csv = app.files.read(&file.file.digest)?;
    let codes = take_in(&app, &reader.ctx, &csv)?;
    page(&app, reader, None, &AccountForm::default(), &[], Some(codes))
}

/// Makes the accounts and shows their one-time codes.
fn take_in(app: &App, ctx: &Ctx, csv: &[u8]) -> Result<Markup, Failure> {
    let seed = app.hasher.code_seed(ctx)?;
    let file = AccountFile { csv, starts: ctx.now.day() };
    let policy = app.hasher.policy();
    let made = app.db.write(ctx, |tx| access::import_accounts(tx, ctx, policy, &seed, &file))?;
    let codes: Vec<(String, String)> =
        made.into_iter().map(|one| (one.user_name, seed.code(one.account))).collect();
    Ok(shown_once(ctx, &codes))
}

fn shown_once(ctx: &Ctx, codes: &[(String, String)]) -> Markup {
    let lang = ctx.lang;
    let columns = vec![Column::head(t::gate_user_name(lang)), Column::text(t::gate_one_time(lang))];
    let table = codes.iter().fold(Table::new(lang, t::people_codes(lang), columns), |table, (user, code)| {
        table.row(vec![ui::code(user), ui::code(code)])
    });
    ui::card(
        "codes",
        ui::Share::Whole,
        t::people_codes(lang),
        &html! {},
        &html! { p { (t::people_codes_text(lang)) } (table) },
    )
}

/// Takes the password away, ends all sessions and shows a new one-time code.
pub(crate) async fn reset(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let seed = app.hasher.code_seed(ctx)?;
    // Whoever has lost the password may have lost the device with it; both are set up anew.
    let reset = Reset { account: id, second_factor: true };
    let policy = app.hasher.policy();
    let Issued { account, .. } =
        app.db.write(ctx, |tx| access::actions::reset_account(tx, ctx, policy, &seed, &reset))?;
    app.forget_sessions();
    let user = app.db.read(|read| access::account(read, account))?.ok_or(Lacking::Page)?.user_name;
    let codes = shown_once(ctx, &[(user, seed.code(account))]);
    page(&app, &act.reader, None, &AccountForm::default(), &[], Some(codes))
}

/// Nobody signs in with it any more.
pub(crate) async fn close(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| access::actions::close_account(tx, ctx, id))?;
    app.forget_sessions();
    Ok(see_other_saying(BASE, t::people_said(ctx.lang), None))
}

/// Opens it again.
pub(crate) async fn reopen(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| access::actions::reopen_account(tx, ctx, id))?;
    Ok(see_other_saying(BASE, t::people_said(ctx.lang), None))
}
