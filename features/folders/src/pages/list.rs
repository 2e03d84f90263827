//! The yearly list of an agency (danh mục hồ sơ): written by the office, approved by the head, amended.

use super::papers::item_cells;
use super::{BASE, LISTS, keepers, names, retentions};
use crate::model::input::ItemInput;
use crate::store::folder;
use crate::store::list::{self, Item, List};
use crate::{Error, actions, t, view, words};
use access::Place;
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Lang, Ref, Uuid};
use db::Read;
use edge::{
    Act, Answer, App, Failure, Page, Path, Query, Reader, Routes, SignedIn, TableFormat, Upload,
    see_other_saying,
};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Choice, Column, Control, Empty, Field, Form, Icon, Note, Opt, PageHead, Share, Table};

pub(crate) fn routes(routes: Routes) -> Routes {
    routes
        .post("/folder-lists", start)
        .post("/folder-lists/{id}/copy", copy)
        .post("/folder-lists/{id}/items", add)
        .post("/folder-lists/{id}/import", import)
        .post("/folder-lists/{id}/submit", submit)
        .post("/folder-lists/{id}/return", give_back)
        .post("/folder-lists/{id}/approve", approve)
        .post("/folder-lists/{id}/amend", amend)
        .post("/folder-items/{id}", change)
        .post("/folder-items/{id}/remove", remove)
}

/// Which list.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct YearQuery {
    year: Option<i64>,
    id: Option<Uuid>,
    format: Option<TableFormat>,
}

/// A line as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct ItemForm {
    heading: Option<String>,
    #[serde(default)]
    code: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    retention: String,
    unit: Option<Uuid>,
    keeper: Option<Uuid>,
    #[serde(default)]
    note: String,
}

impl ItemForm {
    fn of(item: &Item) -> ItemForm {
        ItemForm {
            heading: item.heading.then(|| "on".to_owned()),
            code: item.code.clone(),
            title: item.title.clone(),
            retention: item.retention.clone(),
            unit: item.unit,
            keeper: item.keeper,
            note: item.note.clone(),
        }
    }

    fn input(&self) -> ItemInput {
        ItemInput {
            heading: self.heading.is_some(),
            code: self.code.clone(),
            title: self.title.clone(),
            retention: self.retention.clone(),
            unit: self.unit,
            keeper: self.keeper,
            note: self.note.clone(),
        }
    }
}

/// What was wrong, and what had been typed.
#[derive(Clone, Debug, Default)]
struct Refused {
    title: Option<String>,
    faults: Vec<FieldFault>,
    item: ItemForm,
}

/// The list of a year, this one if none is named.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Query(query): Query<YearQuery>,
) -> Answer {
    page(&app, &reader, &query, &Refused::default())
}

/// Shows the page of a list again with what is wrong; other failures go their way.
fn again(app: &App, reader: &Reader, id: Option<Uuid>, failure: Failure, item: ItemForm) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let title = Some(format!("{}. {}", problem.title, problem.remedy));
    let refused = Refused { title, faults: problem.fields, item };
    let query = YearQuery { id, ..YearQuery::default() };
    let mut answer = page(app, reader, &query, &refused)?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

/// What the reader may do with the lists of their agency.
struct May {
    writes: bool,
    approves: bool,
}

impl May {
    fn of(read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> db::Result<May> {
        let place = Place::agency(agency);
        Ok(May {
            writes: access::may(read, ctx, crate::LIST, &place)?,
            approves: access::may(read, ctx, crate::APPROVE, &place)?,
        })
    }
}

fn page(app: &App, reader: &Reader, query: &YearQuery, refused: &Refused) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let works = [crate::KEEP, crate::READ, crate::LIST, crate::APPROVE, crate::ARCHIVE];
        let agency = ctx.actor.agency.filter(|_| works.iter().any(|it| ctx.actor.holds(it))).ok_or(Error::NotFound)?;
        let lists = list::lists(read, agency)?;
        let this = i64::from(ctx.now.day().year());
        let opened = match (query.id, query.year) {
            (Some(id), _) => Some(view::list_view(read, ctx, id)?.0),
            (None, Some(year)) => lists.iter().find(|list| list.year == year).cloned(),
            (None, None) => lists.iter().find(|list| list.year == this).or(lists.first()).cloned(),
        };
        let year = opened.as_ref().map_or(query.year.unwrap_or(this), |list| list.year);
        let may = May::of(read, ctx, agency)?;
        let mut years: Vec<i64> = lists.iter().map(|list| list.year).chain([this]).collect();
        years.sort_unstable_by_key(|year| std::cmp::Reverse(*year));
        years.dedup();
        let choices: Vec<Choice> = years
            .iter()
            .map(|it| Choice::new(it.to_string(), format!("{LISTS}?year={it}")).current(*it == year))
            .collect();
        let mut head = PageHead::new(t::page_lists(lang)).scope(ui::chips(t::folder_year(lang), &choices));
        let body = match &opened {
            None => html! {
                (ui::error_summary(lang, refused.title.as_deref(), &refused.faults, &[]))
                (nothing(ctx, year, &may))
            },
            Some(list) => {
                let items = list::items(read, list.id)?;
                let folders = items.iter().filter(|item| !item.heading).count();
                head = head.note(t::list_note(lang, words::state(lang, &format!("list_{}", list.state)), folders)).tools(tools(lang, list));
                html! {
                    (ui::error_summary(lang, refused.title.as_deref(), &refused.faults, &labels(lang)))
                    (standing(ctx, list, &may, refused))
                    @if items.is_empty() {
                        (Empty::first_time(Icon::Register, t::list_empty_title(lang), t::list_empty_text(lang)))
                    } @else { (table(read, ctx, list, &items, &may)?) }
                    @if may.writes && list.state == "draft" { (writing(read, ctx, list, refused)?) }
                    (ui::fold(t::folder_story(lang), "", false, &super::story::timeline(read, ctx, &Ref::new(crate::YEARLY_LIST, list.id))?))
                }
            }
        };
        let body = ui::page(&head, &body);
        edge::page(app, reader, read, Page { title: t::page_lists(lang), active: BASE, body })
    })
}

fn nothing(ctx: &Ctx, year: i64, may: &May) -> Markup {
    let lang = ctx.lang;
    let empty = Empty::first_time(Icon::Register, t::list_none_title(lang, year), t::list_none_text(lang));
    html! {
        (empty)
        @if may.writes {
            (Form::post(LISTS, ctx.new_id(), html! {
                div class="btns btns--centre" {
                    (Button::submit(t::act_start(lang, year)).primary().value("year", year.to_string()))
                }
            }).class("centre"))
        }
    }
}

fn tools(lang: Lang, list: &List) -> Markup {
    html! {
        (Button::link(t::page_folders(lang), BASE).quiet().icon(Icon::Dossier))
        (Button::link(t::act_print(lang), format!("{LISTS}/{}/print", list.id)).quiet().icon(Icon::Print))
        @for format in [TableFormat::Xlsx, TableFormat::Csv] {
            (Button::link(format.code().to_uppercase(), format!("{LISTS}/{}/export?format={}", list.id, format.code())).quiet().icon(Icon::Download))
        }
    }
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 7] {
    [
        ("code", t::folder_code(lang)),
        ("title", t::item_title(lang)),
        ("retention", t::folder_retention(lang)),
        ("unit", t::folder_unit(lang)),
        ("keeper", t::folder_keeper(lang)),
        ("reason", t::form_reason(lang)),
        ("file", t::import_file(lang)),
    ]
}

/// How the list stands, and what comes next.
fn standing(ctx: &Ctx, list: &List, may: &May, refused: &Refused) -> Markup {
    let lang = ctx.lang;
    let act = |name: &str, content: Markup| {
        Form::post(format!("{LISTS}/{}/{name}", list.id), ctx.new_id(), content).version(list.version)
    };
    let reason =
        || Field::new("reason", t::form_reason(lang), Control::text("")).fault(&refused.faults).required();
    match list.state.as_str() {
        "draft" => html! {
            @if list.approved_at.is_some() { (Note::info(t::list_amending(lang))) }
            @if may.writes {
                (act("submit", html! { (Button::submit(t::act_submit(lang)).primary().icon(Icon::Send)) }))
            }
        },
        "submitted" if may.approves => html! {
            (Note::info(t::list_approve_text(lang)))
            div class="btns" {
                (act("approve", html! { (Button::submit(t::act_approve(lang, list.year)).primary().key("Ctrl+Enter")) }).class("inline"))
            }
            (ui::fold(t::act_return(lang), "", false, &html! {
                (act("return", html! { (reason()) (Button::submit(t::act_return(lang)).danger()) }))
            }))
        },
        "submitted" => html! { (Note::info(t::list_waits(lang))) },
        _ => html! {
            @if let Some(at) = list.approved_at {
                (Note::success(t::list_approved_by(lang, &list.approver_name, &list.approver_title, ui::time::date(lang, at.day()))))
            }
            @if may.writes {
                (ui::fold(t::act_amend(lang), "", false, &html! {
                    (act("amend", html! {
                        p class="muted" { (t::amend_text(lang)) }
                        (reason())
                        (Button::submit(t::act_amend(lang)))
                    }))
                }))
            }
        },
    }
}

fn table(read: &mut Read<'_>, ctx: &Ctx, list: &List, items: &[Item], may: &May) -> Result<Table, Failure> {
    let lang = ctx.lang;
    let ids: Vec<Uuid> = items.iter().flat_map(|item| [item.keeper, item.unit]).flatten().collect();
    let names = names(read, ctx, &ids)?;
    let opened: BTreeMap<Uuid, (Uuid, String)> = folder::of_list(read, list.id)?
        .into_iter()
        .map(|(item, folder, state)| (item, (folder, state)))
        .collect();
    let writing = may.writes && list.state == "draft";
    let mut columns = vec![
        Column::text(t::folder_code(lang)).fit(),
        Column::head(t::item_title(lang)).wide(),
        Column::text(t::folder_retention(lang)).fit(),
        Column::text(t::item_keeper(lang)).spare(),
        Column::text(t::entry_note(lang)).spare(),
        Column::text(t::item_folder(lang)).fit(),
    ];
    if writing {
        columns.push(Column::actions(t::entry_acts(lang)));
    }
    let mut table = Table::new(lang, t::page_lists(lang), columns).wrap();
    for item in items {
        let cells = item_cells(ctx, lang, item, &names);
        let [code, title, retention, keeper, note] = <[String; 5]>::try_from(cells).unwrap_or_default();
        let there = opened.get(&item.id);
        let mut row = vec![
            ui::code(&code),
            html! { @if item.heading { b { (title) } } @else { span class="plainhead" { (title) } } },
            html! { (retention) },
            html! { (keeper) },
            html! { (note) },
            match there {
                Some((id, state)) => {
                    html! { a class="link" href={ (BASE) "/" (id) } { (words::state(lang, state)) } }
                }
                None if item.heading => html! {},
                None if !item.approved => ui::tag(t::item_unapproved(lang)),
                None if ctx.actor.holds(crate::KEEP) => html! {
                    a class="link" href={ (BASE) "/new?item=" (item.id) } { (t::item_open(lang)) }
                },
                None => html! { span class="muted" { (t::item_none(lang)) } },
            },
        ];
        if writing {
            row.push(html! {
                span class="btns" {
                    @if there.is_none() {
                        (Button::link(t::act_edit_item(lang, &item.code), format!("/folder-items/{}", item.id)).quiet().small().only_icon(Icon::Pen))
                    }
                    @if there.is_none() && !item.approved {
                        (Form::post(format!("/folder-items/{}/remove", item.id), ctx.new_id(), html! {
                            (Button::submit(t::act_remove_item(lang, &item.code)).quiet().small().only_icon(Icon::Close))
                        }).class("inline"))
                    }
                }
            });
        }
        table = table.row(row);
    }
    Ok(table)
}

/// Adding lines: one, a file of them, those of the year before.
fn writing(read: &mut Read<'_>, ctx: &Ctx, list: &List, refused: &Refused) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let add = Form::post(
        format!("{LISTS}/{}/items", list.id),
        ctx.new_id(),
        html! {
            (fields(read, ctx, list.agency, &refused.item, &refused.faults, true)?)
            (Button::submit(t::act_add_item(lang)).icon(Icon::Plus))
        },
    );
    let import = Form::post(format!("{LISTS}/{}/import", list.id), ctx.new_id(), html! {
        p class="muted" { (t::import_text(lang)) " " code { "kind,code,title,retention,unit,note" } }
        (Field::new("file", t::import_file(lang), Control::Files { accept: ".csv,text/csv".into(), several: false, invite: t::add_invite(lang).to_owned() }).fault(&refused.faults))
        (Button::submit(t::act_import(lang)).icon(Icon::Upload))
    })
    .files();
    let before = list::of_year(read, list.agency, list.year - 1)?;
    let copy = before.map(|before| {
        Form::post(
            format!("{LISTS}/{}/copy", list.id),
            ctx.new_id(),
            html! {
                p class="muted" { (t::copy_text(lang, before.year)) }
                (Button::submit(t::act_copy(lang, before.year)).icon(Icon::Copy))
            },
        )
    });
    let side = html! {
        @if let Some(copy) = copy { (ui::card("copy", Share::Third, t::copy_title(lang), &html! {}, &html! { (copy) })) }
        (ui::card("import", Share::Third, t::import_title(lang), &html! {}, &html! { (import) }))
    };
    let first = ui::card("add", Share::TwoThirds, t::add_item_title(lang), &html! {}, &html! { (add) });
    Ok(ui::board(&ui::cards(&[first, side])))
}

fn fields(
    read: &mut Read<'_>,
    ctx: &Ctx,
    agency: Uuid,
    form: &ItemForm,
    faults: &[FieldFault],
    fresh: bool,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let none = || vec![Opt::new("", t::item_nobody(lang))];
    let mut people = none();
    people.extend(keepers(read, ctx, agency)?);
    let mut units = none();
    let all = organisation::units_of(read, agency, ctx.now.day())?;
    units.extend(all.into_iter().map(|unit| Opt::new(unit.id.to_string(), unit.name)));
    let chosen = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    Ok(html! {
        @if fresh {
            (Field::new("heading", t::item_heading(lang), Control::check(form.heading.is_some())).hint(t::item_heading_hint(lang)))
        }
        (ui::row(&[
            Field::new("code", t::folder_code(lang), Control::text(&form.code)).fault(faults).required().span(2),
            Field::new("title", t::item_title(lang), Control::text(&form.title)).fault(faults).required().span(4),
        ]))
        (ui::row(&[
            Field::new("retention", t::folder_retention(lang), Control::select(retentions(ctx), &form.retention)).fault(faults).span(2),
            Field::new("unit", t::folder_unit(lang), Control::select(units, chosen(form.unit))).fault(faults).span(2),
            Field::new("keeper", t::folder_keeper(lang), Control::select(people, chosen(form.keeper))).fault(faults).span(2),
        ]))
        (Field::new("note", t::entry_note(lang), Control::text(&form.note)).fault(faults))
    })
}

/// The form of one line.
pub(crate) async fn item(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    item_page(&app, &reader, id, None, None)
}

fn item_page(
    app: &App,
    reader: &Reader,
    id: Uuid,
    typed: Option<&ItemForm>,
    failure: Option<&Failure>,
) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let item = list::item(read, id)?.ok_or(Error::NotFound)?;
        let (of, _) = view::list_view(read, ctx, item.list)?;
        if !May::of(read, ctx, of.agency)?.writes {
            return Err(Error::NotFound.into());
        }
        let form = typed.cloned().unwrap_or_else(|| ItemForm::of(&item));
        let problem = failure.map(|failure| failure.problem(lang));
        let faults = problem.as_ref().map(|problem| problem.fields.clone()).unwrap_or_default();
        let title = problem.map(|problem| problem.title);
        let back = format!("{LISTS}?id={}", item.list);
        let body = html! {
            (ui::error_summary(lang, title.as_deref(), &faults, &labels(lang)))
            (Form::post(format!("/folder-items/{id}"), ctx.new_id(), html! {
                (fields(read, ctx, of.agency, &form, &faults, false)?)
                div class="btns" {
                    (Button::submit(t::act_save(lang)).primary().key("Ctrl+Enter"))
                    (Button::link(t::act_back(lang), back).quiet())
                }
            }).guard())
        };
        let title = t::item_edit_title(lang, &item.code);
        let body = ui::page(&PageHead::new(&title), &ui::column(&body));
        edge::page(app, reader, read, Page { title: &title, active: BASE, body })
    })
}

fn to(id: Uuid, said: &str) -> Answer {
    Ok(see_other_saying(&format!("{LISTS}?id={id}"), said, None))
}

#[derive(Deserialize)]
struct StartForm {
    year: i64,
}

async fn start(State(app): State<App>, act: Act<StartForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::start(tx, ctx, act.input.year)) {
        Ok(id) => to(id, t::said_started(ctx.lang)),
        Err(error) => again(&app, &act.reader, None, error.into(), ItemForm::default()),
    }
}

#[derive(Deserialize)]
struct Nothing {}

async fn copy(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::copy(tx, ctx, id)) {
        Ok(count) => to(id, &t::said_copied(ctx.lang, count)),
        Err(error) => again(&app, &act.reader, Some(id), error.into(), ItemForm::default()),
    }
}

async fn add(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ItemForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::add_item(tx, ctx, id, &act.input.input())) {
        Ok(_) => to(id, t::said_saved(ctx.lang)),
        Err(error) => again(&app, &act.reader, Some(id), error.into(), act.input.clone()),
    }
}

async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ItemForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::change_item(tx, ctx, id, &act.input.input())) {
        Ok(()) => {
            let item = app.db.read(|read| list::item(read, id))?.ok_or(Error::NotFound)?;
            to(item.list, t::said_saved(ctx.lang))
        }
        Err(error) => {
            let failure = Failure::from(error);
            if !failure.concerns_input() {
                return Err(failure);
            }
            let mut answer = item_page(&app, &act.reader, id, Some(&act.input), Some(&failure))?;
            *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
    }
}

async fn remove(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    let list = app.db.write(ctx, |tx| actions::remove_item(tx, ctx, id))?;
    to(list, t::said_removed(ctx.lang))
}

async fn import(State(app): State<App>, Path(id): Path<Uuid>, upload: Upload<Nothing>) -> Answer {
    let ctx = &upload.reader.ctx;
    let imported = || -> Result<u64, Failure> {
        let missing = || Error::at("file", crate::model::input::InputFault::Missing);
        let file = &upload.whole()?.first().ok_or_else(missing)?.file;
        let bytes = std::fs::read(app.files.path(&file.digest)?).map_err(files::Error::from)?;
        Ok(app.db.write(ctx, |tx| actions::import_items(tx, ctx, id, &bytes))?)
    };
    match tokio::task::block_in_place(imported) {
        Ok(count) => to(id, &t::said_imported(ctx.lang, count)),
        Err(failure) => again(&app, &upload.reader, Some(id), failure, ItemForm::default()),
    }
}

async fn submit(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::submit(tx, ctx, id)) {
        Ok(()) => to(id, t::said_submitted(ctx.lang)),
        Err(error) => again(&app, &act.reader, Some(id), error.into(), ItemForm::default()),
    }
}

#[derive(Deserialize)]
struct VersionForm {
    version: Option<i64>,
}

async fn approve(State(app): State<App>, Path(id): Path<Uuid>, act: Act<VersionForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::approve(tx, ctx, id, act.input.version)) {
        Ok(()) => to(id, t::said_approved(ctx.lang)),
        Err(error) => again(&app, &act.reader, Some(id), error.into(), ItemForm::default()),
    }
}

#[derive(Deserialize)]
struct ReasonForm {
    #[serde(default)]
    reason: String,
}

async fn give_back(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::return_list(tx, ctx, id, &act.input.reason)) {
        Ok(()) => to(id, t::said_returned(ctx.lang)),
        Err(error) => again(&app, &act.reader, Some(id), error.into(), ItemForm::default()),
    }
}

async fn amend(State(app): State<App>, Path(id): Path<Uuid>, act: Act<ReasonForm>) -> Answer {
    let ctx = &act.reader.ctx;
    match app.db.write(ctx, |tx| actions::amend(tx, ctx, id, &act.input.reason)) {
        Ok(()) => to(id, t::said_amended(ctx.lang)),
        Err(error) => again(&app, &act.reader, Some(id), error.into(), ItemForm::default()),
    }
}

/// A yearly list as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<YearQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let (list, rows) = app.db.read(|read| -> Result<_, Failure> {
        let (list, items) = view::list_view(read, ctx, id)?;
        let ids: Vec<Uuid> = items.iter().flat_map(|item| [item.keeper, item.unit]).flatten().collect();
        let names = names(read, ctx, &ids)?;
        let rows: Vec<Vec<String>> = items.iter().map(|item| item_cells(ctx, lang, item, &names)).collect();
        Ok((list, rows))
    })?;
    let columns = [
        t::folder_code(lang),
        t::item_title(lang),
        t::folder_retention(lang),
        t::item_keeper(lang),
        t::entry_note(lang),
    ];
    let columns = columns.map(str::to_owned).to_vec();
    let mut rows = Some(rows);
    let next = move || Ok(rows.take().unwrap_or_default());
    let name = format!("danh-muc-ho-so-{}", list.year);
    edge::table_file(&name, t::page_lists(lang), query.format.unwrap_or_default(), columns, next)
}
