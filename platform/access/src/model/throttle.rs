//! How long to wait after failures: longer with each, but never for ever.

use context::Time;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One user name, whether it exists or not.
    Account,
    /// One address; a whole agency may stand behind it.
    Address,
}

/// Failures lately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Strain {
    pub(crate) failures: i64,
    pub(crate) at: Time,
}

/// The rule for one kind.
struct Rule {
    /// So many failures cost nothing.
    free: i64,
    /// The wait after the first one that does; it doubles with each further.
    first: i64,
    /// The longest wait.
    longest: i64,
    /// One failure is forgotten after so long.
    ease: i64,
}

impl Kind {
    fn rule(self) -> Rule {
        match self {
            Kind::Account => {
                Rule { free: 4, first: 2 * Time::SECOND, longest: 15 * Time::MINUTE, ease: 15 * Time::MINUTE }
            }
            Kind::Address => {
                Rule { free: 100, first: Time::SECOND, longest: 5 * Time::MINUTE, ease: 10 * Time::SECOND }
            }
        }
    }

    /// So many failures cost nothing.
    pub(crate) fn free(self) -> i64 {
        self.rule().free
    }

    /// What is left of the failures by now.
    pub(crate) fn eased(self, strain: Strain, now: Time) -> i64 {
        let forgotten = (now.0 - strain.at.0).max(0) / self.rule().ease;
        (strain.failures - forgotten).max(0)
    }

    /// How long the next attempt must wait.
    pub(crate) fn wait(self, strain: Strain, now: Time) -> i64 {
        let rule = self.rule();
        let over = strain.failures - rule.free;
        if over <= 0 || was_put_back(strain, now) {
            return 0;
        }
        let doublings = u32::try_from(over - 1).unwrap_or(0).min(30);
        let delay = rule.first.saturating_mul(1 << doublings).min(rule.longest);
        (strain.at.0 + delay - now.0).max(0)
    }

    /// The failures after one more attempt now. They do not grow beyond what the longest wait needs, so that
    /// they are forgotten in bounded time.
    pub(crate) fn charged(self, strain: Strain, now: Time) -> Strain {
        let failures = (self.eased(strain, now) + 1).min(self.rule().free + 12);
        let at = if was_put_back(strain, now) { now } else { strain.at.max(now) };
        Strain { failures, at }
    }
}

/// Whether the clock was put back since. Clocks of two nodes, and requests under way at once, differ by less.
fn was_put_back(strain: Strain, now: Time) -> bool {
    strain.at.0 - now.0 > Time::MINUTE
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn attempts(kind: Kind, count: usize) -> Strain {
        let mut strain = Strain { failures: 0, at: Time(0) };
        for _ in 0..count {
            strain = kind.charged(strain, strain.at.plus(kind.wait(strain, strain.at)));
        }
        strain
    }

    fn wait(kind: Kind, count: usize) -> i64 {
        let strain = attempts(kind, count);
        kind.wait(strain, strain.at)
    }

    #[test]
    fn the_wait_grows_and_has_an_end() {
        let waits: Vec<i64> = (0..30).map(|count| wait(Kind::Account, count)).collect();
        assert_eq!(waits[..5], [0; 5]);
        assert_eq!(waits[5], 2 * Time::SECOND);
        assert_eq!(waits[6], 4 * Time::SECOND);
        assert_eq!(waits[29], 15 * Time::MINUTE);
    }

    #[test]
    fn an_address_serves_many_people() {
        assert_eq!(wait(Kind::Address, 100), 0);
        assert_eq!(wait(Kind::Address, 101), Time::SECOND);
    }

    #[test]
    fn all_is_forgotten_within_hours() {
        let strain = attempts(Kind::Account, 1000);
        assert_eq!(Kind::Account.eased(strain, strain.at.plus(4 * Time::HOUR)), 0);
    }

    #[test]
    fn a_clock_put_back_locks_nobody_out_and_one_a_little_slow_gains_nothing() {
        let strain = attempts(Kind::Account, 20);
        assert_eq!(Kind::Account.wait(strain, strain.at.plus(-Time::DAY)), 0);
        let slow = strain.at.plus(-Time::SECOND);
        assert_eq!(Kind::Account.wait(strain, slow), 15 * Time::MINUTE + Time::SECOND);
        assert_eq!(Kind::Account.charged(strain, slow).at, strain.at);
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_longest(failures in 0_i64..1_000_000, at in 0_i64..1_000_000_000) {
            let strain = Strain { failures, at: Time(at) };
            for (kind, longest) in [(Kind::Account, 15 * Time::MINUTE), (Kind::Address, 5 * Time::MINUTE)] {
                prop_assert!(kind.wait(strain, Time(at)) <= longest);
                prop_assert_eq!(kind.wait(strain, Time(at + longest)), 0);
            }
        }
    }
}
