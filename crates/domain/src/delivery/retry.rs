//! What comes of an answer: accepted, tried again, or given up.

use super::CourierFault;

/// What came of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// An HTTP status.
    Status(u16),
    /// None.
    Fault(CourierFault),
    /// There is nowhere to deliver to any more.
    NoTarget,
    /// The installation is not active any more, and need not know.
    NotActive,
}

impl Answer {
    /// The status that came back.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status(status) => Some(*status),
            Self::Fault(_) | Self::NoTarget | Self::NotActive => None,
        }
    }

    /// Why it is no acceptance.
    pub fn error(&self) -> Option<String> {
        match self {
            Self::Status(200..=299) => None,
            Self::Status(status @ 300..=399) => {
                Some(format!("the webhook leads elsewhere (status {status})"))
            }
            Self::Status(status) => Some(format!("the webhook answers with the status {status}")),
            Self::Fault(fault) => Some(fault.to_string()),
            Self::NoTarget => Some("the integration has no webhook any more".to_owned()),
            Self::NotActive => Some("the installation is not active any more".to_owned()),
        }
    }
}

/// What comes of an event after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The integration has it.
    Accepted,
    /// Once more, then (Unix seconds).
    Again(i64),
    /// Nobody tries again by himself.
    GivenUp,
}

/// How long, and how often, a delivery is tried. In seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The pause after the first failure; it doubles from one to the next.
    pub first_pause: u32,
    /// The longest pause.
    pub longest_pause: u32,
    /// From when the event was due first.
    pub give_up_after: u32,
}

impl Default for Patience {
    /// Ten seconds, then twice as long each time, at most an hour, for three days.
    fn default() -> Self {
        Self {
            first_pause: 10,
            longest_pause: 3_600,
            give_up_after: 3 * 86_400,
        }
    }
}

impl Patience {
    /// What comes of an event that was due at `since` and has failed `failures` times before, at `now` (Unix seconds).
    /// `dice` is any number, for the jitter. 2xx accepts. 410 says that the webhook is gone for good: only this event is
    /// given up for it, because a proxy's mistake must not silence an integration. Everything else may pass.
    pub fn verdict(&self, answer: &Answer, since: i64, failures: u32, now: i64, dice: u16) -> Verdict {
        match answer {
            Answer::Status(200..=299) => Verdict::Accepted,
            Answer::Status(410) | Answer::NoTarget | Answer::NotActive => Verdict::GivenUp,
            Answer::Status(_) | Answer::Fault(_) => {
                let next = now.saturating_add(self.pause(failures, dice));
                if now.saturating_sub(since) >= i64::from(self.give_up_after) {
                    Verdict::GivenUp
                } else {
                    Verdict::Again(next)
                }
            }
        }
    }

    /// Seconds until the next attempt: between half and the whole of the pause, so that receivers who were away
    /// together are not asked together.
    fn pause(&self, failures: u32, dice: u16) -> i64 {
        let doubled = u64::from(self.first_pause).saturating_mul(1 << failures.min(32));
        let pause = doubled.min(u64::from(self.longest_pause));
        let random = pause.saturating_mul(u64::from(dice)) / (2 * u64::from(u16::MAX));
        i64::try_from(pause.div_ceil(2) + random).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SINCE: i64 = 1_780_272_000;
    const DAY: i64 = 86_400;

    #[test]
    fn answers_and_what_comes_of_them() {
        let patience = Patience::default();
        for (answer, expected) in [
            (Answer::Status(200), Verdict::Accepted),
            (Answer::Status(202), Verdict::Accepted),
            (Answer::Status(299), Verdict::Accepted),
            (Answer::Status(199), Verdict::Again(SINCE + 5)),
            (Answer::Status(301), Verdict::Again(SINCE + 5)),
            (Answer::Status(400), Verdict::Again(SINCE + 5)),
            (Answer::Status(404), Verdict::Again(SINCE + 5)),
            (Answer::Status(410), Verdict::GivenUp),
            (Answer::Status(429), Verdict::Again(SINCE + 5)),
            (Answer::Status(503), Verdict::Again(SINCE + 5)),
            (Answer::Fault(CourierFault::TimedOut), Verdict::Again(SINCE + 5)),
            (Answer::NoTarget, Verdict::GivenUp),
            (Answer::NotActive, Verdict::GivenUp),
        ] {
            assert_eq!(
                patience.verdict(&answer, SINCE, 0, SINCE, 0),
                expected,
                "{answer:?}"
            );
            assert_eq!(
                answer.error().is_none(),
                expected == Verdict::Accepted,
                "{answer:?}"
            );
        }
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let patience = Patience::default();
        for (failures, least, most) in [
            (0, 5, 10),
            (1, 10, 20),
            (2, 20, 40),
            (3, 40, 80),
            (8, 1_280, 2_560),
            (9, 1_800, 3_600),
            (31, 1_800, 3_600),
            (u32::MAX, 1_800, 3_600),
        ] {
            let pauses = [0, u16::MAX].map(|dice| patience.pause(failures, dice));
            assert_eq!(pauses, [least, most], "after {failures} failures");
        }
        let short = Patience {
            first_pause: 1,
            ..patience
        };
        assert_eq!([short.pause(0, 0), short.pause(0, u16::MAX)], [1, 1]);
        let none = Patience {
            first_pause: 0,
            ..patience
        };
        assert_eq!(none.pause(7, 9), 0);
    }

    #[test]
    fn after_three_days_it_is_given_up() {
        let patience = Patience::default();
        let verdict = |now| patience.verdict(&Answer::Status(500), SINCE, 80, now, 0);
        assert_eq!(
            verdict(SINCE + 3 * DAY - 1),
            Verdict::Again(SINCE + 3 * DAY - 1 + 1_800)
        );
        assert_eq!(verdict(SINCE + 3 * DAY), Verdict::GivenUp);
        assert_eq!(
            patience.verdict(&Answer::Status(204), SINCE, 80, SINCE + 9 * DAY, 0),
            Verdict::Accepted
        );
    }

    /// With the default pauses three days are some eighty attempts.
    #[test]
    fn a_receiver_that_is_away_costs_little() {
        let patience = Patience::default();
        let (mut now, mut failures) = (SINCE, 0);
        while let Verdict::Again(next) =
            patience.verdict(&Answer::Status(503), SINCE, failures, now, u16::MAX)
        {
            (now, failures) = (next, failures + 1);
        }
        assert!((70..=90).contains(&failures), "{failures}");
    }
}
