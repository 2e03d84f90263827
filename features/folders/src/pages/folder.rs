//! One folder: its contents list, and beside it what one does about it.

use super::index::may;
use super::{BASE, TRANSFERS, date_value, keepers, names, story};
use crate::model::folder::FolderKind;
use crate::store::entry::Entry;
use crate::store::folder::Folder;
use crate::store::{entry, transfer};
use crate::view::{self, FolderView};
use crate::{t, words};
use axum::extract::State;
use axum::http::StatusCode;
use calendar::Remaining;
use context::{Ctx, FieldFault, Lang, Ref, Uuid};
use db::Read;
use edge::{Answer, App, Card, Failure, Page, Path, Query, Reader, SignedIn, TableFormat};
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeMap;
use ui::{Button, Column, Control, Deadline, Desk, Empty, Field, Form, Icon, Note, Opt, Reading, Table};

/// Documents found at once.
const FOUND: usize = 20;

/// What the address of a folder says: the words by which a document is sought.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct FolderQuery {
    q: Option<String>,
    format: Option<TableFormat>,
}

/// A piece as it was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PieceForm {
    #[serde(default)]
    pub(crate) symbol: String,
    pub(crate) day: Option<String>,
    #[serde(default)]
    pub(crate) issuer: String,
    #[serde(default)]
    pub(crate) subject: String,
    #[serde(default)]
    pub(crate) pages: i64,
    #[serde(default)]
    pub(crate) note: String,
}

/// What was wrong, and what had been typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refused {
    title: Option<String>,
    faults: Vec<FieldFault>,
    piece: PieceForm,
}

/// The page.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<FolderQuery>,
) -> Answer {
    answer(&app, &reader, id, &query, &Refused::default())
}

/// Shows a folder again with what is wrong with what was sent; other failures go their way.
pub(crate) fn again(app: &App, reader: &Reader, id: Uuid, failure: Failure, piece: PieceForm) -> Answer {
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let title = Some(format!("{}. {}", problem.title, problem.remedy));
    let refused = Refused { title, faults: problem.fields, piece };
    let mut answer = answer(app, reader, id, &FolderQuery::default(), &refused)?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

fn answer(app: &App, reader: &Reader, id: Uuid, query: &FolderQuery, refused: &Refused) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let seen = view::folder_view(read, ctx, id)?;
        let keeps = may(read, ctx, crate::KEEP, &seen.folder)?;
        let fills = keeps && seen.folder.state == "open" && !seen.folder.secret;
        let records = seen.entries.iter().filter_map(Entry::record_ref);
        let sources = app.features.iter().flat_map(|feature| feature.cards).copied();
        let cards = edge::cards(read, ctx, sources, records)?;
        let side = html! {
            (acts(read, ctx, &seen, keeps, refused)?)
            @if fills { (add(app, read, ctx, &seen.folder, query, refused)?) }
            (about(read, ctx, &seen.folder)?)
            @if keeps && seen.folder.state == "open" { (edit(read, ctx, &seen.folder, refused)?) }
            (ui::panel(t::folder_story(lang), &html! {}, &story::timeline(read, ctx, &seen.folder.subject_ref())?))
        };
        let reading = Reading {
            title: seen.folder.title.clone(),
            bar: bar(lang, &seen),
            facts: facts(read, ctx, &seen.folder)?,
            desk: html! { (desk(ctx, &seen, fills, &cards)) },
            side,
            actions: html! {},
        };
        let body = html! { (reading) };
        edge::page(app, reader, read, Page { title: &seen.folder.title, active: BASE, body })
    })
}

fn bar(lang: Lang, seen: &FolderView) -> Markup {
    let id = seen.folder.id;
    html! {
        (Button::link(t::act_back(lang), BASE).quiet().icon(Icon::Left))
        span class="push" {}
        @if !seen.entries.is_empty() {
            (Button::link(t::act_print_contents(lang), format!("{BASE}/{id}/contents")).quiet().icon(Icon::Print))
            (Button::link("XLSX", format!("{BASE}/{id}/export?format=xlsx")).quiet().icon(Icon::Download))
        }
    }
}

/// State, deadline, code, keeper: the line under the title.
fn facts(read: &mut Read<'_>, ctx: &Ctx, folder: &Folder) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let due = duties::of(read, &[folder.subject_ref()])?.into_iter().find_map(|duty| duty.due);
    let deadline = match folder.state.as_str() {
        "closed" => due.map(|due| Deadline::of(lang, Remaining::until(due, ctx.now, ctx.law.calendar()))),
        "handed_over" => Some(Deadline::done(lang)),
        _ => None,
    };
    Ok(html! {
        (ui::tag(words::state(lang, &folder.state)))
        @if let Some(deadline) = &deadline { (ui::deadline_badge(deadline)) }
        (ui::code(&folder.code))
        @if folder.secret { (ui::tag(t::folder_secret(lang))) }
        span { (t::folder_counts(lang, folder.entries, folder.pages)) }
        @if let Some(due) = due { span { (t::folder_due(lang, ui::time::date(lang, due.day()))) } }
    })
}

/// The contents list.
fn desk(ctx: &Ctx, seen: &FolderView, fills: bool, cards: &BTreeMap<Ref, Card>) -> Desk {
    let lang = ctx.lang;
    let paper = html! {
        @if seen.folder.secret {
            (Note::plain(Icon::Lock, t::folder_secret_text(lang)))
        } @else if seen.entries.is_empty() {
            (Empty::first_time(Icon::Dossier, t::contents_empty_title(lang), if fills { t::contents_empty_text(lang) } else { t::contents_empty_read(lang) }))
        } @else {
            div class="card" { (contents(ctx, seen, fills, cards)) }
        }
    };
    Desk {
        name: t::contents_title(lang).to_owned(),
        tools: html! { b { (t::contents_title(lang)) } span class="push" {} span { (ui::number::count(seen.folder.entries)) } },
        paper,
    }
}

fn contents(ctx: &Ctx, seen: &FolderView, fills: bool, cards: &BTreeMap<Ref, Card>) -> Table {
    let lang = ctx.lang;
    let mut columns = vec![
        Column::number(t::entry_ordinal(lang)),
        Column::text(t::entry_symbol(lang)).fit().spare(),
        Column::text(t::entry_day(lang)).fit().spare(),
        Column::text(t::entry_subject(lang)).wide(),
        Column::text(t::entry_issuer(lang)).spare(),
        Column::number(t::entry_pages(lang)).spare(),
    ];
    if fills {
        columns.push(Column::actions(t::entry_acts(lang)));
    }
    let last = seen.entries.len() as i64;
    let mut table = Table::new(lang, t::contents_title(lang), columns).wrap();
    for (entry, place) in seen.entries.iter().zip(1_i64..) {
        let address = match entry.kind.as_str() {
            "file" => Some(format!("/folder-entries/{}", entry.id)),
            _ => entry.record_ref().and_then(|record| cards.get(&record)).map(|card| card.address.clone()),
        };
        let mut cells = vec![
            html! { (place) },
            ui::code(&entry.symbol),
            html! { @if let Some(day) = entry.day { (ui::time::date(lang, day)) } },
            html! {
                @match &address {
                    Some(address) => { a class="link" href=(address) { (entry.subject) } },
                    None => (entry.subject),
                }
                @match entry.kind.as_str() {
                    "paper" => { " " (ui::tag(t::entry_paper(lang))) },
                    "file" => { " " (ui::tag(t::entry_file(lang))) },
                    _ => {},
                }
                @if !entry.note.is_empty() { br; small class="muted" { (entry.note) } }
            },
            html! { (entry.issuer) },
            html! { (pages(entry)) },
        ];
        if fills {
            cells.push(piece_acts(ctx, entry, place, last));
        }
        table = table.row(cells);
    }
    table
}

/// From which page to which, once they are numbered; before that, how many.
pub(super) fn pages(entry: &Entry) -> String {
    match entry.first_page {
        Some(first) if entry.pages > 1 => format!("{first}–{}", first + entry.pages - 1),
        Some(first) => first.to_string(),
        None if entry.pages > 0 => entry.pages.to_string(),
        None => String::new(),
    }
}

/// What can be done to one piece, behind one button: to another place, or out with a reason.
fn piece_acts(ctx: &Ctx, entry: &Entry, place: i64, last: i64) -> Markup {
    let lang = ctx.lang;
    let id = entry.id;
    let sheet = format!("piece-{id}");
    let to = Form::post(
        format!("/folder-entries/{id}/move"),
        ctx.new_id(),
        html! {
            (Field::new("to", t::move_to(lang, last), Control::digits(place.to_string())).id(format!("f-to-{id}")).required())
            (Button::submit(t::act_move(lang)).wide())
        },
    );
    let remove = Form::post(
        format!("/folder-entries/{id}/remove"),
        ctx.new_id(),
        html! {
            p class="muted" { (t::remove_text(lang)) }
            (Field::new("reason", t::form_reason(lang), Control::text("")).id(format!("f-reason-{id}")).required())
            (Button::submit(t::act_remove_send(lang)).danger().wide())
        },
    );
    let content = html! {
        p { (entry.subject) }
        @if last > 1 { (to) }
        (ui::fold(t::remove_title(lang), "", last == 1, &html! { (remove) }))
    };
    html! {
        (Button::opens(t::act_piece(lang, place), &sheet).quiet().small().only_icon(Icon::More))
        (ui::dialog(lang, &sheet, &t::act_piece(lang, place), &content))
    }
}

/// What the reader can do about the folder as a whole.
fn acts(
    read: &mut Read<'_>,
    ctx: &Ctx,
    seen: &FolderView,
    keeps: bool,
    refused: &Refused,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let folder = &seen.folder;
    let id = folder.id;
    let faults = &refused.faults;
    let summary = ui::error_summary(lang, refused.title.as_deref(), faults, &labels(lang));
    let offered = match folder.transfer {
        Some(id) => transfer::transfer(read, id)?,
        None => None,
    };
    let panel = match folder.state.as_str() {
        "open" if keeps => {
            let label = match folder.kind.as_str() {
                "construction" => t::close_day_construction(lang),
                _ => t::close_day(lang),
            };
            let form = Form::post(format!("{BASE}/{id}/close"), ctx.new_id(), html! {
                p class="muted" { (t::close_text(lang)) }
                (Field::new("settled", label, Control::date(date_value(Some(ctx.now.day())))).fault(faults))
                (Button::submit(t::act_close(lang)).wide())
            })
            .version(folder.version);
            ui::folded_panel(t::close_title(lang), "", &html! { (form) })
        }
        "closed" => {
            let reopens = folder.transfer.is_none() && may(read, ctx, crate::APPROVE, folder)?;
            html! {
                @if let Some(transfer) = &offered {
                    (Note::info(t::offered_text(lang)).button(Button::link(t::act_see_transfer(lang), format!("{TRANSFERS}/{}", transfer.id))))
                } @else if keeps {
                    (ui::panel(t::hand_over_title(lang), &html! {}, &html! {
                        p class="muted" { (t::hand_over_text(lang)) }
                        (Button::link(t::act_hand_over(lang), format!("{TRANSFERS}?folder={id}")).primary().wide().icon(Icon::Archive))
                    }))
                }
                @if reopens {
                    (ui::folded_panel(t::reopen_title(lang), "", &html! {
                        (Form::post(format!("{BASE}/{id}/reopen"), ctx.new_id(), html! {
                            p class="muted" { (t::reopen_text(lang)) }
                            (Field::new("reason", t::form_reason(lang), Control::text("")).fault(faults).required())
                            (Button::submit(t::act_reopen(lang)).danger().wide())
                        }))
                    }))
                }
            }
        }
        "handed_over" => html! {
            @if let Some(transfer) = &offered {
                (Note::success(t::handed_over_text(lang)).button(Button::link(t::act_see_transfer(lang), format!("{TRANSFERS}/{}", transfer.id))))
            }
        },
        _ => html! {},
    };
    Ok(html! { (summary) (panel) })
}

fn labels(lang: Lang) -> [(&'static str, &'static str); 8] {
    [
        ("settled", t::close_day(lang)),
        ("reason", t::form_reason(lang)),
        ("subject", t::entry_subject(lang)),
        ("symbol", t::entry_symbol(lang)),
        ("day", t::entry_day(lang)),
        ("pages", t::entry_page_count(lang)),
        ("title", t::folder_title(lang)),
        ("file", t::add_file(lang)),
    ]
}

/// Ways to put something in: a document that is found, a file, a piece on paper.
fn add(
    app: &App,
    read: &mut Read<'_>,
    ctx: &Ctx,
    folder: &Folder,
    query: &FolderQuery,
    refused: &Refused,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = folder.id;
    let sought = query.q.clone().unwrap_or_default();
    let found = if sought.is_empty() {
        html! {}
    } else {
        found(app, read, ctx, folder, &sought)?
    };
    let find = Form::get(
        format!("{BASE}/{id}"),
        html! {
            (Field::new("q", t::add_find(lang), Control::typed("search", "off", &sought)).hint(t::add_find_hint(lang)))
            (Button::submit(t::act_find(lang)).small().icon(Icon::Search))
        },
    );
    let piece = &refused.piece;
    let fields = |prefix: &str, needed: bool| {
        let field = |name: &str, label: &str, control| {
            Field::new(name, label, control).id(format!("f-{prefix}{name}")).fault(&refused.faults)
        };
        let subject = field("subject", t::entry_subject(lang), Control::text(&piece.subject));
        html! {
            (if needed { subject.required() } else { subject.hint(t::add_subject_hint(lang)) })
            (ui::row(&[
                field("symbol", t::entry_symbol(lang), Control::text(&piece.symbol)).span(3),
                field("day", t::entry_day(lang), Control::date(piece.day.clone().unwrap_or_default())).span(3),
            ]))
            (ui::row(&[
                field("issuer", t::entry_issuer(lang), Control::text(&piece.issuer)).span(4),
                field("pages", t::entry_page_count(lang), Control::digits(if piece.pages > 0 { piece.pages.to_string() } else { String::new() })).span(2),
            ]))
            (field("note", t::entry_note(lang), Control::text(&piece.note)))
        }
    };
    let upload = Form::post(format!("{BASE}/{id}/files"), ctx.new_id(), html! {
        (Field::new("file", t::add_file(lang), Control::Files { accept: String::new(), several: false, invite: t::add_invite(lang).to_owned() }).fault(&refused.faults))
        (fields("file-", false))
        (Button::submit(t::act_upload(lang)).wide().icon(Icon::Upload))
    })
    .files();
    let paper = Form::post(
        format!("{BASE}/{id}/papers"),
        ctx.new_id(),
        html! {
            p class="muted" { (t::add_paper_text(lang)) }
            (fields("", true))
            (Button::submit(t::act_add_paper(lang)).wide())
        },
    );
    Ok(html! {
        (ui::panel(t::add_title(lang), &html! {}, &html! { (find) (found) }))
        (ui::folded_panel(t::add_upload(lang), "", &html! { (upload) }))
        (ui::folded_panel(t::add_paper(lang), "", &html! { (paper) }))
    })
}

/// Documents and arrivals that match, each with a button that puts it in.
fn found(
    app: &App,
    read: &mut Read<'_>,
    ctx: &Ctx,
    folder: &Folder,
    sought: &str,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let query = search::Query {
        text: sought.to_owned(),
        kinds: vec![documents::DOCUMENT.to_owned(), documents::ARRIVAL.to_owned()],
        from: None,
        until: None,
        issuer: None,
    };
    let holders = edge::desks(ctx, documents::READ);
    let page = search::find(read, &query, Some(&holders), None, FOUND)?;
    let records: Vec<Ref> = page.rows.into_iter().map(|hit| hit.record).collect();
    let ids: Vec<Uuid> = records.iter().map(|record| record.id).collect();
    let lying: Vec<Uuid> = entry::lying(read, folder.id, &ids)?.into_iter().map(|(id,)| id).collect();
    let sources = app.features.iter().flat_map(|feature| feature.cards).copied();
    let cards = edge::cards(read, ctx, sources, records.iter().cloned())?;
    if cards.is_empty() {
        return Ok(html! { p class="muted" role="status" { (t::add_nothing(lang)) } });
    }
    Ok(html! {
        ul class="plain" {
            @for record in &records {
                @if let Some(card) = cards.get(record) {
                    li {
                        a class="link" href=(card.address) { (card.title) }
                        br; small class="muted" { (card.detail) " · " (card.state) }
                        br;
                        @if lying.contains(&record.id) {
                            (ui::tag(t::add_there(lang)))
                        } @else {
                            (Form::post(format!("{BASE}/{}/records", folder.id), ctx.new_id(), html! {
                                (Button::submit(t::act_put(lang)).small().value("record", format!("{}:{}", record.kind, record.id)))
                            }).class("inline"))
                        }
                    }
                }
            }
        }
    })
}

/// What is known of the folder.
fn about(read: &mut Read<'_>, ctx: &Ctx, folder: &Folder) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let mut ids = vec![folder.keeper];
    ids.extend(folder.unit);
    let names = names(read, ctx, &ids)?;
    let name = |id: Uuid| names.get(&id).cloned().unwrap_or_default();
    let date = |day| ui::time::date(lang, day);
    let online = crate::model::folder::online(folder.secret, folder.entries, folder.papers);
    let online = match online {
        crate::model::folder::Online::Apart => t::online_apart(lang),
        crate::model::folder::Online::Yes => t::online_yes(lang),
        crate::model::folder::Online::No => t::online_no(lang),
    };
    let mut rows = vec![
        (
            t::folder_keeper(lang),
            html! { (name(folder.keeper)) @if let Some(unit) = folder.unit { br; small class="muted" { (name(unit)) } } },
        ),
        (
            t::folder_retention(lang),
            html! { (words::retention(ctx, lang, &folder.retention, folder.starts)) },
        ),
        (t::folder_kind(lang), html! { (words::kind(lang, &folder.kind)) }),
        (t::folder_year(lang), html! { (folder.year) }),
        (
            t::folder_span(lang),
            html! { (date(folder.starts)) @if let Some(ends) = folder.ends { " – " (date(ends)) } },
        ),
        (t::folder_online(lang), html! { (online) }),
    ];
    if let Some(settled) = folder.settled {
        rows.push((t::close_day(lang), html! { (date(settled)) }));
    }
    if !folder.reason.is_empty() {
        rows.push((t::begin_reason(lang), html! { (folder.reason) }));
    }
    Ok(ui::panel(t::folder_about(lang), &html! {}, &ui::definitions(&rows)))
}

/// Title, keeper, kind and first day of an open folder.
fn edit(read: &mut Read<'_>, ctx: &Ctx, folder: &Folder, refused: &Refused) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let faults = &refused.faults;
    let mut people = keepers(read, ctx, folder.agency)?;
    let keeper = folder.keeper.to_string();
    if people.iter().all(|one| one.value != keeper) {
        let name = names(read, ctx, &[folder.keeper])?.remove(&folder.keeper).unwrap_or_default();
        people.insert(0, Opt::new(keeper.clone(), name));
    }
    let kinds = FolderKind::ALL.map(|kind| Opt::new(kind.code(), words::kind(lang, kind.code())));
    let form = Form::post(format!("{BASE}/{}/edit", folder.id), ctx.new_id(), html! {
        (Field::new("title", t::folder_title(lang), Control::area(&folder.title, 3)).fault(faults).required())
        (Field::new("keeper", t::folder_keeper(lang), Control::select(people, keeper)).fault(faults))
        (Field::new("kind", t::folder_kind(lang), Control::select(kinds.to_vec(), &folder.kind)).fault(faults))
        (Field::new("starts", t::folder_starts(lang), Control::date(date_value(Some(folder.starts)))).fault(faults))
        (Button::submit(t::act_save(lang)).wide())
    })
    .version(folder.version);
    Ok(ui::folded_panel(t::edit_title(lang), "", &html! { (form) }))
}

/// The contents list as a table file.
pub(crate) async fn export(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<FolderQuery>,
) -> Answer {
    let ctx = &reader.ctx;
    let lang = ctx.lang;
    let seen = app.db.read(|read| view::folder_view(read, ctx, id))?;
    let columns = [
        t::entry_ordinal(lang),
        t::entry_symbol(lang),
        t::entry_day(lang),
        t::entry_subject(lang),
        t::entry_issuer(lang),
        t::entry_pages(lang),
        t::entry_note(lang),
    ];
    let mut rows = Some(cells(lang, &seen.entries));
    let next = move || Ok(rows.take().unwrap_or_default());
    let columns = columns.map(str::to_owned).to_vec();
    edge::table_file(
        "muc-luc-van-ban",
        t::contents_title(lang),
        query.format.unwrap_or_default(),
        columns,
        next,
    )
}

/// The lines of a contents list.
pub(super) fn cells(lang: Lang, entries: &[Entry]) -> Vec<Vec<String>> {
    let line = |(entry, place): (&Entry, i64)| {
        let note = match entry.kind.as_str() {
            "paper" if entry.note.is_empty() => t::entry_paper(lang).to_owned(),
            "paper" => format!("{}; {}", t::entry_paper(lang), entry.note),
            _ => entry.note.clone(),
        };
        vec![
            place.to_string(),
            entry.symbol.clone(),
            entry.day.map(|day| ui::time::date(lang, day)).unwrap_or_default(),
            entry.subject.clone(),
            entry.issuer.clone(),
            pages(entry),
            note,
        ]
    };
    entries.iter().zip(1_i64..).map(line).collect()
}
