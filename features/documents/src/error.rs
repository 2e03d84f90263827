//! What can go wrong with a document.

use crate::model::direction::WordingFault;
use crate::model::input::InputFault;
use crate::model::roster::{LONGEST_SHIFT, MOST_ON_DUTY, ShiftFault};
use crate::model::route::RouteFault;
use crate::t;
use context::{Explain, Fault, Lang, Problem, Time};

/// A fault of an act on a document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not there, or not for this reader.
    #[error("not found")]
    NotFound,
    /// Somebody changed it since the page was shown.
    #[error("changed meanwhile")]
    Stale,
    /// Its state does not allow this.
    #[error("not in state {state}")]
    NotNow {
        /// The state it is in.
        state: &'static str,
    },
    /// Whoever stands in for the signer has no written delegation of powers to sign.
    #[error("no delegation to sign")]
    NoDelegation,
    /// A shift of the roster cannot be.
    #[error("shift: {0}: {1:?}")]
    Shift(&'static str, ShiftFault),
    /// Another shift lies there.
    #[error("another shift from {starts:?} to {ends:?}")]
    ShiftOver {
        /// When the other begins.
        starts: Time,
        /// When it ends.
        ends: Time,
    },
    /// Fields are wrong.
    #[error("input: {0:?}")]
    Input(Vec<(&'static str, InputFault)>),
    /// A direction is wrong.
    #[error("direction: {0:?}")]
    Direction(Vec<WordingFault>),
    /// A route is wrong.
    #[error("route: {0:?}")]
    Route(Vec<RouteFault>),
    /// A value names something that is not there, has ended, or is of another agency.
    #[error("unknown {field}")]
    Unknown {
        /// The field.
        field: &'static str,
    },
    /// The number is taken.
    #[error("number {number} is taken")]
    NumberTaken {
        /// The number.
        number: i64,
    },
    /// The number is reserved for somebody else.
    #[error("number {number} is reserved")]
    NumberReserved {
        /// The number.
        number: i64,
        /// The last day on which it is; none if it is for good.
        until: Option<calendar::Day>,
    },
    /// The issuing body is no more.
    #[error("{name} has ended")]
    BodyEnded {
        /// Its name.
        name: String,
        /// Its last day.
        last: calendar::Day,
    },
    /// The submission is the cover of a set already.
    #[error("it covers a set already")]
    SetThere,
    /// Nobody is a member of the issuing body.
    #[error("no members")]
    NoMembers,
    /// The last day of a ballot has passed.
    #[error("the ballot is over")]
    BallotOver {
        /// Its last day.
        last: calendar::Day,
    },
    /// Another series serves the same documents.
    #[error("series {name} serves the same")]
    SeriesThere {
        /// Its name.
        name: String,
    },
    /// The date lies before the last one of the series.
    #[error("dates of a series never run backwards")]
    DateBackwards {
        /// The last date of the series.
        last: calendar::Day,
    },
    /// A number kept free is dated after one that follows it.
    #[error("a number kept free is not dated after the next one")]
    DateForwards {
        /// The date of the next number that was used.
        next: calendar::Day,
    },
    /// The issuing body has no series for this kind.
    #[error("no series")]
    NoSeries,
    /// With whom a document was to be issued jointly is no more.
    #[error("partner {name} has ended")]
    PartnerEnded {
        /// Its name.
        name: String,
    },
    /// Some of those with whom a document is issued jointly do not approve it.
    #[error("partners: {names}")]
    Partners {
        /// Their names.
        names: String,
        /// Whether one of them went back on its approval.
        refused: bool,
    },
    /// There is nobody to send it to.
    #[error("no recipients")]
    NoRecipients,
    /// A text is too large.
    #[error("text: {0:?}")]
    Text(Vec<prose::Fault>),
    /// The paper is not what its document says.
    #[error("the paper is behind its text")]
    PaperBehind,
    /// The typesetter.
    #[error(transparent)]
    Paper(#[from] paper::Error),
    /// The files.
    #[error(transparent)]
    Files(#[from] files::Error),
    /// Access.
    #[error(transparent)]
    Access(#[from] access::Error),
    /// Duties.
    #[error(transparent)]
    Duties(#[from] duties::Error),
    /// Measures.
    #[error(transparent)]
    Measures(#[from] measures::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Explain for Error {
    fn explain(&self, lang: Lang) -> Problem {
        let plain = |code, fault, title: &str, remedy: &str| Problem::new(code, fault, title, remedy);
        match self {
            Error::NotFound => plain(
                "documents.not_found",
                Fault::NotFound,
                t::error_not_found_title(lang),
                t::error_not_found_remedy(lang),
            ),
            Error::Stale => plain(
                "documents.stale",
                Fault::Conflict,
                t::error_stale_title(lang),
                t::error_stale_remedy(lang),
            ),
            Error::NotNow { state } => plain(
                "documents.not_now",
                Fault::Conflict,
                &t::error_not_now_title(lang, crate::words::state(lang, state)),
                t::error_not_now_remedy(lang),
            ),
            Error::Shift(field, fault) => Problem::new(
                "documents.shift",
                Fault::Invalid,
                t::error_input_title(lang, 1),
                t::error_input_remedy(lang),
            )
            .at(*field, shift(lang, *fault)),
            Error::ShiftOver { starts, ends } => {
                let words = t::fault_shift_over(lang, shown(*starts), shown(*ends));
                Problem::new(
                    "documents.shift_over",
                    Fault::Invalid,
                    t::error_input_title(lang, 1),
                    t::error_input_remedy(lang),
                )
                .at("starts", words)
            }
            Error::NoDelegation => plain(
                "documents.no_delegation",
                Fault::Conflict,
                t::error_no_delegation_title(lang),
                t::error_no_delegation_remedy(lang),
            ),
            Error::Input(faults) => {
                let problem = Problem::new(
                    "documents.input",
                    Fault::Invalid,
                    t::error_input_title(lang, faults.len()),
                    t::error_input_remedy(lang),
                );
                faults.iter().fold(problem, |problem, (field, fault)| problem.at(*field, input(lang, fault)))
            }
            Error::Direction(faults) => {
                let problem = Problem::new(
                    "documents.direction",
                    Fault::Invalid,
                    t::error_input_title(lang, faults.len()),
                    t::error_input_remedy(lang),
                );
                faults.iter().fold(problem, |problem, fault| {
                    let (field, message) = direction(lang, fault);
                    problem.at(field, message)
                })
            }
            Error::Route(faults) => {
                let problem = Problem::new(
                    "documents.route",
                    Fault::Invalid,
                    t::error_input_title(lang, faults.len()),
                    t::error_input_remedy(lang),
                );
                faults.iter().fold(problem, |problem, fault| problem.at("steps", route(lang, fault)))
            }
            Error::Unknown { field } => plain(
                "documents.unknown",
                Fault::Invalid,
                t::error_unknown_title(lang),
                t::error_unknown_remedy(lang),
            )
            .at(*field, t::error_unknown_remedy(lang)),
            Error::NumberTaken { number } => {
                let title = t::error_number_taken_title(lang, number);
                plain("documents.number_taken", Fault::Conflict, &title, t::error_number_taken_remedy(lang))
                    .at("number", title)
            }
            Error::NumberReserved { number, until } => {
                let title = match until {
                    Some(day) => t::series_error_reserved(lang, number, ui::time::date(lang, *day)),
                    None => t::series_error_reserved_for_good(lang, number),
                };
                let remedy = t::series_error_reserved_remedy(lang);
                plain("documents.number_reserved", Fault::Conflict, &title, remedy).at("number", title)
            }
            Error::BodyEnded { name, last } => {
                let title = t::committee_error_ended(lang, name, ui::time::date(lang, *last));
                let remedy = t::committee_error_ended_remedy(lang);
                plain("documents.body_ended", Fault::Conflict, &title, remedy).at("body", title)
            }
            Error::NoMembers => plain(
                "documents.no_members",
                Fault::Conflict,
                t::ballot_error_nobody(lang),
                t::ballot_error_nobody_remedy(lang),
            ),
            Error::BallotOver { last } => {
                let title = t::ballot_error_over(lang, ui::time::date(lang, *last));
                plain("documents.ballot_over", Fault::Conflict, &title, t::ballot_error_over_remedy(lang))
            }
            Error::SetThere => plain(
                "documents.set_there",
                Fault::Conflict,
                t::set_error_there(lang),
                t::set_error_there_remedy(lang),
            ),
            Error::SeriesThere { name } => {
                let title = t::series_error_there(lang, name);
                let remedy = t::series_error_there_remedy(lang);
                plain("documents.series_there", Fault::Conflict, &title, remedy).at("types", title)
            }
            Error::DateBackwards { last } => {
                let title = t::error_date_backwards_title(lang, ui::time::date(lang, *last));
                plain(
                    "documents.date_backwards",
                    Fault::Invalid,
                    &title,
                    t::error_date_backwards_remedy(lang),
                )
                .at("day", title)
            }
            Error::DateForwards { next } => {
                let title = t::error_date_forwards_title(lang, ui::time::date(lang, *next));
                plain("documents.date_forwards", Fault::Invalid, &title, t::error_date_forwards_remedy(lang))
                    .at("day", title)
            }
            Error::NoSeries => plain(
                "documents.no_series",
                Fault::Conflict,
                t::error_no_series_title(lang),
                t::error_no_series_remedy(lang),
            ),
            Error::PartnerEnded { name } => {
                let title = t::joint_error_ended(lang, name);
                let remedy = t::joint_error_ended_remedy(lang);
                plain("documents.partner_ended", Fault::Conflict, &title, remedy).at("partners", title)
            }
            Error::Partners { names, refused } => {
                let (title, remedy) = match refused {
                    true => (t::joint_error_refused(lang, names), t::joint_error_refused_remedy(lang)),
                    false => (t::joint_error_open(lang, names), t::joint_error_open_remedy(lang)),
                };
                plain("documents.partners", Fault::Conflict, &title, remedy)
            }
            Error::NoRecipients => plain(
                "documents.no_recipients",
                Fault::Invalid,
                t::error_no_recipients_title(lang),
                t::error_no_recipients_remedy(lang),
            )
            .at("recipients", t::error_no_recipients_remedy(lang)),
            Error::Text(faults) => {
                let problem = Problem::new(
                    "documents.text",
                    Fault::Invalid,
                    t::error_text_title(lang),
                    t::error_text_remedy(lang),
                );
                faults.iter().fold(problem, |problem, fault| problem.at("text", text(lang, fault)))
            }
            Error::PaperBehind => plain(
                "documents.paper_behind",
                Fault::Conflict,
                t::error_paper_behind_title(lang),
                t::error_paper_behind_remedy(lang),
            ),
            Error::Paper(error) => error.explain(lang),
            Error::Files(error) => error.explain(lang),
            Error::Access(error) => error.explain(lang),
            Error::Duties(error) => error.explain(lang),
            Error::Measures(error) => error.explain(lang),
            Error::Db(error) => error.explain(lang),
        }
    }
}

fn input(lang: Lang, fault: &InputFault) -> String {
    match fault {
        InputFault::Missing => t::fault_missing(lang).to_owned(),
        InputFault::TooLong(most) => t::fault_too_long(lang, most),
        InputFault::Future => t::fault_future(lang).to_owned(),
        InputFault::TooOld => t::fault_too_old(lang).to_owned(),
        InputFault::Past => t::fault_past(lang).to_owned(),
        InputFault::Stays => t::fault_stays(lang).to_owned(),
        InputFault::Unknown => t::fault_unknown(lang).to_owned(),
        InputFault::NoDay => t::filter_day_fault(lang).to_owned(),
        InputFault::NoMain => t::fault_no_main(lang).to_owned(),
        InputFault::SeveralMains => t::fault_several_mains(lang).to_owned(),
        InputFault::NotPdf => t::fault_not_pdf(lang).to_owned(),
        InputFault::Secret(degree) => t::fault_secret(lang, degree),
        InputFault::OneOnly => t::fault_one_only(lang).to_owned(),
        InputFault::HalfOpinion => t::set_fault_half(lang).to_owned(),
        InputFault::OnlyInside => t::series_fault_only_inside(lang).to_owned(),
        InputFault::OnlyOutside => t::series_fault_only_outside(lang).to_owned(),
        InputFault::NoPattern => t::series_fault_pattern(lang).to_owned(),
        InputFault::NoYear => t::series_fault_year(lang).to_owned(),
        InputFault::OnlyInternal => t::series_fault_only_internal(lang).to_owned(),
        InputFault::TooFar(days) => t::series_fault_too_far(lang, days),
        InputFault::NoPartner => t::joint_fault_nobody(lang).to_owned(),
        InputFault::OnlyJoint => t::joint_fault_only_joint(lang).to_owned(),
        InputFault::OwnAgency => t::joint_fault_own(lang).to_owned(),
        InputFault::NamedTwice => t::joint_fault_twice(lang).to_owned(),
        InputFault::OutOfRange(least, most) => t::fault_out_of_range(lang, least, most),
    }
}

fn shift(lang: Lang, fault: ShiftFault) -> String {
    match fault {
        ShiftFault::Backwards => t::fault_shift_backwards(lang).to_owned(),
        ShiftFault::TooLong => t::fault_shift_too_long(lang, LONGEST_SHIFT / Time::HOUR),
        ShiftFault::NotThen => t::fault_shift_not_then(lang).to_owned(),
        ShiftFault::Twice => t::fault_shift_twice(lang).to_owned(),
        ShiftFault::TooMany => t::fault_shift_too_many(lang, MOST_ON_DUTY),
    }
}

/// An instant as messages write it: 17:00 18/8/2023.
fn shown(at: Time) -> String {
    let at = at.civil();
    format!("{:02}:{:02} {}/{}/{}", at.hour(), at.minute(), at.day(), at.month(), at.year())
}

fn text(lang: Lang, fault: &prose::Fault) -> String {
    use prose::{Fault, MOST_BLOCKS, MOST_CELLS, MOST_COLUMNS, MOST_LETTERS, MOST_ROWS};
    let number = |count: usize| ui::number::integer(lang, i64::try_from(count).unwrap_or(i64::MAX));
    match fault {
        Fault::Letters { letters } => t::fault_text_letters(lang, number(*letters), number(MOST_LETTERS)),
        Fault::Blocks { blocks } => t::fault_text_blocks(lang, number(*blocks), number(MOST_BLOCKS)),
        Fault::Rows { table, rows } => t::fault_text_rows(lang, table, number(*rows), number(MOST_ROWS)),
        Fault::Columns { table, columns } => {
            t::fault_text_columns(lang, table, number(*columns), MOST_COLUMNS)
        }
        Fault::Cells { cells } => t::fault_text_cells(lang, number(*cells), number(MOST_CELLS)),
    }
}

fn direction(lang: Lang, fault: &WordingFault) -> (&'static str, String) {
    match fault {
        WordingFault::NoLead => ("lead", t::fault_no_lead(lang).to_owned()),
        WordingFault::Nobody => ("lead", t::fault_nobody(lang).to_owned()),
        WordingFault::Twice(_) => ("support", t::fault_twice(lang).to_owned()),
        WordingFault::DueInThePast => ("due", t::fault_past(lang).to_owned()),
        WordingFault::DueAfterDocument(day) => {
            ("due", t::fault_due_after_document(lang, ui::time::date(lang, *day)))
        }
        WordingFault::TooLong(_) => ("words", t::fault_too_long(lang, crate::model::direction::MOST_WORDS)),
    }
}

fn route(lang: Lang, fault: &RouteFault) -> String {
    match fault {
        RouteFault::Empty => t::fault_route_empty(lang).to_owned(),
        RouteFault::Signer => t::fault_route_signer(lang).to_owned(),
        RouteFault::AfterSigner => t::fault_route_after_signer(lang).to_owned(),
        RouteFault::Twice(_) => t::fault_route_twice(lang).to_owned(),
        RouteFault::NotSigning => t::committee_fault_not_signing(lang).to_owned(),
        RouteFault::Unit(kind) => t::routes_fault_unit(lang, crate::words::step(lang, *kind)),
        RouteFault::TooLong => t::fault_too_long(lang, crate::model::route::MOST_STEPS),
    }
}
