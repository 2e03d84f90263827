//! When duties remind and whom: what the law's file proposes, and what administrators have changed about that.

use super::again;
use super::gate::Nothing;
use crate::t;
use axum::extract::State;
use calendar::{Allowance, Unit};
use context::{Ctx, FieldFault, Lang, Scope};
use db::Read;
use duties::{RULES, Rule, rule_of, rules_set, set_rule};
use edge::{Act, Answer, App, Failure, Lacking, Page, Path, Reader, SignedIn, see_other_saying};
use law::Deadline;
use maud::{Markup, html};
use serde::Deserialize;
use std::collections::BTreeSet;
use ui::{Button, Column, Control, Field, Form, Opt, PageHead, Table};

const BASE: &str = "/admin/reminders";
/// So many empty lines are offered for further reminders.
const SPARE: usize = 2;
/// The most reminders of each side.
const MOST: usize = 10;
const UNITS: [Unit; 6] =
    [Unit::Minute, Unit::Hour, Unit::WorkingHour, Unit::Day, Unit::WorkingDay, Unit::Month];

/// Goes on only for whoever sets rules for the whole system.
fn require(ctx: &Ctx) -> Result<(), Failure> {
    match ctx.actor.scope(RULES) {
        Some(Scope::All) => Ok(()),
        _ => Err(Lacking::Page.into()),
    }
}

/// The kinds of duties in force today.
fn kinds(ctx: &Ctx) -> impl Iterator<Item = &Deadline> {
    let today = ctx.now.day();
    ctx.law.deadlines().iter().filter(move |kind| kind.valid.holds(today))
}

/// All kinds of duties.
pub(crate) async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require(ctx)?;
        let changed: BTreeSet<String> = rules_set(read)?.into_iter().map(|(kind, _)| kind).collect();
        let columns = vec![
            Column::head(t::reminders_kind(lang)),
            Column::text(t::reminders_before(lang)),
            Column::text(t::reminders_after(lang)),
            Column::text(t::reminders_origin(lang)).fit().spare(),
        ];
        let mut table = Table::new(lang, t::reminders_title(lang), columns);
        for kind in kinds(ctx) {
            let rule = rule_of(read, ctx, &kind.code)?;
            let own = changed.contains(&kind.code);
            table = table.row(vec![
                html! { a class="link" href={ (BASE) "/" (kind.code) } { (lang.pick(&kind.vi, &kind.en)) } },
                html! { (told(lang, &rule.remind)) },
                html! { (told(lang, &rule.escalate)) },
                html! { (if own { t::reminders_own(lang) } else { t::reminders_proposed(lang) }) },
            ]);
        }
        let body = html! { div class="board" { p class="muted" { (t::reminders_intro(lang)) } (table) } };
        let body = ui::page(&PageHead::new(t::reminders_title(lang)), &body);
        edge::page(&app, &reader, read, Page { title: t::reminders_title(lang), active: BASE, body })
    })
}

fn told(lang: Lang, side: &[Allowance]) -> String {
    let one = |it: &Allowance| match it.amount {
        0 => t::reminders_at(lang).to_owned(),
        amount => span(lang, amount, it.unit),
    };
    match side {
        [] => t::reminders_none(lang).to_owned(),
        side => side.iter().map(one).collect::<Vec<_>>().join("; "),
    }
}

fn span(lang: Lang, amount: u32, unit: Unit) -> String {
    match unit {
        Unit::Minute => t::span_minute(lang, amount),
        Unit::Hour => t::span_hour(lang, amount),
        Unit::WorkingHour => t::span_working_hour(lang, amount),
        Unit::WorkingDay => t::span_working_day(lang, amount),
        Unit::Day => t::span_days(lang, amount),
        Unit::Month => t::span_month(lang, amount),
    }
}

fn unit(lang: Lang, unit: Unit) -> &'static str {
    match unit {
        Unit::Minute => t::reminders_minute(lang),
        Unit::Hour => t::reminders_hour(lang),
        Unit::WorkingHour => t::reminders_working_hour(lang),
        Unit::WorkingDay => t::reminders_working_day(lang),
        Unit::Day => t::reminders_days(lang),
        Unit::Month => t::reminders_month(lang),
    }
}

/// A rule as it is typed: numbers, each followed by its unit. An empty number is not sent, so that its unit stands
/// alone and counts for nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct RuleForm {
    #[serde(default)]
    remind: Vec<String>,
    #[serde(default)]
    escalate: Vec<String>,
}

impl RuleForm {
    fn rule(&self) -> Result<Rule, Failure> {
        Ok(Rule { remind: side("remind", &self.remind)?, escalate: side("escalate", &self.escalate)? })
    }
}

fn side(field: &str, typed: &[String]) -> Result<Vec<Allowance>, Failure> {
    let mut side = Vec::new();
    let mut amount = None;
    for text in typed {
        match (UNITS.into_iter().find(|unit| code(*unit) == text), amount) {
            (Some(unit), Some(amount)) => side.push(Allowance { amount, unit }),
            (Some(_), None) => {}
            (None, _) => {
                let number = text.trim().parse().ok();
                amount = Some(number.ok_or_else(|| super::malformed(field, "a number without a fraction"))?);
                continue;
            }
        }
        amount = None;
    }
    Ok(side)
}

fn code(unit: Unit) -> &'static str {
    match unit {
        Unit::Minute => "minute",
        Unit::Hour => "hour",
        Unit::WorkingHour => "working_hour",
        Unit::WorkingDay => "working_day",
        Unit::Day => "day",
        Unit::Month => "month",
    }
}

/// One kind of duty.
pub(crate) async fn show(
    State(app): State<App>,
    SignedIn(reader): SignedIn,
    Path(kind): Path<String>,
) -> Answer {
    page(&app, &reader, &kind, &[])
}

fn page(app: &App, reader: &Reader, kind: &str, faults: &[FieldFault]) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        require(ctx)?;
        let deadline = kinds(ctx).find(|it| it.code == kind).ok_or(Lacking::Page)?;
        let rule = rule_of(read, ctx, kind)?;
        let name = lang.pick(&deadline.vi, &deadline.en);
        let form = Form::post(format!("{BASE}/{kind}"), ctx.new_id(), html! {
            (ui::error_summary(lang, None, faults, &[("remind", t::reminders_before(lang)), ("escalate", t::reminders_after(lang))]))
            p class="muted" { (t::reminders_about(lang)) }
            (lines(lang, "remind", t::reminders_before(lang), &rule.remind))
            (lines(lang, "escalate", t::reminders_after(lang), &rule.escalate))
            (Button::submit(t::reminders_save(lang)).primary())
        });
        let body = html! {
            (form)
            (origin(read, ctx, deadline)?)
        };
        let trail = ui::trail(lang, &[(t::reminders_title(lang), BASE)]);
        let head = PageHead::new(name).scope(trail);
        let body = ui::page(&head, &ui::column(&body));
        edge::page(app, reader, read, Page { title: name, active: BASE, body })
    })
}

/// The reminders of a side, with some empty lines for more.
fn lines(lang: Lang, name: &str, title: &str, side: &[Allowance]) -> Markup {
    let count = (side.len() + SPARE).min(MOST);
    html! {
        fieldset class="form" {
            legend class="label" { (title) }
            @for n in 0..count {
                @let it = side.get(n);
                @let amount = it.map(|it| it.amount.to_string()).unwrap_or_default();
                @let chosen = it.map_or("working_day", |it| code(it.unit));
                @let units = UNITS.iter().map(|of| Opt::new(code(*of), unit(lang, *of))).collect();
                @let said = t::reminders_time(lang, n + 1);
                (ui::row(&[
                    Field::new(name, format!("{said}: {}", t::reminders_amount(lang)), Control::digits(amount)).id(format!("f-{name}-{n}")).bare().span(2),
                    Field::new(name, format!("{said}: {}", t::reminders_unit(lang)), Control::select(units, chosen)).id(format!("f-{name}-{n}-unit")).bare().span(4),
                ]))
            }
        }
    }
}

/// What the law's file proposes, and the way back to it.
fn origin(read: &mut Read<'_>, ctx: &Ctx, deadline: &Deadline) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let own = rules_set(read)?.iter().any(|(kind, _)| *kind == deadline.code);
    let back = Form::post(
        format!("{BASE}/{}/reset", deadline.code),
        ctx.new_id(),
        html! {
            (Button::submit(t::reminders_reset(lang)))
        },
    );
    Ok(html! {
        h2 { (t::reminders_by_default(lang)) }
        (ui::definitions(&[
            (t::reminders_before(lang), html! { (told(lang, &deadline.remind)) }),
            (t::reminders_after(lang), html! { (told(lang, &deadline.escalate)) }),
        ]))
        @if own { (back) }
    })
}

/// Changes how duties of a kind remind.
pub(crate) async fn set(State(app): State<App>, Path(kind): Path<String>, act: Act<RuleForm>) -> Answer {
    let reader = &act.reader;
    let ctx = &reader.ctx;
    require(ctx)?;
    kinds(ctx).find(|it| it.code == kind).ok_or(Lacking::Page)?;
    let saved = act
        .input
        .rule()
        .and_then(|rule| Ok(app.db.write(ctx, |tx| set_rule(tx, ctx, &kind, Some(&rule)))?));
    match saved {
        Ok(()) => Ok(see_other_saying(&format!("{BASE}/{kind}"), t::reminders_saved(ctx.lang), None)),
        Err(failure) => {
            let (faults, status) = again(reader, failure)?;
            let mut answer = page(&app, reader, &kind, &faults)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// Goes back to what the law's file proposes.
pub(crate) async fn reset(State(app): State<App>, Path(kind): Path<String>, act: Act<Nothing>) -> Answer {
    let ctx = &act.reader.ctx;
    require(ctx)?;
    app.db.write(ctx, |tx| set_rule(tx, ctx, &kind, None))?;
    Ok(see_other_saying(&format!("{BASE}/{kind}"), t::reminders_reset_said(ctx.lang), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_the_unit_behind_them_and_a_unit_alone_counts_for_nothing() {
        let typed = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let read = side("remind", &typed(&["minute", "2", "working_day", "hour", "0", "hour"])).unwrap();
        assert_eq!(
            read,
            [Allowance { amount: 2, unit: Unit::WorkingDay }, Allowance { amount: 0, unit: Unit::Hour }]
        );
        assert!(side("remind", &typed(&["1,5", "hour"])).is_err());
        assert!(side("remind", &typed(&["-1", "hour"])).is_err());
    }
}
