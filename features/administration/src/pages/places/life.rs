//! How an agency ends, goes on as another, or is split; asked twice, since much hangs on it.

use super::super::{refused, typed_day};
use super::{BASE, Charge, Confirm, Tab, agency_field, day_field, named_agency};
use crate::{handover, t};
use axum::extract::State;
use calendar::Day;
use context::{Ctx, FieldFault, Uuid};
use db::{Read, Tx};
use duties::Desk;
use edge::{Act, Answer, App, Failure, Lacking, Path, Query, Reader, SignedIn, see_other_saying};
use maud::{Markup, html};
use organisation::Agency;
use organisation::actions::{Split, end_agency, merge_agencies, reschedule_end, split_agency};
use serde::Deserialize;
use ui::{Button, Control, Field, Form, Opt, Share};

/// What is to become of an agency, as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct LifeQuery {
    /// end | merge | split | move | keep
    #[serde(default)]
    act: String,
    #[serde(default)]
    day: String,
    /// Into which, by identifier or name; for a split one a line.
    #[serde(default)]
    into: String,
    goes_on: Option<String>,
}

/// On which day an agency ends.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct EndForm {
    #[serde(default)]
    day: String,
}

/// Into which agency it is merged, and when.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct MergeForm {
    into: Uuid,
    #[serde(default)]
    day: String,
}

/// Into which agencies it is split, who takes over, and who reads what it left.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SplitForm {
    #[serde(default)]
    into: Vec<Uuid>,
    #[serde(default)]
    reader: Vec<Uuid>,
    heir: Option<Uuid>,
    goes_on: Option<String>,
    #[serde(default)]
    day: String,
}

/// The new day of an end that is to come; none calls it off.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct MoveForm {
    day: Option<String>,
}

/// The tab.
pub(crate) async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    page(&app, &reader, id, &LifeQuery::default(), &[])
}

fn restructured(read: &mut Read<'_>, ctx: &Ctx, id: Uuid) -> Result<Charge, Failure> {
    let charge = Charge::of(read, ctx, id)?;
    if charge.restructures { Ok(charge) } else { Err(Lacking::Page.into()) }
}

fn page(app: &App, reader: &Reader, id: Uuid, typed: &LifeQuery, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let charge = restructured(read, ctx, id)?;
        let summary = ui::error_summary(lang, None, faults, &[]);
        let content = match charge.agency.ends {
            None => open_ended(ctx, &charge, typed, faults),
            Some(ends) if ends > ctx.now.day() => coming(ctx, &charge),
            Some(_) => html! { (ui::card("over", Share::Whole, t::places_life(lang), &html! {}, &html! { p { (t::life_over(lang)) } })) },
        };
        let content = html! {
            @if !faults.is_empty() { (ui::card("faults", Share::Whole, t::life_not_done(lang), &html! {}, &summary)) }
            (content)
        };
        charge.page(app, reader, read, Tab::Life, &content)
    })
}

/// The three ways in which an agency can end or go on as others.
fn open_ended(ctx: &Ctx, charge: &Charge, typed: &LifeQuery, faults: &[FieldFault]) -> Markup {
    let lang = ctx.lang;
    let form = |act: &str, fields: Markup| {
        Form::get(
            format!("{BASE}/{}/confirm", charge.agency.id),
            html! {
                input type="hidden" name="act" value=(act);
                (fields)
            },
        )
    };
    let own =
        |act: &str| if typed.act == act { (typed.clone(), faults) } else { (LifeQuery::default(), &[][..]) };
    let day = |act: &str| {
        let (typed, faults) = own(act);
        day_field(ctx, t::life_day(lang), &typed.day, faults)
            .id(format!("f-{act}-day"))
            .hint(t::life_day_hint(lang))
    };
    let (merged, merge_faults) = own("merge");
    let (split, split_faults) = own("split");
    let merge = form(
        "merge",
        html! {
            p class="muted" { (t::life_merge_text(lang)) }
            (agency_field("into", t::life_into(lang), &merged.into).id("f-merge-into").hint(t::places_parent_hint(lang)).fault(merge_faults).required())
            (day("merge"))
            (Button::submit(t::life_merge_ask(lang)))
        },
    );
    let split = form(
        "split",
        html! {
            p class="muted" { (t::life_split_text(lang)) }
            (Field::new("into", t::life_split_into(lang), Control::area(&split.into, 3)).id("f-split-into").hint(t::life_split_hint(lang)).fault(split_faults).required())
            (Field::new("goes_on", t::life_goes_on(lang), Control::check(split.goes_on.is_some())))
            (day("split"))
            (Button::submit(t::life_split_ask(lang)))
        },
    );
    let end = form(
        "end",
        html! {
            p class="muted" { (t::life_end_text(lang)) }
            (day("end"))
            (Button::submit(t::life_end_ask(lang)))
        },
    );
    html! {
        (ui::card("merge", Share::Third, t::life_merge(lang), &html! {}, &html! { (merge) }))
        (ui::card("split", Share::Third, t::life_split(lang), &html! {}, &html! { (split) }))
        (ui::card("end", Share::Third, t::life_end(lang), &html! {}, &html! { (end) }))
    }
}

/// An end that is to come can be moved or called off.
fn coming(ctx: &Ctx, charge: &Charge) -> Markup {
    let lang = ctx.lang;
    let action = format!("{BASE}/{}/reschedule", charge.agency.id);
    html! {
        (ui::card("move", Share::Half, t::life_move(lang), &html! {}, &html! {
            (Form::post(action.clone(), ctx.new_id(), html! {
                (day_field(ctx, t::life_move_day(lang), "", &[]).hint(t::life_move_hint(lang)))
                (Button::submit(t::life_move_send(lang)).primary())
            }))
        }))
        (ui::card("keep", Share::Half, t::life_keep(lang), &html! {}, &html! {
            p { (t::life_keep_text(lang)) }
            (Form::post(action, ctx.new_id(), html! { (Button::submit(t::life_keep_send(lang)).danger()) }))
        }))
    }
}

/// What it touches, before it happens.
pub(crate) async fn ask(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(id): Path<Uuid>,
    Query(query): Query<LifeQuery>,
) -> Answer {
    let asked = app.db.read(|read| -> Result<_, Failure> {
        let ctx = &reader.ctx;
        let charge = restructured(read, ctx, id)?;
        let day = typed_day(&query.day)?;
        let confirm = match query.act.as_str() {
            "end" => ask_end(read, ctx, &charge, day)?,
            "merge" => ask_merge(read, ctx, &charge, &query, day)?,
            "split" => ask_split(read, ctx, &charge, &query, day)?,
            _ => return Err(Lacking::Page.into()),
        };
        Ok((charge, confirm))
    });
    match asked {
        Ok((charge, confirm)) => {
            app.db.read(|read| charge.inner(&app, &reader, read, (Tab::Life, &charge.agency.name), &confirm))
        }
        Err(failure) => refused(&reader, failure, |faults| page(&app, &reader, id, &query, faults)),
    }
}

fn ask_end(read: &mut Read<'_>, ctx: &Ctx, charge: &Charge, day: Day) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = charge.agency.id;
    let (owed, _) = duties::running_at(read, Desk::Agency(id))?;
    let confirm = Confirm {
        title: t::life_end(lang),
        text: t::life_end_sure(lang, &charge.agency.name, ui::time::date(lang, day)),
        alarm: (owed > 0).then(|| t::life_end_owes(lang, owed)),
        touches: touches(read, ctx, id, day)?,
        action: format!("{BASE}/{id}/end"),
        fields: html! { input type="hidden" name="day" value=(day.iso()); },
        does: t::life_end_send(lang),
        back: charge.address(Tab::Life),
    };
    Ok(confirm.show(ctx))
}

fn ask_merge(
    read: &mut Read<'_>,
    ctx: &Ctx,
    charge: &Charge,
    query: &LifeQuery,
    day: Day,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = charge.agency.id;
    let into = named_agency(read, ctx, "into", &query.into, day)?;
    let mut touches = touches(read, ctx, id, day)?;
    touches.push((t::places_takes_over(lang), html! { (into.name) }));
    let confirm = Confirm {
        title: t::life_merge(lang),
        text: t::life_merge_sure(lang, &charge.agency.name, &into.name, ui::time::date(lang, day)),
        alarm: None,
        touches,
        action: format!("{BASE}/{id}/merge"),
        fields: html! {
            input type="hidden" name="day" value=(day.iso());
            input type="hidden" name="into" value=(into.id);
        },
        does: t::life_merge_send(lang),
        back: charge.address(Tab::Life),
    };
    Ok(confirm.show(ctx))
}

fn ask_split(
    read: &mut Read<'_>,
    ctx: &Ctx,
    charge: &Charge,
    query: &LifeQuery,
    day: Day,
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let id = charge.agency.id;
    let mut into: Vec<Agency> = Vec::new();
    for line in query.into.lines().filter(|line| !line.trim().is_empty()) {
        let agency = named_agency(read, ctx, "into", line, day)?;
        if !into.iter().any(|known| known.id == agency.id) {
            into.push(agency);
        }
    }
    let options: Vec<Opt> = into.iter().map(|one| Opt::new(one.id.to_string(), one.name.clone())).collect();
    let all: Vec<String> = options.iter().map(|option| option.value.clone()).collect();
    let first: Vec<String> = all.first().cloned().into_iter().collect();
    let goes_on = query.goes_on.is_some();
    let readers = Control::Choices { options: options.clone(), chosen: all, several: true };
    let heirs = Control::Choices { options, chosen: first, several: false };
    let confirm = Confirm {
        title: t::life_split(lang),
        text: if goes_on {
            t::life_split_off_sure(lang, &charge.agency.name, ui::time::date(lang, day))
        } else {
            t::life_split_sure(lang, &charge.agency.name, ui::time::date(lang, day))
        },
        alarm: None,
        touches: if goes_on { Vec::new() } else { touches(read, ctx, id, day)? },
        action: format!("{BASE}/{id}/split"),
        fields: html! {
            input type="hidden" name="day" value=(day.iso());
            @for one in &into { input type="hidden" name="into" value=(one.id); }
            @if goes_on { input type="hidden" name="goes_on" value="yes"; }
            @else { (Field::new("heir", t::life_heir(lang), heirs)) }
            (Field::new("reader", t::life_readers(lang), readers).hint(t::life_readers_hint(lang)))
        },
        does: t::life_split_send(lang),
        back: charge.address(Tab::Life),
    };
    Ok(confirm.show(ctx))
}

/// What ends with an agency or passes on.
fn touches(
    read: &mut Read<'_>,
    ctx: &Ctx,
    id: Uuid,
    day: Day,
) -> Result<Vec<(&'static str, Markup)>, Failure> {
    let lang = ctx.lang;
    let holdings = organisation::holdings(read, id, day)?;
    let (owed, lent) = duties::running_at(read, Desk::Agency(id))?;
    let count = |count: i64| html! { (ui::number::integer(lang, count)) };
    let mut touches = vec![
        (t::places_units(lang), count(holdings.units)),
        (t::places_seats(lang), count(holdings.positions)),
        (t::places_people(lang), count(holdings.people)),
        (t::places_bodies(lang), count(holdings.bodies)),
        (t::places_owed(lang), count(owed)),
        (t::places_lent(lang), count(lent)),
    ];
    let below = organisation::children(read, id, day)?;
    if !below.is_empty() {
        let below: Vec<String> =
            organisation::agencies(read, &below)?.into_iter().map(|one| one.name).collect();
        touches.push((
            t::life_below(lang),
            html! { (below.join(", ")) br; span class="err" { (t::life_below_text(lang)) } },
        ));
    }
    Ok(touches)
}

/// Does it, and goes back to the agency, which says what has become of it.
fn done(
    app: &App,
    reader: &Reader,
    id: Uuid,
    act: impl Fn(&mut Tx<'_>, &Ctx) -> Result<(), Failure>,
) -> Answer {
    let ctx = &reader.ctx;
    match app.db.write(ctx, |tx| act(tx, ctx)) {
        Ok(()) => {
            app.forget_sessions();
            Ok(see_other_saying(&format!("{BASE}/{id}"), t::places_said(ctx.lang), None))
        }
        Err(failure) => {
            refused(reader, failure, |faults| page(app, reader, id, &LifeQuery::default(), faults))
        }
    }
}

/// Ends an agency.
pub(crate) async fn end(State(app): State<App>, Path(id): Path<Uuid>, act: Act<EndForm>) -> Answer {
    done(&app, &act.reader, id, |tx, ctx| {
        restructured(tx, ctx, id)?;
        Ok(end_agency(tx, ctx, id, typed_day(&act.input.day)?)?)
    })
}

/// Merges an agency into another, which owes and is owed what it did from that day on.
pub(crate) async fn merge(State(app): State<App>, Path(id): Path<Uuid>, act: Act<MergeForm>) -> Answer {
    done(&app, &act.reader, id, |tx, ctx| {
        restructured(tx, ctx, id)?;
        Ok(merge_into(tx, ctx, id, act.input.into, typed_day(&act.input.day)?)?)
    })
}

/// Splits an agency.
pub(crate) async fn split(State(app): State<App>, Path(id): Path<Uuid>, act: Act<SplitForm>) -> Answer {
    let form = &act.input;
    done(&app, &act.reader, id, |tx, ctx| {
        restructured(tx, ctx, id)?;
        let day = typed_day(&form.day)?;
        let mut into = form.into.clone();
        // Whoever takes over the desk comes first.
        into.sort_by_key(|one| Some(*one) != form.heir);
        if form.goes_on.is_some() {
            into.push(id);
        }
        split_agency(tx, ctx, &Split { from: id, into, readers: form.reader.clone(), day })?;
        Ok(handover::later(tx, ctx, Desk::Agency(id), None, day)?)
    })
}

/// Moves the day of an end that is to come, or calls it off.
pub(crate) async fn reschedule(State(app): State<App>, Path(id): Path<Uuid>, act: Act<MoveForm>) -> Answer {
    done(&app, &act.reader, id, |tx, ctx| {
        restructured(tx, ctx, id)?;
        let day = act.input.day.as_deref().map(typed_day).transpose()?;
        Ok(move_end(tx, ctx, id, day)?)
    })
}

/// Merges, and lets duties and desks pass on when the day has come.
pub(crate) fn merge_into(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    from: Uuid,
    into: Uuid,
    day: Day,
) -> Result<(), organisation::Error> {
    merge_agencies(tx, ctx, &[from], into, day)?;
    Ok(handover::later(tx, ctx, Desk::Agency(from), None, day)?)
}

/// Moves the day, and lets duties and desks pass on when the new one has come.
pub(crate) fn move_end(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    id: Uuid,
    day: Option<Day>,
) -> Result<(), organisation::Error> {
    reschedule_end(tx, ctx, id, day)?;
    match day {
        Some(day) => Ok(handover::later(tx, ctx, Desk::Agency(id), None, day)?),
        None => Ok(()),
    }
}
