//! What people type, checked before anything is stored. Every wrong field is named, not only the first.

use crate::actions::incoming::EnterInput;
use crate::actions::outgoing::DraftInput;
use crate::model::document::PartRole;
use crate::model::joint;
use crate::{Error, PartInput};
use calendar::Day;
use context::Ctx;

/// What is wrong with the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputFault {
    /// It is empty.
    Missing,
    /// It is longer than so many characters.
    TooLong(usize),
    /// The day has not come yet.
    Future,
    /// The day lies before so many years ago, or is of another year where it must be of this one.
    TooOld,
    /// The day has passed.
    Past,
    /// The day was approved and has not passed: it stays.
    Stays,
    /// The value is none of those that can be chosen.
    Unknown,
    /// It is not written as a day.
    NoDay,
    /// There is no main file.
    NoMain,
    /// There is more than one main file.
    SeveralMains,
    /// The main file is no PDF.
    NotPdf,
    /// The paper is secret: such documents must not travel on this system.
    Secret(String),
    /// It can be said of one alone.
    OneOnly,
    /// An internal document names an agency or somebody outside.
    OnlyInside,
    /// A document that goes out names a unit or position of the own agency.
    OnlyOutside,
    /// A pattern does not write the number once, or asks for something that a symbol has not.
    NoPattern,
    /// The pattern of normative documents lacks the year.
    NoYear,
    /// Only an internal series is a unit's own.
    OnlyInternal,
    /// The day lies more than so many days ahead.
    TooFar(i64),
    /// An opinion lacks who gave it, what it said, or how it was taken up.
    HalfOpinion,
    /// A joint document names nobody with whom it is issued.
    NoPartner,
    /// Only a joint document is issued with others.
    OnlyJoint,
    /// It is one's own agency.
    OwnAgency,
    /// The same is named twice.
    NamedTwice,
    /// The number is not between these.
    OutOfRange(i64, i64),
}

/// The most characters of a subject.
pub const MOST_SUBJECT: usize = 500;
/// The most characters of names, symbols and the like.
pub const MOST_NAME: usize = 200;
/// The most characters of a reason or result.
pub const MOST_TEXT: usize = 2_000;
/// A paper older than so many years is taken for a slip of the pen.
const OLDEST: i32 = 100;

/// Gathers the faults of an input.
#[derive(Default)]
struct Faults(Vec<(&'static str, InputFault)>);

impl Faults {
    fn add(&mut self, field: &'static str, fault: InputFault) {
        self.0.push((field, fault));
    }

    fn when(&mut self, wrong: bool, field: &'static str, fault: InputFault) {
        if wrong {
            self.add(field, fault);
        }
    }

    /// A text that must be there.
    fn text(&mut self, field: &'static str, text: &str, most: usize) {
        self.when(text.trim().is_empty(), field, InputFault::Missing);
        self.optional(field, text, most);
    }

    fn optional(&mut self, field: &'static str, text: &str, most: usize) {
        self.when(text.chars().count() > most, field, InputFault::TooLong(most));
    }

    /// Whatever is secret must not travel on this system, of whichever degree.
    fn secrecy(&mut self, ctx: &Ctx, secrecy: Option<&str>) {
        let Some(secrecy) = secrecy.filter(|secrecy| !secrecy.is_empty()) else { return };
        let known = ctx.law.secrecies(ctx.now.day()).find(|known| known.code == secrecy);
        let name = known.map_or_else(|| secrecy.to_owned(), |known| known.vi.clone());
        self.add("secrecy", InputFault::Secret(name));
    }

    fn issued(&mut self, field: &'static str, day: Option<Day>, today: Day) {
        match day {
            None => self.add(field, InputFault::Missing),
            Some(day) if day > today => self.add(field, InputFault::Future),
            Some(day) if day.year() < today.year() - OLDEST => self.add(field, InputFault::TooOld),
            Some(_) => {}
        }
    }

    fn parts(&mut self, parts: &[PartInput]) {
        let mains: Vec<&PartInput> = parts.iter().filter(|part| part.role == PartRole::Main).collect();
        match mains[..] {
            [] => self.add("main", InputFault::NoMain),
            [main] => self.when(main.file.media != "application/pdf", "main", InputFault::NotPdf),
            _ => self.add("main", InputFault::SeveralMains),
        }
    }

    fn told(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::Input(self.0)) }
    }
}

/// Checks a document that a clerk enters from outside.
///
/// # Errors
/// [`Error::Input`] with every wrong field.
pub fn check_entry(ctx: &Ctx, input: &EnterInput) -> Result<(), Error> {
    let today = ctx.now.day();
    let mut faults = Faults::default();
    faults.secrecy(ctx, input.secrecy.as_deref());
    faults.text("issuer", &input.issuer, MOST_NAME);
    faults.text("symbol", &input.symbol, MOST_NAME);
    faults.issued("issued_day", input.issued_day, today);
    faults.when(ctx.law.document_type(&input.kind, today).is_none(), "kind", InputFault::Unknown);
    faults.text("subject", &input.subject, MOST_SUBJECT);
    faults.when(ctx.law.urgency(&input.urgency, today).is_none(), "urgency", InputFault::Unknown);
    faults.optional("signer_name", &input.signer_name, MOST_NAME);
    faults.optional("signer_title", &input.signer_title, MOST_NAME);
    let early = input.due_day.zip(input.issued_day).is_some_and(|(due, issued)| due < issued);
    faults.when(early, "due_day", InputFault::Past);
    faults.parts(&input.parts);
    faults.told()
}

/// Checks a draft.
///
/// # Errors
/// [`Error::Input`] with every wrong field.
pub fn check_draft(ctx: &Ctx, input: &DraftInput) -> Result<(), Error> {
    let today = ctx.now.day();
    let mut faults = Faults::default();
    faults.secrecy(ctx, input.secrecy.as_deref());
    faults.when(ctx.law.document_type(&input.kind, today).is_none(), "kind", InputFault::Unknown);
    faults.text("subject", &input.subject, MOST_SUBJECT);
    faults.when(ctx.law.urgency(&input.urgency, today).is_none(), "urgency", InputFault::Unknown);
    let form = input.signing_form.as_str();
    let known = form.is_empty() || ctx.law.signing_forms(today).any(|known| known.code == form);
    faults.when(!known, "signing_form", InputFault::Unknown);
    faults.when(input.due_day.is_some_and(|due| due < today), "due_day", InputFault::Past);
    if let Some(fault) = joint::fault(input.way, ctx.actor.agency, &input.partners) {
        faults.add("partners", fault);
    }
    faults.told()
}

/// Checks what a set says of its draft.
///
/// # Errors
/// [`Error::Input`] with every wrong field.
pub fn check_set(ctx: &Ctx, kind: &str, subject: &str) -> Result<(), Error> {
    let mut faults = Faults::default();
    faults.when(ctx.law.document_type(kind, ctx.now.day()).is_none(), "kind", InputFault::Unknown);
    faults.text("subject", subject, MOST_SUBJECT);
    faults.told()
}

/// The day by which the recipients are asked to answer, as a document goes out: the one approved, or another in the
/// place of one that passed on the route.
///
/// # Errors
/// [`Error::Input`] naming the field `due_day`.
pub fn due_at_issue(approved: Option<Day>, given: Option<Day>, today: Day) -> Result<Option<Day>, Error> {
    let fault = |fault| Err(Error::Input(vec![("due_day", fault)]));
    match (approved, given) {
        (Some(approved), None) if approved < today => fault(InputFault::Past),
        (Some(approved), Some(given)) if approved < today => {
            if given < today {
                fault(InputFault::Past)
            } else {
                Ok(Some(given))
            }
        }
        (approved, Some(given)) if approved != Some(given) => fault(InputFault::Stays),
        (approved, _) => Ok(approved),
    }
}

/// Checks that the day for an answer has not passed since the draft was written.
///
/// # Errors
/// [`Error::Input`] naming the field `due_day`.
pub fn due_at_submission(due: Option<Day>, today: Day) -> Result<(), Error> {
    let mut faults = Faults::default();
    faults.when(due.is_some_and(|due| due < today), "due_day", InputFault::Past);
    faults.told()
}

/// Checks the files of a draft that is submitted or changed.
///
/// # Errors
/// [`Error::Input`] naming the field `main`.
pub fn check_parts(parts: &[PartInput]) -> Result<(), Error> {
    let mut faults = Faults::default();
    faults.parts(parts);
    faults.told()
}

/// Checks a route that an agency keeps ready: its name, and the kind of document it is for, or none for any.
///
/// # Errors
/// [`Error::Input`] with every wrong field.
pub fn check_template<'t>(ctx: &Ctx, name: &'t str, kind: &str) -> Result<&'t str, Error> {
    let mut faults = Faults::default();
    faults.text("name", name, MOST_NAME);
    let known = kind.is_empty() || ctx.law.document_type(kind, ctx.now.day()).is_some();
    faults.when(!known, "kind", InputFault::Unknown);
    faults.told()?;
    Ok(name.trim())
}

/// A reason that must be given.
///
/// # Errors
/// [`Error::Input`] naming the field `reason`.
pub fn reason(text: &str) -> Result<&str, Error> {
    required("reason", text)
}

/// A result that must be given.
///
/// # Errors
/// [`Error::Input`] naming the field `result`.
pub fn result(text: &str) -> Result<&str, Error> {
    required("result", text)
}

/// Words that may be missing but not endless.
///
/// # Errors
/// [`Error::Input`] naming the field.
pub fn comment<'t>(field: &'static str, text: &'t str) -> Result<&'t str, Error> {
    let mut faults = Faults::default();
    faults.optional(field, text, MOST_TEXT);
    faults.told()?;
    Ok(text.trim())
}

/// A number within bounds.
///
/// # Errors
/// [`Error::Input`] naming the field.
pub fn within(field: &'static str, value: i64, least: i64, most: i64) -> Result<i64, Error> {
    let mut faults = Faults::default();
    faults.when(!(least..=most).contains(&value), field, InputFault::OutOfRange(least, most));
    faults.told()?;
    Ok(value)
}

fn required<'t>(field: &'static str, text: &'t str) -> Result<&'t str, Error> {
    let mut faults = Faults::default();
    faults.text(field, text, MOST_TEXT);
    faults.told()?;
    Ok(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::{Actor, Time};

    fn ctx() -> Ctx {
        let day = Day::new(2023, 8, 17).unwrap();
        Ctx::new(Actor::nobody(), Time::local(day, 9, 0), Default::default())
    }

    fn part(role: PartRole, media: &str) -> PartInput {
        let file = files::Prepared {
            digest: "0".repeat(64),
            size: 1,
            media: media.to_owned(),
            name: "a.pdf".to_owned(),
        };
        PartInput { role, file, pages: 1 }
    }

    fn entry() -> EnterInput {
        EnterInput {
            issuer: "Bộ Nội vụ".into(),
            symbol: "4392/BNV-CCHC".into(),
            issued_day: Day::new(2023, 8, 15),
            kind: "CV".into(),
            subject: "Tự đánh giá".into(),
            urgency: "normal".into(),
            parts: vec![part(PartRole::Main, "application/pdf")],
            ..EnterInput::default()
        }
    }

    fn faults(input: &EnterInput) -> Vec<(&'static str, InputFault)> {
        match check_entry(&ctx(), input) {
            Err(Error::Input(faults)) => faults,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = EnterInput { urgency: "normal".into(), ..EnterInput::default() };
        let named: Vec<_> = faults(&wrong).into_iter().map(|(field, _)| field).collect();
        assert_eq!(named, ["issuer", "symbol", "issued_day", "kind", "subject", "main"]);
    }

    #[test]
    fn days_and_lengths_have_bounds() {
        let subject = "x".repeat(10_000);
        let wrong = EnterInput {
            subject,
            issued_day: Day::new(2023, 8, 18),
            due_day: Day::new(2023, 8, 1),
            ..entry()
        };
        assert_eq!(
            faults(&wrong),
            [
                ("issued_day", InputFault::Future),
                ("subject", InputFault::TooLong(MOST_SUBJECT)),
                ("due_day", InputFault::Past),
            ]
        );
        let old = EnterInput { issued_day: Day::new(1023, 8, 15), ..entry() };
        assert_eq!(faults(&old), [("issued_day", InputFault::TooOld)]);
    }

    #[test]
    fn secret_papers_are_refused_with_their_degree() {
        let secret = EnterInput { secrecy: Some("top_secret".into()), ..entry() };
        assert_eq!(faults(&secret), [("secrecy", InputFault::Secret("Tối mật".into()))]);
    }

    #[test]
    fn a_draft_says_whether_it_is_secret_and_one_that_is_is_refused() {
        let draft = DraftInput {
            kind: "CV".into(),
            subject: "Kế hoạch".into(),
            urgency: "normal".into(),
            ..DraftInput::default()
        };
        assert!(check_draft(&ctx(), &DraftInput { secrecy: Some(String::new()), ..draft.clone() }).is_ok());
        for (code, name) in [("secret", "Mật"), ("absolute_secret", "Tuyệt mật"), ("odd", "odd")] {
            match check_draft(&ctx(), &DraftInput { secrecy: Some(code.into()), ..draft.clone() }) {
                Err(Error::Input(faults)) => {
                    assert_eq!(faults, [("secrecy", InputFault::Secret(name.into()))]);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn the_main_file_is_one_pdf() {
        let picture = EnterInput { parts: vec![part(PartRole::Main, "image/png")], ..entry() };
        assert_eq!(faults(&picture), [("main", InputFault::NotPdf)]);
        let two = vec![part(PartRole::Main, "application/pdf"), part(PartRole::Main, "application/pdf")];
        assert_eq!(faults(&EnterInput { parts: two, ..entry() }), [("main", InputFault::SeveralMains)]);
        assert!(check_entry(&ctx(), &entry()).is_ok());
    }

    #[test]
    fn what_was_approved_stays_unless_its_day_has_passed() {
        let [yesterday, today, later] = [16, 17, 18].map(|day| Day::new(2023, 8, day));
        let asked = |approved, given| match due_at_issue(approved, given, today.unwrap()) {
            Ok(day) => Ok(day),
            Err(Error::Input(faults)) => Err(faults[0].1.clone()),
            Err(other) => panic!("{other:?}"),
        };
        assert_eq!(asked(yesterday, None), Err(InputFault::Past));
        assert_eq!(asked(yesterday, yesterday), Err(InputFault::Past));
        assert_eq!(asked(yesterday, later), Ok(later));
        assert_eq!(asked(today, later), Err(InputFault::Stays));
        assert_eq!(asked(None, later), Err(InputFault::Stays));
        assert_eq!(
            (asked(today, None), asked(today, today), asked(None, None)),
            (Ok(today), Ok(today), Ok(None))
        );
    }

    #[test]
    fn a_reason_is_needed_and_not_endless() {
        assert!(reason("  ").is_err());
        assert!(reason(&"x".repeat(2_001)).is_err());
        assert_eq!(reason(" vì nhầm ").unwrap(), "vì nhầm");
    }
}
