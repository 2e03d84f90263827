//! Pages of one form each: shown fresh, and again with what was typed when it was refused.

use axum::http::StatusCode;
use axum::response::Response;
use context::{Ctx, Fault, FieldFault, Lang, Ref};
use db::Read;
use edge::{Answer, App, Failure, Page, Reader, see_other_saying};
use facts::{Filter, Reach};
use maud::{Markup, Render, html};
use ui::{Control, Field, PageHead};

/// Why a form is shown again; nothing while it is fresh.
#[derive(Clone, Debug, Default)]
pub(super) struct Refused {
    /// What is wrong, at its field; without one, at the form.
    pub(super) faults: Vec<FieldFault>,
    /// Whether a colleague has changed the record since the form was opened.
    pub(super) stale: bool,
}

impl Refused {
    /// What a form says of a failure, with the status of the answer. `home` is the field that takes what concerns no
    /// field. A failure that no typing mends goes on as it is.
    pub(super) fn of(reader: &Reader, failure: Failure, home: &str) -> Result<(Refused, StatusCode), Failure> {
        let problem = failure.problem(reader.ctx.lang);
        if !failure.concerns_input() && problem.fault != Fault::TooMany {
            return Err(failure);
        }
        let status = StatusCode::from_u16(problem.fault.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        let mut faults = problem.fields;
        if faults.is_empty() {
            let message = format!("{}. {}", problem.title.trim_end_matches('.'), problem.remedy);
            faults.push(FieldFault { field: home.to_owned(), message });
        }
        Ok((Refused { faults, stale: problem.code.ends_with(".stale") }, status))
    }
}

/// After an act: onward, or the form again with its faults and the status that says so.
pub(super) fn after<T>(
    reader: &Reader,
    outcome: Result<T, impl Into<Failure>>,
    onward: impl FnOnce(T) -> Answer,
    again: impl FnOnce(&Refused) -> Answer,
) -> Answer {
    match outcome {
        Ok(done) => onward(done),
        Err(error) => {
            let (refused, status) = Refused::of(reader, error.into(), "")?;
            let mut answer = again(&refused)?;
            *answer.status_mut() = status;
            Ok(answer)
        }
    }
}

/// To another page, which says what was done.
pub(super) fn done(address: &str, said: &str) -> Result<Response, Failure> {
    Ok(see_other_saying(address, said, None))
}

/// The fields of a form in their order, each with its fault, under a summary that names them all.
pub(super) struct Fields<'r> {
    refused: &'r Refused,
    labels: Vec<(&'static str, &'static str)>,
    fields: Vec<Field>,
}

impl<'r> Fields<'r> {
    /// No field yet.
    pub(super) fn new(refused: &'r Refused) -> Fields<'r> {
        Fields { refused, labels: Vec::new(), fields: Vec::new() }
    }

    /// A field that has to be filled in.
    pub(super) fn must(self, name: &'static str, label: &'static str, control: Control) -> Fields<'r> {
        self.add(name, label, |field| field.required(), control)
    }

    /// A field that may stay empty.
    pub(super) fn may(self, name: &'static str, label: &'static str, control: Control) -> Fields<'r> {
        self.add(name, label, |field| field, control)
    }

    /// What helps to fill in the field added last.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Fields<'r> {
        if let Some(field) = self.fields.pop() {
            self.fields.push(field.hint(hint));
        }
        self
    }

    fn add(
        mut self,
        name: &'static str,
        label: &'static str,
        finish: impl FnOnce(Field) -> Field,
        control: Control,
    ) -> Fields<'r> {
        self.labels.push((name, label));
        self.fields.push(finish(Field::new(name, label, control).fault(&self.refused.faults)));
        self
    }

    /// Summary and fields.
    pub(super) fn show(&self, lang: Lang) -> Markup {
        html! {
            (ui::error_summary(lang, None, &self.refused.faults, &self.labels))
            @for field in &self.fields { (field) }
        }
    }
}

/// A page to be read from top to bottom.
pub(super) struct Sheet<'a> {
    /// Its title.
    pub(super) title: &'a str,
    /// The menu's entry under which it stands.
    pub(super) active: &'a str,
    /// The way back: names and addresses.
    pub(super) back: &'a [(&'a str, &'a str)],
}

impl Sheet<'_> {
    /// The page around its content.
    pub(super) fn page(&self, app: &App, reader: &Reader, read: &mut Read<'_>, body: &Markup) -> Answer {
        let head = PageHead::new(self.title).scope(ui::trail(reader.ctx.lang, self.back));
        let body = ui::page(&head, &ui::column(body));
        edge::page(app, reader, read, Page { title: self.title, active: self.active, body })
    }
}

/// The form; where a colleague was quicker, beside what stands now, so that neither is lost.
pub(super) fn beside(
    read: &mut Read<'_>,
    ctx: &Ctx,
    refused: &Refused,
    record: &Ref,
    form: &impl Render,
    stands: &[(&str, Markup)],
) -> db::Result<Markup> {
    if !refused.stale {
        return Ok(form.render());
    }
    let who = last_hand(read, record)?.unwrap_or_else(|| crate::t::sheet_colleague(ctx.lang).to_owned());
    Ok(ui::versions(ctx.lang, &form.render(), &ui::definitions(stands), &who))
}

/// The name of whoever changed a record last.
fn last_hand(read: &mut Read<'_>, record: &Ref) -> db::Result<Option<String>> {
    let filter = Filter { record: Some(record.clone()), ..Filter::default() };
    let latest = facts::search(read, &Reach::All, &filter, None, 1)?.rows.pop();
    match latest.and_then(|fact| fact.who.person) {
        Some(person) => Ok(organisation::person(read, person)?.map(|person| person.name)),
        None => Ok(None),
    }
}
