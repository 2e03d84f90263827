//! Assistants, and delegations of powers.

use super::{BASE, Scene, Typed, Version, Where, back, day, id, page};
use crate::pages::refused;
use crate::t;
use axum::extract::State;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Path, Query, see_other_saying};
use maud::{Markup, html};
use organisation::{DelegationInput, actions};
use serde::Deserialize;
use ui::{Button, Column, Control, Field, Form, Opt, Share, Table};

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct AssistantForm {
    position: String,
    assistant: String,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct DelegationForm {
    position: String,
    delegate: String,
    form: String,
    basis: String,
    scope: String,
    from: String,
    until: String,
}

impl DelegationForm {
    fn input(&self, ctx: &Ctx) -> Result<DelegationInput, Failure> {
        Ok(DelegationInput {
            position: id(ctx, "position", &self.position)?,
            delegate: id(ctx, "delegate", &self.delegate)?,
            form: self.form.clone(),
            basis: self.basis.clone(),
            scope: self.scope.clone(),
            from: day("from", &self.from)?,
            until: day("until", &self.until)?,
        })
    }
}

/// A button that ends a row of the reader's, in a form of its own.
fn ending(scene: &Scene<'_>, position: Uuid, address: String, version: i64, does: &str) -> Markup {
    html! {
        @if scene.decided.contains(&position) {
            (Form::post(address, scene.ctx.new_id(), html! { (Button::submit(does).small()) })
                .version(version).class("inline"))
        }
    }
}

/// The assistants of the agency's positions, and the form that names one.
pub(super) fn assistants(
    read: &mut Read<'_>,
    scene: &Scene<'_>,
    typed: &AssistantForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let (ctx, lang) = (scene.ctx, scene.ctx.lang);
    let all = organisation::assistants_of(read, scene.agency, ctx.now.day())?;
    let columns = vec![
        Column::head(t::absences_assists(lang)),
        Column::text(t::absences_assistant(lang)),
        Column::actions(t::absences_end(lang)),
    ];
    let mut table = Table::new(lang, t::absences_assistants(lang), columns).wrap();
    for one in &all {
        let address = format!("/assistants/{}/end", one.id);
        table = table.row(vec![
            html! { (scene.name(one.position)) },
            html! { (scene.name(one.assistant)) },
            ending(scene, one.position, address, one.version, t::absences_assistant_end(lang)),
        ]);
    }
    let (decided, chosen) = scene.among(&scene.decided, &typed.position);
    let people = scene.people(t::absences_choose(lang));
    let labels = [("position", t::absences_assists(lang)), ("assistant", t::absences_assistant(lang))];
    let content = html! {
        p class="muted" { (t::absences_assistants_hint(lang)) }
        @if !all.is_empty() { (table) }
        @if !scene.decided.is_empty() {
            (ui::error_summary(lang, None, faults, &labels))
            (Form::post(format!("/assistants?agency={}", scene.agency), ctx.new_id(), html! {
                (Field::new("position", t::absences_assists(lang), Control::select(decided, chosen)).id("f-assisted").fault(faults))
                (Field::new("assistant", t::absences_assistant(lang), Control::select(people, &typed.assistant)).fault(faults))
                (Button::submit(t::absences_assistant_name(lang)))
            }))
        }
    };
    Ok(ui::card("assistants", Share::Half, t::absences_assistants(lang), &html! {}, &content))
}

/// The delegations by the agency's positions, and the form that enters one.
pub(super) fn delegations(
    read: &mut Read<'_>,
    scene: &Scene<'_>,
    typed: &DelegationForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let (ctx, lang) = (scene.ctx, scene.ctx.lang);
    let today = ctx.now.day();
    let forms: Vec<Opt> = ctx
        .law
        .signing_forms(today)
        .filter(|form| ["tuq", "kt"].contains(&form.code.as_str()))
        .map(|form| Opt::new(form.code.clone(), lang.pick(form.vi.clone(), form.en.clone())))
        .collect();
    let all = organisation::delegations_of(read, scene.agency, today)?;
    let columns = vec![
        Column::head(t::absences_delegates(lang)),
        Column::text(t::absences_delegate(lang)),
        Column::text(t::absences_basis(lang)),
        Column::text(t::absences_days(lang)).fit(),
        Column::actions(t::absences_end(lang)),
    ];
    let mut table = Table::new(lang, t::absences_delegations(lang), columns).wrap();
    for one in &all {
        let form = forms.iter().find(|it| it.value == one.form).map(|it| it.name.clone());
        let address = format!("/delegations/{}/end", one.id);
        table = table.row(vec![
            html! { (scene.name(one.position)) },
            html! { (scene.name(one.delegate)) br; span class="muted" { (form.unwrap_or_default()) } },
            html! { (one.basis) br; span class="muted" { (one.scope) } },
            html! { (ui::time::date(lang, one.starts)) "–" (ui::time::date(lang, one.ends.plus(-1))) },
            ending(scene, one.position, address, one.version, t::absences_delegation_end(lang)),
        ]);
    }
    let (decided, chosen) = scene.among(&scene.decided, &typed.position);
    let people = scene.people(t::absences_choose(lang));
    let labels = [
        ("delegate", t::absences_delegate(lang)),
        ("form", t::absences_form(lang)),
        ("basis", t::absences_basis(lang)),
        ("scope", t::absences_scope(lang)),
        ("from", t::absences_from(lang)),
        ("until", t::absences_until(lang)),
    ];
    let form = if typed.form.is_empty() { "tuq" } else { &typed.form };
    let date = |name: &str, label: &str, value: &str| {
        Field::new(name, label, Control::date(value.to_owned()))
            .id(format!("f-delegation-{name}"))
            .fault(faults)
            .required()
            .span(3)
    };
    let content = html! {
        p class="muted" { (t::absences_delegations_hint(lang)) }
        @if !all.is_empty() { (table) }
        @if !scene.decided.is_empty() {
            (ui::error_summary(lang, None, faults, &labels))
            (Form::post(format!("/delegations?agency={}", scene.agency), ctx.new_id(), html! {
                (Field::new("position", t::absences_delegates(lang), Control::select(decided, chosen)).id("f-delegating").fault(faults))
                (Field::new("delegate", t::absences_delegate(lang), Control::select(people, &typed.delegate)).fault(faults))
                (Field::new("form", t::absences_form(lang), Control::Segments { options: forms, chosen: form.to_owned() }).fault(faults))
                (Field::new("basis", t::absences_basis(lang), Control::text(&typed.basis)).hint(t::absences_basis_hint(lang)).fault(faults).required())
                (Field::new("scope", t::absences_scope(lang), Control::text(&typed.scope)).hint(t::absences_scope_hint(lang)).fault(faults).required())
                (ui::row(&[
                    date("from", t::absences_from(lang), &typed.from),
                    date("until", t::absences_until(lang), &typed.until),
                ]))
                (Button::submit(t::absences_delegation_enter(lang)))
            }))
        }
    };
    Ok(ui::card("delegations", Share::Whole, t::absences_delegations(lang), &html! {}, &content))
}

pub(super) async fn name(
    State(app): State<App>,
    Query(query): Query<Where>,
    act: Act<AssistantForm>,
) -> Answer {
    let (ctx, typed) = (&act.reader.ctx, &act.input);
    let named = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        let position = id(ctx, "position", &typed.position)?;
        Ok(actions::name_assistant(tx, ctx, position, id(ctx, "assistant", &typed.assistant)?)?)
    });
    match named {
        Ok(_) => Ok(see_other_saying(&back(query.agency), t::absences_assistant_said(ctx.lang), None)),
        Err(failure) => refused(&act.reader, failure, |faults| {
            let typed = Typed { assistant: typed.clone(), of: "assistant", ..Typed::default() };
            page(&app, &act.reader, query.agency, &typed, faults)
        }),
    }
}

pub(super) async fn end_assistant(State(app): State<App>, Path(id): Path<Uuid>, act: Act<Version>) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| -> Result<(), Failure> {
        Ok(actions::end_assistant(tx, ctx, id, act.input.version)?)
    })?;
    Ok(see_other_saying(BASE, t::absences_saved(ctx.lang), None))
}

pub(super) async fn delegate(
    State(app): State<App>,
    Query(query): Query<Where>,
    act: Act<DelegationForm>,
) -> Answer {
    let ctx = &act.reader.ctx;
    let entered = app.db.write(ctx, |tx| -> Result<Uuid, Failure> {
        Ok(actions::delegate(tx, ctx, &act.input.input(ctx)?)?)
    });
    match entered {
        Ok(_) => Ok(see_other_saying(&back(query.agency), t::absences_saved(ctx.lang), None)),
        Err(failure) => refused(&act.reader, failure, |faults| {
            let typed = Typed { delegation: act.input.clone(), of: "delegation", ..Typed::default() };
            page(&app, &act.reader, query.agency, &typed, faults)
        }),
    }
}

pub(super) async fn end_delegation(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    act: Act<Version>,
) -> Answer {
    let ctx = &act.reader.ctx;
    app.db.write(ctx, |tx| -> Result<(), Failure> {
        Ok(actions::end_delegation(tx, ctx, id, act.input.version)?)
    })?;
    Ok(see_other_saying(BASE, t::absences_saved(ctx.lang), None))
}
