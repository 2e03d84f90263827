//! The rules of a desk: kept in order, tried on what came lately.

use super::{capital, date_value, day, name, urgencies};
use crate::actions::incoming::{self, keeps_rules};
use crate::model::direction::Target;
use crate::model::rule::RuleInput;
use crate::store::rule::{self, Received, Rule};
use crate::{Error, t, view};
use axum::extract::State;
use axum::http::StatusCode;
use context::{Ctx, FieldFault, Uuid};
use db::Read;
use edge::{Act, Answer, App, Failure, Page, Path, Reader, Routes, SignedIn, see_other_saying};
use maud::{Markup, html};
use serde::Deserialize;
use ui::{Button, Column, Control, Empty, Field, Form, Icon, Note, Opt, PageHead, Share, Table};

/// Where they are kept.
pub(crate) const BASE: &str = "/routing-rules";
/// So many of what a rule would have caught are shown.
const SHOWN: usize = 50;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get(BASE, list)
        .post(BASE, make)
        .get("/routing-rules/new", fresh)
        .post("/routing-rules/try", try_out)
        .get("/routing-rules/{id}", show)
        .post("/routing-rules/{id}", change)
}

/// A rule as it is typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RuleForm {
    id: Option<Uuid>,
    name: String,
    issuer: String,
    kind: String,
    words: String,
    urgency: String,
    lead: String,
    direction: String,
    days: String,
    how: String,
    is_on: Option<String>,
    from: String,
    until: String,
    ordinal: String,
    version: i64,
}

impl RuleForm {
    fn new(ctx: &Ctx) -> RuleForm {
        RuleForm {
            how: "straight".into(),
            is_on: Some("1".into()),
            from: date_value(Some(ctx.now.day())),
            ..RuleForm::default()
        }
    }

    fn of(rule: &Rule) -> RuleForm {
        let says = &rule.says;
        RuleForm {
            id: Some(rule.id),
            name: says.name.clone(),
            issuer: says.issuer.clone(),
            kind: says.kind.clone(),
            words: says.words.clone(),
            urgency: says.urgency.clone(),
            lead: says.lead.to_string(),
            direction: says.direction.clone(),
            days: says.days.map(|days| days.to_string()).unwrap_or_default(),
            how: if says.straight { "straight" } else { "proposed" }.to_owned(),
            is_on: says.is_on.then(|| "1".to_owned()),
            from: date_value(Some(says.from)),
            until: date_value(says.until),
            ordinal: says.ordinal.to_string(),
            version: rule.version,
        }
    }

    fn input(&self, ctx: &Ctx) -> Result<RuleInput, Error> {
        let number = |field: &'static str, text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<i64>().map(Some).map_err(|_| {
                Error::Input(vec![(field, crate::model::input::InputFault::OutOfRange(1, 1_000))])
            }),
        };
        Ok(RuleInput {
            name: self.name.clone(),
            issuer: self.issuer.clone(),
            kind: self.kind.clone(),
            words: self.words.clone(),
            urgency: self.urgency.clone(),
            lead: Target::parse(&self.lead).ok_or(Error::Unknown { field: "lead" })?,
            direction: self.direction.clone(),
            days: number("days", &self.days)?,
            straight: self.how != "proposed",
            is_on: self.is_on.is_some(),
            from: day("from", Some(&self.from))?.unwrap_or(ctx.now.day()),
            until: day("until", Some(&self.until))?,
            ordinal: number("ordinal", &self.ordinal)?.unwrap_or(0),
        })
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| BASE.to_owned(), |id| format!("{BASE}/{id}"))
    }
}

/// The agency whose rules the reader keeps.
fn desk(ctx: &Ctx) -> Result<Uuid, Error> {
    ctx.actor.agency.filter(|_| keeps_rules(ctx)).ok_or(Error::NotFound)
}

async fn list(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let rules = rule::rules(read, desk(ctx)?)?;
        let ids: Vec<Uuid> = rules.iter().map(|rule| rule.says.lead.holder()).collect();
        let names = view::marked(read, ctx, &ids)?;
        let columns = vec![
            Column::number(t::rules_ordinal(lang)),
            Column::head(t::rules_name(lang)),
            Column::text(t::rules_condition(lang)),
            Column::text(t::rules_lead(lang)),
            Column::text(t::rules_state(lang)).fit(),
        ];
        let mut table = Table::new(lang, t::rules_title(lang), columns).wrap();
        for rule in &rules {
            let says = &rule.says;
            table = table.row(vec![
                html! { (says.ordinal) },
                html! { a class="link" href={ (BASE) "/" (rule.id) } { (says.name) } },
                condition(ctx, says),
                html! {
                    (names.get(&says.lead.holder()).cloned().unwrap_or_default())
                    br; span class="muted" { @if says.straight { (t::rules_straight(lang)) } @else { (t::rules_proposed(lang)) } }
                },
                html! { (ui::tag(standing(ctx, says))) },
            ]);
        }
        let content = html! {
            p class="muted" { (t::rules_hint(lang)) }
            @if rules.is_empty() {
                (Empty::first_time(Icon::Forward, t::rules_none(lang), t::rules_none_text(lang)))
            } @else { (table) }
        };
        let head = PageHead::new(t::rules_title(lang))
            .action(Button::link(t::rules_new(lang), format!("{BASE}/new")).primary().icon(Icon::Plus));
        let card = ui::card("rules", Share::Whole, t::rules_title(lang), &html! {}, &content);
        let body = ui::page(&head, &ui::board(&ui::cards(&[card])));
        edge::page(&app, &reader, read, Page { title: t::rules_title(lang), active: BASE, body })
    })
}

fn standing(ctx: &Ctx, says: &RuleInput) -> &'static str {
    let (lang, today) = (ctx.lang, ctx.now.day());
    match says {
        says if !says.is_on => t::rules_off(lang),
        says if says.from > today => t::rules_to_come(lang),
        says if !says.holds(today) => t::rules_over(lang),
        _ => t::rules_on(lang),
    }
}

/// What a rule looks for, in a few words.
fn condition(ctx: &Ctx, says: &RuleInput) -> Markup {
    let today = ctx.now.day();
    let kind = ctx.law.document_type(&says.kind, today).map(|kind| capital(name(ctx.lang, kind)));
    let urgency = ctx.law.urgency(&says.urgency, today).map(|urgency| name(ctx.lang, urgency).to_owned());
    let quoted = |text: &str| (!text.is_empty()).then(|| format!("“{text}”"));
    let parts: Vec<String> =
        [quoted(&says.issuer), kind, quoted(&says.words), urgency].into_iter().flatten().collect();
    html! { (parts.join(" · ")) }
}

async fn fresh(State(app): State<App>, SignedIn(reader): SignedIn) -> Answer {
    page(&app, &reader, &RuleForm::new(&reader.ctx), &[], None)
}

async fn show(State(app): State<App>, SignedIn(reader): SignedIn, Path(id): Path<Uuid>) -> Answer {
    let form = app.db.read(|read| {
        let agency = desk(&reader.ctx)?;
        let known = rule::rule(read, id)?.filter(|rule| rule.agency == agency).ok_or(Error::NotFound)?;
        Ok::<_, Error>(RuleForm::of(&known))
    })?;
    page(&app, &reader, &form, &[], None)
}

/// What a rule would have caught, and of how many arrivals.
type Tried = (Vec<Received>, usize);

fn page(app: &App, reader: &Reader, form: &RuleForm, faults: &[FieldFault], tried: Option<&Tried>) -> Answer {
    app.db.read(|read| {
        let ctx = &reader.ctx;
        let lang = ctx.lang;
        let agency = desk(ctx)?;
        let title = if form.id.is_some() { t::rules_one(lang) } else { t::rules_new(lang) };
        let mut cards = vec![ui::card(
            "rule",
            Share::TwoThirds,
            title,
            &html! {},
            &entry(read, ctx, agency, form, faults)?,
        )];
        if let Some(tried) = tried {
            cards.insert(
                0,
                ui::card("tried", Share::Whole, t::rules_tried(lang), &html! {}, &caught(ctx, tried)),
            );
        }
        let head = PageHead::new(title).scope(ui::trail(lang, &[(t::rules_title(lang), BASE)]));
        let body = ui::page(&head, &ui::board(&ui::cards(&cards)));
        edge::page(app, reader, read, Page { title, active: BASE, body })
    })
}

fn entry(
    read: &mut Read<'_>,
    ctx: &Ctx,
    agency: Uuid,
    form: &RuleForm,
    faults: &[FieldFault],
) -> Result<Markup, Failure> {
    let lang = ctx.lang;
    let any = || Opt::new("", t::rules_any(lang));
    let kinds = ctx
        .law
        .document_types(ctx.now.day())
        .map(|kind| Opt::new(kind.code.clone(), capital(name(lang, kind))));
    let kinds: Vec<Opt> = std::iter::once(any()).chain(kinds).collect();
    let degrees: Vec<Opt> = std::iter::once(any()).chain(urgencies(ctx)).collect();
    let leads = super::incoming::targets(read, ctx, agency)?;
    let hows =
        vec![Opt::new("straight", t::rules_straight(lang)), Opt::new("proposed", t::rules_proposed(lang))];
    let labels = [
        ("name", t::rules_name(lang)),
        ("words", t::rules_words(lang)),
        ("lead", t::rules_lead(lang)),
        ("days", t::rules_days(lang)),
        ("from", t::rules_from(lang)),
        ("until", t::rules_until(lang)),
        ("ordinal", t::rules_ordinal(lang)),
    ];
    let text =
        |name: &str, label: &str, value: &str| Field::new(name, label, Control::text(value)).fault(faults);
    let lead = Control::Select { options: leads, chosen: form.lead.clone() };
    Ok(html! {
        (ui::error_summary(lang, None, faults, &labels))
        (Form::post(form.action(), ctx.new_id(), html! {
            @if let Some(id) = form.id { input type="hidden" name="id" value=(id); }
            (text("name", t::rules_name(lang), &form.name).required())
            (text("words", t::rules_words(lang), &form.words).hint(t::rules_words_hint(lang)))
            (ui::row(&[
                text("issuer", t::rules_issuer(lang), &form.issuer).span(2),
                Field::new("kind", t::rules_kind(lang), Control::select(kinds, &form.kind)).fault(faults).span(2),
                Field::new("urgency", t::rules_urgency(lang), Control::select(degrees, &form.urgency)).fault(faults).span(2),
            ]))
            (Field::new("lead", t::rules_lead(lang), lead).fault(faults).required())
            (Field::new("direction", t::rules_direction(lang), Control::area(&form.direction, 2)).fault(faults))
            (ui::row(&[
                Field::new("how", t::rules_how(lang), Control::Segments { options: hows, chosen: form.how.clone() }).span(3),
                Field::new("days", t::rules_days(lang), Control::digits(form.days.clone())).hint(t::rules_days_hint(lang)).fault(faults).span(3),
            ]))
            (ui::row(&[
                Field::new("from", t::rules_from(lang), Control::date(form.from.clone())).fault(faults).span(2),
                Field::new("until", t::rules_until(lang), Control::date(form.until.clone())).fault(faults).span(2),
                Field::new("ordinal", t::rules_ordinal(lang), Control::digits(form.ordinal.clone())).fault(faults).span(2),
            ]))
            (Field::new("is_on", t::rules_is_on(lang), Control::Check { value: "1".into(), on: form.is_on.is_some() }))
            (ui::buttons(&[
                Button::submit(t::rules_save(lang)).primary(),
                Button::submit(t::rules_try(lang)).to(format!("{BASE}/try")),
            ]))
        }).version(form.version))
    })
}

fn caught(ctx: &Ctx, (caught, looked): &Tried) -> Markup {
    let lang = ctx.lang;
    let looked = ui::number::count(*looked as i64);
    if caught.is_empty() {
        return html! { (Note::info(t::rules_caught_none(lang, looked))) };
    }
    let columns = vec![
        Column::text(t::rules_from(lang)).fit(),
        Column::text(t::rules_issuer(lang)).spare(),
        Column::head(t::rules_name(lang)),
    ];
    let mut table = Table::new(lang, t::rules_tried(lang), columns).without_head().wrap();
    for one in caught.iter().take(SHOWN) {
        table = table.row(vec![
            html! { (ui::time::time(lang, one.arrived_at, ctx.now)) },
            html! { (one.issuer) " " (ui::code(&one.symbol)) },
            html! { a class="link" href={ "/arrivals/" (one.arrival) } { (one.subject) } },
        ]);
    }
    html! {
        (Note::success(t::rules_caught(lang, ui::number::count(caught.len() as i64), looked)))
        (table)
        @if caught.len() > SHOWN { p class="muted" { (t::rules_caught_more(lang)) } }
    }
}

/// The page again with what was wrong; anything else goes on as it is.
fn again(app: &App, reader: &Reader, form: &RuleForm, error: Error) -> Answer {
    let failure = Failure::from(error);
    if !failure.concerns_input() {
        return Err(failure);
    }
    let problem = failure.problem(reader.ctx.lang);
    let faults = match problem.fields.is_empty() {
        true => vec![FieldFault {
            field: String::new(),
            message: format!("{} {}", problem.title, problem.remedy),
        }],
        false => problem.fields,
    };
    let mut answer = page(app, reader, form, &faults, None)?;
    *answer.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(answer)
}

async fn make(State(app): State<App>, act: Act<RuleForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    let made = form.input(ctx).and_then(|says| app.db.write(ctx, |tx| incoming::make_rule(tx, ctx, &says)));
    match made {
        Ok(_) => Ok(see_other_saying(BASE, t::said_rule(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, form, error),
    }
}

async fn change(State(app): State<App>, Path(id): Path<Uuid>, act: Act<RuleForm>) -> Answer {
    let ctx = &act.reader.ctx;
    let form = RuleForm { id: Some(id), ..act.input.clone() };
    let changed = form
        .input(ctx)
        .and_then(|says| app.db.write(ctx, |tx| incoming::change_rule(tx, ctx, id, form.version, &says)));
    match changed {
        Ok(()) => Ok(see_other_saying(BASE, t::said_rule(ctx.lang), None)),
        Err(error) => again(&app, &act.reader, &form, error),
    }
}

/// What the rule as it is typed would have caught lately.
async fn try_out(State(app): State<App>, act: Act<RuleForm>) -> Answer {
    let (ctx, form) = (&act.reader.ctx, &act.input);
    let tried = form.input(ctx).and_then(|says| app.db.read(|read| incoming::try_rule(read, ctx, &says)));
    match tried {
        Ok(tried) => page(&app, &act.reader, form, &[], Some(&tried)),
        Err(error) => again(&app, &act.reader, form, error),
    }
}
