//! The accounts of an agency: who works in it, who may sign in, and with what code for the first time.

use super::gate::Nothing;
use super::slip::{self, Slip};
use super::{again, unreadable};
use crate::t;
use access::actions::may_give;
use access::{AccountFile, AccountFilter, AccountState, Listed};
use axum::extract::State;
use context::{Ctx, FieldFault, Scope, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Page, Query, Reader, SignedIn, Upload};
use maud::{Markup, html};
use organisation::{Agency, Place, Rank};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Pager, Table};

pub(super) const BASE: &str = "/admin/accounts";
/// So many accounts are shown at once.
const ROWS: usize = 50;
/// Counting stops here.
const MOST_COUNTED: i64 = 1_000;

/// The states as the address names them.
const WAITING: &str = "waiting";
const ACTIVE: &str = "active";
const LOCKED: &str = "locked";
const CLOSED: &str = "closed";

/// The agency to which somebody is added, by its identifier; one's own if none is named.
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
    pub(crate) fn csv(&self) -> Vec<u8> {
        let roles = self.role.join(" ");
        let fields = [&self.agency, &self.unit, &self.title, &self.rank, &self.name, &self.user_name, &roles];
        let quoted: Vec<String> =
            fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
        format!("agency_code,unit,title,rank,name,user_name,roles\n{}\n", quoted.join(",")).into_bytes()
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct AccountQuery {
    pub(crate) q: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) agency: Option<String>,
    pub(crate) below: Option<String>,
    pub(crate) behind: Option<String>,
}

impl AccountQuery {
    /// What the list is narrowed to. An agency that is unknown finds nothing.
    pub(crate) fn filter(&self, read: &mut Read<'_>, ctx: &Ctx) -> Result<Option<AccountFilter>, Failure> {
        let agency = match self.agency.as_deref().map(str::trim).filter(|code| !code.is_empty()) {
            Some(code) => match organisation::by_code(read, code, ctx.now.day())? {
                Some(agency) => Some(agency.id),
                None => return Ok(None),
            },
            None => None,
        };
        let state = match self.state.as_deref() {
            Some(WAITING) => Some(AccountState::Waiting),
            Some(ACTIVE) => Some(AccountState::Active),
            Some(CLOSED) => Some(AccountState::Closed),
            _ => None,
        };
        let locked = self.state.as_deref() == Some(LOCKED);
        Ok(Some(AccountFilter { text: self.q.clone(), state, locked, agency, below: self.below.is_some() }))
    }

    fn narrows(&self) -> bool {
        self.q.is_some() || self.state.is_some() || self.agency.is_some()
    }

    /// The address of the same list from its beginning, or from behind a row.
    fn address(&self, behind: Option<&str>) -> String {
        let query = edge::query(&[
            ("q", self.q.clone()),
            ("state", self.state.clone()),
            ("agency", self.agency.clone()),
            ("below", self.below.clone()),
            ("behind", behind.map(str::to_owned)),
        ]);
        format!("{BASE}{query}")
    }
}

/// The accounts within the reader's reach.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<AccountQuery>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let filter = query.filter(read, ctx)?;
        let known = filter.is_some();
        let filter = filter.unwrap_or_default();
        let mut page = access::accounts(read, ctx, &filter, query.behind.as_deref(), ROWS)?;
        let mut count = access::count_accounts(read, ctx, &filter, MOST_COUNTED)?;
        if !known {
            (page.rows, page.more, count) = (Vec::new(), false, 0);
        }
        let next = page.more.then(|| page.rows.last()).flatten();
        let pager = Pager {
            previous: query.behind.is_some().then(|| query.address(None)),
            next: next.map(|row| query.address(Some(&row.key))),
        };
        let body = html! {
            (seek(ctx, &query, known))
            @if page.rows.is_empty() {
                @if query.narrows() {
                    (Empty::filtered(t::people_unmatched(lang), t::people_unmatched_text(lang)).button(Button::link(t::people_all(lang), BASE)))
                } @else { (Empty::new(Icon::Users, t::people_none(lang), t::people_none_text(lang))) }
            } @else { (table(ctx, &page.rows)) }
            (ui::pager(lang, &pager))
        };
        let head = PageHead::new(t::menu_accounts(lang))
            .note(t::people_count(lang, ui::number::count(count)))
            .action(Button::link(t::people_fresh(lang), format!("{BASE}/new")));
        let body = ui::page(&head, &body);
        edge::page(&app, &reader, read, Page { title: t::menu_accounts(lang), active: BASE, body })
    })
}

fn seek(ctx: &Ctx, query: &AccountQuery, known: bool) -> Markup {
    let lang = ctx.lang;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let states = vec![
        Opt::new("", t::people_any(lang)),
        Opt::new(WAITING, t::people_waiting(lang)),
        Opt::new(ACTIVE, t::people_active(lang)),
        Opt::new(LOCKED, t::people_locked(lang)),
        Opt::new(CLOSED, t::people_closed(lang)),
    ];
    let fault = (!known).then(|| t::people_unknown_agency(lang).to_owned());
    let form = Form::get(
        BASE,
        html! {
            (ui::row(&[
                Field::new("q", t::people_seek(lang), Control::typed("search", "off", text(&query.q))).span(3),
                Field::new("state", t::people_state(lang), Control::select(states, text(&query.state))).span(3),
                Field::new("agency", t::people_of(lang), Control::text(text(&query.agency))).error(fault).span(3),
                Field::new("below", t::people_below(lang), Control::check(query.below.is_some())).span(3),
            ]))
            (Button::submit(t::trail_find(lang)).icon(Icon::Search))
        },
    );
    html! { (form) }
}

fn table(ctx: &Ctx, rows: &[Listed]) -> Markup {
    let lang = ctx.lang;
    let columns = vec![
        Column::head(t::own_name(lang)),
        Column::text(t::own_position(lang)).spare(),
        Column::text(t::gate_user_name(lang)),
        Column::text(t::people_state(lang)).fit(),
        Column::text(t::people_seen(lang)).fit().spare(),
    ];
    let table = rows.iter().fold(Table::new(lang, t::menu_accounts(lang), columns), |table, row| {
        let account = &row.account;
        table.row(vec![
            html! { a class="link" href={ (BASE) "/" (account.id) } { (account.name) } },
            html! { (row.seat) },
            ui::code(&account.user_name),
            html! {
                (state(lang, account.state()))
                @if row.locked { " " (ui::tag(t::people_locked(lang))) }
                @if account.has_totp { " " (ui::tag(t::people_two(lang))) }
            },
            html! { @if let Some(at) = account.signed_in_at { (ui::time::time(lang, at, ctx.now)) } @else { "–" } },
        ])
    });
    html! { (table) }
}

/// The forms that add accounts.
pub(crate) async fn fresh(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(of): Query<Of>,
) -> Answer {
    fresh_page(&app, &reader, of.agency.as_deref(), &AccountForm::default(), &[])
}

fn fresh_page(
    app: &App,
    reader: &Reader,
    code: Option<&str>,
    typed: &AccountForm,
    faults: &[FieldFault],
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = agency(read, ctx, code)?;
        access::require(read, ctx, access::ACCOUNTS, &Place::agency(agency.id))?;
        let roles = given(read, ctx, &agency)?;
        let file = html! {
            p class="muted" { (t::people_file_hint(lang)) }
            p { (ui::code("agency_code,unit,title,rank,name,user_name,roles")) }
            (Form::post(format!("{BASE}/import"), ctx.new_id(), html! {
                (Field::new("file", t::people_csv(lang), files(lang)).required())
                (Button::submit(t::people_import(lang)).icon(Icon::Upload))
            }).files())
        };
        let cards = [
            ui::card(
                "fresh",
                ui::Share::Half,
                t::people_one(lang),
                &html! {},
                &one(ctx, &agency, &roles, typed, faults),
            ),
            ui::card("file", ui::Share::Half, t::people_file(lang), &html! {}, &file),
        ];
        let trail = ui::trail(lang, &[(t::menu_accounts(lang), BASE)]);
        let head = PageHead::new(t::people_fresh(lang)).scope(trail);
        let body = ui::page(&head, &ui::board(&ui::cards(&cards)));
        edge::page(app, reader, read, Page { title: t::people_fresh(lang), active: BASE, body })
    })
}

/// The roles that the reader may give in an agency.
fn given(read: &mut Read<'_>, ctx: &Ctx, agency: &Agency) -> Result<Vec<access::Role>, Failure> {
    let mut given = Vec::new();
    for role in access::roles(read)? {
        let ceiling = ctx.actor.scope(access::GRANTS).unwrap_or(Scope::Own);
        if may_give(read, ctx, &role, ceiling, agency.id)? {
            given.push(role);
        }
    }
    given.sort_by_key(|role| role.guarded);
    Ok(given)
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

fn one(
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
            (Field::new("agency", t::people_of(lang), Control::text(if typed.agency.is_empty() { &agency.code } else { &typed.agency })).fault(faults).required())
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

/// What an account can be used for, in the reader's language.
pub(super) fn state(lang: context::Lang, state: AccountState) -> &'static str {
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
        Ok(made) => codes(&app, reader, &made),
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = fresh_page(&app, reader, None, typed, &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Takes in a file of accounts: all of its lines or, if one is wrong, none.
pub(crate) async fn import(State(app): State<App>, upload: Upload<Nothing>) -> Answer {
    let reader = &upload.reader;
    let file =
        upload.whole()?.first().ok_or_else(|| unreadable("file", t::people_invite(reader.ctx.lang)))?;
    let csv = app.files.read(&file.file.digest)?;
    codes(&app, reader, &take_in(&app, &reader.ctx, &csv)?)
}

/// An account that was made, with its one-time code.
pub(crate) struct Made {
    pub(crate) account: access::Imported,
    pub(crate) slip: Slip,
}

/// Makes the accounts of a file.
pub(crate) fn take_in(app: &App, ctx: &Ctx, csv: &[u8]) -> Result<Vec<Made>, Failure> {
    let seed = app.hasher.code_seed(ctx)?;
    let file = AccountFile { csv, starts: ctx.now.day() };
    let policy = app.hasher.policy();
    let until = ctx.now.plus(policy.code_valid);
    let made = app.db.write(ctx, |tx| access::import_accounts(tx, ctx, policy, &seed, &file))?;
    // A slip for one names the person; a list of many names the accounts alone.
    let people: Vec<Uuid> = made.iter().take(1).map(|one| one.person).collect();
    let names: BTreeMap<Uuid, String> = app
        .db
        .read(|read| organisation::people(read, &people))?
        .into_iter()
        .map(|it| (it.id, it.name))
        .collect();
    let slip = |one: &access::Imported| Slip {
        person: names.get(&one.person).cloned().unwrap_or_default(),
        user_name: one.user_name.clone(),
        code: seed.code(one.account),
        until,
    };
    Ok(made.into_iter().map(|account| Made { slip: slip(&account), account }).collect())
}

fn codes(app: &App, reader: &Reader, made: &[Made]) -> Answer {
    let lang = reader.ctx.lang;
    let slips: Vec<&Slip> = made.iter().map(|one| &one.slip).collect();
    app.db.read(|read| slip::page(app, reader, read, &slips, (t::slip_list(lang), BASE)))
}
