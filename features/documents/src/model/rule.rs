//! Rules of a desk: what goes straight to whom (phân luồng trực tiếp). Pure.

use super::direction::Target;
use calendar::Day;
use serde::{Deserialize, Serialize};
use vietnamese::fold;

/// The most rules of an agency.
pub const MOST_RULES: usize = 100;
/// The most working days that a rule may allow.
pub const MOST_DAYS: i64 = 120;

/// A rule as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleInput {
    /// Its name, as the record of what it directs shows it.
    pub name: String,
    /// What stands in the issuer's name; empty for any.
    #[serde(default)]
    pub issuer: String,
    /// The code of a kind of document; empty for any.
    #[serde(default)]
    pub kind: String,
    /// Phrases, separated by commas, of which one stands in the subject or the symbol; empty for any.
    #[serde(default)]
    pub words: String,
    /// The code of an urgency; empty for any.
    #[serde(default)]
    pub urgency: String,
    /// Who leads.
    pub lead: Target,
    /// The words of the direction.
    #[serde(default)]
    pub direction: String,
    /// Working days to answer; none for what the law allows.
    #[serde(default)]
    pub days: Option<i64>,
    /// Whether it goes to them at once; else it is proposed to the leader.
    pub straight: bool,
    /// Whether it is asked at all.
    pub is_on: bool,
    /// The first day.
    pub from: Day,
    /// The last day, if there is one.
    #[serde(default)]
    pub until: Option<Day>,
    /// Its place among the rules: the lowest is asked first.
    #[serde(default)]
    pub ordinal: i64,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a> {
    /// The issuer's name.
    pub issuer: &'a str,
    /// The code of the kind.
    pub kind: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// Number and symbol.
    pub symbol: &'a str,
    /// The code of the urgency.
    pub urgency: &'a str,
}

impl RuleInput {
    /// Whether it says anything by which documents differ: a rule without would catch everything.
    pub fn narrows(&self) -> bool {
        [&self.issuer, &self.kind, &self.words, &self.urgency].iter().any(|text| !text.trim().is_empty())
    }

    /// Whether it holds on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.is_on && self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether it catches a document: all that it says is so, however accented or spelt in capitals.
    pub fn catches(&self, looked: &Looked<'_>) -> bool {
        let same = |wanted: &str, found: &str| wanted.is_empty() || wanted == found;
        let issuer = fold(self.issuer.trim());
        let text = fold(&format!("{} {}", looked.subject, looked.symbol));
        let mut phrases = self.words.split(',').map(|phrase| fold(phrase.trim())).filter(|it| !it.is_empty());
        let spoken = self.words.trim().is_empty() || phrases.any(|phrase| text.contains(&phrase));
        self.narrows()
            && same(&self.kind, looked.kind)
            && same(&self.urgency, looked.urgency)
            && (issuer.is_empty() || fold(looked.issuer).contains(&issuer))
            && spoken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use context::Uuid;

    fn rule() -> RuleInput {
        RuleInput {
            name: "Cải cách hành chính".into(),
            issuer: String::new(),
            kind: String::new(),
            words: String::new(),
            urgency: String::new(),
            lead: Target::Unit(Uuid::from_u128(1)),
            direction: String::new(),
            days: None,
            straight: true,
            is_on: true,
            from: Day(19_000),
            until: None,
            ordinal: 1,
        }
    }

    const LETTER: Looked<'_> = Looked {
        issuer: "Bộ Nội vụ",
        kind: "CV",
        subject: "Tự đánh giá chỉ số cải cách hành chính",
        symbol: "4392/BNV-CCHC",
        urgency: "normal",
    };

    #[test]
    fn a_rule_that_says_nothing_catches_nothing() {
        assert!(!rule().catches(&LETTER));
        assert!(!RuleInput { words: " , ,".into(), ..rule() }.catches(&LETTER));
    }

    #[test]
    fn all_that_it_says_must_be_so_however_it_is_spelt() {
        let words = |words: &str| RuleInput { words: words.into(), ..rule() };
        assert!(words("CẢI CÁCH hành chính").catches(&LETTER));
        assert!(words("tuyển dụng, bnv-cchc").catches(&LETTER));
        assert!(!words("tuyển dụng").catches(&LETTER));
        let both = RuleInput { issuer: "noi vu".into(), kind: "CV".into(), ..words("chỉ số") };
        assert!(both.catches(&LETTER));
        assert!(!RuleInput { kind: "BC".into(), ..both.clone() }.catches(&LETTER));
        assert!(!RuleInput { urgency: "express".into(), ..both.clone() }.catches(&LETTER));
        assert!(!RuleInput { issuer: "Bộ Tài chính".into(), ..both }.catches(&LETTER));
    }

    #[test]
    fn it_holds_on_its_days_while_it_is_on() {
        let rule = RuleInput { until: Some(Day(19_010)), ..rule() };
        let held = [18_999, 19_000, 19_010, 19_011].map(|day| rule.holds(Day(day)));
        assert_eq!(held, [false, true, true, false]);
        assert!(!RuleInput { is_on: false, ..rule }.holds(Day(19_000)));
    }
}
