//! Saved groups of recipients: those of the reader's agency, offered to whoever drafts.

use super::super::{Confirm, refused, unreadable};
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::actions::{change_group, remove_group, save_group};
use organisation::model::GroupInput;
use organisation::{ADDRESSES, Group, PickKind, PickQuery, Place, Recipient};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Opt, PageHead, Share, Table};

pub(crate) const BASE: &str = "/groups";

/// What is typed about a group: members kept, as `agency:ID` or `outside:ID`, and others by name, one a line.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct GroupForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    members: Vec<String>,
    #[serde(default)]
    more: String,
    #[serde(default)]
    version: i64,
}

impl GroupForm {
    fn input(&self, read: &mut Read<'_>, ctx: &Ctx, agency: Uuid) -> Result<GroupInput, Failure> {
        let mut members: Vec<Recipient> = self.members.iter().filter_map(|text| recipient(text)).collect();
        for line in self.more.lines().map(str::trim).filter(|line| !line.is_empty()) {
            members.push(named(read, ctx, line)?);
        }
        Ok(GroupInput { agency, name: self.name.clone(), members })
    }
}

fn recipient(text: &str) -> Option<Recipient> {
    let (kind, id) = text.split_once(':')?;
    let id = id.parse().ok()?;
    match kind {
        "agency" => Some(Recipient::Agency(id)),
        "outside" => Some(Recipient::Outside(id)),
        _ => None,
    }
}

fn code(recipient: Recipient) -> String {
    match recipient {
        Recipient::Agency(id) => format!("agency:{id}"),
        Recipient::Outside(id) => format!("outside:{id}"),
    }
}

/// The one agency or outside body that a line means.
fn named(read: &mut Read<'_>, ctx: &Ctx, line: &str) -> Result<Recipient, Failure> {
    let kinds = &[PickKind::Agency, PickKind::Outside];
    let query = PickQuery { text: line, kinds, agency: None, day: ctx.now.day(), limit: 20 };
    let mut found = organisation::picker(read, &query)?;
    if found.len() > 1 {
        found.retain(|pick| organisation::fold(&pick.name) == organisation::fold(line));
    }
    match found.as_slice() {
        [one] if one.kind == PickKind::Outside => Ok(Recipient::Outside(one.id)),
        [one] => Ok(Recipient::Agency(one.id)),
        _ => Err(unreadable("more", &t::places_not_one(ctx.lang, line))),
    }
}

/// The reader's agency, if they keep its groups.
fn own(read: &mut Read<'_>, ctx: &Ctx) -> Result<Uuid, Failure> {
    let agency = ctx.actor.agency.ok_or(Lacking::Page)?;
    access::require(read, ctx, ADDRESSES, &Place::agency(agency))?;
    Ok(agency)
}

fn known(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Group, Failure> {
    let group = organisation::group(read, id)?.ok_or(Lacking::Page)?;
    access::require(read, ctx, ADDRESSES, &Place::agency(group.agency))?;
    Ok(group)
}

/// The groups of the reader's agency.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    list_page(&app, &reader, &GroupForm::default(), &[])
}

fn list_page(app: &App, reader: &Reader, typed: &GroupForm, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = own(read, ctx)?;
        let groups = organisation::groups_of(read, agency)?;
        let columns = vec![Column::head(t::places_name(lang)), Column::number(t::groups_members(lang))];
        let mut table = Table::new(lang, t::menu_groups(lang), columns);
        for group in &groups {
            let members = organisation::group_members(read, group.id, ctx.now.day())?.len();
            table = table.row(vec![
                html! { a class="link" href={ (BASE) "/" (group.id) } { (group.name) } },
                html! { (members) },
            ]);
        }
        let fresh = html! {
            (summary(ctx, faults))
            (Form::post(BASE, ctx.new_id(), html! {
                (fields(ctx, typed, Vec::new(), faults))
                (Button::submit(t::groups_save_send(lang)).primary())
            }))
        };
        let body = html! {
            (ui::card("groups", Share::Half, t::menu_groups(lang), &html! {}, &html! {
                p class="muted" { (t::groups_hint(lang)) }
                @if groups.is_empty() { (Empty::first_time(Icon::Users, t::groups_none(lang), t::groups_none_text(lang))) } @else { (table) }
            }))
            (ui::card("fresh", Share::Half, t::groups_save(lang), &html! {}, &fresh))
        };
        let body = ui::page(&PageHead::new(t::menu_groups(lang)), &ui::board(&ui::cards(&[body])));
        edge::page(app, reader, read, Page { title: t::menu_groups(lang), active: BASE, body })
    })
}

fn fields(ctx: &Ctx, form: &GroupForm, members: Vec<Opt>, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let kept = Control::Choices { options: members, chosen: form.members.clone(), several: true };
    html! {
        (Field::new("name", t::places_name(lang), Control::text(&form.name)).fault(faults).required())
        @if !form.members.is_empty() {
            (Field::new("members", t::groups_members(lang), kept).hint(t::groups_members_hint(lang)).fault(faults))
        }
        (Field::new("more", t::groups_more(lang), Control::area(&form.more, 4)).hint(t::groups_more_hint(lang)).fault(faults))
    }
}

fn summary(ctx: &Ctx, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let labels = [
        ("name", t::places_name(lang)),
        ("members", t::groups_members(lang)),
        ("more", t::groups_more(lang)),
    ];
    ui::error_summary(lang, None, faults, &labels)
}

/// Saves a new group.
pub(crate) async fn save(State(app): State<App>, act: Act<GroupForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let saved = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let agency = own(tx, ctx)?;
        let input = typed.input(tx, ctx, agency)?;
        Ok(save_group(tx, ctx, &input)?)
    });
    match saved {
        Ok(id) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| list_page(&app, reader, typed, faults)),
    }
}

/// One group.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, None, &[])
}

fn inner(app: &App, reader: &Reader, read: &mut Read<'_>, title: &str, content: &Markup) -> Answer {
    let lang = reader.ctx.lang;
    let head = PageHead::new(title).scope(ui::trail(lang, &[(t::menu_groups(lang), BASE)]));
    let body = ui::page(&head, &ui::board(&ui::cards(std::slice::from_ref(content))));
    edge::page(app, reader, read, Page { title, active: BASE, body })
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: Option<&GroupForm>, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let group = known(read, ctx, id)?;
        let members: Vec<Opt> = organisation::group_members(read, id, ctx.now.day())?
            .into_iter()
            .map(|member| {
                let name = if member.ended { t::groups_ended(lang, member.name) } else { member.name };
                Opt::new(code(member.recipient), name)
            })
            .collect();
        let present = GroupForm {
            name: group.name.clone(),
            members: members.iter().map(|member| member.value.clone()).collect(),
            more: String::new(),
            version: group.version,
        };
        let form = typed.unwrap_or(&present);
        let change = html! {
            (summary(ctx, faults))
            (Form::post(format!("{BASE}/{id}"), ctx.new_id(), html! {
                (fields(ctx, form, members, faults))
                (ui::buttons(&[
                    Button::submit(t::places_change_send(lang)).primary(),
                    Button::link(t::groups_remove(lang), format!("{BASE}/{id}/remove")).danger(),
                ]))
            }).version(form.version))
        };
        let content = ui::card("change", Share::TwoThirds, t::places_change(lang), &html! {}, &change);
        inner(app, reader, read, &group.name, &content)
    })
}

/// Changes a group.
pub(crate) async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<GroupForm>) -> Answer {
    let (reader, typed) = (&act.reader, &act.input);
    let ctx = &reader.ctx;
    let changed = app.db.write(ctx, |tx| -> Result<(), Failure> {
        let group = known(tx, ctx, id)?;
        let input = typed.input(tx, ctx, group.agency)?;
        Ok(change_group(tx, ctx, id, typed.version, &input)?)
    });
    match changed {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{id}"), t::places_said(ctx.lang), None)),
        Err(failure) => refused(reader, failure, |faults| page(&app, reader, id, Some(typed), faults)),
    }
}

/// Asks once more before a group is removed.
pub(crate) async fn ask(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let group = known(read, ctx, id)?;
        let members = organisation::group_members(read, id, ctx.now.day())?.len();
        let confirm = Confirm {
            title: t::groups_remove(lang),
            text: t::groups_remove_text(lang, &group.name),
            alarm: None,
            touches: vec![(t::groups_members(lang), html! { (members) })],
            action: format!("{BASE}/{id}/remove"),
            fields: html! {},
            does: t::groups_remove_send(lang),
            back: format!("{BASE}/{id}"),
        };
        inner(&app, &reader, read, &group.name, &confirm.show(ctx))
    })
}

/// Removes a group.
pub(crate) async fn remove(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    act: Act<super::super::gate::Nothing>,
) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| -> Result<(), Failure> { Ok(remove_group(tx, ctx, id)?) })?;
    Ok(see_other_saying(BASE, t::places_said(ctx.lang), None))
}
