//! Small marks: deadline badges, urgency tags, counts, initials, keys.

use crate::{number, t};
use calendar::Remaining;
use maud::{Markup, PreEscaped, html};
use words::Lang;

/// The state of a deadline with the words that say it. One badge a row; overdue beats waiting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// More than two working days left (trong hạn). Quiet.
    OnTime(String),
    /// Two working days or less (sắp đến hạn).
    Soon(String),
    /// Passed (quá hạn).
    Overdue(String),
    /// Somebody else holds it (đang chờ).
    Waiting(String),
    /// Closed (xong).
    Done(String),
}

impl Deadline {
    /// What the calendar says is left.
    pub fn of(lang: Lang, remaining: Remaining) -> Deadline {
        match remaining {
            Remaining::Days(days) => Deadline::OnTime(t::due_working_days(lang, days)),
            Remaining::Soon(days) => Deadline::Soon(t::due_working_days(lang, days)),
            Remaining::Today(at) => Deadline::Soon(t::time_today_at(lang, crate::time::clock(at))),
            Remaining::LateHours(hours) => Deadline::Overdue(t::due_overdue_hours(lang, hours)),
            Remaining::LateDays(days) => Deadline::Overdue(t::due_overdue_days(lang, days)),
        }
    }

    /// In somebody else's hands: “chờ Phòng XDCQ”.
    pub fn waiting_for(lang: Lang, who: &str) -> Deadline {
        Deadline::Waiting(t::due_waiting(lang, who))
    }

    /// Closed: “đã xử lý”.
    pub fn done(lang: Lang) -> Deadline {
        Deadline::Done(t::due_done(lang).to_owned())
    }

    /// What the badge says, within a sentence.
    pub fn text(&self) -> &str {
        match self {
            Deadline::OnTime(text)
            | Deadline::Soon(text)
            | Deadline::Overdue(text)
            | Deadline::Waiting(text)
            | Deadline::Done(text) => text,
        }
    }

    fn class(&self) -> &'static str {
        match self {
            Deadline::OnTime(_) => "due",
            Deadline::Soon(_) => "due due--soon",
            Deadline::Overdue(_) => "due due--overdue",
            Deadline::Waiting(_) => "due due--waiting",
            Deadline::Done(_) => "due due--done",
        }
    }

    /// Each state has a shape of its own, so that colour is never alone.
    fn shape(&self) -> &'static str {
        match self {
            Deadline::OnTime(_) => concat!(
                r#"<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>"#,
                r#"<path fill="currentColor" d="M8 8V4.2A3.8 3.8 0 0 1 11.8 8z"/>"#
            ),
            Deadline::Soon(_) => concat!(
                r#"<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>"#,
                r#"<path fill="currentColor" d="M8 8V4.2A3.8 3.8 0 1 1 4.2 8z"/>"#
            ),
            Deadline::Overdue(_) => {
                r#"<path fill="currentColor" fill-rule="evenodd" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm-.9 3.3v4.9h1.8V4.3Zm0 6.3v1.8h1.8v-1.8Z"/>"#
            }
            Deadline::Waiting(_) => {
                r#"<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="2.8 2.07"/>"#
            }
            Deadline::Done(_) => concat!(
                r#"<circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" stroke-width="1.6"/>"#,
                r#"<path fill="none" stroke="currentColor" stroke-width="1.8" d="m5.2 8.3 2 2 3.7-4.2"/>"#
            ),
        }
    }
}

/// The badge of a deadline.
pub fn deadline_badge(deadline: &Deadline) -> Markup {
    html! {
        span class=(deadline.class()) {
            svg viewBox="0 0 16 16" aria-hidden="true" { (PreEscaped(deadline.shape())) }
            (capitalised(deadline.text()))
        }
    }
}

/// How urgent a document is. The ordinary shows nothing.
pub fn urgency_tag(name: &str) -> Markup {
    html! { span class="tag tag--urgent" { (name) } }
}

/// A quiet tag that names a kind or a state that is no deadline.
pub fn tag(name: &str) -> Markup {
    html! { span class="tag" { (name) } }
}

/// A count beside a heading or a link.
pub fn count(value: i64) -> Markup {
    html! { span class="count" { (number::count(value)) } }
}

/// A document's number or symbol: it never wraps.
pub fn code(symbol: &str) -> Markup {
    html! { span class="code" { (symbol) } }
}

/// The initials of a person or an agency: the last two words of a name, as Vietnamese names are called.
pub fn avatar(name: &str) -> Markup {
    html! { span class="avatar" aria-hidden="true" { (initials(name)) } }
}

/// Smaller initials, for a line of text.
pub fn avatar_small(name: &str) -> Markup {
    html! { span class="avatar avatar--s" aria-hidden="true" { (initials(name)) } }
}

fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let last = words.len().saturating_sub(2);
    words.iter().skip(last).filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// The keys of a shortcut beside what it does: `b`, `g v`, `Ctrl+Enter`. Hidden where there is no keyboard.
pub fn keys(shortcut: &str) -> Markup {
    html! {
        @for stroke in shortcut.split(' ') {
            kbd { (shown(stroke)) }
        }
    }
}

fn shown(stroke: &str) -> String {
    let parts = stroke.split('+').map(|part| match part {
        "Enter" => "↵".to_owned(),
        "Escape" => "Esc".to_owned(),
        one if one.chars().count() == 1 => one.to_uppercase(),
        other => other.to_owned(),
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// The same words at the beginning of a line.
pub(crate) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Lang::{En, Vi};

    #[test]
    fn each_state_has_its_words() {
        let said = |lang, remaining| deadline_badge(&Deadline::of(lang, remaining)).into_string();
        assert!(said(Vi, Remaining::Days(6)).ends_with("Còn 6 ngày làm việc</span>"));
        assert!(said(En, Remaining::Soon(1)).ends_with("1 working day left</span>"));
        assert!(said(Vi, Remaining::LateHours(3)).starts_with(r#"<span class="due due--overdue">"#));
        let at = calendar::Time::local(calendar::Day::new(2023, 8, 17).unwrap(), 17, 0);
        assert_eq!(Deadline::of(Vi, Remaining::Today(at)), Deadline::Soon("hôm nay, 17:00".into()));
    }

    #[test]
    fn a_badge_says_its_state_in_words_and_shape() {
        let html = deadline_badge(&Deadline::waiting_for(Vi, "Phòng XDCQ")).into_string();
        assert!(html.starts_with(
            r#"<span class="due due--waiting"><svg viewBox="0 0 16 16" aria-hidden="true"><circle"#
        ));
        assert!(html.ends_with("Chờ Phòng XDCQ</span>"));
    }

    #[test]
    fn names_are_called_by_their_last_words() {
        assert_eq!(initials("Trần Thu Hà"), "TH");
        assert_eq!(initials("UBND quận Đống Đa"), "ĐĐ");
        assert_eq!(initials("  an "), "A");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn shortcuts_are_shown_as_they_are_printed_on_keys() {
        assert_eq!(keys("g v").into_string(), "<kbd>G</kbd><kbd>V</kbd>");
        assert_eq!(keys("Ctrl+Enter").into_string(), "<kbd>Ctrl ↵</kbd>");
    }
}
