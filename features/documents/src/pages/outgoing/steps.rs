//! The lines of a route in a form: what each step is for, and who acts; empty lines are left out.

use crate::model::route::{Asked, PlannedStep, StepKind};
use crate::{Error, t, view, words};
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use maud::{Markup, html};
use ui::{Control, Field, Opt};

/// Lines that a form offers beyond those that are filled.
const SPARE: usize = 2;
/// The fewest lines of a form.
const LEAST: usize = 5;

/// Who acts in a line that is left out. A form sends it by name: what is empty does not arrive, and the lines behind it
/// would move up.
const NOBODY: &str = "nobody";

/// The route of a form's lines, `position:ID` or `unit:ID` with what each is for; opinions that follow each other are
/// given side by side.
pub(crate) fn planned(kinds: &[String], whos: &[String]) -> Result<Vec<PlannedStep>, Error> {
    let unknown = || Error::Unknown { field: "steps" };
    let mut steps: Vec<PlannedStep> = Vec::new();
    for (kind, who) in kinds.iter().zip(whos).filter(|(_, who)| who.as_str() != NOBODY) {
        let kind = StepKind::of(kind).ok_or_else(unknown)?;
        let who = Asked::parse(who).ok_or_else(unknown)?;
        let ordinal = match steps.last() {
            Some(last) if last.kind == StepKind::Opinion && kind == StepKind::Opinion => last.ordinal,
            Some(last) => last.ordinal + 1,
            None => 1,
        };
        steps.push(PlannedStep { kind, ordinal, who });
    }
    Ok(steps)
}

/// What is typed, for showing it again: lines that cannot be read are empty.
pub(crate) fn typed(kinds: &[String], whos: &[String]) -> Vec<Line> {
    kinds.iter().zip(whos).filter_map(|(kind, who)| Some((StepKind::of(kind)?, Asked::parse(who)))).collect()
}

/// A line: what for, and who, if anybody.
pub(crate) type Line = (StepKind, Option<Asked>);

/// The lines of a route that is planned.
pub(crate) fn lines_of(planned: &[PlannedStep]) -> Vec<Line> {
    planned.iter().map(|step| (step.kind, Some(step.who))).collect()
}

/// The members of a committee; an agency signs by its own people.
pub(super) fn signing_members(
    read: &mut Read<'_>,
    body: Uuid,
    day: calendar::Day,
) -> db::Result<Vec<organisation::BodyMember>> {
    match organisation::body(read, body)?.map(|body| body.kind) {
        Some(organisation::BodyKind::Committee) => organisation::members_of_body(read, body, day),
        _ => Ok(Vec::new()),
    }
}

/// The fields of a route's lines, for people and units of an agency, and members of an issuing body.
pub(crate) fn fields(
    read: &mut Read<'_>,
    ctx: &Ctx,
    agency: Uuid,
    body: Option<Uuid>,
    lines: &[Line],
    faults: &[FieldFault],
) -> db::Result<Markup> {
    let lang = ctx.lang;
    let today = ctx.now.day();
    let positions = organisation::positions_of(read, agency, today)?;
    let units = organisation::units_of(read, agency, today)?;
    let ids: Vec<Uuid> = positions.iter().map(|position| position.id).collect();
    let away = view::away(read, ctx, &ids)?;
    let unit = |id: Option<Uuid>| {
        let found = id.and_then(|id| units.iter().find(|unit| unit.id == id));
        found.map(|unit| format!(", {}", unit.name)).unwrap_or_default()
    };
    let mut people: Vec<Opt> = positions
        .iter()
        .filter(|position| Some(position.id) != ctx.actor.position)
        .filter_map(|position| {
            let person = position.person_name.as_ref()?;
            let name = format!("{person}, {}{}", position.title, unit(position.unit));
            let name = away.get(&position.id).map_or(name.clone(), |words| format!("{name} ({words})"));
            Some(Opt::new(Asked::Position(position.id).code(), name))
        })
        .collect();
    let members = match body {
        Some(body) => signing_members(read, body, today)?,
        None => Vec::new(),
    };
    // Whoever belongs to the body is asked as that, wherever they work.
    for member in members.into_iter().filter(|member| Some(member.position) != ctx.actor.position).rev() {
        let value = Asked::Position(member.position).code();
        people.retain(|one| one.value != value);
        if let Some(person) = &member.person_name {
            people.insert(0, Opt::new(value, format!("{person}, {}", member.titles())));
        }
    }
    people.extend(
        units
            .iter()
            .map(|unit| Opt::new(Asked::Unit(unit.id).code(), t::routes_whole_unit(lang, &unit.name))),
    );
    let kinds: Vec<Opt> =
        StepKind::ALL.into_iter().map(|kind| Opt::new(kind.code(), words::step(lang, kind))).collect();
    let mut lines = lines.to_vec();
    let spare = (lines.len() + SPARE).max(LEAST) - lines.len();
    lines.extend(std::iter::repeat_n((StepKind::Opinion, None), spare));
    let one = |at: usize, (kind, who): &Line| {
        let mut options = vec![Opt::new(NOBODY, t::submit_nobody(lang))];
        options.extend(people.iter().cloned());
        let chosen = who.map_or(NOBODY.to_owned(), Asked::code);
        let n = at + 1;
        html! {
            (ui::row(&[
                Field::new("step_kind", t::routes_step(lang, n), Control::select(kinds.clone(), kind.code()))
                    .id(format!("f-step-kind-{n}")).span(3),
                Field::new("step_who", t::routes_who(lang, n), Control::select(options, chosen))
                    .id(format!("f-step-who-{n}")).span(3),
            ]))
        }
    };
    // The first fault of the route stands at its first line, to which the summary leads.
    let fault = faults.iter().find(|fault| fault.field == "steps");
    Ok(html! {
        div id="f-steps" tabindex="-1" {
            @if let Some(fault) = fault { p class="field__error" { (fault.message) } }
            @for (at, line) in lines.iter().enumerate() { (one(at, line)) }
        }
        p class="muted" { (t::routes_hint(lang)) }
    })
}
