//! Ballots (phiếu lấy ý kiến thành viên UBND): what members say of a draft by a day.

use calendar::Day;
use serde::{Deserialize, Serialize};

/// What a member says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Agrees (đồng ý).
    Agree,
    /// Disagrees (không đồng ý); says why.
    Disagree,
    /// Thinks otherwise (ý kiến khác); says what.
    Other,
}

impl Choice {
    /// All of them.
    pub const ALL: [Choice; 3] = [Choice::Agree, Choice::Disagree, Choice::Other];

    /// As it is stored.
    pub fn code(self) -> &'static str {
        match self {
            Choice::Agree => "agree",
            Choice::Disagree => "disagree",
            Choice::Other => "other",
        }
    }

    /// Reads what [`Choice::code`] wrote.
    pub fn of(code: &str) -> Option<Choice> {
        Choice::ALL.into_iter().find(|choice| choice.code() == code)
    }

    /// Whether it must be said in words too.
    pub fn needs_words(self) -> bool {
        self != Choice::Agree
    }
}

/// How the members of a ballot have answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// Agree.
    pub agree: usize,
    /// Disagree.
    pub disagree: usize,
    /// Think otherwise.
    pub other: usize,
    /// Can still answer.
    pub waiting: usize,
    /// Have said nothing by the last day.
    pub silent: usize,
}

/// Counts answers on a day; whoever has none is silent only once the last day has passed.
pub fn count(choices: impl Iterator<Item = Option<Choice>>, last: Day, today: Day) -> Count {
    let mut count = Count::default();
    for choice in choices {
        match choice {
            Some(Choice::Agree) => count.agree += 1,
            Some(Choice::Disagree) => count.disagree += 1,
            Some(Choice::Other) => count.other += 1,
            None if today > last => count.silent += 1,
            None => count.waiting += 1,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_counted_only_when_the_last_day_has_passed() {
        let [last, next] = [17, 18].map(|day| Day::new(2023, 8, day).unwrap());
        let choices = [Some(Choice::Agree), Some(Choice::Agree), Some(Choice::Other), None];
        let on = |today| count(choices.into_iter(), last, today);
        assert_eq!(on(last), Count { agree: 2, other: 1, waiting: 1, ..Count::default() });
        assert_eq!(on(next), Count { agree: 2, other: 1, silent: 1, ..Count::default() });
        for choice in Choice::ALL {
            assert_eq!(Choice::of(choice.code()), Some(choice));
        }
        assert_eq!(Choice::of(""), None);
    }
}
